from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind, due, parse_pace, plan, spare

USUAL = Calendar()
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(hours=8), timedelta(minutes=1)
LIVE, ASYNC = Pace(PaceKind.GUIDED), Pace(PaceKind.ASYNC)


def at(text: str) -> datetime:
    """A UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "pace"),
    [
        ("async", Pace(PaceKind.ASYNC)),
        ("guided", Pace(PaceKind.GUIDED)),
        (" Full ", Pace(PaceKind.FULL)),
        ("45m", Pace(PaceKind.GUIDED, 45)),
        ("5D", Pace(PaceKind.ASYNC, 5)),
    ],
)
def test_paces_as_people_type_them(word: str, pace: Pace) -> None:
    assert parse_pace(word) == pace


@pytest.mark.parametrize(
    "word", ["", "fast", "0m", "m", "5", "-5d", "1.5d", "481m", "121d", "5 d", "guidedd", "\u0665d"]
)
def test_anything_else_is_no_pace(word: str) -> None:
    assert parse_pace(word) is None


def given_by(pace: Pace, calendar: Calendar = USUAL) -> list[timedelta]:
    return [planned.given for planned in plan(shipped(), pace, calendar)]


def test_guided_and_full_give_the_bounds() -> None:
    guided, full = given_by(LIVE), given_by(Pace(PaceKind.FULL))
    assert guided == [n * MINUTE for n in (5, 3, 10, 2, 10, 5)]
    assert full == [n * MINUTE for n in (10, 6, 20, 4, 10, 10)]
    assert sum(guided, timedelta()) == 35 * MINUTE
    assert sum(full, timedelta()) == 60 * MINUTE


def test_a_plan_names_the_stages_and_their_bounds() -> None:
    first, *_ = plan(shipped(), Pace(PaceKind.GUIDED, 70), USUAL)
    assert (first.stage, first.minimum, first.maximum, first.given) == (
        "offload",
        5 * MINUTE,
        10 * MINUTE,
        10 * MINUTE,
    )


def test_a_total_is_shared_out_in_proportion() -> None:
    shares = given_by(Pace(PaceKind.GUIDED, 45))
    assert sum(shares, timedelta()) == 45 * MINUTE
    assert shares[0] == timedelta(seconds=385)  # 45 minutes * 5 / 35, to the second


@given(st.integers(1, 480))
def test_shares_add_up_and_are_even(total: int) -> None:
    shares = given_by(Pace(PaceKind.GUIDED, total))
    assert sum(shares, timedelta()) == total * MINUTE
    for share, minimum in zip(shares, (5, 3, 10, 2, 10, 5), strict=True):
        assert abs(share - total * MINUTE * minimum / 35) < timedelta(seconds=1)


def test_asynchronous_stages_are_given_working_days() -> None:
    planned = plan(shipped(), ASYNC, USUAL)
    assert [stage.given for stage in planned] == [n * DAY for n in (1, 1, 3, 1, 2, 2)]
    assert all(stage.minimum == stage.maximum == stage.given for stage in planned)
    assert given_by(Pace(PaceKind.ASYNC, 5)) == [n * DAY / 2 for n in (1, 1, 3, 1, 2, 2)]


def test_a_day_is_the_agencys_own() -> None:
    short = Calendar(hours="Mon-Fri 10:00-15:00")
    assert given_by(ASYNC, short)[0] == 5 * HOUR


def test_live_stages_are_due_by_the_clock() -> None:
    opened = at("2026-01-04T03:00")
    assert due(5 * MINUTE, opened, LIVE, USUAL) == at("2026-01-04T03:05")
    assert spare(at("2026-01-04T03:02"), at("2026-01-04T03:05"), LIVE, USUAL) == 3 * MINUTE
    assert spare(at("2026-01-04T03:09"), at("2026-01-04T03:05"), LIVE, USUAL) == timedelta(0)


def test_a_window_of_days_ends_with_the_working_day() -> None:
    # Monday 5 January 2026.
    assert due(DAY, at("2026-01-05T09:00"), ASYNC, USUAL) == at("2026-01-05T17:00")
    assert due(DAY, at("2026-01-05T08:00"), ASYNC, USUAL) == at("2026-01-05T17:00")
    assert due(DAY, at("2026-01-05T10:00"), ASYNC, USUAL) == at("2026-01-06T17:00")
    assert due(DAY, at("2026-01-05T17:00"), ASYNC, USUAL) == at("2026-01-06T17:00")
    assert due(2 * DAY, at("2026-01-09T15:00"), ASYNC, USUAL) == at("2026-01-13T17:00")


def test_less_than_a_day_ends_to_the_minute() -> None:
    assert due(4 * HOUR, at("2026-01-05T10:20"), ASYNC, USUAL) == at("2026-01-05T14:20")
    assert due(4 * HOUR, at("2026-01-05T15:20"), ASYNC, USUAL) == at("2026-01-06T11:20")


def test_over_a_bank_holiday_and_a_clock_change() -> None:
    # Thursday 26 March 2026; clocks go forward on Sunday; Good Friday and Easter Monday are 3 and 6 April.
    assert due(3 * DAY, at("2026-03-26T12:00"), ASYNC, USUAL) == at("2026-03-31T16:00")
    assert due(3 * DAY, at("2026-04-01T12:00"), ASYNC, USUAL) == at("2026-04-08T16:00")


def test_time_left_is_working_time() -> None:
    end = at("2026-01-06T17:00")
    assert spare(at("2026-01-05T16:00"), end, ASYNC, USUAL) == 9 * HOUR
    assert spare(at("2026-01-05T20:00"), end, ASYNC, USUAL) == 8 * HOUR
    assert spare(at("2026-01-07T20:00"), end, ASYNC, USUAL) == timedelta(0)


def test_a_practice_of_other_stages_is_planned_just_so() -> None:
    two = replace(shipped(), stages=shipped().stages[1:3])
    assert [planned.given for planned in plan(two, Pace(PaceKind.GUIDED, 26), USUAL)] == [
        6 * MINUTE,
        20 * MINUTE,
    ]
