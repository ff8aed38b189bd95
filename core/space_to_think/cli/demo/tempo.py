"""How fast the colleagues are: in seconds when the session is live, in working time when it runs over days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.model import Practice
from space_to_think.practice.pace import Pace, Planned, due, plan

UNHURRIED: Final = 90  # what takes a second in a live session takes so many seconds over days


@dataclass(frozen=True, slots=True)
class Tempo:
    """What a colleague knows of time: the practice's stages, the pace, and when the agency works."""

    stages: tuple[str, ...]
    planned: Sequence[Planned]
    pace: Pace
    calendar: Calendar

    @classmethod
    def of(cls, practice: Practice, pace: Pace, calendar: Calendar) -> "Tempo":
        """The tempo of a practice at that pace."""
        return cls(tuple(stage.key for stage in practice.stages), plan(practice, pace, calendar), pace, calendar)

    def later(self, now: datetime, seconds: float) -> datetime:
        """When something is done that takes somebody so many seconds."""
        if self.pace.live:
            return now + timedelta(seconds=seconds)
        return self.calendar.add(self.calendar.next_working(now), timedelta(seconds=seconds * UNHURRIED))

    def share(self, opened: datetime, until: datetime, share: float) -> datetime:
        """The moment at which that share of a span is over."""
        if self.pace.live:
            return opened + (until - opened) * share
        return self.calendar.add(opened, self.calendar.between(opened, until) * share)

    def due(self, number: int, opened: datetime) -> datetime:
        """When the stage of that number is over."""
        return due(self.planned[number - 1].given, opened, self.pace, self.calendar)
