"""A platform that only writes down: who was shown what, and which forms and buttons they have."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from space_to_think.delivery import Adapter, Delivery, Features, OpenPlace, Post, Receipt, Runtime, Sent
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import Answer, Called, Inbound, Notice, OpenForm, PlaceOpened, Said
from space_to_think.rendered import RenderedButton, RenderedForm

LATEST = 40  # buttons that somebody may press


@dataclass(slots=True)
class Recorder:
    """An adapter and as much of a bench as a House needs. `shown` is what appeared since it was last asked for."""

    people: Mapping[str, str]
    name: str = "fake"
    features: Features = field(default_factory=lambda: Features(idempotent=True, prefix="/"))
    shown: list[tuple[PlaceId | PersonId, object]] = field(default_factory=list[tuple[PlaceId | PersonId, object]])
    forms: dict[str, RenderedForm] = field(default_factory=dict[str, RenderedForm])
    opened: set[str] = field(default_factory=set[str])  # the words of every form that was shown
    rooms: list[Place] = field(default_factory=list[Place])
    _buttons: dict[str, deque[RenderedButton]] = field(
        default_factory=lambda: defaultdict[str, deque[RenderedButton]](lambda: deque(maxlen=LATEST))
    )
    _waiting: deque[Inbound] = field(default_factory=deque[Inbound])
    _runtime: Runtime | None = None
    _keys: "count[int]" = field(default_factory=count)

    @property
    def adapter(self) -> Adapter:
        return self

    async def run(self, runtime: Runtime) -> None:
        self._runtime = runtime
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        if isinstance(delivery.what, OpenPlace):
            room = Place(PlaceId(self.name, "fake", f"room{len(self.rooms)}"), PlaceKind.ROOM, readers=9)
            self.rooms.append(room)
            self._waiting.append(PlaceOpened(f"k{next(self._keys)}", room, delivery.key))
        if isinstance(delivery.what, Post):
            self._show(delivery.to, delivery.what)
        return Sent(f"r{next(self._keys)}")

    def _show(self, to: PlaceId | PersonId, what: object) -> None:
        self.shown.append((to, what))
        if isinstance(to, PersonId) and isinstance(what, Post | Notice):
            self._buttons[to.user].extend(what.card.pressable())

    # ---- what people do

    def person(self, who: str) -> PersonId:
        return PersonId(self.name, self.people[who], who)

    async def call(self, who: str, words: str, private: bool = True, fields: Mapping[str, str] | None = None) -> Answer:
        by = self.person(who)
        text = " ".join([words, *(fields or {}).values()])
        named = [word[1:] for word in text.split() if word.startswith("@") and word[1:] in self.people]
        people = tuple(map(self.person, named))
        called = Called(f"k{next(self._keys)}", by, self._place(who, private), words, fields, people)
        return await self._accept(by, called)

    async def say(self, who: str, text: str) -> Answer:
        by, key = self.person(who), f"k{next(self._keys)}"
        return await self._accept(by, Said(key, by, self._place(who, private=False), text, key))

    def _place(self, who: str, private: bool) -> Place:
        if not private and self.rooms:
            return self.rooms[-1]
        return Place(PlaceId(self.name, self.people[who], f"direct-{who}"), PlaceKind.DIRECT, readers=1)

    async def _accept(self, by: PersonId, inbound: Inbound) -> Answer:
        assert self._runtime is not None
        answer = await self._runtime.accept(inbound)
        self._show(by, answer)
        if isinstance(answer, OpenForm):
            self.forms[by.user] = answer.form
            self.opened.add(answer.form.words)
        return answer

    def buttons(self, who: str) -> Sequence[RenderedButton]:
        return self._buttons[who]

    async def flush(self) -> bool:
        had = bool(self._waiting)
        while self._waiting:
            assert self._runtime is not None
            await self._runtime.accept(self._waiting.popleft())
        return had
