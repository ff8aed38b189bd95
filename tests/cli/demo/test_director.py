"""The director, where there is nothing to direct."""

import asyncio
from collections.abc import Callable

import pytest

from space_to_think.cli.demo.director import Director
from space_to_think.cli.demo.troupe import Troupe
from space_to_think.testing.house import House
from space_to_think_adapters.terminal import TerminalAdapter


async def never() -> bool:
    return False


async def nothing() -> None:
    pass


async def test_a_standstill_is_said_and_not_waited_for(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        director = Director(house.service, Troupe(TerminalAdapter(), {}, "run"), house.clock, None)
        with pytest.raises(RuntimeError, match="standstill"):
            await director.play(never, nothing)


async def test_what_the_runtime_gives_an_adapter_the_troupe_hands_on(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        troupe = Troupe(TerminalAdapter(), {}, "run")
        running = asyncio.create_task(troupe.run(house.service))
        await asyncio.sleep(0)
        assert troupe.sealing is house.service.sealing
        assert not troupe.private("flag child")  # nobody sees what another types here
        assert await troupe.cursor("terminal") is None
        running.cancel()
