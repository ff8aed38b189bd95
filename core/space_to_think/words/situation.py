"""What goes into the table of words: what somebody typed, pressed or sent as a form, and what is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from space_to_think.agency.state import Agency
from space_to_think.identity import PersonId
from space_to_think.inbound import Called
from space_to_think.practice.calendar import Calendar
from space_to_think.session.state import Kind, Number, Session


@dataclass(frozen=True, slots=True)
class Line:
    """Words meant for the bot, without the prefix. `fields`: a form's, by name; None when it was typed or pressed.

    `people` are the persons mentioned or picked, in order; in `words` each stands as a token that begins with @.
    """

    words: str
    fields: Mapping[str, str] | None = None
    people: tuple[PersonId, ...] = ()
    seen: str | None = None

    @classmethod
    def of(cls, called: Called) -> "Line":
        """The line of an inbound call."""
        return cls(called.words, called.fields, called.people, called.seen)


@dataclass(frozen=True, slots=True)
class Situation:
    """Who says it, where and when. `number` is 1 where there is no session yet.

    `people` gives the numbers of those mentioned, newcomers' next free numbers too. `calendar` is that of the agency
    of whoever acts, and `agency` is its slug as far as it is known or suggested by where they come from. `kinds` are
    those of this session; None: all that are declared. `pace` is the platform's usual one, as a word.
    """

    session: Session | None
    number: Number
    now: datetime
    calendar: Calendar
    people: Mapping[PersonId, Number] = field(default_factory=dict[PersonId, Number])
    private: bool = False
    agencies: Mapping[str, Agency] = field(default_factory=dict[str, Agency])
    agency: str | None = None
    kinds: Mapping[str, Kind] | None = None
    practices: tuple[str, ...] = ()
    pace: str = "async"
