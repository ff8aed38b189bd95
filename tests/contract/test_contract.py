"""Every adapter plays the same scenarios, and the same things happen in the session."""

import re
from pathlib import Path

import pytest

from space_to_think.admin import ADMIN
from space_to_think.host.facade import Host
from space_to_think.testing.case import change_line, history, load, play
from space_to_think.testing.house import House
from tests.contract.benches import BENCHES

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.toml"))


def test_every_word_of_administration_is_said_in_a_scenario() -> None:
    steps = " ".join(load(FOLDER / "administration.toml").steps)
    assert [word for word in ADMIN if not re.search(rf"[/!]admin {word}\b", steps)] == []


@pytest.mark.parametrize("bench", BENCHES)
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_an_adapter_plays_a_scenario(file: Path, bench: str, tmp_path: Path) -> None:
    scenario = load(file)
    async with House(tmp_path, scenario.people, scenario.start, BENCHES[bench], scenario.agencies) as house:
        await play(scenario, house)
        happened = history(await house.records())
        changed = [change_line(record) for record in await house.changes()]
    assert happened == list(scenario.events)
    assert changed == list(scenario.changes)


def test_every_plugin_s_word_is_said_or_pressed_in_a_scenario() -> None:
    """So every adapter carries it, and what it answers; a new word needs its line here."""
    steps = "\n".join(step for file in SCENARIOS for step in load(file).steps)
    manifests = Host.load().manifests.values()
    words = {given.word for one in manifests for given in one.kinds}
    words |= {word.name for one in manifests for word in one.words}
    assert [word for word in sorted(words) if not re.search(rf"^\w+ [/!\[]{word}\b", steps, re.MULTILINE)] == []
