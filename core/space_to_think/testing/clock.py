"""A clock that stands still until it is told to move."""

import asyncio
import heapq
from datetime import datetime, timedelta
from itertools import count


class FrozenClock:
    """The runtime's clock for tests and for a session that runs as fast as it can.

    Nothing passes on its own: `advance` and `set` move the time, and wake whoever slept until then, in order.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = start
        self._order = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        """Return once the clock stands at `at` or later; at once if it does already."""
        if at <= self._now:
            await asyncio.sleep(0)
            return
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (at, next(self._order), awake))
        await awake

    def advance(self, by: timedelta) -> None:
        """Let so much time pass."""
        self.set(self._now + by)

    def set(self, at: datetime) -> None:
        """Move to a later moment; ValueError for an earlier one, because no clock of ours runs backwards."""
        if at < self._now:
            raise ValueError("a clock does not run backwards")
        self._now = at
        while self._sleepers and self._sleepers[0][0] <= at:
            _, _, awake = heapq.heappop(self._sleepers)
            if not awake.done():
                awake.set_result(None)

    def next(self) -> datetime | None:
        """When the first sleeper wants to wake; None when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None
