"""The service as it runs, measured from `accept` to the Answer."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from types import TracebackType
from typing import Self

from bench.people import Group, Nowhere, taken
from space_to_think.delivery import Adapter
from space_to_think.host.facade import Host
from space_to_think.inbound import Inbound
from space_to_think.runtime.clock import Clock
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.session.state import Phase
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording

MONDAY = datetime(2026, 3, 23, 9, 30, tzinfo=UTC)
IN_FLIGHT = 128
AT_A_TIME = 16  # groups that begin together
EXPLORATION = 2  # stages on from the first: everybody may speak


def parts(folder: Path, host: Host, wording: Wording, clock: Clock, adapter: Adapter | None = None) -> Parts:
    url = f"sqlite:///{folder / 'ours.db'}"
    return Parts(url, folder / "ours.key", host, wording, clock, (adapter or Nowhere(),))


class Ours:
    """A service, and the groups whose sessions are to go on there."""

    def __init__(
        self, folder: Path, host: Host, wording: Wording, groups: Sequence[Group], adapter: Adapter | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = FrozenClock(MONDAY)
        self.service = Service(parts(folder, host, wording, self.clock, adapter))
        self.groups = groups
        self._said = 0

    async def __aenter__(self) -> Self:
        await self.service.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.service.stop()

    async def begin(self, pace: str = "full", stages: int = EXPLORATION) -> None:
        """Let all groups begin, and go on to exploration."""
        for first in range(0, len(self.groups), AT_A_TIME):
            steps = [[*group.beginning(pace), *group.on_to(stages)] for group in self.groups[first : first + AT_A_TIME]]
            for part in (slice(0, 1), slice(1, None)):  # what is asked for first may need a place
                await asyncio.gather(*(self._do(step[part]) for step in steps))
                await self.service.settle()
        ours = {row.phase for row in await self.service.sessions()}
        if ours != {Phase.OPEN.value}:
            raise RuntimeError(f"not every session is under way: {ours}")

    async def _do(self, inbounds: Sequence[Inbound]) -> None:
        for inbound in inbounds:
            taken(await self.service.accept(inbound))

    def next(self) -> Inbound:
        """The next plain message: each group in turn."""
        self._said += 1
        return self.groups[self._said % len(self.groups)].says(self._said // len(self.groups))

    async def flood(self, messages: int) -> float:
        """Messages a second with so many in flight all the time."""
        left = iter([self.next() for _ in range(messages)])

        async def one_after_the_other() -> None:
            for inbound in left:
                taken(await self.service.accept(inbound))

        started = perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
        return messages / (perf_counter() - started)

    async def alone(self, messages: int) -> float:
        """The median seconds of a message that is the only one."""
        times: list[float] = []
        for _ in range(messages):
            inbound = self.next()
            started = perf_counter()
            taken(await self.service.accept(inbound))
            times.append(perf_counter() - started)
        return median(times)
