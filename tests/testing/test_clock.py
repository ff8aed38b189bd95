"""The clock that stands still."""

import asyncio
from datetime import datetime, timedelta

import pytest

from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import MONDAY

MINUTE = timedelta(minutes=1)


def test_nothing_passes_on_its_own(frozen_clock: FrozenClock) -> None:
    assert frozen_clock.now() == frozen_clock.now() == MONDAY
    frozen_clock.advance(MINUTE)
    assert frozen_clock.now() == MONDAY + MINUTE


async def test_sleepers_wake_in_their_order(frozen_clock: FrozenClock) -> None:
    woken: list[int] = []

    async def sleeper(number: int) -> None:
        await frozen_clock.sleep_until(MONDAY + number * MINUTE)
        woken.append(number)

    sleepers = [asyncio.create_task(sleeper(number)) for number in (3, 1, 2, 0)]
    await asyncio.sleep(0.01)
    assert woken == [0]  # it was that time already
    assert frozen_clock.next() == MONDAY + MINUTE
    frozen_clock.advance(2 * MINUTE)
    await asyncio.sleep(0.01)
    assert woken == [0, 1, 2]
    frozen_clock.advance(MINUTE)
    await asyncio.gather(*sleepers)
    assert frozen_clock.next() is None


async def test_a_sleeper_that_was_called_off_is_forgotten(frozen_clock: FrozenClock) -> None:
    for minutes in (1, 2):
        sleeper = asyncio.create_task(frozen_clock.sleep_until(MONDAY + minutes * MINUTE))
        await asyncio.sleep(0)
        sleeper.cancel()
        await asyncio.gather(sleeper, return_exceptions=True)
        if minutes == 1:
            frozen_clock.advance(MINUTE)
    assert frozen_clock.next() is None


def test_it_needs_a_zone_and_does_not_run_backwards(frozen_clock: FrozenClock) -> None:
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(datetime(2026, 3, 23))  # noqa: DTZ001
    with pytest.raises(ValueError, match="backwards"):
        frozen_clock.set(MONDAY - MINUTE)
