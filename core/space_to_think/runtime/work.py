"""One batch at work: what it has read, and what it is going to write. Nothing here is kept unless it is committed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from space_to_think.agency.state import Agency
from space_to_think.identity import PersonId, PlaceId, PlaceKind
from space_to_think.inbound import Inbound, PlaceOpened, Tick
from space_to_think.runtime.errors import OperatorFault
from space_to_think.runtime.house import House
from space_to_think.runtime.step import Step
from space_to_think.runtime.store import outbox, sessions
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.store.writes import Writes

log = structlog.get_logger()

CACHED: Final = 512


class Cache:
    """Sessions as they were committed last, the least used dropped. Only the store's thread touches it."""

    def __init__(self, size: int = CACHED) -> None:
        self._held: dict[str, Held] = {}
        self._size = size

    def fetch(
        self,
        connection: Connection,
        house: House,
        ids: Iterable[str],
        versions: Mapping[str, int] = MappingProxyType({}),
    ) -> dict[str, Held]:
        """These sessions, from memory where no other process has taken them further.

        `versions` says how far some of them are known to have come.
        """
        wanted = set(ids)
        known = {id: self._held.pop(id) for id in wanted if id in self._held}
        now = {**versions, **sessions.versions(connection, known.keys() - versions.keys())}
        known = {id: held for id, held in known.items() if held.session.version == now.get(id)}
        # What is read is committed: this process has one writer, and it is the one that reads here.
        found = known | sessions.load(connection, house.keys, wanted - known.keys())
        self.keep(found)
        return found

    def readable(self, connection: Connection, house: House, ids: Iterable[str]) -> dict[str, Held | None]:
        """These sessions, None for one that is not there.

        One whose history cannot be folded is left out: a fault of ours that a later version may mend, or damage.
        """
        wanted = set(ids)
        try:
            return dict.fromkeys(wanted) | self.fetch(connection, house, wanted)
        except (DBAPIError, OperatorFault):
            raise  # these are about the whole store
        except Exception as error:
            if len(wanted) > 1:  # only the one at fault is left out
                return {id: held for one in wanted for id, held in self.readable(connection, house, [one]).items()}
            log.error("session cannot be read", session=wanted.pop(), error=type(error).__name__)
            return {}

    def keep(self, held: Mapping[str, Held]) -> None:
        """Remember sessions whose state is in the store."""
        for id, one in held.items():
            self._held.pop(id, None)
            self._held[id] = one
        while len(self._held) > self._size:
            self._held.pop(next(iter(self._held)))

    def drop(self, ids: Iterable[str]) -> None:
        """Forget sessions, so that they are read again."""
        for id in ids:
            self._held.pop(id, None)


class Work:
    """What a batch knows and has changed so far; a message's own changes are added when it has gone through whole."""

    def __init__(self, house: House, connection: Connection, now: datetime) -> None:
        self.house = house
        self.connection = connection
        self.now = now
        self.writes = Writes()
        self.held: dict[str, Held] = {}
        self.changed: set[str] = set()
        self.erased: set[str] = set()
        self.to_empty = False  # something was erased, and the store's log has to be emptied
        self._by_place: dict[bytes, set[str]] = defaultdict(set)
        self._by_person: dict[bytes, set[str]] = defaultdict(set)
        self.orders: dict[str, str] = {}  # the session that a delivery of ours belongs to
        self.agencies: dict[str, Agency] = {}  # those that have changed

    def gather(self, cache: Cache, inbounds: Iterable[Inbound]) -> None:
        """Read everything that these need: a few statements for all of them."""
        places, people, keys, ids = set[bytes](), set[bytes](), set[str](), set[str]()
        for inbound in inbounds:
            if isinstance(inbound, Tick):
                ids.add(inbound.session)
                continue
            if isinstance(inbound, PlaceOpened):
                keys.add(inbound.order)
            if inbound.place.kind is not PlaceKind.DIRECT:
                places.add(sessions.place_ref(self.house.keys, inbound.place.id))
            elif (by := getattr(inbound, "by", None)) is not None:
                people.add(sessions.person_ref(self.house.keys, by))
        there, here = sessions.of_places(self.connection, places), sessions.of_people(self.connection, people)
        for found, by_ref in ((there, self._by_place), (here, self._by_person)):
            for one in found:
                by_ref[one.ref].add(one.session)
        self.orders = {row.key: row.session for row in outbox.by_key(self.connection, keys)} if keys else {}
        ids.update(self.orders.values(), *self._by_place.values(), *self._by_person.values())
        versions = {one.session: one.version for one in (*there, *here)}
        self.held = cache.fetch(self.connection, self.house, ids, versions) if ids else {}

    def fetch(self, cache: Cache, id: str) -> Held | None:
        """One session more than was foreseen."""
        if id not in self.held:
            self.held |= cache.fetch(self.connection, self.house, [id])
        return self.held.get(id)

    def in_place(self, place: PlaceId) -> list[Held]:
        """The sessions that meet there."""
        return self._of(self._by_place[sessions.place_ref(self.house.keys, place)])

    def of_person(self, person: PersonId) -> list[Held]:
        """The sessions that somebody is in; known for people who act in their direct chat."""
        return self._of(self._by_person[sessions.person_ref(self.house.keys, person)])

    def _of(self, ids: Iterable[str]) -> list[Held]:
        found = (self.held[id] for id in ids if id in self.held)
        return [held for held in found if held.key is not None and not held.session.erased]

    def take(self, step: Step) -> None:
        """A message has gone through: what it changed is true for those behind it."""
        self.writes.take(step.writes)
        held = step.held
        assert held is not None  # a step of no session is never carried out
        id = held.session.id
        before = self.held.get(id)
        self.held[id] = held
        self.changed.add(id)
        self.to_empty |= step.to_empty
        if step.erased:
            self.erased.add(id)
        if before is None or before.places is not held.places:
            for place in held.places.values():
                self._by_place[sessions.place_ref(self.house.keys, place.id)].add(id)
        if before is None or before.people is not held.people:
            for person in held.people.values():
                self._by_person[sessions.person_ref(self.house.keys, person)].add(id)
