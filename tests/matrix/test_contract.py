"""The contract's scenarios on Matrix: the same steps, and the same events in the end."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from space_to_think.identity import PlaceKind
from space_to_think.testing.case import change_line, history, load, play
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from tests.matrix.bench import MatrixBench, ThreadBench
from tests.matrix.synapse import Synapse

SCENARIOS = sorted((Path(__file__).parents[1] / "contract" / "scenarios").glob("*.toml"))
WHOLE = next(file for file in SCENARIOS if file.stem == "session")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_matrix_plays_a_scenario(file: Path, synapse: Synapse, tmp_path: Path) -> None:
    await plays(file, MatrixBench, synapse, tmp_path)


@pytest.mark.timeout(240)
async def test_a_whole_session_is_the_same_in_a_thread_of_a_room_that_somebody_has_made(
    synapse: Synapse, tmp_path: Path
) -> None:
    bench = await plays(WHOLE, ThreadBench, synapse, tmp_path)
    place, owen = bench.group(), bench.people["owen"]
    assert place.kind is PlaceKind.THREAD
    every = owen.messages(place.id.room, bench.bot.user)
    inside = owen.messages(place.id.room, bench.bot.user, place.id.thread)
    assert every.keys() - inside.keys() == {place.id.thread}  # beside the thread stands its beginning, and nothing else


async def plays(file: Path, kind: type[MatrixBench], synapse: Synapse, folder: Path) -> MatrixBench:
    """Play a scenario at such a bench; the bench as it was left."""
    scenario = load(file)
    first = next(iter(scenario.agencies))
    agencies = {slug: {**table} for slug, table in scenario.agencies.items()}
    agencies[first]["tenants"] = [f"matrix:{synapse.name}"]
    scenario = replace(scenario, agencies=agencies)
    made: list[MatrixBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> MatrixBench:
        made.append(kind(synapse, folder, people, clock))
        return made[-1]

    async with House(folder, scenario.people, scenario.start, bench, scenario.agencies) as house:
        try:
            await play(scenario, house)
            happened = history(await house.records())
            changed = [change_line(record) for record in await house.changes()]
            assert await house.failures() == []
            assert not any(one.unreadable for one in made[-1].people.values())
        finally:
            await made[-1].stop()
    assert happened == list(scenario.events)
    assert changed == list(scenario.changes)
    return made[-1]
