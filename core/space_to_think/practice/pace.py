"""How fast a session goes: live in minutes, or over working days. A pace turns a practice into a plan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Final

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.model import Practice


class PaceKind(StrEnum):
    ASYNC = "async"  # over working days
    GUIDED = "guided"  # live, due at the lower bounds
    FULL = "full"  # live, due at the upper bounds


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace, and the total that its stages share in proportion, if one was asked for.

    `total` is minutes for a live pace, working days for an asynchronous one. `45m` is guided with a total of
    45, `5d` asynchronous with a total of 5.
    """

    kind: PaceKind
    total: int | None = None

    @property
    def live(self) -> bool:
        return self.kind is not PaceKind.ASYNC


@dataclass(frozen=True, slots=True)
class Planned:
    """One stage of the plan: its window, and the time it is given. Working time when asynchronous."""

    stage: str
    minimum: timedelta
    maximum: timedelta
    given: timedelta


# What one may ask for; more is a slip of the finger.
MOST_MINUTES: Final = 480
MOST_DAYS: Final = 120

_TOTAL = re.compile(r"([1-9][0-9]{0,2})([md])")


def parse_pace(word: str) -> Pace | None:
    """Read a pace as people type it: async, guided, full, 45m or 5d. None when it is none of these."""
    word = word.strip().lower()
    if word in PaceKind.__members__.values():
        return Pace(PaceKind(word))
    match = _TOTAL.fullmatch(word)
    if match is None:
        return None
    total, live = int(match[1]), match[2] == "m"
    if total > (MOST_MINUTES if live else MOST_DAYS):
        return None
    return Pace(PaceKind.GUIDED if live else PaceKind.ASYNC, total)


def plan(practice: Practice, pace: Pace, calendar: Calendar) -> tuple[Planned, ...]:
    """What each stage of a practice is given at this pace.

    A total is shared out in proportion to the stages' minimum minutes (live) or days (asynchronous), to the
    second, and the shares sum to it exactly. Asynchronous stages have one length, so minimum and maximum are
    what they are given.
    """
    if pace.live:
        return _live(practice, pace)
    day = calendar.day_length()
    days = [stage.window.days for stage in practice.stages]
    given = [day * n for n in days] if pace.total is None else _shared(day * pace.total, days)
    return tuple(Planned(stage.key, span, span, span) for stage, span in zip(practice.stages, given, strict=True))


def due(planned_given: timedelta, opened: datetime, pace: Pace, calendar: Calendar) -> datetime:
    """When a stage that opened then, and was given so much, is due.

    Asynchronous: counted in working time from the next working moment. A working day or more lasts to the end
    of the working day it leads into; less than that ends to the minute.
    """
    if pace.live:
        return opened + planned_given
    end = calendar.add(opened, planned_given)
    return calendar.end_of_day(end) if planned_given >= calendar.day_length() else end


def spare(now: datetime, due: datetime, pace: Pace, calendar: Calendar) -> timedelta:
    """The time left until a stage is due, never negative; working time when asynchronous."""
    if pace.live:
        return max(due - now, timedelta(0))
    return calendar.between(now, due)


def _live(practice: Practice, pace: Pace) -> tuple[Planned, ...]:
    windows = [stage.window for stage in practice.stages]
    if pace.total is not None:
        given = _shared(timedelta(minutes=pace.total), [window.minimum for window in windows])
    else:
        full = pace.kind is PaceKind.FULL
        given = [timedelta(minutes=window.maximum if full else window.minimum) for window in windows]
    return tuple(
        Planned(stage.key, timedelta(minutes=stage.window.minimum), timedelta(minutes=stage.window.maximum), span)
        for stage, span in zip(practice.stages, given, strict=True)
    )


def _shared(total: timedelta, weights: Sequence[int]) -> list[timedelta]:
    """Share out in whole seconds: where the running sum of the weights stands, the running sum of the shares
    does.
    """
    seconds = int(total.total_seconds())
    marks = [seconds * part // sum(weights) for part in accumulate(weights, initial=0)]
    return [timedelta(seconds=later - earlier) for earlier, later in pairwise(marks)]
