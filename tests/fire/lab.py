"""A service in this process that can be left for dead and begun again, with a clock that can be set to anything."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from space_to_think.delivery import Delivery, Features, Post, Receipt, Retry, Runtime, Sent
from space_to_think.host.facade import Host
from space_to_think.inbound import Answer, Inbound, PlaceOpened
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.testing.rig import evidence
from space_to_think.testing.rig.evidence import Evidence
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.times import MONDAY
from space_to_think.testing.rig.wire import Line, told
from space_to_think.wording.render import Wording


@cache
def host() -> Host:
    return Host.load()


@cache
def wording() -> Wording:
    return Wording.load(host().manifests)


class AnyClock:
    """Stands still until it is set, forwards or back."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        while self._now < at:
            await self._moved.wait()

    def set(self, at: datetime) -> None:
        self._now = at
        self._moved.set()
        self._moved = asyncio.Event()

    def advance(self, by: timedelta) -> None:
        self.set(self._now + by)


class Collector:
    """A platform in memory that outlives the service: it remembers each delivery. `answers` come first, one each."""

    name = "rig"

    def __init__(self, idempotent: bool = True) -> None:
        self.features = Features(idempotent=idempotent, prefix="/", default_pace_live=True)
        self.accepted: list[Line] = []
        self.answers: list[Receipt] = []
        self.opened: list[PlaceOpened] = []
        self._refs: dict[str, str] = {}

    async def run(self, runtime: Runtime) -> None:
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        if self.answers:
            return self.answers.pop(0)
        if self.features.idempotent and delivery.key in self._refs:
            return Sent(self._refs[delivery.key])
        self.accepted.append(told(delivery))
        what = delivery.what
        kept = what.replaces if isinstance(what, Post) else None
        self._refs[delivery.key] = kept or f"m{len(self.accepted)}"
        return Sent(self._refs[delivery.key])

    def texts(self) -> list[str]:
        return [line.get("text", "") for line in self.accepted]


class Lab:
    """`async with lab:` runs a service on the folder's store; leaving it so is a crash, and `stop` is no crash."""

    def __init__(
        self, folder: Path, clock: AnyClock | None = None, idempotent: bool = True, host: Callable[[], Host] = host
    ) -> None:
        self.folder = folder
        self.clock = clock or AnyClock()
        self.platform = Collector(idempotent)
        self.host = host
        self.taken: set[str] = set()
        self.service: Service

    @property
    def store(self) -> Path:
        return self.folder / "lab.db"

    async def start(self) -> None:
        url, key = f"sqlite:///{self.store}", self.folder / "lab.key"
        self.service = Service(Parts(url, key, self.host(), wording(), self.clock, (self.platform,)))
        await self.service.start()

    async def crash(self) -> None:
        """Leave everything as it is, as when the process dies."""
        service = self.service
        tasks = [*service._adapters, *service._tasks, *service._sender._flying]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await service.store.close()

    async def __aenter__(self) -> "Lab":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.crash()

    # ---- people

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        answer = await self.service.accept(inbound, cursor)
        if getattr(answer, "taken", True):
            self.taken.add(getattr(inbound, "key", ""))
        return answer

    async def all(self, inbounds: Iterable[Inbound]) -> list[Answer]:
        return list(await asyncio.gather(*(self.accept(inbound) for inbound in inbounds)))

    async def begin(self, *groups: Group, upto: int = 5) -> None:
        """Let groups come together, and start."""
        for group in groups:
            for _, step in zip(range(upto), group.steps(), strict=False):
                await self.all(act.inbound for act in step)

    async def settle(self) -> None:
        await self.service.settle()

    async def evidence(self) -> Evidence:
        keys = self.service.house.keys
        return await self.service.store.read(partial(evidence.read, keys=keys))


def retry(*seconds: float) -> list[Receipt]:
    return [Retry(second) for second in seconds]
