"""Turns kept by a room's rights, in a whole service: who can write in a stage, and after each way out of it."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import MONDAY, House
from space_to_think_adapters.matrix.http import Refused
from tests.matrix.bench import MatrixBench
from tests.matrix.synapse import Synapse

PEOPLE = {"ros": "northshire", "grace": "northshire", "owen": "northshire"}


@pytest.mark.timeout(300)
async def test_only_those_whose_turn_it_is_can_write_until_a_pause_or_the_end(synapse: Synapse, tmp_path: Path) -> None:
    agency = {"name": "Northshire Council", "tenants": [f"matrix:{synapse.name}"], "turns": "enforce"}
    made: list[MatrixBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> MatrixBench:
        made.append(MatrixBench(synapse, tmp_path, people, clock))
        return made[-1]

    async def writers() -> set[str]:
        found: set[str] = set()
        for who in PEOPLE:
            with suppress(Refused):
                await house.say(who, "May I?")
                found.add(who)
        return found

    async with House(tmp_path, PEOPLE, MONDAY, bench, {"northshire": agency}) as house:
        try:
            await house.begin("offload")  # the first presents, the second guides
            assert await writers() == {"ros", "grace"}
            await house.call("grace", "pause")
            assert await writers() == set(PEOPLE)
            await house.call("grace", "resume")
            assert await writers() == {"ros", "grace"}
            await house.move_to("strengths")
            assert await writers() == {"grace", "owen"}  # whoever presents listens
            await house.call("grace", "end")
            await house.call("grace", "agree")
            assert await writers() == set(PEOPLE)
        finally:
            await made[-1].stop()
