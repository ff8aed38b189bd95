"""Words meant for the bot: typed, pressed or sent as a form; what they mean, and what is said back at once."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final, assert_never

from sqlalchemy import select

from space_to_think.cards import choices, help_card, invited, privacy, signposts, status, unknown
from space_to_think.hooks import Call
from space_to_think.identity import PersonId, PlaceKind
from space_to_think.inbound import Called, Nothing
from space_to_think.messages import Button, Card, Form, Refusal, Text
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.runtime import orders
from space_to_think.runtime.house import House
from space_to_think.runtime.offices import Offices
from space_to_think.runtime.post import Post
from space_to_think.runtime.replies import NOTHING, Fill, Mend, Reply, Tell
from space_to_think.runtime.secrets import new_reference
from space_to_think.runtime.step import Step
from space_to_think.runtime.store import outbox, pasts, sessions
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.store.tables import told
from space_to_think.runtime.which import OVER, Meant, meant, numbers, split
from space_to_think.runtime.work import Work
from space_to_think.session import commands as c
from space_to_think.session.events import Invited
from space_to_think.session.state import Number, Session
from space_to_think.words import (
    Ask,
    Line,
    Parsed,
    Show,
    Situation,
    ToAgency,
    ToPlugin,
    ToRequest,
    ToSession,
    Unknown,
    Wrong,
)

ANYWAY: Final = "anyway"  # in front of a text that a plugin objects to
BUILT_IN: Final = Text("about-built-in")
BETTER_PLACE: Final = Text("told-better-place")
NOT_JOINED: Final = Card((Text("not-joined"),), (Button(Text("not-joined-join"), "join"),))


def _typed_for_all(called: Called) -> bool:
    """Whether it is a message in the group's place: nobody sees what is pressed or sent as a form."""
    return called.ref is not None and called.fields is None and called.place.kind is not PlaceKind.DIRECT


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, in which session, and everybody that the call names, by number."""

    called: Called
    meant: Meant
    number: Number
    people: dict[PersonId, Number]
    agency: str | None
    prefix: str

    @property
    def held(self) -> Held | None:
        return self.meant.held

    @property
    def session(self) -> Session | None:
        return None if self.held is None else self.held.session

    @property
    def direct(self) -> bool:
        return self.called.place.kind is PlaceKind.DIRECT

    def tell(self, card: Card, held: Held | None = None, sent: bool = False) -> Tell:
        """A card for the caller."""
        return Tell(held or self.held, self.called.by, self.number, card, sent, self._reference(), self.prefix)

    def fill(self, form: Form) -> Fill:
        """A form for the caller."""
        return Fill(self.held, self.called.by, self.number, form, self._reference())

    def refuse(self, refusal: Refusal, field: str | None = None) -> Reply:
        """Why not: at the field of the form that was sent, or as a card."""
        fields = self.called.fields
        if fields is not None and field is not None and field in fields:
            return Mend(self.held, self.called.by, self.number, {field: refusal.text})
        return self.tell(Card((refusal.text,), refusal.buttons))

    def _reference(self) -> str | None:
        return self.session.reference if self.meant.several and self.session is not None else None


class Calls:
    """Takes calls; one for the whole service."""

    def __init__(self, house: House, offices: Offices) -> None:
        self._house = house
        self._offices = offices

    def take(self, work: Work, called: Called) -> Reply:
        """What one call brings about, and its answer."""
        which = meant(work, called)
        if not isinstance(which, Meant):
            card = which if isinstance(which, Card) else Card((which.text,), which.buttons)
            return Tell(None, called.by, None, card)
        caller = self._caller(which, called)
        reply = self._route(work, caller, self._parse(work, caller))
        return self._seen_by_others(caller, reply) if _typed_for_all(called) else reply

    def _seen_by_others(self, caller: Caller, reply: Reply) -> Reply:
        """Private words that were written where others read: taken all the same, and told which place is better."""
        if not self._house.table.private(caller.meant.words):
            return reply
        match reply:
            case Tell(sent=False, card=card):
                return replace(reply, card=replace(card, lines=(*card.lines, BETTER_PLACE)))
            case Tell() | Nothing():  # the rest of the answer comes as a message of its own
                return caller.tell(Card((BETTER_PLACE,)))
            case _:
                return reply

    def read(self, work: Work, held: Held, called: Called) -> Parsed:
        """What words mean in a session; nothing is carried out."""
        return self._parse(work, self._caller(Meant(held, split(called.words)[1]), called))

    def not_joined(self, work: Work, held: Held, person: PersonId) -> Reply:
        """One private line to somebody who writes and has not joined; once a session."""
        ref, id = sessions.person_ref(self._house.keys, person), held.session.id
        row = {"session": id, "ref": ref}
        before = select(told.c.ref).where(told.c.session == id, told.c.ref == ref)
        if row in work.writes.rows.get("told", ()) or work.connection.execute(before).first() is not None:
            return NOTHING
        work.writes.add("told", row)
        return Tell(held, person, held.number(person), NOT_JOINED, prefix=self._house.prefix(person.adapter))

    def _caller(self, which: Meant, called: Called) -> Caller:
        people = numbers(which.held, (called.by, *called.people))
        number = people[called.by]
        agency = self._house.agency_of(which.held, number, called.by)
        shared = called.place.kind is not PlaceKind.DIRECT
        prefix = self._house.prefix(called.by.adapter) if shared else ""
        return Caller(called, which, number, dict(people), agency, prefix)

    def _parse(self, work: Work, caller: Caller) -> Parsed:
        house, called = self._house, caller.called
        mine = house.agency(caller.agency)
        features = house.features.get(called.by.adapter)
        situation = Situation(
            caller.session,
            caller.number,
            work.now,
            mine.calendar,
            caller.people,
            caller.direct,
            house.agencies,
            caller.agency,
            None if caller.session is None else house.kinds(caller.session),
            house.practices(mine),
            "guided" if features is not None and features.default_pace_live else "async",
        )
        return house.table.parse(Line(caller.meant.words, called.fields, called.people, called.seen), situation)

    def _route(self, work: Work, caller: Caller, parsed: Parsed) -> Reply:
        match parsed:
            case ToSession(command):
                return self._command(work, caller, command)
            case ToRequest():
                return self._request(work, caller, parsed)
            case ToPlugin(plugin, call):
                return self._plugin(work, caller, plugin, call)
            case ToAgency():
                return self._offices.answer(work, caller.called.by, parsed, caller.prefix)
            case Ask():
                return self._ask(work, caller, parsed)
            case Show(what, argument):
                return caller.tell(self._show(work, caller, what, argument))
            case Wrong(refusal, field):
                return caller.refuse(refusal, field)
            case Unknown():
                return caller.tell(unknown(parsed))
            case _:
                assert_never(parsed)

    def _show(self, work: Work, caller: Caller, what: str, argument: str | None) -> Card:
        house, session = self._house, caller.session
        match what:
            case "status":
                return status(session, caller.number, work.now)
            case "privacy":
                return privacy(session)
            case "signposts":
                return signposts(argument)
            case "choices" if session is not None:
                mine = house.agency(caller.agency)
                on = house.host.here(session, mine, house.agencies)
                return choices(session, caller.number, house.table, work.now, house.kinds(session), on)
            case _:
                return help_card(argument, house.table)

    # ---- what changes something

    def _command(self, work: Work, caller: Caller, command: c.Command) -> Reply:
        assert caller.session is not None
        assert caller.held is not None
        for field in ("text", "title"):
            typed: str | None = getattr(command, field, None)
            looked_at = typed and self.looked_at(typed, caller.number, caller.session)
            if isinstance(looked_at, Refusal):
                return caller.refuse(looked_at, field)
            if looked_at != typed:
                command = replace(command, **{field: looked_at})  # type: ignore[arg-type]  # a field of that command
        step = self._step(work, caller)
        refusal = step.course.do(command)
        return caller.refuse(refusal) if refusal is not None else self._finish(work, caller, step, caller.held, command)

    def looked_at(self, typed: str, number: Number, session: Session) -> Refusal | str:
        """What may be stored of something that somebody typed, or what a plugin has against it.

        `anyway` in front is left out where it was needed: where there is an objection to the rest alone.
        """
        host, agencies = self._house.host, self._house.agencies
        objection = host.check(typed, number, session, agencies)
        if objection is not None:
            return Refusal(objection)
        head, _, rest = typed.partition(" ")
        needed = head.casefold() == ANYWAY and host.check(rest, number, session, agencies) is not None
        return rest.strip() if needed else typed

    def _finish(self, work: Work, caller: Caller, step: Step, held: Held, command: c.Command | None) -> Reply:
        answer = step.finish(held, command)
        work.take(step)
        if answer is not None:
            return caller.tell(answer.card, step.held, sent=not answer.hint)
        asked = tuple(r.event.person for r in step.course.records if isinstance(r.event, Invited))
        return caller.tell(invited(asked), step.held) if asked else NOTHING

    def _step(self, work: Work, caller: Caller) -> Step:
        known, called = {number: person for person, number in caller.people.items()}, caller.called
        past = partial(pasts.past, work.connection, self._house.keys, now=work.now)
        keys, ref = self._house.keys, called.ref
        came = None if ref is None else partial(outbox.message_ref, keys, called.by.adapter, ref)
        return Step(self._house, caller.held, work.now, caller.number, known, came, past=past)

    def _plugin(self, work: Work, caller: Caller, plugin: str, call: Call) -> Reply:
        house, held = self._house, caller.held
        if held is None:
            answer = house.host.outside(plugin, call, house.agency(caller.agency), work.now)
            if isinstance(answer, Refusal):
                return caller.refuse(answer)
            return caller.tell(answer.messages[0].card) if answer.messages else NOTHING
        if not call.rest and caller.called.fields is None:
            form = house.host.form(call.word, caller.number, held.session, work.now, house.agencies)
            if form is not None:
                return caller.fill(form)
        step = self._step(work, caller)
        refusal = step.course.call(plugin, call)
        return caller.refuse(refusal) if refusal is not None else self._finish(work, caller, step, held, None)

    def _ask(self, work: Work, caller: Caller, ask: Ask) -> Reply:
        form, house = ask.form, self._house
        if caller.session is not None:
            refusal = None if ask.would is None else self._step(work, caller).course.would(ask.would)
            if refusal is not None:
                return caller.refuse(refusal)
            if ask.plugin is not None:
                form = house.host.form(ask.word, caller.number, caller.session, work.now, house.agencies) or form
        return caller.fill(form)

    # ---- a session is requested

    def _request(self, work: Work, caller: Caller, wanted: ToRequest) -> Reply:
        refused = self._unfit(caller)
        if refused is not None:
            return caller.refuse(Refusal(Text(refused)))
        host = self._house.agency(wanted.agency)
        try:
            charter = self._house.charter(host, wanted.practice)
        except KeyError:
            return caller.refuse(Refusal(Text("refuse-unknown-practice")), "practice")
        caller = replace(caller, meant=replace(caller.meant, held=None))
        people = numbers(None, (caller.called.by, *wanted.people))
        caller = replace(caller, number=1, people=dict(people))
        step = self._step(work, caller)
        readers = None if caller.direct else caller.called.place.readers
        pace = wanted.pace or self._pace(caller)
        request = c.Request(
            1, self._reference(work), wanted.reason, pace, charter, wanted.agency, wanted.title, readers
        )
        step.course.do(request)  # never refused
        assert step.course.session is not None
        title = wanted.title and self.looked_at(wanted.title, 1, step.course.session)
        if isinstance(title, Refusal):
            return caller.refuse(title, "title")
        if title != wanted.title:  # what was decided is given up: it held another title
            step, request = self._step(work, caller), replace(request, title=title)
            step.course.do(request)
        if caller.called.fields is None and not host.safeguards:
            step.course.add(BUILT_IN)  # the form has said it already
        invited = tuple(number for number in people.values() if number != 1)
        if invited:
            step.course.do(c.Invite(1, invited))
        return self._finish(work, caller, step, self._place(step, caller), request)

    def _unfit(self, caller: Caller) -> str | None:
        """Why there can be no session where it was asked for, as the id of a sentence."""
        place, features = caller.called.place, self._house.features.get(caller.called.by.adapter)
        if caller.direct:
            return None if features is not None and features.makes_places else "refuse-no-place"
        if place.kind is PlaceKind.PUBLIC:
            return "refuse-public-place"
        if not place.encrypted:
            return "refuse-unencrypted-place"
        if caller.session is not None and caller.session.phase not in OVER:
            return "refuse-session-here"
        return None

    def _place(self, step: Step, caller: Caller) -> Held:
        """Where the group will meet: a place that is ordered, a thread in the room, or the place itself."""
        held, place = step.begin(), caller.called.place
        features = self._house.features.get(place.id.adapter)
        threads = features is not None and features.threads and place.kind is PlaceKind.ROOM
        if not (caller.direct or threads):
            held = step.settle(held, place)
            step.course.do(c.MarkPlaceReady(place.readers))
            return held
        assert held.key is not None
        room = None if caller.direct else sessions.seal_place(held.key, "room", place).hex()
        to = caller.called.by if caller.direct else place.id
        for row in Post(self._house, held, step.now).order(orders.Open(room), to):
            step.writes.add("outbox", row | {"number": 1 if caller.direct else None})
        return held

    def _reference(self, work: Work) -> str:
        while True:
            reference = new_reference()
            if sessions.by_reference(work.connection, reference) is None:
                return reference

    def _pace(self, caller: Caller) -> Pace:
        features = self._house.features.get(caller.called.by.adapter)
        return Pace(PaceKind.GUIDED if features is not None and features.default_pace_live else PaceKind.ASYNC)
