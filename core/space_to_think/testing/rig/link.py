"""The test's end: hands to the platform what people do, and hears what becomes of it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from space_to_think.inbound import Inbound
from space_to_think.testing.rig.wire import Line, Wire, pack


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform remembers. `accepted`: each delivery as it was told; `taken`: the keys acknowledged."""

    accepted: tuple[Line, ...]
    taken: frozenset[str]
    pushed: int
    repeated: int
    left: int  # not acknowledged yet


@dataclass(slots=True)
class Link:
    """One test's connection to the platform. `said` is what people were answered, by the key of what they did."""

    wire: Wire
    there: asyncio.Event = field(default_factory=asyncio.Event)  # the service is connected
    taken: set[str] = field(default_factory=set[str])
    said: dict[str, str] = field(default_factory=dict[str, str])
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _waiting: dict[str, list[asyncio.Future[None]]] = field(
        default_factory=lambda: defaultdict[str, list[asyncio.Future[None]]](list)
    )
    _asked: dict[int, asyncio.Future[Line]] = field(default_factory=dict[int, asyncio.Future[Line]])
    _wanted: int = 0
    _enough: asyncio.Event = field(default_factory=asyncio.Event)
    _reader: asyncio.Task[None] | None = None

    @classmethod
    async def to(cls, port: int) -> "Link":
        """Connect to the platform as its test."""
        link = cls(await Wire.to(port))
        link.wire.send({"hello": "test"})
        link._reader = asyncio.create_task(link._read())
        return link

    def close(self) -> None:
        """Go; the platform's process ends then."""
        self.wire.close()

    def push(self, inbounds: Iterable[Inbound], again: bool = False) -> None:
        """Let these happen on the platform; `again` marks them as repeats, whether they are or not."""
        self.wire.send({"push": [pack(inbound) for inbound in inbounds], "again": again})

    async def until_taken(self, keys: Iterable[str]) -> None:
        """Return when the service has acknowledged these."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[None]] = []
        for key in keys:
            if key not in self.taken:
                futures.append(loop.create_future())
                self._waiting[key].append(futures[-1])
        await asyncio.gather(*futures)

    async def heard(self, often: int) -> None:
        """Return when the platform has been handed so many deliveries from now on."""
        self._wanted = often
        self._enough.clear()
        await self._enough.wait()

    async def account(self) -> Account:
        """What the platform remembers now."""
        line = await self._ask("account")
        found: dict[str, Any] = dict(line["account"])
        return Account(
            tuple(found["accepted"]), frozenset(found["taken"]), found["pushed"], found["repeated"], found["left"]
        )

    async def left(self) -> int:
        """How much the service has not acknowledged yet."""
        left: int = (await self._ask("left"))["left"]
        return left

    async def place_of(self, user: str) -> str | None:
        """The place that was made for somebody, if it has been."""
        room: str | None = (await self._ask("place", user))["place"]
        return room

    async def _ask(self, what: str, about: str | None = None) -> Line:
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        self.wire.send({what: number} if about is None else {what: about, "n": number})
        try:
            return await self._asked[number]
        finally:
            del self._asked[number]

    async def _read(self) -> None:
        async for line in self.wire.lines():
            if "n" in line:
                self._asked[line["n"]].set_result(line)
            elif "service" in line:
                (self.there.set if line["service"] else self.there.clear)()
            elif "taken" in line:
                self._taken(line["taken"], line.get("said", ""))
            else:
                self._heard()

    def _taken(self, key: str, said: str) -> None:
        self.taken.add(key)
        if said:
            self.said[key] = said
        for future in self._waiting.pop(key, ()):
            if not future.done():
                future.set_result(None)

    def _heard(self) -> None:
        if self._wanted > 0:
            self._wanted -= 1
            if self._wanted == 0:
                self._enough.set()
