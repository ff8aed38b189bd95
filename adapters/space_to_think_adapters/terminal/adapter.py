"""The terminal as a platform: its people share one machine, and each sees one screen.

A line is turned into one Inbound by `typed`; what comes out is put on the seats of those whom it is for. What people
type after a `/` is seen by nobody else, so it comes from their direct chat; everything else is said to the group.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Final, Protocol, assert_never
from uuid import uuid4

from space_to_think.delivery import (
    ClosePlace,
    Delivery,
    Failed,
    Features,
    InvitePeople,
    OpenPlace,
    Pin,
    Post,
    Receipt,
    Runtime,
    Sent,
    SetTurns,
    Vanished,
)
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    FieldErrors,
    Inbound,
    Nothing,
    Notice,
    OpenForm,
    PlaceOpened,
    Said,
)
from space_to_think.rendered import RenderedCard
from space_to_think.rendered import Said as SaidLine
from space_to_think_adapters.terminal.seat import Item, Seat
from space_to_think_adapters.terminal.texts import text
from space_to_think_adapters.terminal.typed import Empty, Press, Speech, Words, mentioned, read

FEATURES: Final = Features(idempotent=True, default_pace_live=True, prefix="/")


class View(Protocol):
    """A screen that shows one seat."""

    def item(self, item: Item) -> None:
        """Something new stands in the talk."""
        ...

    def refresh(self) -> None:
        """A card above the talk, or the open form, has changed."""
        ...


class TerminalAdapter:
    """One shared place and everybody's direct chat, on this machine.

    `people` gives each person's shown name. The user id is what others type after an @. A view can be attached to
    one seat with `watch`.
    """

    name = "terminal"
    features = FEATURES

    def __init__(
        self, people: Mapping[PersonId, str] | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.people = dict(people or {})
        self.orders: list[str] = []
        self.pinned: str | None = None
        self.place: Place | None = None
        self._now = now
        self._seats: dict[PersonId, Seat] = {person: Seat() for person in self.people}
        self._views: dict[PersonId, View] = {}
        self._sent: dict[str, Sent] = {}
        self._mark = uuid4().hex[:8]  # tells this run's references and keys from an earlier one's
        self._numbers = count(1)
        self._waiting: deque[Inbound] = deque()
        self._something = asyncio.Event()
        self._runtime: Runtime | None = None
        self._running = asyncio.Event()

    # ---- what the core asks of an adapter

    async def run(self, runtime: Runtime) -> None:
        """Hold the runtime, and hand over what the orders brought about, until cancelled."""
        self._runtime = runtime
        self._running.set()
        while True:
            await self._something.wait()
            await self.flush()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show it, or carry out the order; the same key has one effect."""
        if delivery.key in self._sent:
            return self._sent[delivery.key]
        receipt = self._carry_out(delivery)
        if isinstance(receipt, Sent):
            self._sent[delivery.key] = receipt
        return receipt

    async def flush(self) -> bool:
        """Hand over what the orders brought about; was there anything?"""
        self._something.clear()
        had = bool(self._waiting)
        while self._waiting:
            await self.accept(self._waiting.popleft())
        return had

    async def accept(self, inbound: Inbound) -> Answer:
        """Hand one inbound to the runtime, as soon as there is one."""
        await self._running.wait()
        assert self._runtime is not None
        return await self._runtime.accept(inbound)

    # ---- what goes out

    def _carry_out(self, delivery: Delivery) -> Receipt:
        what = delivery.what
        match what:
            case Post():
                return self._post(delivery.to, what)
            case OpenPlace():
                self._open(delivery.key, what)
            case InvitePeople():
                self.orders.append("invite")
            case SetTurns():
                self.orders.append("turns")  # nobody can be kept from typing here; the turn-keeper's notes do it
            case Pin():
                self.orders.append("pin")
                self.pinned = what.ref
            case ClosePlace():
                self.orders.append("close")
            case _:
                assert_never(what)
        return Sent()

    def _post(self, to: PlaceId | PersonId, post: Post) -> Receipt:
        readers = list(self._seats) if isinstance(to, PlaceId) else [to]
        if not set(readers) <= set(self._seats):
            return Failed("unknown", unreachable=True)
        if isinstance(to, PlaceId) and self.place is None:
            self.adopt(to)  # from before this process began
        if post.replaces is not None and not any(self._seats[reader].knows(post.replaces) for reader in readers):
            return Vanished()
        ref = post.replaces or self._mark_next()
        for reader in readers:
            item = self._seats[reader].show(self._now(), ref, post, private=isinstance(to, PersonId))
            self._tell(reader, item)
        return Sent(ref)

    def _open(self, key: str, what: OpenPlace) -> None:
        self.orders.append("open")
        room = what.inside.room if what.inside else self._mark_next()
        tenant = what.inside.tenant if what.inside else self.name
        self.adopt(PlaceId(self.name, tenant, room, self._mark_next() if what.inside else None))
        assert self.place is not None
        self._waiting.append(PlaceOpened(self._mark_next(), self.place, key))
        self._something.set()

    def adopt(self, place: PlaceId) -> None:
        """Take a place for the one that the group shares."""
        self.place = Place(place, PlaceKind.THREAD if place.thread else PlaceKind.ROOM, readers=len(self.people))

    # ---- what comes in

    async def typed(self, by: PersonId, line: str) -> Answer:
        """Take one line that somebody typed: an answer to an open form, a button's key, words, or a message."""
        seat = self._seats[by]
        if seat.filling is not None and not line.lstrip().startswith("/"):
            return await self._fill(by, seat, line)
        if seat.filling is not None:
            seat.filling = None
            self._own(by, "gone")
        act = read(line, seat.keys())
        match act:
            case Press():
                return await self._call(by, act.button.words, seen=act.button.seen)
            case Words():
                return await self._call(by, act.words)
            case Speech():
                return await self._say(by, act.text)
            case Empty():
                return Nothing()
            case _:
                assert_never(act)

    async def call(self, by: PersonId, words: str, fields: Mapping[str, str] | None = None) -> Answer:
        """Call words for somebody, as if they had typed them after a `/`."""
        return await self._call(by, words, fields)

    async def delete(self, by: PersonId, ref: str) -> Answer:
        """Take one of the bot's messages off every screen."""
        for person, seat in self._seats.items():
            seat.forget_card(ref)
            self._tell(person, None)
        assert self.place is not None
        return await self.accept(Deleted(self._mark_next(), by, self.place, ref))

    def heard(self, by: PersonId, words: str) -> None:
        """Show what somebody said, to everybody."""
        for person, seat in self._seats.items():
            self._tell(person, seat.hear(self._now(), self.shown(by), words))

    async def _say(self, by: PersonId, words: str) -> Answer:
        if self.place is None:
            self._own(by, "no-group")
            return Nothing()
        self.heard(by, words)
        key = self._mark_next()
        return self._answered(by, await self.accept(Said(key, by, self.place, words, ref=key)))

    async def _call(
        self, by: PersonId, words: str, fields: Mapping[str, str] | None = None, seen: str | None = None
    ) -> Answer:
        typed = " ".join([words, *(fields or {}).values()])
        people = tuple(person for name in mentioned(typed) if (person := self.find(name)) is not None)
        called = Called(self._mark_next(), by, self.direct(by), words, fields, people, seen)
        return self._answered(by, await self.accept(called))

    async def _fill(self, by: PersonId, seat: Seat, line: str) -> Answer:
        filling = seat.filling
        assert filling is not None
        if not filling.put(line):
            self._own(by, "not-that")
        elif filling.asks is None:
            answer = await self._call(by, filling.form.words, filling.values)
            if not isinstance(answer, FieldErrors | OpenForm):
                seat.filling = None
            self._tell(by, None)
            return answer
        self._tell(by, None)
        return Nothing()

    def _answered(self, by: PersonId, answer: Answer) -> Answer:
        seat = self._seats[by]
        match answer:
            case Notice(card, sent):
                if not sent:
                    self._tell(by, seat.tell(self._now(), card))
            case OpenForm(form):
                self._tell(by, seat.ask(self._now(), form))
            case FieldErrors(errors):
                if seat.filling is not None:
                    seat.filling.correct(errors)
            case Nothing():
                pass
            case _:
                assert_never(answer)
        return answer

    # ---- seats and names

    def seat(self, person: PersonId) -> Seat:
        """What somebody has in front of them."""
        return self._seats[person]

    def watch(self, person: PersonId, view: View) -> None:
        """Let a view show somebody's seat from now on."""
        self._views[person] = view

    def direct(self, person: PersonId) -> Place:
        """Somebody's direct chat with the bot."""
        return Place(PlaceId(self.name, person.tenant, f"direct-{person.user}"), PlaceKind.DIRECT, readers=1)

    def find(self, name: str) -> PersonId | None:
        """Whom a name after an @ means; None when nobody is called so."""
        return next((person for person in self.people if person.user.casefold() == name), None)

    def shown(self, person: PersonId) -> str:
        """Somebody's name as it is shown; for a stranger the user id."""
        return self.people.get(person, person.user)

    def _own(self, by: PersonId, key: str) -> None:
        self._tell(by, self._seats[by].tell(self._now(), RenderedCard((SaidLine((text(key),)),))))

    def _tell(self, person: PersonId, item: Item | None) -> None:
        view = self._views.get(person)
        if view is None:
            return
        if item is None:
            view.refresh()
        else:
            view.item(item)

    def _mark_next(self) -> str:
        return f"{self._mark}-{next(self._numbers)}"
