from datetime import UTC, datetime, timedelta

import pytest

from space_to_think.wording.bundles import Bundles, core_sources
from space_to_think.wording.times import Clock, locale, zone

NOW = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)  # a Thursday, 10:30 in London
VOICE = Bundles(core_sources()).voice("en-GB")


def say(id: str, **gaps: object) -> str:
    said, whole = VOICE.say(id, gaps)
    assert whole
    assert said is not None
    return said


def clock(
    live: bool | None = True, now: datetime = NOW, day: timedelta | None = None, place: str = "Europe/London"
) -> Clock:
    return Clock(say, "en-GB", place, now, live, day)


@pytest.mark.parametrize(
    ("live", "later", "said"),
    [
        (True, timedelta(minutes=12), "until about 10:42"),
        (True, timedelta(minutes=-1), "until about 10:29"),
        (False, timedelta(hours=6, minutes=30), "until 5 pm today"),
        (None, timedelta(minutes=15), "until 10:45 am today"),
        (True, timedelta(days=1, hours=6, minutes=30), "until Friday 5 pm"),
        (False, timedelta(days=6, hours=6, minutes=30), "until Wednesday 5 pm"),
        (False, timedelta(days=7, hours=6, minutes=30), "until Thursday 11 June, 5 pm"),
        (False, timedelta(days=-1), "until Wednesday 3 June, 10:30 am"),
        (False, timedelta(days=365), "until Friday 4 June 2027, 10:30 am"),
    ],
)
def test_a_moment_is_said_as_people_say_it(live: bool | None, later: timedelta, said: str) -> None:
    assert clock(live).until(NOW + later) == said


def test_a_moment_is_said_in_the_reader_s_time_zone() -> None:
    # Ten in the evening in London is the next morning in Tokyo.
    assert clock(False, place="Asia/Tokyo").until(datetime(2026, 6, 4, 21, tzinfo=UTC)) == "until Friday 6 am"


def test_the_clock_change_is_kept() -> None:
    before = datetime(2026, 10, 23, 12, tzinfo=UTC)
    assert clock(False, before).until(datetime(2026, 10, 26, 17, tzinfo=UTC)) == "until Monday 5 pm"


@pytest.mark.parametrize(
    ("at", "date", "time"),
    [
        (NOW, "Thursday 4 June", "10:30 am"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "Friday 1 January 2027", "12 am"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "Tuesday 1 December", "12 pm"),
    ],
)
def test_a_day_and_a_time_of_day(at: datetime, date: str, time: str) -> None:
    assert clock().date(at) == date
    assert clock().clock(at) == time


MINUTES = {
    0: "no time",
    -3: "no time",
    0.5: "less than a minute",
    1: "1 minute",
    5: "5 minutes",
    5.2: "about 5 minutes",
    35: "35 minutes",
    33.3: "about 35 minutes",
    60: "60 minutes",
    119.9: "about 120 minutes",
    120: "2 hours",
    150: "about 2 hours",
    24 * 60: "24 hours",
    3 * 24 * 60: "3 days",
    3.2 * 24 * 60: "about 3 days",
}


@pytest.mark.parametrize("live", [True, None])
@pytest.mark.parametrize(("minutes", "said"), MINUTES.items())
def test_a_span(live: bool | None, minutes: float, said: str) -> None:
    assert clock(live).span(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (16, "2 working days"),
        (8, "1 working day"),
        (4, "4 working hours"),
        (11, "about 1 working day"),
        (3, "3 working hours"),
        (1.1, "about 1 working hour"),
        (0.5, "30 minutes"),
    ],
)
def test_asynchronous_spans_are_working_time(hours: float, said: str) -> None:
    assert clock(False).span(timedelta(hours=hours)) == said


def test_a_working_day_is_as_long_as_the_host_s() -> None:
    assert clock(False, day=timedelta(hours=6)).span(timedelta(hours=12)) == "2 working days"


def test_a_place_that_is_none_is_taken_for_utc() -> None:
    assert zone("Nowhere/Never").key == zone("../etc").key == "UTC"


@pytest.mark.parametrize(
    ("language", "name"), [("cy-GB", "cy_GB"), ("en-XA", "en_GB"), ("", "en_GB"), ("en-GB", "en_GB")]
)
def test_a_language_that_babel_does_not_know_is_taken_for_british(language: str, name: str) -> None:
    assert str(locale(language)) == name
