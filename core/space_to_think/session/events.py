"""What happened in a session: frozen values in the past tense, the only way its state changes.

Facts only. No event holds anything that somebody typed, a name, or an id of a platform: people are numbers,
contributions are random ids, and what a plugin remembers is a number, a yes or no, a time or a slug. Whatever depends
on a library, a setting or a file was worked out while deciding and stands here, so folding computes nothing.

A Record is an event with its place in the history. To change an event's shape, raise its VERSIONS entry and add a
small function to `lift.py`; a golden history shows that old ones still fold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, Planned
from space_to_think.session.state import (
    Audience,
    Charter,
    Concern,
    Fact,
    Keep,
    Manner,
    Move,
    Number,
    Outcome,
    QuestionKind,
    Reason,
    Reveal,
    Why,
)

# ---- requesting and gathering


@dataclass(frozen=True, slots=True)
class Requested:
    reference: str
    person: Number  # the requester, who presents unless another is agreed
    agency: str | None
    reason: Reason
    pace: Pace
    plan: tuple[Planned, ...]
    charter: Charter  # with the whole practice
    title: str | None  # a contribution
    readers: int | None
    start_by: datetime  # asked then, cancelled a working day later
    facilitate_by: datetime


@dataclass(frozen=True, slots=True)
class PlaceReady:
    """The place has been made or found; messages to the group can go."""

    readers: int | None


@dataclass(frozen=True, slots=True)
class PlaceGone:
    """The bot can no longer write there."""


@dataclass(frozen=True, slots=True)
class Invited:
    person: Number
    by: Number
    remind: datetime | None  # once, if they have not answered by then


@dataclass(frozen=True, slots=True)
class Declined:
    person: Number


@dataclass(frozen=True, slots=True)
class AskedToJoin:
    """Came late; the facilitator is asked."""

    person: Number
    agency: str | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Read what this is, and agreed."""

    person: Number
    agency: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class AgencyNamed:
    person: Number
    agency: str | None


@dataclass(frozen=True, slots=True)
class InviteesReminded:
    people: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class FacilitatorMissing:
    """Nobody has offered to facilitate; the requester is asked to propose somebody."""


@dataclass(frozen=True, slots=True)
class StartOverdue:
    cancel_at: datetime


@dataclass(frozen=True, slots=True)
class PersonLeft:
    person: Number


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    person: Number
    by: Number


@dataclass(frozen=True, slots=True)
class PersonAway:
    person: Number
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonBack:
    person: Number


# ---- questions to the group or to one person


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    question: str
    kind: QuestionKind
    about: Number | None
    by: Number | None
    voters: tuple[Number, ...]
    needed: int
    until: datetime | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Voted:
    question: str
    person: Number
    yes: bool


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    question: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoleTaken:
    role: Role
    person: Number


@dataclass(frozen=True, slots=True)
class RoleGivenUp:
    role: Role
    person: Number


@dataclass(frozen=True, slots=True)
class SuccessorWanted:
    """The group is asked who facilitates from here."""

    why: Why


# ---- the stages


@dataclass(frozen=True, slots=True)
class StageOpened:
    stage: str
    number: int
    round: int
    speakers: tuple[Role, ...]
    minimum: timedelta
    maximum: timedelta
    due: datetime
    nudge: datetime | None  # when those who have neither given nor passed are reminded (asynchronous only)
    move: Move  # the move that opened it: start, next, back
    unnamed: tuple[str, ...] = ()  # the kinds that are given without names while it is open


@dataclass(frozen=True, slots=True)
class StageClosed:
    stage: str
    number: int
    left: timedelta  # what undoing brings back


@dataclass(frozen=True, slots=True)
class StageDue:
    """Its time is over; the facilitator is asked: move on, or more time?"""

    stage: str
    late: timedelta  # zero when on time
    remind: datetime
    why_not: str | None  # a slug: what is missing before it may move on by itself


@dataclass(frozen=True, slots=True)
class FacilitatorReminded:
    stage: str
    late: timedelta
    successor_at: datetime


@dataclass(frozen=True, slots=True)
class SpeakersNudged:
    """Who has neither contributed nor passed is reminded, each privately."""

    stage: str
    people: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Spoke:
    person: Number
    stage: str
    manner: Manner
    contribution: str | None = None  # of what the bot posts for them; None: a plain message of their own


@dataclass(frozen=True, slots=True)
class SaidDone:
    person: Number


@dataclass(frozen=True, slots=True)
class Passed:
    person: Number


@dataclass(frozen=True, slots=True)
class EveryoneDone:
    """All whose turn it is are done, have passed or are away; the facilitator is told once."""

    stage: str


@dataclass(frozen=True, slots=True)
class Extended:
    stage: str
    by: timedelta
    due: datetime
    left: timedelta  # before; what undoing brings back


@dataclass(frozen=True, slots=True)
class Paused:
    why: Why
    left: timedelta
    reason: str | None = None  # the contribution that holds what was typed


@dataclass(frozen=True, slots=True)
class Resumed:
    due: datetime
    nudge: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    left: timedelta
    settles: datetime  # from then on the end cannot be undone
    erase_at: datetime


