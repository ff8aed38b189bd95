"""A walk through a session without store or transport: what tests of the session and of plugins begin with.

    walk = Walk().to("strengths")                   one presents, two facilitates, three and four are consultants
    walk.do(c.Give(3, "strength", "…"))             the events that follow; Refused if it is refused
    walk.refused(c.Give(1, "strength", "…"))        the id of the refusal's text; a failure if it is not refused
    walk.tick()                                     time passes to the next deadline, and it is taken

Everything goes through the session's one door, `decide`, and is folded by `evolve`; nothing is set by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from space_to_think.messages import Refusal
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Closing, Practice, Role
from space_to_think.practice.pace import parse_pace
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.decide import Content, contents, decide
from space_to_think.session.events import Event, QuestionAsked, Record
from space_to_think.session.evolve import evolve
from space_to_think.session.state import (
    Audience,
    Charter,
    Keep,
    Kind,
    Phase,
    Reason,
    Reveal,
    Session,
)

E = TypeVar("E", bound=Event)

PRESENTER, FACILITATOR, CONSULTANT, OTHER = 1, 2, 3, 4
OUTSIDER = 99
MONDAY: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # no bank holiday and no clock change is near
GROUP: Final = frozenset({Role.FACILITATOR, Role.CONSULTANT})
PRESENTS: Final = frozenset({Role.PRESENTER})

STRENGTH: Final = Kind(
    "strength", "strength", frozenset({"strengths"}), GROUP, Audience.GROUP, Reveal.STAGE, Keep.RETENTION, limit=10
)
IDEA: Final = Kind(
    "idea",
    "idea",
    frozenset({"reflection"}),
    GROUP,
    Audience.GROUP,
    Reveal.AT_ONCE,
    Keep.RETENTION,
    labels=("priority", "next-step", "strategy", "learning"),
)
NOTE: Final = Kind("note", "note", frozenset(), PRESENTS, Audience.AUTHOR, Reveal.AT_ONCE, Keep.RETENTION)
PARKED: Final = Kind("parked", "park", frozenset(), frozenset(Role), Audience.AUTHOR, Reveal.AT_ONCE, Keep.END)
SUMMARY: Final = Kind(
    "summary", "summary", frozenset({"next_steps"}), PRESENTS, Audience.GROUP, Reveal.AT_ONCE, Keep.RETENTION, limit=5
)
ACTION: Final = replace(SUMMARY, name="action", word="action", keep=Keep.DATED, dated=True, limit=20)
UNNAMED_STRENGTH: Final = replace(STRENGTH, anonymous_setting="anonymous", anonymous=True)


def by_name(*kinds: Kind) -> Mapping[str, Kind]:
    return {kind.name: kind for kind in kinds}


# What the plugins that come with it declare.
KINDS: Final = by_name(STRENGTH, IDEA, NOTE, PARKED, SUMMARY, ACTION)
UNNAMED: Final = {**KINDS, **by_name(UNNAMED_STRENGTH)}


class Refused(AssertionError):
    """The command came to nothing; `refusal` says why."""

    def __init__(self, command: c.Command, refusal: Refusal) -> None:
        super().__init__(f"{type(command).__name__} was refused: {refusal.text.id}")
        self.refusal = refusal


class Walk:
    """One session, what has happened in it, and the clock. `people` take part, the requester among them.

    `now` may be moved, never back. Each command is given `apart` after the one before.
    """

    def __init__(
        self,
        pace: str = "guided",
        people: int = 4,
        *,
        kinds: Mapping[str, Kind] = KINDS,
        practice: Practice | None = None,
        calendar: Calendar | None = None,
        moves_on: bool = False,
        retention_days: int = 28,
        start: datetime = MONDAY,
        apart: timedelta = timedelta(seconds=1),
    ) -> None:
        speed = parse_pace(pace)
        assert speed is not None, f"{pace} is no pace"
        self.pace = speed
        self.people = people
        self.kinds = kinds
        calendar = calendar or Calendar()
        practice = practice or shipped()
        self.charter = Charter(practice, "north", calendar, retention_days=retention_days, moves_on=moves_on)
        self.now = start
        self.apart = apart
        self.records: list[Record] = []
        self.contents: list[Content] = []
        self._session: Session | None = None
        self._ids = 0

    @property
    def session(self) -> Session:
        assert self._session is not None, "nothing has been requested yet"
        return self._session

    @property
    def stage(self) -> str | None:
        """The key of the stage that is open, or was as it paused."""
        return None if self.session.stage is None else self.session.stage.key

    @property
    def events(self) -> list[Event]:
        """Everything that has happened."""
        return [record.event for record in self.records]

    def all(self, kind: type[E]) -> list[E]:
        """Everything of one type that has happened."""
        return [event for event in self.events if isinstance(event, kind)]

    # ---- one step

    def do(self, command: c.Command) -> Sequence[Event]:
        """What follows from a command. Raises Refused."""
        self.now += self.apart
        context = self.context()
        decided = decide(self._session, command, context)
        if isinstance(decided, Refusal):
            raise Refused(command, decided)
        for event in decided:
            self._take(event, context)
        self.contents += contents(self.session, command, decided, context)
        return decided

    def refused(self, command: c.Command) -> str:
        """The id of the text that a command is refused with. Raises AssertionError if it is not refused."""
        try:
            events = self.do(command)
        except Refused as refused:
            return refused.refusal.text.id
        raise AssertionError(f"{type(command).__name__} was not refused: {events}")

    def context(self) -> Context:
        """What the next command is decided with: a fresh id each time."""
        self._ids += 1
        return Context(self.now, f"c{self._ids}", self.kinds)

    def _take(self, event: Event, context: Context) -> None:
        before = self._session
        id, version = (context.id, 0) if before is None else (before.id, before.version)
        record = Record(id, version + 1, self.now, event)
        self._session = evolve(before, record)
        self.records.append(record)

    # ---- time

    def tick(self) -> Sequence[Event]:
        """Wait for the next deadline, and take it."""
        due = next_deadline(self.session)
        assert due is not None, "nothing is waited for"
        self.now = max(self.now, due) - self.apart
        return self.do(c.Tick())

    def wait(self, span: timedelta) -> list[Event]:
        """Let time pass, and take every deadline as it comes."""
        return self.wait_until(self.now + span)

    def wait_until(self, at: datetime) -> list[Event]:
        happened: list[Event] = []
        while (due := next_deadline(self.session)) is not None and due <= at:
            happened += self.tick()
        self.now = max(self.now, at)
        return happened

    # ---- many steps

    def to(self, where: str) -> "Walk":
        """Walk on to `requested`, `gathering` (everybody is there), a stage by its key, `paused` or `ended`."""
        if self._session is None:
            self.do(c.Request(PRESENTER, "STT-1", Reason.STUCK, self.pace, self.charter, "north"))
        if where == "requested":
            return self
        if self.session.phase is Phase.GATHERING:
            self._gather()
        if where == "gathering":
            return self
        if self.session.phase is Phase.GATHERING:
            self.do(c.Start(FACILITATOR))
        if where == "paused":
            self.do(c.Pause(FACILITATOR))
        elif where == "ended":
            self.agree(c.End(FACILITATOR))
        else:
            self._to_stage(where)
        return self

    def _gather(self) -> None:
        others = range(FACILITATOR, self.people + 1)
        if not self.session.place_ready:
            self.do(c.MarkPlaceReady(self.people))
        waited = tuple(number for number in others if number not in self.session.people)
        if waited:
            self.do(c.Invite(PRESENTER, waited))
        for number in waited:
            self.do(c.Join(number, "north" if number % 2 else "south"))
        if self.session.facilitator is None:
            self.agree(c.Propose(FACILITATOR, Role.FACILITATOR, FACILITATOR))

    def _to_stage(self, key: str) -> None:
        self.charter.practice.stage(key)  # raises KeyError before walking in vain
        while self.stage != key:
            self.move_on()

    def move_on(self) -> None:
        """The facilitator moves on: what has to be confirmed is; where something else is missing they say yes."""
        stage = self.session.charter.practice.stage(self.stage or "")
        if stage.closes is Closing.CONFIRM and self.session.confirmed is None:
            self.do(c.Understood(FACILITATOR, "What I have understood."))
            self.do(c.Confirm(PRESENTER))
        self.agree(c.Next(FACILITATOR))

    def agree(self, command: c.Command) -> None:
        """A command, and everybody's yes to what it asks, until that is agreed."""
        asked = [event for event in self.do(command) if isinstance(event, QuestionAsked)]
        for question in asked:
            for number in question.voters:
                still = self.session.questions.get(question.question)
                if still is not None and number not in still.yes:
                    self.do(c.Answer(number, True, question.question))
