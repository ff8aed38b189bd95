"""In the pseudo-locale every text wears accents: whatever is told to people without them is hard-wired somewhere.

A whole session is walked through with every plugin that is installed, and everything that is said in it is rendered.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce

import pytest

from space_to_think.cards import choices, facilitator_card, group_card, help_card, privacy, status
from space_to_think.host import Host
from space_to_think.messages import Card, Form, Group, Message, Person, Refusal, Signpost, Text
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.rendered import Quoted, RenderedCard
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.decide import decide
from space_to_think.session.events import Record
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Charter, Concern, Number, Reason, Session
from space_to_think.speech import speak
from space_to_think.wording.bundles import CORE, Source, WordingError
from space_to_think.wording.plain import form_text, line_text
from space_to_think.wording.pseudo import PSEUDO, accent, bare, pseudo_source, pseudo_wording
from space_to_think.wording.render import Reader, Wording
from space_to_think.words import Ask, For, Line, Situation, Table, Wrong
from tests.wording.readers import AGENCIES, NORTH, NOTHING, NOW, Kept, make_reader, make_session

TYPED = "¬"  # stands before every word that is to be typed, and so tells it from a hard-wired one


# ---- the pseudo-locale itself


def test_every_letter_gets_an_accent_of_its_own() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert len(set(accent(letters))) == len(letters)
    assert not set(accent(letters)) & set(letters)
    assert accent("1, é – …") == "1, é – …"


def test_what_has_no_accents_is_found() -> None:
    assert bare(f"{accent('Hello')} there, 5 pm, Thursday 4 June, A") == ["there"]


def test_gaps_selectors_and_pictures_of_dates_stay_as_they_are() -> None:
    source = Source(CORE, "a.ftl", "en-GB", "one = Go { $n ->\n    [one] on\n   *[other] { $n }\n}\nday-pattern = EEEE")
    made = pseudo_source(source)
    assert (made.language, made.name) == (PSEUDO, "a.ftl (en-XA)")
    wording = Wording((source, made))
    reader = replace(make_reader(1), language=PSEUDO)
    assert wording.text(Text("one", {"n": 1}), reader, NOTHING) == accent("Go on")
    assert wording.text(Text("one", {"n": 5}), reader, NOTHING) == f"{accent('Go')} 5"
    assert wording.text(Text("day-pattern"), reader, NOTHING) == "EEEE"


def test_every_text_of_the_core_has_its_pseudo_form() -> None:
    bundles = pseudo_wording({}).bundles
    assert bundles.ids(PSEUDO) == bundles.ids()
    assert bundles.ids()


def test_it_is_strict() -> None:
    with pytest.raises(WordingError):
        pseudo_wording({}).text(Text("nobody-gives-this"), make_reader(1), NOTHING)


def test_signposts_and_what_agencies_and_practices_wrote_wear_accents() -> None:
    reader = replace(make_reader(1, make_session()), language=PSEUDO)
    for kind in ("child", "adult", "allegation", "disagreement", "supervision", "complex-case"):
        card = pseudo_wording({}).card(Card((Signpost(kind),)), reader, NOTHING)
        assert bare(shown(card)) == []


# ---- a whole session


def shown(card: RenderedCard) -> str:
    """Everything of a card that a wording file has to give: not what people gave, nor what a button stands for."""
    lines = [line for line in card.lines if not isinstance(line, Quoted)]
    labels = [button.label for button in card.pressable()]
    return re.sub(rf"{TYPED}\S+", "", "\n".join([*(line_text(line, lambda person: "") for line in lines), *labels]))


@dataclass
class Walk:
    """Takes a session through its commands and renders all that is said."""

    host: Host
    wording: Wording
    language: str
    session: Session | None = None
    now: datetime = NOW
    steps: int = 0

    def do(self, command: c.Command, by: Number | None = None) -> Iterator[str]:
        """Yield the words of each card that this makes somebody say."""
        self.now += timedelta(seconds=10)
        self.steps += 1
        kinds = self.host.kinds(self.session.charter, AGENCIES) if self.session is not None else {}
        decided = decide(self.session, command, Context(self.now, f"c{self.steps}", kinds))
        if isinstance(decided, Refusal):
            yield from self.show(Card((decided.text,), decided.buttons), by or 1)
            return
        by = by if by is not None else getattr(command, "by", None)
        for event in decided:
            before = self.session
            record = Record("s1", before.version + 1 if before else 1, self.now, event)
            self.session = evolve(before, record)
            yield from self.say(speak(before, record, self.session, by))
            reactions = self.host.react(event, by, self.session, self.now, AGENCIES)
            assert reactions.faults == ()
            yield from self.say(reactions.messages)
            for keep in reactions.keeps:
                yield from self.do(keep)
        yield from self.cards()

    def cards(self) -> Iterator[str]:
        session = self.session
        assert session is not None
        parts = self.host.card(session, self.now, AGENCIES)
        yield from self.show(group_card(session, parts, self.now), None)
        if (card := facilitator_card(session, parts, self.now)) is not None:
            yield from self.show(card, session.facilitator)
        for number in session.people:
            yield from self.show(status(session, number, self.now), number)
            yield from self.show(choices(session, number, Table.of(self.host.manifests), self.now), number)

    def say(self, messages: Iterable[Message]) -> Iterator[str]:
        for message in messages:
            for number in self.readers(message):
                yield from self.show(message.card, number)
                if message.document is not None:
                    yield from self.show(message.document.card, number)

    def readers(self, message: Message) -> list[Number | None]:
        assert self.session is not None
        match message.to:
            case Group():
                return [None]
            case Person(number):
                return [number]
            case role:
                return [p.number for p in self.session.taking_part() if self.session.role(p.number) is role]

    def reader(self, number: Number | None) -> Reader:
        shared = number is None
        return Reader(
            self.language, NORTH, NORTH, "Europe/London", number, self.session, shared, self.now, AGENCIES, TYPED
        )

    def show(self, card: Card, number: Number | None) -> Iterator[str]:
        yield shown(self.wording.card(card, self.reader(number), Kept()))

    def forms(self, table: Table) -> Iterator[str]:
        """Yield each form that a word opens, and what each word that has none says."""
        # These are called as agencies call them.
        agencies = {slug: replace(agency, name=accent(agency.name)) for slug, agency in AGENCIES.items()}
        practices = (accent("one"), accent("two"))
        situation = Situation(self.session, 3, self.now, Calendar(), agencies=agencies, practices=practices)
        for row in table.rows:
            match table.parse(Line(f"{row.name} ?"), situation):
                case Ask(form=form):
                    own = self.host.form(row.name, 3, self.session, self.now, AGENCIES) if self.session else None
                    yield self.form(own or form)
                case Wrong(refusal=refusal):
                    yield from self.show(Card((refusal.text,), refusal.buttons), 3)
                case _:
                    pass
            yield from self.show(help_card(row.name, table), 3)

    def form(self, form: Form) -> str:
        return form_text(self.wording.form(form, self.reader(3), Kept()), lambda person: "")


def story(host: Host) -> Iterator[c.Command | timedelta]:
    """A session with what may happen in one; a span is time that passes, to the next deadline."""
    charter = Charter(shipped(), "northshire", Calendar(), settings=host.charter_settings(NORTH))
    yield c.Request(1, "K7-2", Reason.STUCK, Pace(PaceKind.GUIDED), charter, "northshire", "A title", 9)
    yield c.MarkPlaceReady(9)
    yield c.Invite(1, (2, 3, 4, 5, 6))
    yield from (c.Join(number, "northshire" if number < 4 else None) for number in (2, 3, 4, 5))
    yield c.Decline(6)
    yield c.Propose(2, Role.FACILITATOR, 2)
    yield from (c.Answer(number, True) for number in (1, 3, 4))
    yield c.Start(1)
    yield from (c.Start(2), c.Speak(1, "…"), c.Speak(3, "…"), c.Done(1), c.Next(2), c.Understood(2, "…"), c.Next(2))
    yield from (
        c.Answer(2, False),
        c.Correct(1, "…"),
        c.Understood(2, "…"),
        c.Confirm(1),
        c.Next(2),
        c.Undo(2),
        c.Next(2),
    )
    yield from (c.Flag(3, concern) for concern in Concern)
    yield from (c.SuggestPause(3, True, Concern.CHILD), c.ShowProcedures(3, Concern.DISAGREEMENT), c.Pause(2, "…"))
    yield from (c.Resume(2), c.Extend(2), c.Extend(2, minutes=5), c.Away(5, None), c.Speak(5, "…"), c.Next(2))
    yield from (c.Give(3, "strength", "…"), c.Give(4, "strength", "…"), c.Pass(5), c.Speak(1, "…"), c.Next(2))
    yield from (c.Speak(4, "…"), c.Back(2), c.Next(2), c.Next(2), c.Further(1), c.Leave(5))
    yield from (timedelta(0), timedelta(0), timedelta(0))
    yield from (c.End(2), c.Answer(2, True), c.Again(3), c.Answer(1, True), c.Answer(2, True), c.Answer(4, True))


def everything(host: Host, wording: Wording, language: str) -> list[str]:
    walk = Walk(host, wording, language)
    said: list[str] = []
    for step in story(host):
        if isinstance(step, timedelta):
            assert walk.session is not None
            walk.now = max(walk.now, min(walk.session.deadlines.values(), default=walk.now))
            said += walk.do(c.Tick())
        else:
            said += walk.do(step)
    table = Table.of(host.manifests)
    for card in (help_card("park", table), privacy(walk.session), privacy(None)):
        said += walk.show(card, 3)
    # The words themselves are alike in every language, so what lists them is looked at without them.
    lists = [", ".join(row.name for row in table.rows if row.who is who) for who in For]
    for text in walk.show(help_card(None, table), 3):
        said.append(reduce(lambda left, words: left.replace(words, ""), lists, text))
    return said + list(walk.forms(table))


@pytest.fixture(scope="module")
def host() -> Host:
    return Host.load()


def test_nothing_that_is_said_in_a_session_is_hard_wired(host: Host) -> None:
    said = everything(host, pseudo_wording(host.manifests), PSEUDO)
    # A plugin's name is an id, the same in every language.
    names = {word for name in host.manifests for word in bare(name)}
    found = {word: text for text in said for word in bare(text) if word not in names}
    assert not found, "\n\n".join(f"{word}: {text}" for word, text in found.items())


def test_everything_that_is_said_in_a_session_has_its_words(host: Host) -> None:
    # Strict: a text that is missing, and a gap that is not filled, would raise.
    said = everything(host, Wording.load(host.manifests, strict=True), "en-GB")
    assert len(said) > 100
    assert all(text.strip() for text in said)
