"""What a session is at one moment: frozen values, no clock, no input or output, nobody's words.

People are numbers here (1, 2, 3 …). Who is who, what they said and where they meet is content and lies elsewhere,
encrypted. Times are aware UTC datetimes; spans are `timedelta`s (of working time when the pace is asynchronous).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.model import Practice, Role
from space_to_think.practice.pace import Pace, Planned

Number: TypeAlias = int  # a person in one session
Fact: TypeAlias = bool | int | datetime | str  # a str is a slug of at most 64 characters, never somebody's words


class Reason(StrEnum):
    """Why a session is requested (practice.md, "What it is for")."""

    NEEDS = "needs"
    STUCK = "stuck"
    SUPPORT = "support"
    REVIEW = "review"
    NETWORK = "network"
    DEBRIEF = "debrief"
    DISAGREEMENT = "disagreement"


class Concern(StrEnum):
    """What somebody can flag."""

    CHILD = "child"
    ADULT = "adult"
    ALLEGATION = "allegation"
    DISAGREEMENT = "disagreement"
    NEW_INFORMATION = "new-information"


class Phase(StrEnum):
    GATHERING = "gathering"
    OPEN = "open"  # a stage is open
    PAUSED = "paused"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    INVITED = "invited"
    ASKING = "asking"  # came late and waits for the facilitator's yes
    AGREED = "agreed"  # takes part
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"


class Said(StrEnum):
    DONE = "done"
    PASS = "pass"


class Manner(StrEnum):
    """How a plain message stands to the turn."""

    IN_TURN = "in_turn"
    OUT_OF_TURN = "out_of_turn"
    GUIDING = "guiding"


class QuestionKind(StrEnum):
    FACILITATOR = "facilitator"  # shall `about` facilitate?
    PRESENTER = "presenter"  # shall `about` present?
    LATE = "late"  # may `about` join although the session has begun?
    NEXT = "next"  # move on although something is missing (`why`)?
    END = "end"
    REMOVE = "remove"  # shall `about` be removed?
    AGAIN = "again"  # another round?


class Outcome(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"  # nobody said enough in time
    DROPPED = "dropped"  # it no longer matters


class Why(StrEnum):
    """Why a session paused, wants a successor, or was cancelled."""

    ASKED = "asked"  # somebody asked for it
    PRESENTER = "presenter"  # the presenter left
    FACILITATOR = "facilitator"  # the facilitator left
    FEW = "few"  # fewer than three people are left
    PLACE = "place"  # the place is gone, or the bot was removed from it
    TIME = "time"  # its time is over and it may not move on by itself
    AWAY = "away"
    SILENT = "silent"  # asked and reminded, no answer
    NOT_STARTED = "not_started"


class Audience(StrEnum):
    """Who may ever see a contribution, once it is revealed. Its author always may."""

    AUTHOR = "author"
    PRESENTER = "presenter"
    FACILITATOR = "facilitator"
    GROUP = "group"  # everybody who takes part


class Reveal(StrEnum):
    AT_ONCE = "at_once"
    STAGE = "stage"  # all together, when the stage closes
    REQUEST = "request"  # only when asked for


class Keep(StrEnum):
    """How long a contribution is kept, at the longest."""

    DELIVERED = "delivered"
    STAGE = "stage"
    END = "end"  # until the end can no longer be undone
    RETENTION = "retention"
    DATED = "dated"  # as RETENTION; for its author alone until a week after its date, if it has one and that is longer


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contribution, declared by the core or a plugin. Its word gives one.

    `stages` empty: any stage. Of a kind with `shown_from` one is enough from each, and giving it says nothing of
    one's turn. `anonymous_setting` names a yes/no of the declaring plugin's settings that makes it
    anonymous, if at least `anonymous_from` people may give one.
    """

    name: str
    word: str
    stages: frozenset[str]
    roles: frozenset[Role]
    audience: Audience
    reveal: Reveal
    keep: Keep
    labels: tuple[str, ...] = ()  # what sort it may be: priority, next-step …; the first is the default
    dated: bool = False  # takes `by DATE`
    limit: int = 50  # a person and round
    anonymous_setting: str | None = None
    anonymous_from: int = 4
    anonymous: bool = False  # worked out from the settings the session began with, unless the plugin says always
    shown_from: int = 0  # of anonymous ones: fewer are never shown, and are erased when the end settles
    called: str | None = None  # id of a text: "a strength"; with labels also f"{called}-{label}": "a next step"
    spoken: bool = False  # said in the group through the bot, in turn: only where the agency keeps turns by `gate`


@dataclass(frozen=True, slots=True)
class Charter:
    """What a session began with and keeps to its end, whatever the agency changes later."""

    practice: Practice
    agency: str  # the hosting agency: the requester's
    calendar: Calendar
    turns: str = "guide"  # guide, gate or enforce
    retention_days: int = 28
    moves_on: bool = False  # moves on by itself when nobody answers
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    # ^ of each session plugin that is on, by its name, as JSON values


@dataclass(frozen=True)  # without slots, for values.replace
class Turns:
    """How often somebody spoke in a stage. Counts only; they go at the end."""

    in_turn: int = 0
    out_of_turn: int = 0
    guiding: int = 0


@dataclass(frozen=True)  # without slots, for values.replace
class Participant:
    number: Number
    standing: Standing
    agency: str | None = None  # None: another one than the configured, or not asked yet
    invited_early: bool = False  # invited by the group or its facilitator: may join late without being asked about
    reminded: bool = False  # of the invitation, once
    away: bool = False
    away_until: datetime | None = None
    said: Said | None = None  # in the open stage
    answered: frozenset[str] = frozenset()  # the kinds given in the open stage, anonymous ones too
    unnamed: int = 0  # how many anonymous ones in this round
    turns: Mapping[str, Turns] = field(default_factory=dict[str, Turns])  # by stage key


