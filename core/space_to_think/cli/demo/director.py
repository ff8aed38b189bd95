"""Plays the demo: whatever is due is done, then time passes until the next thing, and so on until the session ends.

With a clock that stands still nobody waits: it jumps to the next line or the next deadline. With one that runs the
runtime keeps its own deadlines, and only the colleagues' lines are waited for here.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from space_to_think.cli.demo.clock import ScaledClock
from space_to_think.cli.demo.colleague import Act, How
from space_to_think.cli.demo.troupe import Troupe
from space_to_think.testing.clock import FrozenClock

OPENING: Final = "new"  # asked for on behalf of whoever presents
AGAIN: Final = timedelta(seconds=20)  # how soon to look again whether everybody is there


class Engine(Protocol):
    """What the director needs of the runtime."""

    async def settle(self) -> None: ...
    async def next_wake(self) -> datetime | None: ...


class Director:
    """`seat` is the key of the person who plays, whose lines are only suggested; None: nobody does."""

    def __init__(self, engine: Engine, troupe: Troupe, clock: FrozenClock | ScaledClock, seat: str | None) -> None:
        self.agenda: list[tuple[datetime, str, Act]] = []
        self.suggestions: deque[Act] = deque()
        self.news = asyncio.Event()
        self.changed: Callable[[], None] = lambda: None  # called when there is something new to remember
        self.rests = False  # nothing more is to come by itself; whoever plays may still look around
        self._doing: list[Act] = []
        self._engine = engine
        self._troupe = troupe
        self._clock = clock
        self._seat = seat

    def plan(self, act: Act) -> None:
        """Put something on the agenda."""
        heapq.heappush(self.agenda, (act.at, f"{act.id} {act.who}", act))

    async def play(self, over: Callable[[], Awaitable[bool]], step: Callable[[], Awaitable[None]]) -> None:
        """Play until `over`; `step` is called whenever nothing is left to do at this moment."""
        while True:
            self.news.clear()
            await self._engine.settle()
            self.look()
            if await self._perform() or self._troupe.seen:
                continue
            await step()
            if await over():
                return
            await self._wait()

    def look(self) -> None:
        """Let the colleagues look at what has come, and plan what they make of it."""
        acts = self._troupe.look(self._clock.now())
        for act in acts:
            self.plan(act)
        if acts:
            self.changed()

    def planned(self) -> list[Act]:
        """Everything that is still to be done, what is being done first."""
        return [*self._doing, *(act for _, _, act in self.agenda)]

    async def _perform(self) -> bool:
        """Do the next thing that is due; whether there was one."""
        while self.agenda and self.agenda[0][0] <= self._clock.now():
            _, _, act = heapq.heappop(self.agenda)
            if self._troupe.stale(act):
                continue
            if not self._troupe.ready(act):
                self.plan(act.put_off(self._clock.now() + AGAIN))
                continue
            if act.who == self._seat and act.id != OPENING:
                self.suggestions.append(act)
                continue
            # Whoever is stopped in the middle does it again: nothing is said twice, and no form is left open.
            self._doing = [act]
            await self._troupe.perform(act)
            self._doing = []
            self.changed()
            return True
        return False

    async def _wait(self) -> None:
        """Let time pass until the next thing is due, or something new has come."""
        until = self.agenda[0][0] if self.agenda else None
        if isinstance(self._clock, FrozenClock):
            await self._jump(self._clock, until)
            return
        due = [] if until is None else [asyncio.create_task(self._clock.sleep_until(until))]
        waits: list[asyncio.Task[object]] = [asyncio.create_task(self.news.wait()), *due]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()

    async def _jump(self, clock: FrozenClock, until: datetime | None) -> None:
        if self.pending() or self.rests:
            await self.news.wait()  # only the person who plays is waited for
            return
        times = [at for at in (until, await self._engine.next_wake()) if at is not None]
        if not times:
            raise RuntimeError("the demo has come to a standstill")
        clock.set(max(min(times), clock.now()))

    def pending(self) -> bool:
        """Whether a line waits for the person who plays; those of a stage that is over are dropped."""
        self.suggestions = deque(act for act in self.suggestions if not self._troupe.stale(act))
        return bool(self.suggestions)

    def offer(self) -> Act | None:
        """Take the line that waits, if one does."""
        return self.suggestions.popleft() if self.pending() else None

    def done(self, line: str) -> None:
        """Whoever plays has done something of their own: a line of the same sort need not be offered any more."""
        if not self.pending():
            return
        called = line.strip().removeprefix("/") if line.strip().startswith("/") else None
        act = self.suggestions[0]
        if (called is None) == (act.how is How.SAY) and (called is None or called.split()[:1] == act.text.split()[:1]):
            self.suggestions.popleft()
