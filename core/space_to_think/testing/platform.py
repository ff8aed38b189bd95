"""A platform that lies in memory, as the bot meets it: it shows what it is told to, and fails when it is told to."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
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
    Inbound,
    PlaceOpened,
)
from space_to_think.rendered import RenderedForm
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


class FakePlatform:
    """Rooms, direct chats and what stands in them. `people` maps each key to a tenant; a key is also the user id.

    What the bot shows is written into `transcript`.
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

    # ---- people and places

    def person(self, who: str) -> PersonId:
        return self._people[who]

    def group(self) -> Place:
        return self._opened[-1] if self._opened else self._room

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

    def _key(self) -> str:
        return f"{self.name}-{self._run}-{next(self._keys)}"
