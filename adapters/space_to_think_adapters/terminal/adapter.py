"""The terminal as a platform: its people share one machine, and each sees one screen.

A line is turned into one Inbound by `typed`; what comes out is put on the seats of those whom it is for. What people
type after a `/` is seen by nobody else, so it comes from their direct chat; everything else is said to the group.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Final, assert_never
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
from space_to_think_adapters.terminal.seat import Seat
from space_to_think_adapters.terminal.seats import Seats
from space_to_think_adapters.terminal.typed import Empty, Press, Speech, Words, mentioned, read

FEATURES: Final = Features(idempotent=True, default_pace_live=True, prefix="/")


class TerminalAdapter(Seats):
    """One shared place and everybody's direct chat, on this machine.

    `people` gives each person's shown name. The user id is what others type after an @. A view can be attached to
    one seat with `watch`.
    """

    name = "terminal"
    features = FEATURES

    def __init__(
        self, people: Mapping[PersonId, str] | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(dict(people or {}), now)
        self.orders: list[str] = []
        self.pinned: str | None = None
        self.place: Place | None = None
        self._sent: dict[str, Sent] = {}
        self._mark = uuid4().hex[:8]  # tells this run's references and keys from an earlier one's
        self._numbers = count(1)
        self._runtime: Runtime | None = None
        self._running = asyncio.Event()

    # ---- what the core asks of an adapter

    async def run(self, runtime: Runtime) -> None:
        """Hold the runtime until cancelled; whatever is typed comes in by `typed`."""
        self._runtime = runtime
        self._running.set()
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show it, or carry out the order; the same key has one effect."""
        if delivery.key in self._sent:
            return self._sent[delivery.key]
        receipt = await self._carry_out(delivery)
        if isinstance(receipt, Sent):
            self._sent[delivery.key] = receipt
        return receipt

    async def accept(self, inbound: Inbound) -> Answer:
        """Hand one inbound to the runtime, as soon as there is one."""
        await self._running.wait()
        assert self._runtime is not None
        return await self._runtime.accept(inbound)

    # ---- what goes out

    async def _carry_out(self, delivery: Delivery) -> Receipt:
        what = delivery.what
        match what:
            case Post():
                return self._post(delivery.to, what)
            case OpenPlace():
                await self._open(delivery.key, what)
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
        readers = list(self.seats) if isinstance(to, PlaceId) else [to]
        if not set(readers) <= set(self.seats):
            return Failed("unknown", unreachable=True)
        if isinstance(to, PlaceId) and self.place is None:
            self.adopt(to)  # from before this process began
        if post.replaces is not None and not any(self.seats[reader].knows(post.replaces) for reader in readers):
            return Vanished()
        ref = post.replaces or self._mark_next()
        for reader in readers:
            item = self.seats[reader].show(self.now(), ref, post, private=isinstance(to, PersonId))
            self.tell(reader, item)
        return Sent(ref)

    async def _open(self, key: str, what: OpenPlace) -> None:
        """Make the place, and say so before the order counts as carried out: a crash in between makes no second one."""
        self.orders.append("open")
        if what.inside is None:
            self.adopt(PlaceId(self.name, self.name, f"room-{key}"))
        else:
            self.adopt(replace(what.inside, thread=f"thread-{key}"))
        assert self.place is not None
        await self.accept(PlaceOpened(f"opened-{key}", self.place, key))

    def adopt(self, place: PlaceId) -> None:
        """Take a place for the one that the group shares."""
        self.place = Place(place, PlaceKind.THREAD if place.thread else PlaceKind.ROOM, readers=len(self.people))

    # ---- what comes in

    async def typed(self, by: PersonId, line: str) -> Answer:
        """Take one line that somebody typed: an answer to an open form, a button's key, words, or a message."""
        seat = self.seats[by]
        if seat.filling is not None and not line.lstrip().startswith("/"):
            return await self._fill(by, seat, line)
        if seat.filling is not None:
            seat.filling = None
            self.own(by, "gone")
        act = read(line, seat.keys())
        match act:
            case Press():
                self.echo(by, f"[{act.button.label}]")
                return await self._call(by, act.button.words, seen=act.button.seen)
            case Words():
                self.echo(by, f"/{act.words}")
                return await self._call(by, act.words)
            case Speech():
                return await self._say(by, act.text)
            case Empty():
                return Nothing()
            case _:
                assert_never(act)

    def meant(self, by: PersonId, line: str) -> str:
        """The line, or the words of the button whose key it is."""
        act = read(line, self.seats[by].keys())
        return f"/{act.button.words}" if isinstance(act, Press) else line

    async def call(self, by: PersonId, words: str, label: str = "", seen: str | None = None) -> Answer:
        """Call words for somebody, as if they had typed them after a `/`, or pressed a button of that label."""
        self.echo(by, f"[{label}]" if label else f"/{words}")
        return await self._call(by, words, seen=seen)

    async def delete(self, by: PersonId, ref: str) -> Answer:
        """Take one of the bot's messages off every screen."""
        for person, seat in self.seats.items():
            seat.forget_card(ref)
            self.tell(person, None)
        assert self.place is not None
        return await self.accept(Deleted(self._mark_next(), by, self.place, ref))

    async def _say(self, by: PersonId, words: str) -> Answer:
        if self.place is None:
            self.own(by, "no-group")
            return Nothing()
        self.heard(by, words)
        key = self._mark_next()
        return self.answered(by, await self.accept(Said(key, by, self.place, words, ref=key)))

    async def _call(
        self, by: PersonId, words: str, fields: Mapping[str, str] | None = None, seen: str | None = None
    ) -> Answer:
        typed = " ".join([words, *(fields or {}).values()])
        people = tuple(person for name in mentioned(typed) if (person := self.find(name)) is not None)
        called = Called(self._mark_next(), by, self.direct(by), words, fields, people, seen)
        return self.answered(by, await self.accept(called))

    async def _fill(self, by: PersonId, seat: Seat, line: str) -> Answer:
        filling = seat.filling
        assert filling is not None
        if not filling.put(line):
            self.own(by, "not-that")
            self.tell(by, None)
            return Nothing()
        if filling.given:
            self.echo(by, filling.given)
        if filling.asks is None:
            answer = await self._call(by, filling.form.words, filling.values)
            if not isinstance(answer, FieldErrors | OpenForm):
                seat.filling = None
            self.tell(by, None)
            return answer
        self.tell(by, None)
        return Nothing()

    def answered(self, by: PersonId, answer: Answer) -> Answer:
        """Show the Answer to whoever acted."""
        seat = self.seats[by]
        match answer:
            case Notice(card, sent):
                if not sent:
                    self.tell(by, seat.tell(self.now(), card))
            case OpenForm(form):
                self.tell(by, seat.ask(self.now(), form))
            case FieldErrors(errors):
                if seat.filling is not None:
                    seat.filling.correct(errors)
            case Nothing():
                pass
            case _:
                assert_never(answer)
        return answer

    def direct(self, person: PersonId) -> Place:
        """Somebody's direct chat with the bot."""
        return Place(PlaceId(self.name, person.tenant, f"direct-{person.user}"), PlaceKind.DIRECT, readers=1)

    def _mark_next(self) -> str:
        return f"{self._mark}-{next(self._numbers)}"
