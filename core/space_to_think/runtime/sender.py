"""The sender: takes rows out of the outbox, has the adapters carry them out, and writes down what became of each.

Everything a round writes is one hop: the receipts that have come in, what pacing lets go, and the next rows to send.
Rows of one destination go one at a time, in order. A row stands as `sending` before its adapter sees it, so that after
a crash it is known that it may have arrived.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, assert_never

import structlog
from sqlalchemy import Connection
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError

from space_to_think.cards import GROUP_SLOT
from space_to_think.delivery import Adapter, Failed, Receipt, Retry, Sent, Uncertain, Vanished
from space_to_think.identity import PersonId
from space_to_think.messages import Card, Message, Person, Text, Who
from space_to_think.runtime import advice, orders
from space_to_think.runtime.clock import LOOK, micros, told_to_end, wait
from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.house import House
from space_to_think.runtime.pacing import release
from space_to_think.runtime.post import ORDER_SLOTS, Post
from space_to_think.runtime.rendering import Outgoing, outgoing
from space_to_think.runtime.secrets import new_id
from space_to_think.runtime.store import contents, erasing, meta, outbox
from space_to_think.runtime.store.sessions import Held, of_people
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.writes import Writes
from space_to_think.runtime.work import Cache

log = structlog.get_logger()

AT_ONCE: Final = 64  # deliveries under way
MOST_TRIES: Final = 200  # more than a day
HANGS: Final = 600.0  # seconds after which an adapter that says nothing of a delivery is not waited for any longer


@dataclass(frozen=True, slots=True)
class Round:
    """What a round found to send, and when there may be more."""

    outgoing: Sequence[Outgoing]
    more: bool
    next: datetime | None
    erased: Sequence[str]


class Sender:
    """Sends for every adapter of this service. `holder` names this process in the leases."""

    def __init__(self, house: House, store: SqliteStore, cache: Cache, adapters: Mapping[str, Adapter]) -> None:
        self._house = house
        self._store = store
        self._cache = cache
        self._adapters = adapters
        self._holder = new_id()
        self._wake = asyncio.Event()
        self._flying: dict[asyncio.Task[None], int] = {}  # by row
        self._back: list[tuple[Outgoing, Receipt]] = []
        self._pauses: dict[tuple[str, str], datetime] = {}  # a tenant that asked us to wait
        self._unsure = False  # whether a round that failed has been committed all the same
        self._stopping = False
        self._begun = 0  # rounds
        self._quiet = 0  # the last round that found nothing to do
        self._over = asyncio.Event()  # set for a moment when a round is over

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def settled(self) -> None:
        """Return when everything that can go now has gone."""
        wanted = self._begun + 1
        while self._quiet < wanted:
            self._wake.set()
            await self._over.wait()

    async def landed(self) -> None:
        """After `stop`: return when nothing is under way, and what became of it is written down."""
        await self.settled()

    async def recover(self) -> None:
        """After a start: what was under way when the last process ended."""
        await self._store.run(self._recover)

    def _recover(self, connection: Connection) -> None:
        idempotent = [name for name, adapter in self._adapters.items() if adapter.features.idempotent]
        if meta.take(connection, meta.COPY) is not None:  # a key that was used before the copy is no help after it
            outbox.copied(connection)
            idempotent = []
        outbox.end_leases(connection)
        for row in outbox.recover(connection, idempotent):
            self._tell(connection, row, "uncertain")

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._wake.clear()
            self._begun += 1
            back, self._back = self._back, []
            try:
                found = await self._store.run(partial(self._round, back=back, flying=[*self._flying.values()]))
            except StoreUnavailable as fault:
                self._unsure = True
                log.error("store unavailable", code=fault.code, cure=fault.cure, receipts=len(back))
                self._back = back + self._back
                await asyncio.sleep(LOOK)
                continue
            self._unsure = False
            if found.erased:
                await self._store.truncate()
            self._start(found.outgoing)
            if not (found.more or found.outgoing or self._flying or self._back):
                self._quiet = self._begun
            self._over.set()
            self._over.clear()
            if not found.more:
                await wait(self._house.clock, self._wake, found.next)

    def _start(self, found: Sequence[Outgoing]) -> None:
        for one in found:
            task = asyncio.create_task(self._deliver(one))
            self._flying[task] = one.row.seq
            task.add_done_callback(self._landed)

    def stop(self) -> None:
        """Take nothing new, and give what is under way the time it needs."""
        self._stopping = True
        self._wake.set()

    async def _deliver(self, one: Outgoing) -> None:
        adapter = self._adapters[one.row.adapter]
        try:
            async with asyncio.timeout(HANGS):
                receipt = _receipt(await adapter.deliver(one.delivery))
        except (Exception, asyncio.CancelledError) as error:
            if told_to_end(error):
                raise
            log.warning("delivery failed", adapter=adapter.name, error=type(error).__name__)
            receipt = Retry() if adapter.features.idempotent else Uncertain()
        self._back.append((one, receipt))

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        self._wake.set()

    # ---- in the store's thread

    def _round(
        self, connection: Connection, back: Sequence[tuple[Outgoing, Receipt]], flying: Collection[int]
    ) -> Round:
        now = self._house.clock.now()
        for one, receipt in back:
            self._receive(connection, one, receipt, now)
        if self._unsure:
            outbox.unclaim(connection, flying)
        erased = erasing.ready(connection, now)
        for session in erased:
            erasing.whole(connection, session)
        self._cache.drop(erased)
        if self._stopping:
            return Round((), False, None, erased)
        more = release(connection, self._house, self._cache, now)
        paused = [tenant for tenant, until in self._pauses.items() if now < until <= now + outbox.LONGEST]
        free = AT_ONCE - len(self._flying)
        rows = outbox.claim(connection, self._holder, now, free, list(self._adapters), paused) if free > 0 else ()
        sessions = self._cache.readable(connection, self._house, {row.session for row in rows})
        people = Counter(one.ref for one in of_people(connection, {row.dest for row in rows if row.number is not None}))
        tried = [self._outgoing(connection, row, sessions, people[row.dest] > 1, now) for row in rows]
        ready = [one for one in tried if one is not None]
        return Round(ready, more or len(ready) < len(rows), outbox.next_time(connection, now), erased)

    def _outgoing(
        self, connection: Connection, row: Row[Any], sessions: Mapping[str, Held | None], several: bool, now: datetime
    ) -> Outgoing | None:
        if row.session not in sessions:  # it cannot be read
            self._again(connection, row, None, now)
            return None
        held = sessions[row.session]
        slot = GROUP_SLOT if row.slot == ORDER_SLOTS[orders.Hold] else row.slot
        stands = None if slot is None else outbox.in_slot(connection, row.session, row.dest, slot)
        try:
            if row.session == advice.NO_SESSION:
                one = advice.outgoing(self._house, row)
            else:
                one = None if held is None else outgoing(self._house, connection, row, held, stands, several)
        except DBAPIError:
            raise  # no fault of this message's: it is said when the store can be read again
        except Exception as error:
            log.error("message cannot be said", error=type(error).__name__)
            outbox.close(connection, row.seq, "failed", now)
            return None
        if one is None:
            outbox.close(connection, row.seq, "dropped", now)
        return one

    def _receive(self, connection: Connection, one: Outgoing, receipt: Receipt, now: datetime) -> None:
        row = one.row
        match receipt:
            case Sent(ref, waits):
                self._arrived(connection, one, ref, now)
                for person in waits:
                    self._tell(connection, row, "waits", person)
            case Retry(after, only):
                self._again(connection, row, after, now, only)
            case Uncertain() if one.replaces:
                self._again(connection, row, None, now)
            case Uncertain():
                outbox.close(connection, row.seq, "uncertain", now)
                self._tell(connection, row, "uncertain")
            case Vanished() if one.replaces and not row.order:
                outbox.empty(connection, row.session, row.dest, row.slot)
                outbox.mark(connection, [row.seq], state="pending", key=new_id(), attempts=0)
            case Vanished():
                outbox.close(connection, row.seq, "failed", now)
            case Failed(why, unreachable):
                log.warning("not delivered", adapter=row.adapter, why=why)
                outbox.close(connection, row.seq, "failed", now)
                if unreachable:
                    self._tell(connection, row, "unreachable")
            case _:
                assert_never(receipt)

    def _arrived(self, connection: Connection, one: Outgoing, ref: str | None, now: datetime) -> None:
        row = one.row
        outbox.close(connection, row.seq, "sent", now)
        contents.drop(connection, one.shows)
        if row.slot is None or row.order or ref is None:
            return
        held = self._known(connection, row.session)
        if held is None or held.key is None:
            return
        stood = outbox.in_slot(connection, row.session, row.dest, row.slot)
        outbox.fill(connection, self._house.keys, held.key, row, ref)
        moved = stood is None or outbox.ref_in(held.key, stood) != ref
        if moved and row.slot == GROUP_SLOT and row.place is not None:
            post = Post(self._house, held, now)
            self._queue(connection, [r for r in post.order(orders.Hold(GROUP_SLOT)) if r["place"] == row.place])

    def _again(
        self, connection: Connection, row: Row[Any], after: float | None, now: datetime, only: bool = False
    ) -> None:
        if row.attempts + 1 >= MOST_TRIES:
            outbox.close(connection, row.seq, "failed", now)
            return
        seconds = 2 ** min(row.attempts, 10) if after is None else after
        wait = min(timedelta(seconds=seconds), outbox.LONGEST)
        if after is not None and not only:
            self._pauses[row.adapter, row.tenant] = now + wait
        outbox.mark(connection, [row.seq], state="pending", not_before=micros(now + wait))

    def _tell(self, connection: Connection, row: Row[Any], what: str, about: PersonId | None = None) -> None:
        """Tell the facilitator, or whoever asked for the session while there is none, what may not have been read.

        It is `about` whoever the row goes to, unless somebody of the session is named.
        """
        held = self._known(connection, row.session)
        if held is None or held.key is None or row.order:
            return
        number = row.number if about is None else held.number(about)
        to = held.session.facilitator or held.session.requester
        if to == number or (about is not None and number is None):
            return
        facts = {} if number is None else {"who": Who(number)}
        text = Text(f"undelivered-{what}{'-group' if number is None else ''}", facts)
        message = Message(Person(to), Card((text,)), asked=True)
        self._queue(connection, list(Post(self._house, held, self._house.clock.now()).rows([message])))

    def _known(self, connection: Connection, session: str) -> Held | None:
        """A session, where one that cannot be read is passed over."""
        return self._cache.readable(connection, self._house, [session]).get(session)

    def _queue(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        writes = Writes()
        for row in rows:
            writes.add("outbox", row)
        writes.flush(connection)


def _receipt(given: object) -> Receipt:
    """What an adapter gave, where it is one: an adapter that forgets it must not stop those of others. TypeError."""
    if not isinstance(given, Receipt):
        raise TypeError
    return given
