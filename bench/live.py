"""Fifty sessions in encrypted rooms at once, at the load that the homeserver itself sustains: the slowest message.

Three people hold all of the sessions. They write in every room, so many messages in flight that the homeserver has
always something to do. A message takes from its first byte to the homeserver until the core has stored it.
"""

import asyncio
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.figures import Figure, Goal
from bench.ours import parts
from bench.people import TEXT, taken
from space_to_think.host.facade import Host
from space_to_think.identity import Place, PlaceId, PlaceKind
from space_to_think.inbound import Answer, Called, Inbound
from space_to_think.runtime.clock import RealClock
from space_to_think.runtime.service import Service
from space_to_think.session.state import Phase
from space_to_think.wording.render import Wording
from space_to_think_adapters.matrix.adapter import MatrixAdapter
from space_to_think_adapters.matrix.rooms import Room, person
from tests.matrix.bench import bot_settings
from tests.matrix.people import Someone
from tests.matrix.synapse import Synapse

SESSIONS = 50
MESSAGES = 600
IN_FLIGHT = 10
LATEST = 2_000  # milliseconds
LOAD = 40  # messages a second; Synapse takes about 45 where nobody else is at work, and with fewer the row says nothing
WITHIN = 300.0


class Timed(MatrixAdapter):
    """The adapter, noting when the core had stored what an event says."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.stored: dict[str, float] = {}

    async def _accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        answer = await super()._accept(inbound, cursor)
        self.stored[getattr(inbound, "key", "")] = perf_counter()
        return answer


class Three:
    """Ann presents, Ben facilitates and Cy consults, in all of the sessions."""

    def __init__(self, service: Service, people: list[Someone]) -> None:
        self._service = service
        self._people = people
        self._keys = count()

    async def begin(self) -> list[Room]:
        """Begin every session; their rooms as Ann sees them."""
        ann, ben, cy = range(3)
        for _ in range(SESSIONS):
            await self._call(ann, "new stuck pace guided @ben @cy", others=(ben, cy))
        rooms = await self._rooms()
        for row in await self._service.sessions():
            for who in (ben, cy):
                await self._call(who, f"in {row.reference} join", {"agency": "", "manager": "yes"})
            await self._call(ben, f"in {row.reference} facilitator")
            for who in (ann, cy):
                await self._call(who, f"in {row.reference} agree")
            await self._call(ben, f"in {row.reference} start")
        await self._service.settle()
        phases = [row.phase for row in await self._service.sessions()]
        if phases != [Phase.OPEN.value] * SESSIONS:
            raise RuntimeError(f"not every session is under way: {set(phases)}")
        return rooms

    async def _call(
        self, who: int, words: str, fields: dict[str, str] | None = None, others: Iterable[int] = ()
    ) -> None:
        by = person(self._people[who].user)
        direct = Place(PlaceId(by.adapter, by.tenant, f"direct-{by.user}"), PlaceKind.DIRECT, readers=1)
        people = tuple(person(self._people[one].user) for one in others)
        taken(await self._service.accept(Called(f"call-{next(self._keys)}", by, direct, words, fields, people)))

    async def _rooms(self) -> list[Room]:
        """The sessions' rooms, as soon as everybody is in each as far as anybody sees."""
        until = perf_counter() + WITHIN
        while perf_counter() < until:
            for one in self._people:
                await one.sync()
            rooms = [[r for r in one.rooms.by_id.values() if len(r.members("join")) == 4] for one in self._people]
            if all(len(seen) == SESSIONS for seen in rooms):
                return rooms[0]
            await asyncio.sleep(0.2)
        raise TimeoutError("the sessions' rooms are not there")


async def live(synapse: Synapse, folder: Path, host: Host, wording: Wording) -> Figure:
    (folder / "matrix-live").mkdir()
    bot = Timed(**bot_settings(synapse, synapse.register("live"), folder / "matrix-live-device"))
    people: list[Someone] = []
    async with Service(parts(folder / "matrix-live", host, wording, RealClock(), bot)) as service:
        for name in ("ann", "ben", "cy"):
            people.append(await Someone(synapse, synapse.register(f"live-{name}"), folder / f"live-{name}").start())
        rooms = [room.id for room in await Three(service, people).begin()]
        await _flood(bot, people, rooms, len(people) * SESSIONS)  # everybody's keys for each room go round
        slowest, rate = await _flood(bot, people, rooms, MESSAGES)
        for one in people:
            await one.stop()
    return row(slowest, rate)


def row(slowest: float, rate: float) -> Figure:
    """The slowest message, in seconds. On a machine so busy that the load was a smaller one there is no goal."""
    loaded = rate >= LOAD
    return Figure(
        f"the slowest of {MESSAGES} messages in {SESSIONS} live sessions on Matrix", slowest * 1e3, "ms",
        "messages a second, " + ("as many as Synapse takes" if loaded else f"not comparable with {LOAD} or more"),
        rate, None, Goal(LATEST, least=False) if loaded else None,
    )  # fmt: skip


async def _flood(bot: Timed, people: list[Someone], rooms: list[str], messages: int) -> tuple[float, float]:
    """How long the slowest took in seconds, and how many went through in one."""
    sent: dict[str, float] = {}
    numbers = iter(range(messages))

    async def one_after_the_other() -> None:
        for number in numbers:
            one, id = people[number // SESSIONS % len(people)], rooms[number % SESSIONS]
            start = perf_counter()
            sent[await one.say(one.rooms.by_id[id], TEXT)] = start

    began = perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    rate = messages / (perf_counter() - began)
    until = perf_counter() + WITHIN
    while not sent.keys() <= bot.stored.keys():
        if perf_counter() > until:
            raise TimeoutError(f"{len(sent.keys() - bot.stored.keys())} messages were not taken")
        await asyncio.sleep(0.1)
    return max(bot.stored[id] - start for id, start in sent.items()), rate
