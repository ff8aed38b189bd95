"""A clock that runs faster than real, and alike in every process that starts from the same moment."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

MONDAY: Final = datetime(2026, 3, 23, 9, 30, tzinfo=UTC)  # a working day's morning in London
NAP: Final = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class FastClock:
    """`start` is what it showed when `time.monotonic` was at `since`; a real second is `speed` of its own."""

    start: datetime
    since: float
    speed: float

    @classmethod
    def beginning(cls, start: datetime, speed: float) -> "FastClock":
        """One that shows `start` now."""
        return cls(start, monotonic(), speed)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(monotonic() - self.since) * self.speed)

    async def sleep_until(self, at: datetime) -> None:
        """Return once the clock stands at `at` or later."""
        while (left := (at - self.now()).total_seconds() / self.speed) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, NAP))
