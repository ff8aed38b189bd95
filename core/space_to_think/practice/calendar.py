"""Working time: an agency's hours, days off and bank holidays, as a value.

Everything takes and gives aware UTC datetimes. Used while deciding only: its results stand in events, so a
later version of the `holidays` library never changes what happened.

Hours are said as people write them: "Mon-Fri 09:00-17:00", or several ranges, "Mon-Thu 09:00-17:00, Fri
09:00-13:00". A moment belongs to a range from its start up to, but not including, its end. Hours are
wall-clock time in the agency's zone; working time is real time, so a range over a clock change is an hour
shorter or longer that day.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, count, pairwise, takewhile
from typing import TypeAlias
from zoneinfo import ZoneInfo

import holidays

Span: TypeAlias = tuple[datetime, datetime]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60  # the end of a day, in minutes


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works. `nation` gives the bank holidays: GB-ENG, GB-SCT, GB-WLS, GB-NIR, IE …

    A calendar is not looked at until it is used: then, or by `check`, a nation, zone or spec that makes no
    sense raises ValueError with a sentence that says what would be right.
    """

    nation: str = "GB-ENG"
    time_zone: str = "Europe/London"
    hours: str = "Mon-Fri 09:00-17:00"

    def check(self) -> None:
        """Raise ValueError if any of the three makes no sense."""
        zone(self.time_zone)
        parse_hours(self.hours)
        bank_holidays(self.nation, 2026)  # any year will do

    def day_length(self) -> timedelta:
        """The working time of an ordinary day: the length that most days of the week have, the longer if two
        tie.
        """
        return _day_length(self.hours)

    def is_working(self, at: datetime) -> bool:
        """Whether `at` is working time."""
        return any(start <= at < end for start, end in _day(self, self._local(at)))

    def next_working(self, at: datetime) -> datetime:
        """`at` itself when it is working time, otherwise the next moment that is."""
        start, _ = next(self._spans(at))
        return max(start, at)

    def add(self, at: datetime, span: timedelta) -> datetime:
        """The moment when, counted from `at`, so much working time is over.

        The earliest such moment: a day's work later than nine in the morning is five that afternoon, not nine
        the next day. No time at all gives the next working moment. A negative span raises ValueError.
        """
        if span < timedelta(0):
            raise ValueError("Working time can only be added, so the span must not be negative.")
        spans = self._spans(at)
        start, end = next(spans)
        start = max(start, at)
        while span > end - start:
            span -= end - start
            start, end = next(spans)
        return start + span

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; none when `end` is not later."""
        if end <= start:
            return timedelta(0)
        spans = takewhile(lambda span: span[0] < end, self._spans(start))
        return sum((min(closes, end) - max(opens, start) for opens, closes in spans), timedelta(0))

    def end_of_day(self, at: datetime) -> datetime:
        """The first end of a working day at or after `at`. The end of a day is still that day."""
        days = self._working_days(self._local(at) - DAY)  # a day that ends at midnight ends on the next date
        return next(spans[-1][1] for spans in days if spans[-1][1] >= at)

    def next_morning(self, at: datetime) -> datetime:
        """The start of the next working day after the local day of `at`, whatever the time of day."""
        return next(self._working_days(self._local(at) + DAY))[0][0]

    def _local(self, at: datetime) -> date:
        return at.astimezone(zone(self.time_zone)).date()

    def _working_days(self, first: date) -> Iterator[tuple[Span, ...]]:
        days = (_day(self, first + number * DAY) for number in count())
        return (spans for spans in days if spans)

    def _spans(self, at: datetime) -> Iterator[Span]:
        """The stretches of working time that end after `at`, in order, for ever."""
        days = self._working_days(self._local(at))
        return (span for span in chain.from_iterable(days) if span[1] > at)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(
            f'There is no time zone "{name}". Use a name with region and city, such as "Europe/London".'
        ) from None


@lru_cache(maxsize=512)
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a nation in a year; ValueError when the nation is not known."""
    country, _, region = nation.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:  # so `holidays` says that it knows no such country or region
        raise ValueError(
            f'There are no bank holidays known for "{nation}". Use GB-ENG, GB-SCT, GB-WLS or GB-NIR, '
            "or another country by its two letters, such as IE."
        ) from None


_RANGE = re.compile(
    r"(?P<first>[A-Za-z]{3,9})(?:\s*[-–]\s*(?P<last>[A-Za-z]{3,9}))?\s+"
    r"(?P<start>\d{1,2}:\d{2})\s*[-–]\s*(?P<end>\d{1,2}:\d{2})"
)
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=256)
def parse_hours(spec: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Read working hours: for each weekday from Monday its ranges, in minutes after midnight and in order.

    Raises ValueError with a plain sentence for anything that does not read as hours.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for part in spec.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(
                f'"{part.strip()}" does not read as working hours. '
                'Write them as "Mon-Fri 09:00-17:00"; put a comma between several.'
            )
        start, end = _minutes(match["start"]), _minutes(match["end"])
        if start >= end:
            raise ValueError(f'In "{part.strip()}" the end is not after the start. Write "09:00-17:00".')
        first = _weekday(match["first"])
        for step in range((_weekday(match["last"] or match["first"]) - first) % 7 + 1):
            week[(first + step) % 7].append((start, end))
    return tuple(_in_order(day, ranges) for day, ranges in zip(DAYS, week, strict=True))


def _in_order(day: str, ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    ordered = sorted(ranges)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise ValueError(f"Two of the working hours overlap on {day}. Leave one of them out.")
    return tuple(ordered)


def _minutes(clock: str) -> int:
    hours, minutes = (int(part) for part in clock.split(":"))
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        raise ValueError(f'"{clock}" is no time of day. Write hours and minutes from 00:00 to 24:00, such as 09:30.')
    return hours * 60 + minutes


def _weekday(name: str) -> int:
    for number, day in enumerate(_FULL_DAYS):
        if name.lower() in (day, day[:3]):
            return number
    raise ValueError(f'"{name}" is no day of the week. Use {", ".join(DAYS[:-1])} or {DAYS[-1]}.')


@lru_cache(maxsize=256)
def _day_length(spec: str) -> timedelta:
    lengths = Counter(sum(end - start for start, end in ranges) for ranges in parse_hours(spec) if ranges)
    _, minutes = max((often, length) for length, often in lengths.items())
    return timedelta(minutes=minutes)


@lru_cache(maxsize=4096)
def _day(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The working time of one local day in UTC; none on a bank holiday."""
    ranges = parse_hours(calendar.hours)[day.weekday()]
    if not ranges or day in bank_holidays(calendar.nation, day.year):
        return ()
    spans: list[Span] = []
    for start, end in ranges:
        opens, closes = (_instant(day, minutes, calendar.time_zone) for minutes in (start, end))
        if spans:  # when clocks go forward, a range that begins in the hour left out begins late
            opens = max(opens, spans[-1][1])
        if opens < closes:
            spans.append((opens, closes))
    return tuple(spans)


def _instant(day: date, minutes: int, time_zone: str) -> datetime:
    if minutes == MIDNIGHT:
        day, minutes = day + DAY, 0
    return datetime.combine(day, time(*divmod(minutes, 60)), zone(time_zone)).astimezone(UTC)
