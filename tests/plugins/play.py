"""Plays sessions through the one door, with plugins beside it, and renders strictly whatever they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from space_to_think.agency.state import BUILT_IN, Agency, Signpost
from space_to_think.hooks import Call, CardPart
from space_to_think.host import Host, Reactions
from space_to_think.identity import PersonId
from space_to_think.messages import GROUP, Message, Person, Quote, Quotes, Refusal, Text
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Practice, Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.decide import contents, decide
from space_to_think.session.events import Event, Record, Woken
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Charter, Number, Reason, Session, Standing
from space_to_think.wording.plain import card_text
from space_to_think.wording.render import Reader, Spoken, Wording

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ASYNC, GUIDED, FULL = Pace(PaceKind.ASYNC), Pace(PaceKind.GUIDED), Pace(PaceKind.FULL)

DOOR = Signpost("The front door", phones=("01632 960001",), owner="The partnership", review_by=date(2027, 4, 1))
OLD = replace(DOOR, title="How to take it further", review_by=date(2026, 4, 1))
NORTH = Agency("north", "North Council", signposts={"child": DOOR, "disagreement": OLD})
SOUTH = Agency("south", "South Schools", plugins=frozenset())
AGENCIES: Mapping[str, Agency] = {"": BUILT_IN, "north": NORTH, "south": SOUTH}


class Refused(Exception):
    """The command came to nothing."""


@cache
def installed() -> Host:
    """Every plugin that is installed."""
    return Host.load()


@cache
def wording() -> Wording:
    return Wording.load(installed().manifests, strict=True)


@dataclass
class Known:
    """What the store would open."""

    spoken: dict[str, Spoken] = field(default_factory=dict[str, Spoken])

    def person(self, number: Number) -> PersonId | None:
        return PersonId("test", "north", f"p{number}")

    def words(self, id: str) -> Spoken | None:
        return self.spoken.get(id)

    def all(self, kind: str, round: int, by: Number | None) -> Sequence[Spoken]:
        return [s for s in self.spoken.values() if (s.kind, s.round) == (kind, round) and by in (None, s.by)]


class Play:
    """A session with 1, who asked and presents, 2, who facilitates, and others, in the plugins' eyes."""

    def __init__(
        self,
        *plugins: str,
        pace: Pace = GUIDED,
        agencies: Mapping[str, Agency] = AGENCIES,
        practice: Practice | None = None,
        reason: Reason = Reason.STUCK,
    ) -> None:
        """Only these plugins are heard; all of them are on."""
        self.host = installed()
        self.plugins = plugins
        self.agencies = agencies
        self.charter = Charter(
            practice or shipped(), "north", Calendar(), settings=self.host.charter_settings(agencies["north"])
        )
        self.pace, self.reason = pace, reason
        self.now = MONDAY
        self.known = Known()
        self.heard: list[Message] = []
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    # ---- steps

    def request(self, *, readers: int | None = None, title: str | None = None) -> list[Message]:
        return self.do(c.Request(1, "STT-7K2M3", self.reason, self.pace, self.charter, "north", title, readers))

    def gather(self, *people: Number, homes: Mapping[Number, str | None] | None = None) -> "Play":
        """1, 2 and these people have agreed, and 2 facilitates."""
        self.request()
        self.do(c.MarkPlaceReady(None))
        for number in (2, *(people or (3, 4))):
            self.do(c.Join(number, (homes or {}).get(number, "north")))
        self.do(c.Propose(2, Role.FACILITATOR, 2))
        while self.session.facilitator is None:
            question = next(iter(self.session.questions.values()))
            self.do(c.Answer(min(question.voters - question.yes), True, question.id))
        return self

    def start(self, *people: Number, homes: Mapping[Number, str | None] | None = None) -> "Play":
        self.gather(*people, homes=homes)
        self.do(c.Start(2))
        return self

    def to(self, stage: str) -> list[Message]:
        """Move on until that stage is open, whatever is missing; what was said as it opened."""
        heard: list[Message] = []
        while self.session.stage is None or self.session.stage.key != stage:
            heard = self.move_on()
        return heard

    def move_on(self) -> list[Message]:
        heard = self.do(c.Next(2))
        for question in tuple(self.session.questions.values()):
            heard += self.do(c.Answer(2, True, question.id))
        return heard

    def end(self) -> list[Message]:
        self.do(c.End(2))
        return self.do(c.Answer(2, True))

    def give(self, by: Number, kind: str, text: str) -> str:
        """Returns the contribution's id."""
        before = set(self.known.spoken)
        self.do(c.Give(by, kind, text))
        return next(iter(set(self.known.spoken) - before))

    def tick(self) -> list[Message]:
        """Go to the next deadline, and take it."""
        due = next_deadline(self.session)
        assert due is not None
        self.now = max(self.now, due)
        return self.do(c.Tick(), timedelta())

    def tick_until(self, event: type[Event]) -> list[Message]:
        """Go on until the clock has brought that about."""
        for _ in range(20):
            heard = self.tick()
            if isinstance(self.last, event):
                return heard
        raise AssertionError(f"{event} never came")

    def do(self, command: c.Command, later: timedelta = timedelta(seconds=10)) -> list[Message]:
        """What the plugins say to it. Raises Refused."""
        self.now += later
        context = Context(self.now, f"id{len(self.known.spoken)}", self.kinds)
        decision = decide(self._session, command, context)
        if isinstance(decision, Refusal):
            raise Refused(decision.text.id)
        after = self._session
        for number, event in enumerate(decision):
            after = evolve(after, self.record(event, number))
        if isinstance(command, c.HoldBack):
            del self.known.spoken[command.contribution]
        for content in contents(after, command, decision, context) if after is not None else ():
            self.known.spoken[content.id] = Spoken(
                content.id, content.by, content.text, content.kind, content.round, content.audience
            )
        return [message for event in decision for message in self.happens(event, getattr(command, "by", None))]

    @property
    def kinds(self):  # type: ignore[no-untyped-def]
        return self.host.kinds(self.charter, self.agencies)

    def record(self, event: Event, further: int = 0) -> Record:
        version = self._session.version + 1 if self._session else 1
        return Record("s1", version + further, self.now, event)

    def happens(self, event: Event, by: Number | None = None) -> list[Message]:
        """What the plugins say when this has happened."""
        self.last = event
        self._session = evolve(self._session, self.record(event))
        if isinstance(event, Woken):
            return self.take(
                self.host.wake(event.plugin, event.name, event.late, self.session, self.now, self.agencies)
            )
        return self.take(self.host.react(event, by, self.session, self.now, self.agencies))

    def take(self, reactions: Reactions) -> list[Message]:
        assert reactions.faults == ()
        for keep in reactions.keeps:
            events = decide(self.session, keep, Context(self.now, "-", {}))
            assert not isinstance(events, Refusal)
            for event in events:
                self._session = evolve(self._session, self.record(event))
        for message in reactions.messages:
            assert self.words(message)
        heard = [message for message in reactions.messages if self.mine(message)]
        self.heard += heard
        return heard

    def mine(self, message: Message) -> bool:
        """Whether a plugin under test said it: every text begins with its name."""
        said = [line.id for line in message.card.lines if isinstance(line, Text)]
        return not self.plugins or any(id.startswith(f"{name}-") for name in self.plugins for id in said)

    def call(self, plugin: str, word: str, by: Number, rest: str = "") -> list[Message]:
        """One of a plugin's words. Raises Refused."""
        back = self.host.handle(plugin, Call(word, by, rest), self.session, self.now, self.agencies)
        if isinstance(back, Refusal):
            raise Refused(back.text.id)
        return self.take(back)

    def parts(self) -> tuple[CardPart, ...]:
        """What the plugins under test add to the cards. Of others' nothing."""
        parts = self.host.card(self.session, self.now, self.agencies)
        return tuple(part for part in parts if not self.plugins or any(self.own(part, name) for name in self.plugins))

    def own(self, part: CardPart, name: str) -> bool:
        shown = (*part.lines, *part.facilitator_lines, *(b.label for b in (*part.buttons, *part.facilitator_buttons)))
        return any(isinstance(line, Text) and line.id.startswith(f"{name}-") for line in shown)

    # ---- in words

    def reader(self, number: Number | None) -> Reader:
        person = self.session.people.get(number or 0)
        agency = self.agencies[(person.agency if person else None) or ""]
        host = self.agencies["north"]
        shared = number is None
        return Reader(
            "en-GB",
            host if shared else agency,
            host,
            "Europe/London",
            number,
            self.session,
            shared,
            self.now,
            self.agencies,
        )

    def words(self, message: Message) -> str:
        """A message as its recipient reads it."""
        number = message.to.number if isinstance(message.to, Person) else None
        rendered = wording().card(message.card, self.reader(number), self.known)
        return card_text(rendered, lambda who: who.user, shared=number is None)


def to(messages: Iterable[Message], number: Number) -> list[Message]:
    """Those to one person."""
    return [message for message in messages if message.to == Person(number)]


def to_group(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if message.to is GROUP]


def texts(message: Message) -> list[str]:
    """The ids of its texts."""
    return [line.id for line in message.card.lines if isinstance(line, Text)]


def presses(message: Message) -> list[str]:
    """What its buttons call."""
    return [button.words for button in message.card.buttons]


def quotes(message: Message) -> list[str]:
    """The contributions and kinds it shows."""
    lines = message.card.lines
    return [q.contribution if isinstance(q, Quote) else q.kind for q in lines if isinstance(q, Quote | Quotes)]


def standing(play: Play, number: Number) -> Standing:
    return play.session.people[number].standing
