"""The kit for authors of plugins: what `plugin new` makes passes its own tests at once, and the contract bites."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from space_to_think.hooks import Manifest, Remember, Scope, Word, hookimpl
from space_to_think.host.loading import discover
from space_to_think.messages import Text
from space_to_think.session.events import Joined
from space_to_think.testing import template
from space_to_think.testing.plugins import PluginContract
from tests.third_party.install import install

REPOSITORY = Path(__file__).parents[2]
ROOTS = [str(REPOSITORY / root) for root in ("core", "adapters", "plugins")]


def test_a_plugin_begins_with_thirty_lines() -> None:
    assert len(template.PLUGIN.splitlines()) <= 30


def run_tests_of(package: Path, site: Path) -> str:
    """What pytest says of a package's own tests, once it is installed."""
    site.mkdir()
    install(package, site)
    found = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *ROOTS]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(package), str(package)]
    done = subprocess.run(command, env=found, cwd=package, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(300)
def test_a_new_plugin_passes_its_tests_at_once(tmp_path: Path) -> None:
    assert "8 passed" in run_tests_of(template.write("check-in", tmp_path), tmp_path / "site")


@pytest.mark.timeout(300)
def test_the_plugin_of_the_tutorial_passes_its_tests(tmp_path: Path) -> None:
    assert "10 passed" in run_tests_of(REPOSITORY / "examples" / "check-in", tmp_path / "site")


def test_there_is_nothing_left_to_fill_in() -> None:
    for file, text in template.files("check-in").items():
        assert "NAME" not in file + text
        assert "PACKAGE" not in file + text


# ---- the contract finds what is wrong


TEXTS = "bad-sentence = It does things wrong.\n"


def plugin(texts: str = TEXTS, scope: Scope = Scope.SESSION, **hooks: Callable[..., Any]) -> object:
    said = Manifest("bad", Text("bad-sentence"), scope, words=(Word("bad"),), texts={"en-GB": texts})
    made: dict[str, Callable[..., Any]] = {"handle": lambda call: [], **hooks, "declare": lambda: said}
    return SimpleNamespace(**{name: hookimpl(hook) for name, hook in made.items()})


class Contract(PluginContract):
    """The contract over one plugin that is not installed."""

    plugin = "bad"

    def __init__(self, bad: object) -> None:
        self.bad = bad

    def installed(self) -> dict[str, object]:
        return {**discover(), "bad": self.bad}


Contract.__test__ = False  # type: ignore[attr-defined]


def forgetful() -> Callable[..., Any]:
    """Counts on itself, and not in the session."""
    count: list[int] = []

    def react(event: object) -> Any:
        count.append(1)
        return [Remember("count", len(count))] if isinstance(event, Joined) else []

    return react


def boom(event: object) -> Any:
    raise KeyError(type(event).__name__)


@pytest.mark.parametrize("react", [forgetful(), boom, lambda event: 7])
async def test_a_plugin_that_does_wrong_does_not_pass(tmp_path: Path, react: Callable[..., Any]) -> None:
    with pytest.raises(AssertionError):
        await Contract(plugin(react=react)).test_a_whole_session_goes_well_with_it(tmp_path)


async def test_a_plugin_that_does_right_passes(tmp_path: Path) -> None:
    right = Contract(plugin())
    right.test_it_loads_among_the_others()
    right.test_its_words_are_plain()
    right.test_it_says_what_it_does_reads_and_keeps()
    await right.test_where_it_is_off_it_is_not_called(tmp_path)


def test_words_that_are_not_plain_do_not_pass() -> None:
    hard = "bad-sentence = Interdisciplinary collaboration necessitates organisational transformation of our teams.\n"
    with pytest.raises(AssertionError):
        Contract(plugin(hard)).test_its_words_are_plain()
