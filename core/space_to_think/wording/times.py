"""How moments and spans are said: the pictures and phrases stand in times.ftl, names of days come from Babel.

Everything takes aware UTC datetimes and speaks in the time zone it is given.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

Say: TypeAlias = Callable[..., str]  # say(id, **gaps): a text of times.ftl

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORKING_HOURS = timedelta(hours=8)  # a working day, where no calendar says otherwise


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A time zone by its name; UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, or not a name at all
        return ZoneInfo("UTC")


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """Babel's names for a language; British ones for a language it does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=1024)
def _picture(at: datetime, pattern: str, language: str) -> str:
    return format_datetime(at, pattern, locale=locale(language))


class Clock:
    """Says times to one reader. `live`: the session is held in one sitting; `day`: the length of a working day."""

    def __init__(
        self, say: Say, language: str, time_zone: str, now: datetime, live: bool | None, day: timedelta | None = None
    ) -> None:
        self._say = say
        self._language = language
        self._zone = zone(time_zone)
        self._now = now.astimezone(self._zone)
        self._live = live
        self._day = day or WORKING_HOURS

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def _paint(self, at: datetime, pattern: str) -> str:
        # Down to the minute, so that the pictures of one minute are painted once.
        return _picture(self._here(at).replace(second=0, microsecond=0), self._say(pattern), self._language)

    def clock(self, at: datetime) -> str:
        """The time of day: "5 pm", "5:30 pm"."""
        return self._paint(at, "time-hour-pattern" if self._here(at).minute == 0 else "time-minute-pattern")

    def date(self, at: datetime) -> str:
        """The day: "Thursday 5 June", with the year when it is another one."""
        same = self._here(at).year == self._now.year
        return self._paint(at, "time-date-pattern") if same else self.whole_date(at)

    def whole_date(self, at: datetime) -> str:
        """The day with its year: "Thursday 5 June 2026"."""
        return self._paint(at, "time-date-year-pattern")

    def until(self, at: datetime) -> str:
        """A moment as people say it: "until about 10:42", "until Thursday 5 pm"."""
        days = (self._here(at).date() - self._now.date()).days
        if days == 0 and self._live:
            return self._say("time-until-about", time=self._paint(at, "time-exact-pattern"))
        if days == 0:
            return self._say("time-until-today", time=self.clock(at))
        if 0 < days < 7:
            return self._say("time-until-day", day=self._paint(at, "time-day-pattern"), time=self.clock(at))
        return self._say("time-until-date", date=self.date(at), time=self.clock(at))

    def span(self, span: timedelta) -> str:
        """How long: "about 5 minutes", "2 working days". Asynchronous sessions count working time."""
        if span <= timedelta(0):
            return self._say("time-none")
        if span < MINUTE:
            return self._say("time-moment")
        if self._live is False and span >= self._day:
            return self._count("time-working-days", span, self._day)
        if self._live is False and span >= HOUR:
            return self._count("time-working-hours", span, HOUR)
        if span < 2 * HOUR:
            return self._count("time-minutes", span, MINUTE if span < 20 * MINUTE or not span % MINUTE else 5 * MINUTE)
        if span < 2 * DAY:
            return self._count("time-hours", span, HOUR)
        return self._count("time-days", span, DAY)

    def _count(self, id: str, span: timedelta, unit: timedelta) -> str:
        number = max(round(span / unit), 1)
        exact = abs(span - number * unit) < timedelta(seconds=1)
        if unit == 5 * MINUTE:
            number *= 5
        said = self._say(id, number=number)
        return said if exact else self._say("time-about", span=said)
