"""One message's changes to one session, gathered apart: they join the batch's only when all of it has gone well."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeAlias

from space_to_think.cards import alike
from space_to_think.identity import PersonId, Place, PlaceId
from space_to_think.messages import Message, Person
from space_to_think.practice.model import Role
from space_to_think.runtime import orders
from space_to_think.runtime.course import Course
from space_to_think.runtime.house import House
from space_to_think.runtime.post import Post, cards, standing_orders
from space_to_think.runtime.secrets import new_id
from space_to_think.runtime.store import contents, erasing, outbox, pasts, sessions
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.commands import Command, HoldBack
from space_to_think.session.commands import Keep as Remember
from space_to_think.session.events import EndSettled, Erased, Event, Joined, StageClosed, Withdrawn
from space_to_think.session.state import Keep, Number, Phase
from space_to_think.session.values import replace

# On how many days of the last year each of these people held each role, in a group of exactly these people.
Past: TypeAlias = Callable[[Collection[PersonId]], Mapping[tuple[PersonId, Role], int]]


@dataclass(slots=True)
class Step:
    """`known` are the people that the message brought along, by number; `by` is whoever acted; `ref` gives the blind
    index of the message it was. `wrapped` is the key of a new session. `past` tells who did what in a group
    before.
    """

    house: House
    held: Held | None
    now: datetime
    by: Number | None = None
    known: Mapping[Number, PersonId] = field(default_factory=dict[Number, PersonId])
    ref: Callable[[], bytes] | None = None
    wrapped: bytes | None = None
    past: Past | None = None
    writes: Writes = field(default_factory=Writes)
    erased: bool = False  # wholly
    to_empty: bool = False  # something was erased, and the store's log has to be emptied
    course: Course = field(init=False)

    def __post_init__(self) -> None:
        self.course = Course(self.house, None if self.held is None else self.held.session, self.now)

    def begin(self) -> Held:
        """Give a session that has just been requested a key of its own."""
        assert self.course.session is not None
        key, self.wrapped = self.house.keys.new_session(self.course.session.id)
        self.held = Held(self.course.session, key)
        return self.held

    def settle(self, held: Held, place: Place) -> Held:
        """The group meets here from now on; what waited for it goes."""
        assert held.key is not None
        id = new_id()
        sessions.add_place(self.writes, self.house.keys, held.key, id, place)
        held = replace(held, places={**held.places, id: place})
        address = Post(self.house, held, self.now).group()[-1]
        self.writes.later(partial(outbox.open_waiting, session=held.session.id, address=address))
        return held

    def move(self, held: Held, old: PlaceId, new: PlaceId) -> None:
        """A place is called otherwise now; what is on its way there follows."""
        assert held.key is not None
        moved = {id: replace(place, id=new) for id, place in held.places.items() if place.id == old}
        dest = sessions.place_ref(self.house.keys, new)
        for id, place in moved.items():
            sessions.add_place(self.writes, self.house.keys, held.key, id, place)
            self.writes.later(partial(outbox.redirect, session=held.session.id, place=id, dest=dest))
        self.held = replace(held, places={**held.places, **moved})

    def lose(self, held: Held, gone: PlaceId) -> Held:
        """A place can no longer be reached; what was on its way there is dropped."""
        lost = [id for id, place in held.places.items() if place.id == gone]
        for id in lost:
            self.writes.later(partial(outbox.lose_place, place=id, now=self.now))
        return replace(held, places={id: place for id, place in held.places.items() if id not in lost})

    def repost(self, held: Held) -> None:
        """Show the living cards again."""
        self.held, messages = cards(self.house, replace(held, shown={}), self.now)
        for row in Post(self.house, self.held, self.now).rows(messages):
            self.writes.add("give_way", row)
            self.writes.add("outbox", row)

    def finish(self, held: Held, command: Command | None = None) -> Message | None:
        """Work out all that is to be written; returns the message that is the Answer, if one is."""
        course = self.course
        assert course.session is not None
        held = self._people(replace(held, session=course.session))
        if self.past is not None and course.happened(Joined):
            held = self._tell_the_past(held, self.past)
        for content in course.contents:
            assert held.key is not None, "nothing is given where all has been erased"
            contents.add(self.writes, held.key, content, None if self.ref is None else self.ref())
        answer, rest = self._answer(held)
        held, rows = self._rows(held, rest)
        for row in rows:
            if row["slot"] is not None:
                self.writes.add("give_way", row)
            self.writes.add("outbox", row)
        held = self._drop(held, command)
        if course.happened(EndSettled):
            self._note_the_past(held)
        self.held = sessions.write(self.writes, held, course.records, self.wrapped) if course.records else held
        return answer

    def _people(self, held: Held) -> Held:
        """Who is who is kept of those whom the events brought in, and of nobody else."""
        new = {n: person for n, person in self.known.items() if n in held.session.people and n not in held.people}
        if not new or held.key is None:
            return held
        for number, person in new.items():
            sessions.add_person(self.writes, self.house.keys, held.key, number, person)
        return replace(held, people={**held.people, **new})

    def _tell_the_past(self, held: Held, past: Past) -> Held:
        """While a group gathers, plugins that may know it are told who guided and presented in it before."""
        told = self.house.host.told_the_past(held.session, self.house.agencies)
        here = {p.number: held.people[p.number] for p in held.session.taking_part() if p.number in held.people}
        if not told or held.session.phase is not Phase.GATHERING:
            return held
        days = past(here.values())
        roles = (Role.FACILITATOR, Role.PRESENTER)
        facts = tuple((f"{role}-{n}", days.get((who, role), 0)) for n, who in here.items() for role in roles)
        for plugin in told:
            self.course.do(Remember(plugin, facts))
        assert self.course.session is not None
        return replace(held, session=self.course.session)

    def _note_the_past(self, held: Held) -> None:
        """Once the end stands: who guided and who presented, where a plugin wants to know it next time."""
        session, keys = held.session, self.house.keys
        if not self.house.host.told_the_past(session, self.house.agencies):
            return
        people = [held.people[p.number] for p in session.taking_part() if p.number in held.people]
        holders = {Role.FACILITATOR: session.facilitator, Role.PRESENTER: session.presenter}
        roles = {role: held.people[n] for role, n in holders.items() if n is not None and n in held.people}
        self.writes.later(partial(pasts.remember, keys=keys, people=people, held=roles, now=self.now))

    def _answer(self, held: Held) -> tuple[Message | None, list[Message]]:
        """What is said at once to whoever acted. A mere hint goes no other way; nor can what is for a stranger."""
        if not self.course.messages:
            return None, []
        mine = [m for m in self.course.messages if m.to == Person(self.by or 0)]
        stranger = self.by not in held.people
        answer = next((message for message in mine if message.answer or stranger), None)
        gone = answer is not None and (answer.hint or stranger)
        return answer, [m for m in self.course.messages if not (gone and m is answer)]

    def _rows(self, held: Held, messages: list[Message]) -> tuple[Held, list[dict[str, object]]]:
        changed: list[Message] = []
        if self._to_be_shown(held):
            held, changed = cards(self.house, held, self.now)
        if changed and self.wrapped is None:
            self.writes.add("shown", sessions.shown_row(held))
        messages += changed
        wanted = list(standing_orders(self.house, held, self.course))
        if not (messages or wanted):
            return held, []
        post = Post(self.house, held, self.now)
        first = [row for order in wanted if not isinstance(order, orders.Close) for row in post.order(order)]
        last = [row for order in wanted if isinstance(order, orders.Close) for row in post.order(order)]
        return held, [*first, *post.rows(messages), *last]

    def _to_be_shown(self, held: Held) -> bool:
        """Whether the living cards may have changed."""
        course, session = self.course, held.session
        if not course.records or (session.erased and session.phase is not Phase.CANCELLED):
            return False
        return course.before is None or not alike(course.before, session, self.now)

    def _drop(self, held: Held, command: Command | None) -> Held:
        """Erase what is not to be kept any longer."""
        id = held.session.id
        for record in self.course.records:
            self._drop_after(record.event, id)
        if isinstance(command, HoldBack) and self.course.records:
            self.writes.later(partial(contents.drop, ids=[command.contribution]))
        return self._erase(held) if self.course.happened(Erased) else held

    def _erase(self, held: Held) -> Held:
        """Erase the session, but for what has a date to come and its authors."""
        id, kept = held.session.id, held.session.contributions
        self.to_empty = True
        if kept:
            authors = {one.by for one in kept.values()}
            self.writes.later(partial(erasing.all_but, session=id, kept=[*kept], authors=authors))
            here = {number: person for number, person in held.people.items() if number in authors}
            return replace(held, people=here, places={}, shown={})
        told = "outbox" in self.writes.rows  # people, or their place, are still to hear of it
        later = partial(erasing.soon, session=id, now=self.now) if told else partial(erasing.whole, session=id)
        self.writes.later(later)
        self.erased = True
        return held

    def _drop_after(self, event: Event, session: str) -> None:
        match event:
            case Withdrawn(contribution):
                self.writes.later(partial(contents.drop, ids=[contribution]))
            case StageClosed(stage):
                self.writes.later(partial(contents.drop_kept, session=session, keep=Keep.STAGE, stage=stage))
            case EndSettled():
                for keep in (Keep.STAGE, Keep.END):
                    self.writes.later(partial(contents.drop_kept, session=session, keep=keep))
                self.writes.later(partial(contents.drop_unshown, session=session, shown=self._shown()))
            case _:
                pass

    def _shown(self) -> frozenset[str]:
        """Which anonymous kinds have been shown, as "round.kind"."""
        return frozenset() if self.course.session is None else self.course.session.shown