@dataclass(frozen=True)  # without slots, for values.replace
class OpenStage:
    """The stage that is open, or was when the session paused."""

    key: str
    number: int  # 1 …
    opened: datetime
    minimum: timedelta
    maximum: timedelta
    due: datetime | None  # None while paused
    left: timedelta | None = None  # while paused
    spoken: bool = False  # somebody whose turn it is has spoken or given something
    asked: bool = False  # the facilitator was asked to move on
    reminded: bool = False
    silent: bool = False  # the group was asked who takes over, because the facilitator said nothing
    rest_told: bool = False  # the facilitator was told that everyone is done
    nudged: bool = False  # those who had said nothing were reminded
    unnamed: frozenset[str] = frozenset()  # the kinds that are given without names, settled as it opened


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    kind: QuestionKind
    about: Number | None
    asked_by: Number | None
    voters: frozenset[Number]
    needed: int  # so many yes
    until: datetime | None
    why: str | None = None  # a slug: what is missing
    yes: frozenset[Number] = frozenset()
    no: frozenset[Number] = frozenset()


@dataclass(frozen=True, slots=True)
class Contribution:
    """That something was given. The words themselves lie in the store, under `id`."""

    id: str
    kind: str
    by: Number
    round: int
    stage: str
    audience: Audience
    reveal: Reveal
    keep: Keep
    label: str | None = None
    due: datetime | None = None
    revealed: bool = False


class Move(StrEnum):
    """The facilitator's moves that can be undone."""

    START = "start"
    NEXT = "next"
    BACK = "back"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


@dataclass(frozen=True, slots=True)
class LastMove:
    """The last move, with what undoing it brings back."""

    move: Move
    at: datetime
    phase: Phase
    stage: OpenStage | None  # as it was, with `left` filled in
    paused_why: Why | None = None  # where undoing leads back to a pause
    said: Mapping[Number, Said] = field(default_factory=dict[Number, Said])  # in the stage that was closed
    answered: Mapping[Number, frozenset[str]] = field(default_factory=dict[Number, frozenset[str]])


@dataclass(frozen=True)  # without slots, for values.replace
class Session:
    id: str
    reference: str
    charter: Charter
    version: int
    phase: Phase
    round: int
    reason: Reason
    pace: Pace
    plan: tuple[Planned, ...]
    requester: Number
    requested: datetime
    last_step: datetime  # when somebody last did something
    people: Mapping[Number, Participant]
    title: str | None = None  # the contribution that holds it
    place_ready: bool = False
    readers: int | None = None  # how many people can read in the place
    facilitator: Number | None = None
    presenter: Number | None = None
    leaving: bool = False  # the facilitator wants to leave and a successor is looked for
    had: frozenset[tuple[Number, Role]] = frozenset()  # who facilitated or presented in this group before
    stage: OpenStage | None = None
    paused_why: Why | None = None
    anew: bool = False  # another presenter was agreed in a pause: going on means that the first stage opens anew
    understood: str | None = None  # the contribution that waits for the presenter's yes
    confirmed: str | None = None
    questions: Mapping[str, Question] = field(default_factory=dict[str, Question])
    asked: int = 0  # questions so far; the next is q{asked + 1}
    contributions: Mapping[str, Contribution] = field(default_factory=dict[str, Contribution])
    unnamed: Mapping[str, int] = field(default_factory=dict[str, int])  # anonymous ones given in this round, by kind
    shown: frozenset[str] = frozenset()  # "round.kind" of the anonymous kinds that are revealed, none added since
    deadlines: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    last_move: LastMove | None = None
    memory: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict[str, Mapping[str, Fact]])
    tallies: Mapping[str, int] = field(default_factory=dict[str, int])
    further: bool = False
    described: bool = True  # False: the presenter of another round has not yet said what it is for
    ended: datetime | None = None
    erased: bool = False  # what is left in `contributions` has a date, and is for its author alone

    @property
    def live(self) -> bool:
        return self.pace.live

    def role(self, number: Number) -> Role:
        """Somebody's role; whoever is neither facilitator nor presenter is a consultant."""
        if number == self.facilitator:
            return Role.FACILITATOR
        if number == self.presenter:
            return Role.PRESENTER
        return Role.CONSULTANT

    def taking_part(self) -> tuple[Participant, ...]:
        """Everybody who has agreed and not left, in order of their numbers."""
        everybody = [self.people[number] for number in sorted(self.people)]
        return tuple([person for person in everybody if person.standing is Standing.AGREED])

    def can_read(self) -> int | None:
        """How many can read in the group's place: those who were counted there, or all who are in it or asked into it.

        None: nobody could count. A place that has just been made is empty for a moment, and all of them will be there.
        """
        meant = (Standing.AGREED, Standing.INVITED, Standing.ASKING)
        asked = sum(person.standing in meant for person in self.people.values())
        return None if self.readers is None else max(self.readers, asked)

    def heard(self, number: Number) -> bool:
        """Whether somebody has written, given something or said that they are done, in the open stage."""
        person, stage = self.people[number], self.stage
        spoken = stage is not None and stage.key in person.turns
        return spoken or person.said is not None or bool(person.answered)

    def speakers(self) -> tuple[Participant, ...]:
        """Everybody whose turn it is in the open stage."""
        if self.stage is None:
            return ()
        speaks = self.charter.practice.stage(self.stage.key).speaks
        return tuple(p for p in self.taking_part() if self.role(p.number) in speaks)
