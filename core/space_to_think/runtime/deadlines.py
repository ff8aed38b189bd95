"""The scheduler: sleeps until the next deadline in the store, and hands a Tick to the engine for each that has come.

Nothing is remembered here that the store does not hold, so a restart loses nothing and fires nothing twice: a tick
takes what is due in the session itself, and finds nothing when it has been taken before.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Final

import structlog
from sqlalchemy import Connection

from space_to_think.inbound import Answer, Notice, Tick
from space_to_think.runtime.clock import LOOK, Clock, wait
from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.store import sessions
from space_to_think.runtime.store.sqlite import SqliteStore

log = structlog.get_logger()

AT_ONCE: Final = 256  # few enough that each has its answer in time, also on a slow machine
REST: Final = 5.0  # seconds for a session that is still due after its tick, twice as long each time …
LONGEST_REST: Final = 600.0  # … up to this


class Deadlines:
    """One for the whole service. `changed` is called when another process has written to the store."""

    def __init__(
        self,
        store: SqliteStore,
        clock: Clock,
        accept: Callable[[Tick], Awaitable[Answer]],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._accept = accept
        self._changed = changed
        self._wake = asyncio.Event()
        self._resting: dict[str, tuple[float, float]] = {}  # until when, and how long that is
        self._target: datetime | None = None

    def expect(self, at: datetime) -> None:
        """A deadline has been set."""
        if self._target is None or at < self._target:
            self._wake.set()

    async def run(self) -> None:
        """Fire deadlines until cancelled."""
        while True:
            try:
                self._wake.clear()
                if await self._store.changed():
                    await self._changed()
                now = self._clock.now()
                due, self._target = await self._store.read(partial(self._look, at=now))
                if due:
                    await self._fire(due, now)
            except StoreUnavailable as fault:
                log.error("store unavailable", code=fault.code, cure=fault.cure)
                await asyncio.sleep(LOOK)
                continue
            if not due:
                await wait(self._clock, self._wake, self._target)

    async def due(self) -> bool:
        """Whether any deadline has come and can be taken."""
        return bool((await self._store.read(partial(self._look, at=self._clock.now())))[0])

    def _look(self, connection: Connection, at: datetime) -> tuple[list[str], datetime | None]:
        now = monotonic()
        found = self._due(connection, at)
        awake = [id for id in found if self._resting.get(id, (now, 0.0))[0] <= now]
        return awake[:AT_ONCE], sessions.next_due(connection, at)

    def _due(self, connection: Connection, at: datetime) -> list[str]:
        # Those that rest have been due for longest; they must not stand before all others.
        return sessions.due(connection, at, AT_ONCE + len(self._resting))

    async def _fire(self, due: list[str], at: datetime) -> None:
        answers = await asyncio.gather(*(self._accept(Tick("", id)) for id in due))
        if any(isinstance(answer, Notice) and not answer.taken for answer in answers):
            await asyncio.sleep(LOOK)
            return
        # Of that moment, and not of now: meanwhile their next deadlines may have come, and nothing is wrong with these.
        still = set(await self._store.read(partial(self._due, at=at)))
        for id in due:
            _, before = self._resting.pop(id, (0.0, REST / 2))
            if id in still:
                log.error("deadline cannot be taken", session=id)
                rest = min(2 * before, LONGEST_REST)
                self._resting[id] = (monotonic() + rest, rest)