@dataclass(frozen=True, slots=True)
class EndSettled:
    """The end can no longer be undone; parked thoughts and counts are gone."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    why: Why
    erase_at: datetime | None = None  # of a later round: what was said before it is kept as long as usual


@dataclass(frozen=True, slots=True)
class MoveUndone:
    move: Move
    due: datetime | None  # of the stage that is open again, if one is
    start_by: datetime | None = None  # when the session is back to gathering
    left: timedelta | None = None  # of the stage, when undoing leads back to a pause
    nudge: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoundBegan:
    """Another round in the same group; roles are proposed afresh and nothing said is carried over."""

    round: int
    facilitator: Number | None  # proposed
    presenter: Number | None
    rest_until: datetime | None  # live: a short break first
    start_by: datetime
    facilitate_by: datetime


@dataclass(frozen=True, slots=True)
class RoundDescribed:
    """The new presenter has said what the round is for."""

    reason: Reason
    pace: Pace
    plan: tuple[Planned, ...]
    title: str | None


@dataclass(frozen=True, slots=True)
class FurtherWished:
    person: Number


# ---- the check of facts


@dataclass(frozen=True, slots=True)
class FactsUnderstood:
    contribution: str
    person: Number


@dataclass(frozen=True, slots=True)
class FactsCorrected:
    contribution: str
    person: Number


@dataclass(frozen=True, slots=True)
class FactsConfirmed:
    contribution: str


# ---- contributions


@dataclass(frozen=True, slots=True)
class Given:
    contribution: str
    kind: str
    person: Number
    stage: str
    audience: Audience
    reveal: Reveal
    keep: Keep
    label: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenUnnamed:
    """That somebody has answered, and no more: the contribution itself has no author, time or order."""

    kind: str
    person: Number
    stage: str
    apart: bool = False  # it says nothing of their turn


@dataclass(frozen=True, slots=True)
class Changed:
    contribution: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    contribution: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The facilitator keeps one anonymous contribution from being shown."""

    kind: str


@dataclass(frozen=True, slots=True)
class Revealed:
    kind: str
    stage: str
    count: int
    contributions: tuple[str, ...]  # none when they are anonymous


# ---- concerns


@dataclass(frozen=True, slots=True)
class ConcernFlagged:
    """Kind and stage, no person: who flagged is known only while it is answered."""

    concern: Concern
    stage: str | None


@dataclass(frozen=True, slots=True)
class PauseSuggested:
    """The person who flagged wants the facilitator told. Name and kind only if they chose so."""

    person: Number | None
    concern: Concern | None


@dataclass(frozen=True, slots=True)
class ProceduresShown:
    """Everybody is shown their own agency's procedure, as the flagger or the facilitator asked."""

    concern: Concern


# ---- plugins


@dataclass(frozen=True, slots=True)
class Remembered:
    plugin: str
    key: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class WakeSet:
    plugin: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Woken:
    plugin: str
    name: str
    late: timedelta


@dataclass(frozen=True, slots=True)
class Tallied:
    name: str


# ---- the end of keeping


@dataclass(frozen=True, slots=True)
class ErasureWarned:
    """Nobody has done anything for weeks; the people are told privately that it will be erased."""

    erase_at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """All that was said is erased, but for what has a date still to come: that is for its author alone."""

    why: str  # retention, cancelled, silence, asked
    kept: tuple[str, ...] = ()
    until: datetime | None = None  # when the first of what is kept goes


Event: TypeAlias = (
    Requested
    | PlaceReady
    | PlaceGone
    | Invited
    | Declined
    | AskedToJoin
    | Joined
    | AgencyNamed
    | InviteesReminded
    | FacilitatorMissing
    | StartOverdue
    | PersonLeft
    | PersonRemoved
    | PersonAway
    | PersonBack
    | QuestionAsked
    | Voted
    | QuestionClosed
    | RoleTaken
    | RoleGivenUp
    | SuccessorWanted
    | StageOpened
    | StageClosed
    | StageDue
    | FacilitatorReminded
    | SpeakersNudged
    | Spoke
    | SaidDone
    | Passed
    | EveryoneDone
    | Extended
    | Paused
    | Resumed
    | Ended
    | EndSettled
    | Cancelled
    | MoveUndone
    | RoundBegan
    | RoundDescribed
    | FurtherWished
    | FactsUnderstood
    | FactsCorrected
    | FactsConfirmed
    | Given
    | GivenUnnamed
    | Changed
    | Withdrawn
    | HeldBack
    | Revealed
    | ConcernFlagged
    | PauseSuggested
    | ProceduresShown
    | Remembered
    | WakeSet
    | Woken
    | Tallied
    | ErasureWarned
    | Erased
)

# How many times an event's shape has changed, plus one; 1 where nothing is said.
VERSIONS: Final[Mapping[str, int]] = {}

# What the clock brings about on its own; everything else is somebody's step.
BY_THE_CLOCK: Final = frozenset[type]({
    InviteesReminded,
    FacilitatorMissing,
    StartOverdue,
    PersonBack,
    QuestionClosed,
    StageDue,
    FacilitatorReminded,
    SpeakersNudged,
    EndSettled,
    Woken,
    WakeSet,
    Remembered,
    Tallied,
    ErasureWarned,
    Erased,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """An event, when it happened, and its number in the session's history (1 …, without gaps)."""

    session: str
    version: int
    at: datetime
    event: Event
