"""What followed a word, read field by field: each reader gives a value, or says what is missing or wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from space_to_think.identity import PersonId
from space_to_think.messages import Part, Text
from space_to_think.practice.pace import Pace, parse_pace
from space_to_think.session.state import Number, Session
from space_to_think.words.dates import parse_date, parse_span
from space_to_think.words.situation import Line, Situation

Value = TypeVar("Value", bound=StrEnum)

OTHER = "other"  # an agency that is not one of the configured


class Missing(Exception):
    """Nothing stands in a field that is needed."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Unreadable(Exception):
    """What stands in a field is not what is needed; `text` says what would be. Holds nothing that was typed."""

    def __init__(self, field: str | None, text: str, **facts: Part) -> None:
        super().__init__(field, text)
        self.field = field
        self.text = Text(text, facts)


@dataclass(frozen=True, slots=True)
class Arguments:
    """A line with its situation, its fields by name, whether typed or filled in."""

    line: Line
    situation: Situation
    fields: dict[str, str]

    @property
    def by(self) -> Number:
        return self.situation.number

    @property
    def seen(self) -> str | None:
        return self.line.seen

    @property
    def session(self) -> Session:
        """The session; only for words that make no sense without one."""
        assert self.situation.session is not None
        return self.situation.session

    def maybe(self, name: str) -> str | None:
        """What stands in the field, without blanks around it; None when that is nothing."""
        return self.fields.get(name, "").strip() or None

    def text(self, name: str = "text") -> str:
        """What stands in the field. Raises Missing."""
        found = self.maybe(name)
        if found is None:
            raise Missing(name)
        return found

    def choice(self, name: str, values: type[Value]) -> Value:
        """One of the values. Raises Missing, Unreadable."""
        typed = self.text(name).casefold()
        try:
            return values(typed)
        except ValueError:
            raise Unreadable(name, f"wrong-{name}") from None

    def date(self, name: str) -> datetime | None:
        """The end of a day that is not over. Raises Unreadable."""
        typed = self.maybe(name)
        if typed is None:
            return None
        found = parse_date(typed, self.situation.now, self.situation.calendar)
        if found is None:
            raise Unreadable(name, "wrong-date")
        if found < self.situation.now:
            raise Unreadable(name, "wrong-past")
        return found

    def span(self, name: str) -> tuple[int | None, int | None]:
        """(minutes, days), one of them None, or both when nothing is said. Raises Unreadable."""
        typed = self.maybe(name)
        found = (None, None) if typed is None else parse_span(typed)
        if found is None:
            raise Unreadable(name, "wrong-span")
        return found

    def pace(self) -> Pace | None:
        """A pace, or None for the usual one. Raises Unreadable."""
        typed = self.maybe("pace")
        found = None if typed is None else parse_pace(typed.casefold())
        if typed is not None and found is None:
            raise Unreadable("pace", "wrong-pace")
        return found

    def agency(self) -> str | None:
        """The slug of an agency, typed as such or by its name; None for another one. Raises Unreadable.

        Nothing said: the one that is known or suggested.
        """
        typed = self.maybe("agency")
        if typed is None:
            return self.situation.agency
        wanted = typed.casefold()
        if wanted == OTHER:
            return None
        for slug, agency in self.situation.agencies.items():
            if slug and wanted in (slug.casefold(), agency.name.casefold()):
                return slug
        raise Unreadable("agency", "wrong-agency")

    def practice(self) -> str | None:
        """The name of a practice that the host offers, or None for the usual one. Raises Unreadable."""
        typed = self.maybe("practice")
        if typed is not None and typed not in self.situation.practices:
            raise Unreadable("practice", "wrong-practice")
        return typed

    def mentioned(self) -> tuple[PersonId, ...]:
        """Whoever was mentioned, each once. Raises Unreadable when somebody was named in another way."""
        if not self.line.people and self.line.fields is None and self.maybe("people") is not None:
            raise Unreadable("people", "wrong-people")
        return tuple(dict.fromkeys(self.line.people))

    def people(self) -> tuple[Number, ...]:
        """The numbers of everybody mentioned. Raises Missing, Unreadable."""
        numbers = self.situation.people
        found = tuple(numbers[person] for person in self.mentioned() if person in numbers)
        if not found:
            raise Missing("people")
        return found

    def person(self) -> Number | None:
        """The number of the one person mentioned, if there is one. Raises Unreadable when there are more."""
        if not self.mentioned():
            return None
        first, *more = self.people()
        if more:
            raise Unreadable("people", "wrong-one-person")
        return first
