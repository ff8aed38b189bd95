"""Times as the store keeps them, and waiting that notices when the clock is set."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from space_to_think.runtime import clock
from space_to_think.runtime.clock import RealClock, micros, moment, wait
from space_to_think.testing.clock import FrozenClock

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("at", [NOON, NOON.replace(microsecond=1), datetime(1969, 12, 31, tzinfo=UTC)])
def test_a_time_is_kept_to_the_microsecond(at: datetime) -> None:
    assert moment(micros(at)) == at


def test_a_time_before_and_after_the_clocks_change_is_told_apart() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert micros(before + timedelta(hours=1)) - micros(before) == 3_600_000_000


async def test_the_real_clock_sleeps_until_a_time_and_not_longer() -> None:
    real = RealClock()
    start = real.now()
    await real.sleep_until(start + timedelta(milliseconds=20))
    assert timedelta(milliseconds=20) <= real.now() - start < timedelta(seconds=5)
    await real.sleep_until(start)  # is over: returns at once


async def test_a_clock_that_is_set_while_somebody_sleeps_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class SetClock(RealClock):
        ahead = timedelta()

        def now(self) -> datetime:
            return super().now() + self.ahead

    monkeypatch.setattr(clock, "NAP", 0.01)
    real = SetClock()
    sleeper = asyncio.create_task(real.sleep_until(real.now() + timedelta(days=1)))
    await asyncio.sleep(0.02)
    assert not sleeper.done()
    real.ahead = timedelta(days=2)
    await asyncio.wait_for(sleeper, 2)


async def test_waiting_ends_when_somebody_wakes_us() -> None:
    wake = asyncio.Event()
    wake.set()
    await asyncio.wait_for(wait(FrozenClock(NOON), wake, None), 0.5)


async def test_waiting_ends_when_the_time_has_come() -> None:
    frozen = FrozenClock(NOON)
    waiting = asyncio.create_task(wait(frozen, asyncio.Event(), NOON + timedelta(days=3)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    frozen.advance(timedelta(days=3))
    await asyncio.wait_for(waiting, 0.5)


async def test_waiting_ends_by_itself_so_that_others_changes_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK", 0.01)
    await asyncio.wait_for(wait(FrozenClock(NOON), asyncio.Event(), NOON + timedelta(days=3)), 0.5)
