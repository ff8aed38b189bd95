"""The only place that reads a clock. Everything else is handed `now`, or a Clock by whoever starts the service."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

# How long one nap is at the longest: a clock that somebody sets, or a computer that slept, is noticed after it.
NAP: Final = 1.0
# Seconds after which whoever waits looks again: another process may have written to the store.
LOOK: Final = 1.0
MICROSECOND: Final = timedelta(microseconds=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Time, as aware UTC datetimes."""

    def now(self) -> datetime: ...

    async def sleep_until(self, at: datetime) -> None:
        """Return once the clock stands at `at` or later."""
        ...


class RealClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, at: datetime) -> None:
        """Sleep in short naps, so that a clock that is set meanwhile is noticed."""
        # Nobody could tell us that the clock has been set.
        while (left := (at - self.now()).total_seconds()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, NAP))


async def wait(clock: Clock, wake: asyncio.Event, until: datetime | None) -> None:
    """Return when `wake` is set, when it is `until`, or after LOOK seconds by the computer's own time."""
    waits: list[asyncio.Task[Any]] = [asyncio.create_task(wake.wait())]
    if until is not None:
        waits.append(asyncio.create_task(_sleep(clock, until)))
    try:
        await asyncio.wait(waits, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()


def told_to_end(error: BaseException) -> bool:
    """Whether this task was cancelled by whoever started it. Libraries raise CancelledError for things of their own."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


async def _sleep(clock: Clock, until: datetime) -> None:
    await clock.sleep_until(until)


def micros(at: datetime) -> int:
    """A time as the store keeps it: microseconds since 1970, UTC."""
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """A stored time as an aware UTC datetime."""
    return EPOCH + at * MICROSECOND
