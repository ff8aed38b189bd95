"""A platform that lies in memory: it shows what it is told to, and fails when it is told to."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, TypeAlias, assert_never
from uuid import uuid4

from space_to_think.delivery import (
    Adapter,
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
    Joined,
    Left,
    Nothing,
    Notice,
    OpenForm,
    PlaceOpened,
    Said,
)
from space_to_think.rendered import RenderedButton, RenderedForm
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.transcript import Transcript

Where: TypeAlias = PlaceId | PersonId

FAKE_FEATURES: Final = Features(idempotent=True, prefix="/")


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing of the bot's that stands somewhere now."""

    ref: str
    where: Where
    post: Post
    changed: int  # counts up: the greater, the newer


class FakeAdapter:
    """An adapter and its bench in one (see `testing.bench.Bench`).

    `people` maps each key to a tenant; a key is also the person's user id. What the bot shows and what people do is
    written into `transcript`.
    """

    def __init__(
        self,
        people: Mapping[str, str],
        clock: FrozenClock,
        name: str = "fake",
        features: Features = FAKE_FEATURES,
        kind: PlaceKind = PlaceKind.ROOM,
    ) -> None:
        self.name = name
        self.features = features
        self.adapter: Adapter = self
        self.deliveries: list[Delivery] = []
        self.transcript = Transcript()
        self.turns: tuple[PersonId, ...] | None = None
        self.pinned: str | None = None
        self._clock = clock
        self._people = {key: PersonId(name, tenant, key) for key, tenant in people.items()}
        self._room = Place(PlaceId(name, "fake", "room"), kind, readers=len(people))
        self._opened: list[Place] = []
        self._orders: list[str] = []
        self._shown: dict[str, Shown] = {}
        self._sent: dict[str, Sent] = {}
        self._run = uuid4().hex[:8]  # the platform goes on while a service is started anew
        self._refs = count(1)
        self._keys = count(1)
        self._changes = count(1)
        self._answers: dict[Where, deque[Receipt | Exception]] = defaultdict(deque)
        self._forms: dict[str, tuple[RenderedForm, Place]] = {}
        self._waiting: deque[Inbound] = deque()
        self._runtime: Runtime | None = None

    # ---- the adapter

    async def run(self, runtime: Runtime) -> None:
        """Hold the runtime until it stops; what the platform brings about is handed over by `flush`."""
        self._runtime = runtime
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry it out in memory; a key that was sent before changes nothing and gives the same receipt."""
        self.deliveries.append(delivery)
        if (told := self._told(delivery.to)) is not None:
            return told
        if delivery.key not in self._sent:
            receipt = self._carry_out(delivery)
            if not isinstance(receipt, Sent):
                return receipt
            self._sent[delivery.key] = receipt
        return self._sent[delivery.key]

    def _told(self, to: Where) -> Receipt | None:
        if not self._answers[to]:
            return None
        told = self._answers[to].popleft()
        if isinstance(told, Exception):
            raise told
        return told

    def _carry_out(self, delivery: Delivery) -> Receipt:
        what = delivery.what
        match what:
            case Post():
                return self._post(delivery.to, what)
            case OpenPlace():
                self._open(delivery.key, what)
            case InvitePeople():
                self._orders.append("invite")
            case SetTurns():
                self._orders.append("turns")
                self.turns = what.speakers
            case Pin():
                self._orders.append("pin")
                self.pinned = what.ref
            case ClosePlace():
                self._orders.append("close")
            case _:
                assert_never(what)
        return Sent()

    def _post(self, where: Where, post: Post) -> Receipt:
        ref = post.replaces or f"m{next(self._refs)}-{self._run}"
        if post.replaces and post.replaces not in self._shown:
            return Vanished()
        if isinstance(where, PersonId) and where not in self._people.values():
            return Failed("unknown", unreachable=True)
        self._shown[ref] = Shown(ref, where, post, next(self._changes))
        self.transcript.bot(self._clock.now(), where, ref, post, self.shown_name)
        return Sent(ref)

    def _open(self, key: str, what: OpenPlace) -> None:
        self._orders.append("open")
        number = len(self._opened) + 1
        if what.inside is None:
            opened = Place(PlaceId(self.name, "fake", f"made{number}"), PlaceKind.ROOM, readers=len(self._people))
        else:
            opened = Place(replace(what.inside, thread=f"t{number}"), PlaceKind.THREAD, readers=len(self._people))
        self._opened.append(opened)
        self._waiting.append(PlaceOpened(self._key(), opened, key))

    # ---- what a test can tell the platform

    def answer(self, to: Where | str, *receipts: Receipt | Exception) -> None:
        """Give these receipts, one each, to the next deliveries to a place or person; an exception is raised."""
        where = self.person(to) if isinstance(to, str) else to
        self._answers[where].extend(receipts)

    def forget(self, ref: str) -> None:
        """Lose a message, as when somebody deleted it and the platform did not say so."""
        del self._shown[ref]

    def shown_name(self, person: PersonId) -> str:
        return f"@{person.user}"

    # ---- the bench

    def person(self, who: str) -> PersonId:
        return self._people[who]

    def group(self) -> Place:
        return self._opened[-1] if self._opened else self._room

    def direct(self, who: str) -> Place:
        return Place(PlaceId(self.name, self._people[who].tenant, f"direct-{who}"), PlaceKind.DIRECT, readers=1)

    async def say(self, who: str, text: str) -> Answer:
        place, ref = self.group(), f"u{next(self._refs)}-{self._run}"
        self.transcript.person(self._clock.now(), who, place.id, text)
        return self._take(who, place, await self.accept(Said(self._key(), self._people[who], place, text, ref)))

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        place = self.direct(who) if private else self.group()
        self.transcript.person(self._clock.now(), who, self._people[who] if private else place.id, "/" + words)
        called = Called(self._key(), self._people[who], place, words, people=self._mentioned(words))
        return self._take(who, place, await self.accept(called))

    async def press(self, who: str, words: str) -> Answer:
        button, place = self._find(who, words)
        self.transcript.person(self._clock.now(), who, self._people[who], f"[{button.label}]")
        called = Called(self._key(), self._people[who], place, button.words, seen=button.seen)
        return self._take(who, place, await self.accept(called))

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        if who not in self._forms:
            raise LookupError(f"no form is open to {who}")
        form, place = self._forms[who]
        wrong = set(fields) - {field.name for field in form.fields}
        if wrong:
            raise LookupError(f"the form has no field {', '.join(sorted(wrong))}")
        filled = {field.name: fields.get(field.name, field.value or "") for field in form.fields}
        self.transcript.person(self._clock.now(), who, self._people[who], f"({form.title}) {_filled(filled)}")
        people = self._mentioned(" ".join(filled.values()))
        called = Called(self._key(), self._people[who], place, form.words, filled, people)
        answer = await self.accept(called)
        if not isinstance(answer, FieldErrors):
            self._forms.pop(who, None)
        return self._take(who, place, answer)

    async def come(self, who: str) -> Answer:
        return await self.accept(Joined(self._key(), self._people[who], self.group()))

    async def go(self, who: str) -> Answer:
        return await self.accept(Left(self._key(), self._people[who], self.group()))

    async def delete_card(self, who: str) -> Answer:
        if self.pinned is None:
            raise LookupError("no card is pinned")
        self._shown.pop(self.pinned, None)
        return await self.accept(Deleted(self._key(), self._people[who], self.group(), self.pinned))

    async def accept(self, inbound: Inbound) -> Answer:
        """Hand one inbound to the runtime as it is."""
        if self._runtime is None:
            await asyncio.sleep(0)  # `run` has been started and holds the runtime after one turn of the loop
        if self._runtime is None:
            raise RuntimeError("the adapter does not run")
        return await self._runtime.accept(inbound)

    async def flush(self) -> bool:
        had = bool(self._waiting)
        while self._waiting:
            await self.accept(self._waiting.popleft())
        return had

    def in_group(self) -> Sequence[Post]:
        return [shown.post for shown in self._shown.values() if isinstance(shown.where, PlaceId)]

    def in_private(self, who: str) -> Sequence[Post]:
        return [shown.post for shown in self._shown.values() if shown.where == self._people[who]]

    def orders(self) -> Sequence[str]:
        return self._orders

    def buttons(self, who: str) -> Sequence[RenderedButton]:
        """Everything that this person could press now, newest first."""
        return [button for button, _ in self._in_sight(who)]

    def form(self, who: str) -> RenderedForm | None:
        """The form that is open to this person."""
        return self._forms[who][0] if who in self._forms else None

    def _in_sight(self, who: str) -> Iterable[tuple[RenderedButton, Place]]:
        for shown in sorted(self._shown.values(), key=lambda shown: -shown.changed):
            if shown.where == self._people[who]:
                yield from ((button, self.direct(who)) for button in shown.post.card.pressable())
            elif isinstance(shown.where, PlaceId):
                place = replace(self.group(), id=shown.where)
                yield from ((button, place) for button in shown.post.card.pressable(shared=True))

    def _find(self, who: str, words: str) -> tuple[RenderedButton, Place]:
        in_sight = list(self._in_sight(who))
        for fits in (_is, _begins):
            for button, place in in_sight:
                if fits(button, words):
                    return button, place
        seen = "; ".join(f"{button.label} ({button.words})" for button, _ in in_sight)
        raise LookupError(f"{who} sees no button {words!r}, only: {seen}")

    def _take(self, who: str, place: Place, answer: Answer) -> Answer:
        match answer:
            case OpenForm(form):
                self._forms[who] = form, place
            case Notice(card, sent):
                if not sent:
                    self._post(self._people[who], Post(card, shared=False))
            case Nothing() | FieldErrors():
                pass
            case _:
                assert_never(answer)
        return answer

    def _mentioned(self, text: str) -> tuple[PersonId, ...]:
        names = (word[1:] for word in text.split() if word.startswith("@"))
        return tuple(self._people[name] for name in names if name in self._people)

    def _key(self) -> str:
        return f"{self.name}-{self._run}-{next(self._keys)}"


def _is(button: RenderedButton, words: str) -> bool:
    return words in (button.words, button.label)


def _begins(button: RenderedButton, words: str) -> bool:
    return button.words.startswith(words)


def _filled(fields: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in fields.items() if value)
