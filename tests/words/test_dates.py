"""Dates and spans as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.words.dates import parse_date, parse_span

LONDON = Calendar()
WEDNESDAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        ("Friday", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("Wednesday", "2026-12-02"),  # not today
        ("tues.", "2026-12-01"),
        ("27 November", "2026-11-27"),
        ("Friday, 27th of Nov", "2026-11-27"),
        ("25 november", "2026-11-25"),
        ("24 November", "2027-11-24"),  # over this year
        ("1st May", "2027-05-01"),
        ("29 Feb", "2028-02-29"),
        ("24 November 2026", "2026-11-24"),  # said with its year
        ("2026-12-01", "2026-12-01"),
        ("1/12", "2026-12-01"),
        ("1/12/2027", "2027-12-01"),
    ],
)
def test_a_day_is_its_end_in_the_agencys_time_zone(typed: str, day: str) -> None:
    at = parse_date(typed, WEDNESDAY, LONDON)
    assert at is not None
    assert at.tzinfo is UTC
    local = at.astimezone(ZoneInfo("Europe/London"))
    assert local.strftime("%Y-%m-%d %H:%M") == f"{day} 23:59"


@pytest.mark.parametrize(
    "typed", ["", "soon", "31 June", "30 February", "2026-13-01", "12 of", "27 Novembrr", "27 no", "the 5", "5", "32/1"]
)
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    assert parse_date(typed, WEDNESDAY, LONDON) is None


def test_late_in_the_evening_it_is_already_tomorrow_elsewhere() -> None:
    evening = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 2 June in London
    at = parse_date("today", evening, LONDON)
    assert at == datetime(2026, 6, 2, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("30m", (30, None)),
        ("5 minutes", (5, None)),
        ("2h", (120, None)),
        ("1 Hour", (60, None)),
        ("1d", (None, 1)),
        (" 3 days ", (None, 3)),
    ],
)
def test_a_span_is_minutes_or_days(typed: str, span: tuple[int | None, int | None]) -> None:
    assert parse_span(typed) == span


@pytest.mark.parametrize("typed", ["30", "0m", "a while", "1w", "-5m", ""])
def test_what_is_no_span_is_not_guessed(typed: str) -> None:
    assert parse_span(typed) is None
