from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from space_to_think.practice.calendar import Calendar, bank_holidays, parse_hours

USUAL = Calendar()
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_one_range_for_several_days() -> None:
    nine_to_five = ((9 * 60, 17 * 60),)
    assert parse_hours("Mon-Fri 09:00-17:00") == (nine_to_five,) * 5 + ((), ())


def test_several_ranges() -> None:
    week = parse_hours("Mon-Thu 09:00-12:30, mon-thu 13:00–17:00,Friday 9:00 - 13:00")
    assert week[0] == week[3] == ((540, 750), (780, 1020))
    assert week[4] == ((540, 780),)
    assert week[5:] == ((), ())


def test_days_may_run_over_the_end_of_the_week() -> None:
    week = parse_hours("Sat-Mon 00:00-24:00")
    assert [bool(day) for day in week] == [True, False, False, False, False, True, True]


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("", 'Write them as "Mon-Fri 09:00-17:00"'),
        ("nine to five", 'Write them as "Mon-Fri 09:00-17:00"'),
        ("Mon-Fri 09:00-17:00,", 'Write them as "Mon-Fri 09:00-17:00"'),
        ("Mon-Fri 17:00-09:00", "the end is not after the start"),
        ("Mon-Fri 09:60-17:00", "is no time of day"),
        ("Mon-Fri 09:00-24:01", "is no time of day"),
        ("Mon-Fre 09:00-17:00", "is no day of the week"),
        ("Mon-Wed 09:00-12:00, Wed-Fri 11:00-17:00", "overlap on Wed"),
    ],
)
def test_hours_that_make_no_sense_say_what_would_be_right(spec: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Calendar(hours=spec).check()


def test_an_unknown_zone_or_nation_says_what_would_be_right() -> None:
    for name in ("Europe/Londn", "", "../etc/passwd", "Europe"):
        with pytest.raises(ValueError, match=r"such as .Europe/London."):
            Calendar(time_zone=name).check()
    for nation in ("XX", "GB-NOWHERE", "england", ""):
        with pytest.raises(ValueError, match="Use GB-ENG"):
            Calendar(nation=nation).check()


@pytest.mark.parametrize("nation", ["GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "IE", "DE-BY"])
def test_good_ones_pass(nation: str) -> None:
    Calendar(nation, "Europe/London", "Mon-Thu 09:00-17:00, Fri 09:00-13:00").check()


def test_bank_holidays_differ_between_nations() -> None:
    easter_monday, st_andrew, st_patrick = date(2026, 4, 6), date(2026, 11, 30), date(2026, 3, 17)
    assert easter_monday in bank_holidays("GB-ENG", 2026)
    assert easter_monday not in bank_holidays("GB-SCT", 2026)
    assert st_andrew in bank_holidays("GB-SCT", 2026)
    assert st_andrew not in bank_holidays("GB-WLS", 2026)
    assert st_patrick in bank_holidays("GB-NIR", 2026)


def test_the_length_of_an_ordinary_day() -> None:
    assert USUAL.day_length() == 8 * HOUR
    assert Calendar(hours="Mon-Thu 09:00-17:00, Fri 09:00-13:00").day_length() == 8 * HOUR
    assert Calendar(hours="Mon 09:00-12:00, Mon 13:00-17:00, Tue 09:00-12:00").day_length() == 7 * HOUR


def test_working_time_begins_at_the_start_and_is_over_at_the_end() -> None:
    # 2026-01-05 is a Monday; London is on UTC in winter.
    assert not USUAL.is_working(at("2026-01-05T08:59:59"))
    assert USUAL.is_working(at("2026-01-05T09:00"))
    assert USUAL.is_working(at("2026-01-05T16:59:59"))
    assert not USUAL.is_working(at("2026-01-05T17:00"))
    assert not USUAL.is_working(at("2026-01-04T12:00"))
    assert not USUAL.is_working(at("2026-01-01T12:00"))


def test_summer_time_moves_the_hours() -> None:
    assert USUAL.is_working(at("2026-07-01T08:00"))
    assert not USUAL.is_working(at("2026-07-01T16:00"))


def test_the_next_working_moment() -> None:
    assert USUAL.next_working(at("2026-01-05T11:00")) == at("2026-01-05T11:00")
    assert USUAL.next_working(at("2026-01-05T17:00")) == at("2026-01-06T09:00")
    # Good Friday, a weekend, Easter Monday, and summer time since the Sunday before.
    assert USUAL.next_working(at("2026-04-02T16:00")) == at("2026-04-07T08:00")


def test_adding_working_time() -> None:
    assert USUAL.add(at("2026-01-05T09:00"), 8 * HOUR) == at("2026-01-05T17:00")
    assert USUAL.add(at("2026-01-05T10:00"), 8 * HOUR) == at("2026-01-06T10:00")
    assert USUAL.add(at("2026-01-04T10:00"), 30 * timedelta(minutes=1)) == at("2026-01-05T09:30")
    assert USUAL.add(at("2026-01-05T17:00"), timedelta(0)) == at("2026-01-06T09:00")
    assert USUAL.add(at("2026-01-05T12:00"), timedelta(0)) == at("2026-01-05T12:00")


def test_adding_over_a_bank_holiday_weekend_and_a_clock_change() -> None:
    # Friday 27 March 2026, winter time; clocks go forward on Sunday; Good Friday is 3 April.
    assert USUAL.add(at("2026-03-27T16:00"), 2 * HOUR) == at("2026-03-30T09:00")
    assert USUAL.add(at("2026-04-02T15:00"), 2 * HOUR) == at("2026-04-07T09:00")


def test_working_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        USUAL.add(at("2026-01-05T09:00"), -HOUR)


def test_the_time_between() -> None:
    assert USUAL.between(at("2026-01-02T16:00"), at("2026-01-05T10:00")) == 2 * HOUR
    assert USUAL.between(at("2026-01-05T18:00"), at("2026-01-06T08:00")) == timedelta(0)
    assert USUAL.between(at("2026-01-06T12:00"), at("2026-01-05T12:00")) == timedelta(0)
    assert USUAL.between(at("2026-01-05T12:00"), at("2026-01-05T13:00")) == HOUR


def test_the_end_of_the_day() -> None:
    split = Calendar(hours="Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00")
    for calendar in (USUAL, split):
        assert calendar.end_of_day(at("2026-01-05T08:00")) == at("2026-01-05T17:00")
        assert calendar.end_of_day(at("2026-01-05T12:30")) == at("2026-01-05T17:00")
        assert calendar.end_of_day(at("2026-01-05T17:00")) == at("2026-01-05T17:00")
        assert calendar.end_of_day(at("2026-01-05T17:01")) == at("2026-01-06T17:00")
        assert calendar.end_of_day(at("2026-04-03T10:00")) == at("2026-04-07T16:00")


def test_the_next_morning_is_always_a_later_day() -> None:
    assert USUAL.next_morning(at("2026-01-05T06:00")) == at("2026-01-06T09:00")
    assert USUAL.next_morning(at("2026-01-05T16:00")) == at("2026-01-06T09:00")
    assert USUAL.next_morning(at("2026-01-09T16:00")) == at("2026-01-12T09:00")


def test_the_local_date_counts() -> None:
    auckland = Calendar("NZ", "Pacific/Auckland")
    # Sunday evening in UTC is Monday morning there, thirteen hours ahead.
    assert auckland.is_working(at("2026-01-11T20:30"))
    assert auckland.end_of_day(at("2026-01-11T20:30")) == at("2026-01-12T04:00")
    assert auckland.next_morning(at("2026-01-11T20:30")) == at("2026-01-12T20:00")


def test_a_night_with_a_clock_change_is_shorter_or_longer() -> None:
    nights = Calendar(hours="Sun 00:00-06:00")
    assert nights.add(at("2026-03-29T00:00"), 5 * HOUR) == at("2026-03-29T05:00")
    assert nights.end_of_day(at("2026-03-29T00:00")) == at("2026-03-29T05:00")
    assert nights.between(at("2026-10-24T12:00"), at("2026-10-26T12:00")) == 7 * HOUR


def test_a_range_in_the_hour_left_out_does_not_run_backwards() -> None:
    nights = Calendar(hours="Sun 00:00-01:30, Sun 01:30-02:00, Sun 02:00-03:00")
    assert nights.between(at("2026-03-28T12:00"), at("2026-03-30T12:00")) == 2 * HOUR
    assert nights.between(at("2026-03-21T12:00"), at("2026-03-23T12:00")) == 3 * HOUR


def test_days_that_reach_midnight_join_up() -> None:
    always = Calendar(hours="Mon-Sun 00:00-24:00")
    assert always.day_length() == 24 * HOUR
    assert always.between(at("2026-06-01T00:00"), at("2026-06-08T00:00")) == 7 * 24 * HOUR


moments = st.integers(0, 5 * 365 * 24 * 60).map(lambda n: at("2024-01-01") + n * timedelta(minutes=1))
calendars = st.sampled_from(
    [
        USUAL,
        Calendar("GB-SCT", hours="Mon-Thu 08:30-12:30, Mon-Thu 13:00-17:00, Fri 09:00-13:00"),
        Calendar("NZ", "Pacific/Auckland"),
        Calendar("IE", "America/New_York", "Sat-Sun 00:00-24:00, Wed 01:30-02:30"),
    ]
)


@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(hours=200)))
def test_what_was_added_lies_between(calendar: Calendar, moment: datetime, span: timedelta) -> None:
    later = calendar.add(moment, span)
    assert later >= moment
    assert calendar.between(moment, later) == span


@given(calendars, moments)
def test_the_moments_agree_with_each_other(calendar: Calendar, moment: datetime) -> None:
    following = calendar.next_working(moment)
    assert calendar.is_working(following)
    assert (following == moment) == calendar.is_working(moment)
    assert calendar.end_of_day(calendar.end_of_day(moment)) == calendar.end_of_day(moment) >= moment
    assert calendar.is_working(calendar.next_morning(moment))
    assert calendar.next_morning(moment) > moment
