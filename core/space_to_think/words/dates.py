"""Dates and spans as people type them: "Friday", "27 November", "2026-12-01", "tomorrow", "30m", "1d".

English only, and on purpose small: what is not read is asked for again, never guessed.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from space_to_think.practice.calendar import Calendar

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)(?: (\d{4}))?")
_SPAN: Final = re.compile(r"(\d{1,4}) ?(m|mins?|minutes?|h|hours?|d|days?)")

# The last minute of a day still has that day's name when it is said again.
_END_OF_DAY: Final = time(23, 59)


def parse_date(typed: str, now: datetime, calendar: Calendar) -> datetime | None:
    """The end of the day that was typed, in UTC; None if it cannot be read.

    A weekday is the next one after today; a day without a year is the next one from today on. A date with a year
    may lie in the past.
    """
    zone = ZoneInfo(calendar.time_zone)
    today = now.astimezone(zone).date()
    text = " ".join(typed.casefold().replace(",", " ").split()).rstrip(".")
    day = _relative(text, today) or _absolute(_without_weekday(text), today)
    return None if day is None else datetime.combine(day, _END_OF_DAY, zone).astimezone(now.tzinfo)


def parse_span(typed: str) -> tuple[int | None, int | None] | None:
    """(minutes, days) of "30m", "2 hours" or "1d", one of them None; None if it cannot be read."""
    found = _SPAN.fullmatch(typed.casefold().strip())
    if found is None or int(found[1]) == 0:
        return None
    amount, unit = int(found[1]), found[2][0]
    if unit == "d":
        return None, amount
    return amount * (60 if unit == "h" else 1), None


def _relative(text: str, today: date) -> date | None:
    if text in ("today", "tomorrow"):
        return today + timedelta(days=text == "tomorrow")
    weekday = _index(text, _DAYS)
    if weekday is None:
        return None
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _without_weekday(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if _index(first, _DAYS) is not None else text


def _absolute(text: str, today: date) -> date | None:
    if found := _ISO.fullmatch(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(text):
        return _coming(int(found[1]), int(found[2]), found[3], today)
    if (found := _NAMED.fullmatch(text)) and (month := _index(found[2], _MONTHS)) is not None:
        return _coming(int(found[1]), month + 1, found[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _valid(int(year), month, day)
    # 29 February may be up to eight years away (1896 to 1904, 2096 to 2104).
    found = (_valid(today.year + ahead, month, day) for ahead in range(9))
    return next((at for at in found if at is not None and at >= today), None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _index(text: str, names: tuple[str, ...]) -> int | None:
    """Which of the names it is: whole, or its first three letters or more."""
    if len(text) < 3:
        return None
    return next((at for at, name in enumerate(names) if name.startswith(text)), None)
