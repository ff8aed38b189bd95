"""What somebody, or the clock, asks of a session: frozen values in the imperative.

`by` is a number in the session. A newcomer gets the next free number before the command is made; it counts only if
the events name it. Text that people typed rides along here so that it can be stored beside the event that refers to
it (`contents`); `decide` never looks at it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace
from space_to_think.session.state import Charter, Concern, Fact, Number, Reason


@dataclass(frozen=True, slots=True)
class Request:
    by: Number
    reference: str
    reason: Reason
    pace: Pace
    charter: Charter
    agency: str | None  # of the requester
    title: str | None = None
    readers: int | None = None


@dataclass(frozen=True, slots=True)
class MarkPlaceReady:
    readers: int | None


@dataclass(frozen=True, slots=True)
class MarkPlaceGone:
    pass


@dataclass(frozen=True, slots=True)
class Invite:
    by: Number
    people: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Agree and take part. `facilitates`: and offer to facilitate, where nobody does yet."""

    by: Number
    agency: str | None
    facilitates: bool = False


@dataclass(frozen=True, slots=True)
class Decline:
    by: Number


@dataclass(frozen=True, slots=True)
class NameAgency:
    by: Number
    agency: str | None


@dataclass(frozen=True, slots=True)
class Leave:
    by: Number


@dataclass(frozen=True, slots=True)
class Away:
    by: Number
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Remove:
    by: Number
    person: Number


@dataclass(frozen=True, slots=True)
class Propose:
    """Take a role (`person` is oneself) or propose somebody for it."""

    by: Number
    role: Role
    person: Number


@dataclass(frozen=True, slots=True)
class Answer:
    """Agree or disagree. Without a question: the one that is open to this person, if it is the only one."""

    by: Number
    yes: bool
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    by: Number
    seen: str | None = None  # "round.number" of the stage that a pressed button belonged to


@dataclass(frozen=True, slots=True)
class Next:
    by: Number
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Back:
    by: Number
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    by: Number


@dataclass(frozen=True, slots=True)
class Extend:
    """`minutes` or `days`; neither: half the stage's minimum."""

    by: Number
    minutes: int | None = None
    days: int | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    by: Number
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    by: Number


@dataclass(frozen=True, slots=True)
class End:
    by: Number
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    by: Number


@dataclass(frozen=True, slots=True)
class Done:
    by: Number
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    by: Number


@dataclass(frozen=True, slots=True)
class Speak:
    """A plain message in the group's place. `text` is kept only where the stage counts it as a contribution."""

    by: Number
    text: str
    kept: bool = True  # False: counted only, because of what stands in it


@dataclass(frozen=True, slots=True)
class Understood:
    by: Number
    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    by: Number
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    by: Number


@dataclass(frozen=True, slots=True)
class Give:
    by: Number
    kind: str
    text: str
    label: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Put other words in place of a contribution; without one: of the last of one's own."""

    by: Number
    contribution: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a contribution back; without one: the last of one's own that can be taken back."""

    by: Number
    contribution: str | None = None


@dataclass(frozen=True, slots=True)
class HoldBack:
    """Keep one anonymous contribution from being shown, before it is revealed."""

    by: Number
    contribution: str  # the random id of its row; it appears in no event
    kind: str


@dataclass(frozen=True, slots=True)
class Flag:
    by: Number
    concern: Concern


@dataclass(frozen=True, slots=True)
class SuggestPause:
    """After flagging: tell the facilitator that somebody asks for a pause; with name and kind only if chosen."""

    by: Number
    named: bool
    concern: Concern | None


@dataclass(frozen=True, slots=True)
class ShowProcedures:
    by: Number
    concern: Concern


@dataclass(frozen=True, slots=True)
class Again:
    by: Number


@dataclass(frozen=True, slots=True)
class Describe:
    """What another round is for, said by its presenter."""

    by: Number
    reason: Reason
    pace: Pace
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Further:
    by: Number


@dataclass(frozen=True, slots=True)
class Keep:
    """What a plugin's effects ask for: facts to remember, wakes to set, names to tally."""

    plugin: str
    facts: tuple[tuple[str, Fact], ...] = ()
    wakes: tuple[tuple[str, datetime | None], ...] = ()
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erase:
    why: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: take the earliest deadline that is due, if there is one."""


Command: TypeAlias = (
    Request
    | MarkPlaceReady
    | MarkPlaceGone
    | Invite
    | Join
    | Decline
    | NameAgency
    | Leave
    | Away
    | Remove
    | Propose
    | Answer
    | Start
    | Next
    | Back
    | Undo
    | Extend
    | Pause
    | Resume
    | End
    | Cancel
    | Done
    | Pass
    | Speak
    | Understood
    | Correct
    | Confirm
    | Give
    | Change
    | Withdraw
    | HoldBack
    | Flag
    | SuggestPause
    | ShowProcedures
    | Again
    | Describe
    | Further
    | Keep
    | Erase
    | Tick
)
