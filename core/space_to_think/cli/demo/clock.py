"""Time in the demo: as fast as it goes, or so many times faster than outside."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic


class ScaledClock:
    """A clock that runs `speed` times as fast as the one on the wall."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._began = monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(monotonic() - self._began) * self._speed)

    async def sleep_until(self, at: datetime) -> None:
        """Return once it is that time here."""
        left = (at - self.now()).total_seconds()
        if left > 0:
            await asyncio.sleep(left / self._speed)
