"""Somebody else's plugin, installed as a package of its own, does all that a built-in one can."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from space_to_think.host import Host, PluginError
from space_to_think.session.events import Woken
from space_to_think.wording.render import Wording
from space_to_think.words.table import Table
from tests.plugins import play as played
from tests.plugins.play import AGENCIES, NORTH, Play, Refused, presses, to, to_group
from tests.third_party.install import install

THANKS = Path(__file__).parent / "thanks"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A host that has found it among the built-in ones."""
    install(THANKS, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield Host.load()
    sys.modules.pop("space_to_think_thanks")


@pytest.fixture
def play(installed: Host, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setattr(played, "installed", lambda: installed)
    words = Wording.load(installed.manifests, strict=True)
    monkeypatch.setattr(played, "wording", lambda: words)
    on = replace(NORTH, plugins=frozenset({"thanks"}), settings={"thanks": {"minutes": 2}})
    return Play("thanks", agencies={**AGENCIES, "north": on}).start(3, 4)


def test_it_is_found_by_its_entry_point(installed: Host) -> None:
    assert "thanks" in installed.manifests
    assert "preamble" in installed.manifests
    assert installed.declared["thanks"].word == "thank"
    Table.of(installed.manifests)


def test_it_is_off_until_an_agency_wants_it(installed: Host) -> None:
    assert not installed.on("thanks", NORTH)
    assert "thanks" not in installed.charter_settings(NORTH)
    assert installed.on("thanks", replace(NORTH, plugins=frozenset({"thanks"})))


def test_its_kind_its_word_its_wake_and_its_memory_work(play: Play) -> None:
    play.give(3, "thanks", "for the tea")
    assert play.session.memory["thanks"] == {"count": 1}
    assert play.session.tallies == {"thanks.given": 1}
    (answer,) = play.call("thanks", "thanks", 4)
    assert play.words(answer) == "One word of thanks is waiting."
    play.to("next_steps")
    reminders = play.tick_until(Woken)
    assert [presses(message) for message in to(reminders, 1)] == [["thank"]]
    (shown,) = to_group(play.end())
    assert play.words(shown).splitlines() == ["Thanks to each other:", "> p3: for the tea"]


def test_its_kind_has_the_limits_that_it_declares(play: Play) -> None:
    for number in range(3):
        play.give(3, "thanks", f"for {number}")
    with pytest.raises(Refused, match="refuse-kind-limit"):
        play.give(3, "thanks", "once more")


def test_one_that_takes_a_built_in_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    text = (THANKS / "pyproject.toml").read_text(encoding="utf-8")
    (source / "pyproject.toml").write_text(text.replace("thanks = ", "strengths = "), encoding="utf-8")
    target = tmp_path / "target"
    target.mkdir()
    install(source, target)
    monkeypatch.syspath_prepend(target)
    with pytest.raises(PluginError, match=r"Two plugins are called 'strengths': space-to-think.* and space-to-think"):
        Host.load()
