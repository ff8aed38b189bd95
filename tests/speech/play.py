"""Plays a session through the one door, and says strictly what the core says of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from space_to_think.agency.state import Agency
from space_to_think.messages import Card, Form, Group, Message, Person, Refusal, Text
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.decide import decide
from space_to_think.session.events import Event, Record
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Audience, Charter, Keep, Kind, Number, Reason, Reveal, Session
from space_to_think.speech import speak
from space_to_think.wording.bundles import core_sources
from space_to_think.wording.plain import card_text, form_text
from space_to_think.wording.render import Reader, Wording
from tests.wording.readers import AGENCIES, NORTH, NOTHING, SOUTH

GROUP_ROLES = frozenset({Role.FACILITATOR, Role.CONSULTANT})
STRENGTH = Kind(
    "strength", "strength", frozenset({"strengths"}), GROUP_ROLES, Audience.GROUP, Reveal.STAGE, Keep.RETENTION
)
IDEA = Kind(
    "idea",
    "idea",
    frozenset({"reflection"}),
    GROUP_ROLES,
    Audience.GROUP,
    Reveal.AT_ONCE,
    Keep.RETENTION,
    labels=("priority", "next-step"),
)
ACTION = Kind(
    "action",
    "action",
    frozenset({"next_steps"}),
    frozenset({Role.PRESENTER}),
    Audience.GROUP,
    Reveal.AT_ONCE,
    Keep.DATED,
    dated=True,
)
PARKED = Kind("parked", "park", frozenset(), frozenset(Role), Audience.AUTHOR, Reveal.REQUEST, Keep.END)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (STRENGTH, IDEA, ACTION, PARKED)}

WORDING = Wording(core_sources(), strict=True)
ASYNC, GUIDED, FULL = Pace(PaceKind.ASYNC), Pace(PaceKind.GUIDED), Pace(PaceKind.FULL)
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class Refused(Exception):
    """The command came to nothing."""


class Play:
    """A session with 1, who presents, 2, who facilitates, and others."""

    def __init__(self, pace: Pace = GUIDED, kinds: Mapping[str, Kind] = KINDS, **charter: object) -> None:
        self.now = MONDAY
        self.pace = pace
        self.kinds = kinds
        self.charter = Charter(shipped(), "northshire", Calendar(), **charter)  # type: ignore[arg-type]
        self._session: Session | None = None
        self.said: list[Message] = []

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    def request(self, title: str | None = None) -> tuple[Message, ...]:
        return self.do(c.Request(1, "STT-1", Reason.STUCK, self.pace, self.charter, "northshire", title))

    def gather(self, *people: Number, facilitator: Number = 2) -> "Play":
        """Everybody has joined, and one of them was agreed as facilitator."""
        self.request()
        self.do(c.MarkPlaceReady(None))
        for number in people or (2, 3, 4):
            self.do(c.Join(number, "northshire"))
        self.do(c.Propose(facilitator, Role.FACILITATOR, facilitator))
        while self.session.facilitator is None:
            question = next(iter(self.session.questions.values()))
            self.do(c.Answer(min(question.voters - question.yes), True, question.id))
        return self

    def start(self, *people: Number) -> "Play":
        self.gather(*people)
        self.do(c.Start(2))
        return self

    def go_to(self, stage: str) -> "Play":
        """Move on until that stage is open, whatever is missing."""
        while self.session.stage is None or self.session.stage.key != stage:
            self.do(c.Next(2))
            for question in tuple(self.session.questions.values()):
                self.do(c.Answer(2, True, question.id))
        return self

    def end(self) -> tuple[Message, ...]:
        self.do(c.End(2))
        return self.do(c.Answer(2, True))

    def tick(self) -> tuple[Message, ...]:
        """To the next deadline, and take it."""
        due = next_deadline(self.session)
        assert due is not None
        self.now = max(self.now, due)
        return self._take(c.Tick(), None)

    def do(self, command: c.Command, later: timedelta = timedelta(seconds=10)) -> tuple[Message, ...]:
        """What the core says when this is done. Raises Refused."""
        self.now += later
        return self._take(command, getattr(command, "by", None))

    def happens(self, event: Event, by: Number | None = None) -> tuple[Message, ...]:
        """What the core says when this has happened, however it came about."""
        before = self._session
        version = before.version + 1 if before else 1
        record = Record("s1", version, self.now, event)
        self._session = evolve(before, record)
        said = speak(before, record, self._session, by)
        for message in said:
            assert self.words(message)
        self.said += said
        return said

    def _take(self, command: c.Command, by: Number | None) -> tuple[Message, ...]:
        decision = decide(self._session, command, Context(self.now, f"c{len(self.said)}", self.kinds))
        if isinstance(decision, Refusal):
            raise Refused(decision.text.id)
        return tuple(message for event in decision for message in self.happens(event, by))

    # ---- in words

    def reader(self, number: Number | None) -> Reader:
        agency: Agency = SOUTH if number == 3 else NORTH
        zone, shared = "Europe/London", number is None
        return Reader("en-GB", agency, NORTH, zone, number, self._session, shared, self.now, AGENCIES)

    def words(self, message: Message) -> str:
        """A message as plain text; a person's name is their number."""
        assert not isinstance(message.to, Role)
        number = None if isinstance(message.to, Group) else message.to.number
        return self.card(message.card, number)

    def card(self, card: Card, number: Number | None = None) -> str:
        rendered = WORDING.card(card, self.reader(number), NOTHING)
        return card_text(rendered, lambda who: who.user, shared=number is None)

    def form(self, form: Form) -> str:
        return form_text(WORDING.form(form, self.reader(1), NOTHING), lambda who: who.user)


def told(messages: tuple[Message, ...], number: Number) -> list[Message]:
    """Those to one person."""
    return [message for message in messages if message.to == Person(number)]


def posted(messages: tuple[Message, ...]) -> list[Message]:
    """Those to the group."""
    return [message for message in messages if isinstance(message.to, Group)]


def texts(message: Message) -> list[str]:
    """The ids of a message's texts."""
    return [line.id for line in message.card.lines if isinstance(line, Text)]


def presses(message: Message) -> list[str]:
    """What its buttons call."""
    return [button.words for button in message.card.buttons]
