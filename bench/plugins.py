"""What all plugins together cost a plain message, against a service without any."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

from bench.figures import Figure, Goal
from bench.ours import Ours
from bench.people import Group
from bench.rounds import ROUNDS, alternate, ratio
from space_to_think.agency.state import BUILT_IN
from space_to_think.host.facade import Host
from space_to_think.wording.render import Wording

GROUPS: Final = 16
MESSAGES: Final = 200
MOST: Final = Goal(2.0, least=False)


async def cost(folder: Path, rounds: int = ROUNDS) -> tuple[Figure, ...]:
    """Milliseconds a message: with every plugin on for everybody, and with none installed."""
    everything, nothing = Host.load(), Host({})
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(_ours(folder / "all", everything))
        on.service.house.agencies = {"": replace(BUILT_IN, plugins=frozenset(everything.manifests))}
        off = await stack.enter_async_context(_ours(folder / "none", nothing))
        for ours in (on, off):
            await ours.begin()

        async def all_on() -> float:
            return 1000 / await on.flood(MESSAGES)

        async def none() -> float:
            return 1000 / await off.flood(MESSAGES)

        found = await alternate({"all": all_on, "none": none}, rounds)
    times = ratio(found["all"], found["none"])
    said = "a message, all plugins on"
    return (Figure(said, median(found["all"]), "ms", "ms with none", median(found["none"]), times, MOST),)


def _ours(folder: Path, host: Host) -> Ours:
    groups = [Group(f"{folder.name}{number}") for number in range(GROUPS)]
    return Ours(folder, host, Wording.load(host.manifests), groups)
