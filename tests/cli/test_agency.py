"""Agencies and plugins at the command line: the same words, rules and sentences as in chat."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from space_to_think.cli.app import app
from space_to_think.config import load_config
from space_to_think.hooks import Manifest, Scope, Word, hookimpl
from space_to_think.messages import Text

FILE = """
[agencies.north]
name = "North"
admins = ["slack:T1:ANN"]

[agencies.north.signposts.child]
title = "Front door"
phones = ["01632 960001"]
"""


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def north(tmp_path: Path) -> None:
    (tmp_path / "space-to-think.toml").write_text(FILE)


def run(*arguments: str, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, input=typed)
    return result.exit_code, result.output.strip()


def done(*arguments: str, typed: str | None = None) -> str:
    code, text = run(*arguments, typed=typed)
    assert code == 0, text
    return text


def refused(*arguments: str) -> str:
    code, text = run(*arguments)
    assert code == 1, text
    return text


def test_without_agencies_it_says_so() -> None:
    assert done("agency", "list").startswith("There are no agencies.")
    assert done("plugin", "list").startswith("These are the plugins that are here.")
    assert "facts (always on)" in done("plugin", "list")
    assert "Say which agency with --agency. There is none yet" in refused("plugin", "disable", "questions")
    assert refused("agency", "set", "", "turns", "gate").startswith(
        "There is no agency of that name. On the command line, “agency list” shows all of them"
    )


@pytest.mark.usefixtures("north")
def test_what_is_set_is_shown_and_changed() -> None:
    assert done("agency", "list") == "north                 North"
    assert "How turns are kept (turns): guide" in done("agency", "show", "north")
    assert "turns: from guide to gate" in done("agency", "set", "north", "turns", "gate")
    assert "Nothing has changed" in done("agency", "settings", "north", "turns", "gate")
    assert refused("agency", "set", "north", "turns", "loud") == "turns: Say guide, gate or enforce."
    assert "slack:T1:BOB is an admin." in done("agency", "people", "north", "slack:T1:BOB", "admin")
    assert "People may come from slack:T1." in done("agency", "tenants", "north", "add", "slack:T1")
    assert "How your agency" not in done("agency", "settings", "north", "?")
    history = done("agency", "history", "north")
    assert "by the command line:\nPeople may come from slack:T1." in history
    assert "by the configuration file:" in history


@pytest.mark.usefixtures("north")
def test_a_plugin_is_shown_before_it_is_switched_on() -> None:
    assert "The plugin questions is off." in done("plugin", "disable", "questions")
    code, text = run("plugin", "enable", "questions", typed="n\n")
    assert code == 1
    assert "It reads what happens in a session" in text
    assert "questions (off)" in done("plugin", "show", "questions")
    assert "The plugin questions is on." in done("plugin", "enable", "questions", typed="y\n")
    assert "Nothing has changed" in done("plugin", "enable", "questions", "--yes")
    done("plugin", "disable", "strengths", "-a", "north")
    assert "The plugin strengths is on." in done("plugin", "enable", "strengths", "--yes")


@pytest.mark.usefixtures("north")
def test_a_plugin_is_set() -> None:
    assert "questions families: from not set to intention, impact" in done(
        "plugin", "set", "questions", "families", "intention,", "impact"
    )
    assert refused("plugin", "set", "questions", "families", "x").startswith("families: Choose from: description")
    assert refused("plugin", "show", "questins").endswith("Did you mean questions?")


@pytest.mark.usefixtures("north")
def test_a_practice_of_its_own_comes_from_a_file(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "practice" / "peer-learning.toml"
    (tmp_path / "ours.toml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    said = done("agency", "practices", "north", "peer-learning", "ours.toml")
    assert said.endswith("The practice peer-learning was added.\nIt holds for sessions that begin from now on.")
    assert "Your own practices: peer-learning" in done("agency", "practices", "north")
    assert refused("agency", "practices", "north", "other", "gone.toml").startswith("gone.toml: There is no such file")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    assert "not a text file in UTF-8" in refused("agency", "practices", "north", "other", "bad.toml")


@pytest.mark.usefixtures("north")
def test_of_several_agencies_one_has_to_be_named() -> None:
    assert done("agency", "add", "south", "South") == "Done. This has changed at south:\nThe agency South was added."
    assert refused("agency", "add", "south", "South") == "There is an agency of that name already."
    assert "There are: north, south." in refused("plugin", "list")


@pytest.mark.usefixtures("north")
def test_what_is_exported_changes_nothing_when_it_is_imported(tmp_path: Path) -> None:
    done("agency", "wording", "north", "help-head", 'Our “own” words: 1 \\ 2 and { TYPED("help") }.')
    done("agency", "signposts", "north", "adult", "title Über’s; phones 1, 2; review_by 1 May 2027")
    done("plugin", "set", "questions", "own", "How are you?")
    text = done("agency", "export")
    (tmp_path / "out.toml").write_text(text)
    assert done("agency", "import", "out.toml") == "Nothing has changed at north."
    assert load_config(tmp_path / "out.toml").agency("north").turns == "guide"
    assert done("agency", "export", "north") == text
    assert refused("agency", "export", "south") == "There is no agency called south. There are: north."


@pytest.mark.usefixtures("north")
def test_a_file_is_taken_over_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text("[agencies.north]\nname = 'North'\n[agencies.west]\nname = 'West'\n")
    text = done("agency", "import", "new.toml")
    assert "slack:T1:ANN is no admin any more." in text
    assert "The agency West was added." in text
    (tmp_path / "bad.toml").write_text("[agencies.north]\nname = 'North'\nplugins = ['questins']\n")
    assert refused("agency", "import", "bad.toml").startswith("bad.toml, line 3, agencies.north.plugins.questins:")


def test_an_unknown_plugin_in_the_file_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "our.toml").write_text("[agencies.north]\nname = 'North'\nplugins = ['questins']\n")
    assert refused("agency", "list", "-c", "our.toml").startswith("our.toml, line 3, agencies.north.plugins.questins:")
    assert "There is no such plugin here." in refused("run", "-c", "our.toml")


def test_a_word_that_is_taken_is_refused_at_the_start_with_both_names(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Manifest(
        "mine", Text("mine-s"), Scope.SESSION, words=(Word("next"),), texts={"en-GB": "mine-s = It is mine.\n"}
    )
    mine = SimpleNamespace(declare=hookimpl(lambda: said), handle=hookimpl(lambda call: []))
    monkeypatch.setattr("space_to_think.host.facade.discover", lambda: {"mine": mine})
    assert refused("agency", "list") == "the word 'next' belongs to core and to mine: one of them has to give it up"


def test_a_new_plugin_needs_a_name_of_its_own(tmp_path: Path) -> None:
    assert (tmp_path / "check-in").exists() is False
    assert "cd check-in" in done("plugin", "new", "check-in")
    assert (tmp_path / "check-in" / "space_to_think_check_in" / "__init__.py").is_file()
    assert "something called check-in already" in refused("plugin", "new", "check-in")
    assert "The word status belongs to core" in refused("plugin", "new", "status")
    assert "small letters" in refused("plugin", "new", "Check_in")
