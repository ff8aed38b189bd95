"""How fast the colleagues are."""

from datetime import UTC, datetime, timedelta

from space_to_think.cli.demo.clock import ScaledClock
from space_to_think.cli.demo.tempo import Tempo
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind

FRIDAY = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)  # nine o'clock, after the clocks have changed
LIVE = Tempo.of(shipped(), Pace(PaceKind.GUIDED), Calendar())
DAYS = Tempo.of(shipped(), Pace(PaceKind.ASYNC), Calendar())


def test_live_it_takes_seconds() -> None:
    assert LIVE.later(FRIDAY, 20) == FRIDAY + timedelta(seconds=20)
    assert LIVE.share(FRIDAY, FRIDAY + timedelta(minutes=10), 0.25) == FRIDAY + timedelta(minutes=2.5)
    assert LIVE.due(1, FRIDAY) == FRIDAY + timedelta(minutes=5)


def test_over_days_it_takes_working_time() -> None:
    assert DAYS.later(FRIDAY, 60) == MONDAY + timedelta(minutes=30)
    assert DAYS.share(FRIDAY, MONDAY + timedelta(hours=1), 0.75) == MONDAY + timedelta(minutes=30)
    assert DAYS.due(1, MONDAY) == MONDAY + timedelta(hours=8)


async def test_a_scaled_clock_runs_so_many_times_faster() -> None:
    clock = ScaledClock(MONDAY, 600)
    await clock.sleep_until(MONDAY + timedelta(seconds=12))
    assert MONDAY + timedelta(seconds=12) <= clock.now() < MONDAY + timedelta(minutes=5)
    await clock.sleep_until(MONDAY)  # it is over already
