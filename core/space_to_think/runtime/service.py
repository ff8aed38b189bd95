"""The service: everything put together, started, and stopped without losing anything."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

import structlog
from sqlalchemy import Connection
from sqlalchemy.engine import Row

from space_to_think.delivery import Adapter
from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, Inbound
from space_to_think.runtime import operating, reviews
from space_to_think.runtime.clock import told_to_end
from space_to_think.runtime.deadlines import Deadlines
from space_to_think.runtime.desk import Desk
from space_to_think.runtime.engine import Engine
from space_to_think.runtime.errors import KeyFault, OperatorFault, RuntimeFault, SchemaFault, StoreUnavailable
from space_to_think.runtime.house import House
from space_to_think.runtime.memory import Memory
from space_to_think.runtime.offices import Offices
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.sender import Sender
from space_to_think.runtime.step import Step
from space_to_think.runtime.store import agencies, erasing, inbox, kept, meta, outbox, pasts, schema, sessions
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.watching.watching import Watching
from space_to_think.runtime.work import Cache, Work
from space_to_think.session.commands import Erase
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.events import Record
from space_to_think.words import Table

log = structlog.get_logger()

TIDY: Final = timedelta(hours=1)
PAUSE: Final = 5.0  # seconds before an adapter that failed is started again
LAST: Final = 5.0  # seconds that what is under way is given at the end
AGAIN: Final = 1.0  # seconds until what the disk did not let us do is tried again


class Service:
    """`async with Service(parts) as service:` runs it. It is the Runtime that adapters are given."""

    def __init__(self, parts: Parts) -> None:
        self.clock = parts.clock
        self.store = SqliteStore(parts.url)
        self._parts = parts
        self._key_file = KeyFile(parts.key_file)
        self._tasks: list[asyncio.Task[None]] = []
        self._adapters: list[asyncio.Task[None]] = []
        self._unlisted: set[str] = set()  # erased, and not on the list yet
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # ---- start and stop

    async def open(self) -> None:
        """Open the store and get ready to take messages. Raises OperatorFault with its cure."""
        parts = self._parts
        await self.store.open()
        await self.store.changed()  # from here on it says whether others have written
        keys = await self.store.run(partial(meta.keys, file=self._key_file))
        await self.store.run(partial(agencies.seed, wanted=parts.agencies, now=self.clock.now()))
        self.house = self._house(keys)
        self.cache = Cache()
        await self.store.changed()  # whatever another process writes from here on is noticed
        self.house.agencies = await self.store.read(agencies.load)
        await self._forget_again()
        adapters = {adapter.name: adapter for adapter in parts.adapters}
        self.offices = Offices(self.house, self.cache)
        desk = Desk(self.house, self.cache, self.offices)
        self._sender = Sender(self.house, self.store, self.cache, adapters)
        self._engine = Engine(self.store, desk, Memory(self.house), self._committed)
        self._deadlines = Deadlines(self.store, self.clock, self._engine.accept, self._changed)
        self.watching = Watching(self.store, self._engine, self.clock, parts.host)

    async def start(self) -> None:
        """Start, and go on with what was under way. Raises OperatorFault."""
        try:
            self.store.own()
            await self.open()
            await self._sender.recover()
            await self.watching.listen(self._parts.web)
        except BaseException:
            await self.store.close()
            raise
        for run in (self._engine.run, self._sender.run, self._deadlines.run, self._tidy, self._finish):
            self._tasks.append(asyncio.create_task(self._must(run())))
        self._adapters = [asyncio.create_task(self._adapter(adapter)) for adapter in self._parts.adapters]

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, and close the store: within ten seconds, whatever hangs."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST):
                await self._engine.drain()
                self._sender.stop()
                await self._sender.landed()  # an adapter may need to read for what it delivers
                await _cancel(self._adapters)
        await _cancel([*self._adapters, *self._tasks])
        await self.watching.close()
        with suppress(RuntimeFault):
            await self.store.run(outbox.end_leases)
        await self.store.close()
        if self.failed.done():
            self.failed.exception()  # has been told where it happened

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _house(self, keys: Keys) -> House:
        host = self._parts.host
        features = {adapter.name: adapter.features for adapter in self._parts.adapters}
        return House(keys, host, self._parts.wording, Table.of(host.manifests), self.clock, features)

    async def _must(self, run: Any) -> None:
        """Run one of our own parts; when it fails, the service has failed."""
        try:
            await run
        except (Exception, asyncio.CancelledError) as error:
            if told_to_end(error):
                raise
            log.critical("service failed", error=type(error).__name__)
            if not self.failed.done():
                self.failed.set_exception(error)

    async def _adapter(self, adapter: Adapter) -> None:
        while True:
            try:
                self.watching.reading(adapter.name)
                await adapter.run(self)
                return
            except (Exception, asyncio.CancelledError) as error:
                if told_to_end(error):
                    raise
                self.watching.failed(adapter.name)
                cure = str(error) if isinstance(error, OperatorFault) else None
                log.error("adapter failed", adapter=adapter.name, error=type(error).__name__, cure=cure)
                await asyncio.sleep(PAUSE)

    # ---- what adapters are given

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        """Take one inbound; see `delivery.Runtime`."""
        began = monotonic()
        answer = await self._engine.accept(inbound, cursor)
        self.watching.meters.message(inbound, answer, monotonic() - began)
        return answer

    @property
    def sealing(self) -> Keys:
        """What encrypts for adapters."""
        return self.house.keys

    def private(self, words: str) -> bool:
        """Whether these words are nobody else's business."""
        return self.house.table.private(words)

    async def cursor(self, adapter: str) -> str | None:
        """How far an adapter's platform has been read."""
        return await self.store.read(partial(inbox.cursor, adapter=adapter))

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        """Keep a value for an adapter; see `delivery.Runtime`."""
        await self.store.run(partial(kept.put, keys=self.house.keys, adapter=adapter, name=name, value=value))

    async def kept(self, adapter: str, name: str) -> bytes | None:
        """What is kept for an adapter."""
        return await self.store.read(partial(kept.get, keys=self.house.keys, adapter=adapter, name=name))

    async def found(self, name: str, admin: PersonId) -> bool:
        """Add an agency; see `delivery.Founding`."""
        work = partial(operating.found, house=self.house, offices=self.offices, name=name, admin=admin)
        added = await self.store.run(work)
        await self.store.read(self._look_up)
        return added

    # ---- what others ask

    async def settle(self) -> None:
        """Return when nothing waits: no message, no deadline that is due, nothing that can be sent now."""
        while True:
            await self._sender.settled()
            if self._engine.idle and not await self._deadlines.due():
                return
            await asyncio.sleep(0)  # the scheduler has been woken by the same clock

    async def next_wake(self) -> datetime | None:
        """The next time at which anything is due."""

        def ask(connection: Connection) -> datetime | None:
            now = self.clock.now()
            times = (sessions.next_due(connection, now), outbox.next_time(connection, now))
            return min((at for at in times if at is not None), default=None)

        return await self.store.read(ask)

    async def records(self, session: str) -> tuple[Record, ...]:
        """A session's history, by its id or reference; empty when there is none."""

        def ask(connection: Connection) -> tuple[Record, ...]:
            id = sessions.by_reference(connection, session)
            return () if id is None else sessions.records(connection, id)

        return await self.store.read(ask)

    async def sessions(self) -> Sequence[Row[Any]]:
        """Every session, newest first."""
        return await self.store.read(sessions.listed)

    async def erase(self, session: str) -> bool:
        """Erase a session at once, by its id or reference; False when there is none."""

        def work(connection: Connection) -> str | None:
            id = sessions.by_reference(connection, session)
            held = None if id is None else self.cache.fetch(connection, self.house, [id]).get(id)
            if held is None or id is None:
                return None
            step = Step(self.house, held, self.clock.now())
            step.course.do(Erase("asked"))
            step.finish(held)
            step.writes.flush(connection)
            return id

        id = await self.store.run(work)
        if id is None:
            return False
        self.cache.drop([id])
        self._key_file.note_erased([id])
        await self.store.truncate()
        self._sender.wake()
        return True

    # ---- what the parts tell each other

    def _committed(self, work: Work) -> None:
        if work.erased:
            self._list(work.erased)
        if "outbox" in work.writes.rows or work.writes.then:
            self._sender.wake()
        for id in work.changed:
            deadline = next_deadline(work.held[id].session)
            if deadline is not None:
                self._deadlines.expect(deadline)

    async def _changed(self) -> None:
        """Another process has written: an admin's command, an erasing, a rotated key, or a newer version of us."""
        if await self.store.read(schema.revision) != schema.HEAD:
            raise SchemaFault("A newer version of Space to Think has changed the store.", "Start that one instead.")
        await self.store.read(self._look_up)
        await self.store.read(lambda _: self.house.keys.refresh())
        self.store.to_empty = True  # it may have erased something while we were reading
        self._sender.wake()

    def _look_up(self, connection: Connection) -> None:
        # In the store's thread, as in `Desk.committed`: a batch that is committed next must not be overwritten.
        self.house.agencies = agencies.load(connection)

    def _list(self, erased: Iterable[str]) -> None:
        """Put sessions on the list of the erased; what the disk does not let us write is written later."""
        self._unlisted.update(erased)
        try:
            self._key_file.note_erased(self._unlisted)
            self._unlisted.clear()
        except KeyFault as fault:
            log.error("erased sessions not listed", sentence=fault.sentence, cure=fault.cure)

    async def _forget_again(self) -> None:
        """Erase what a restored backup has brought back, and list what the list has missed."""
        listed = self._key_file.erased()

        def work(connection: Connection) -> tuple[list[str], list[str]]:
            back = erasing.unfinished(connection, listed)
            for session in back:
                erasing.whole(connection, session)
            return back, erasing.finished(connection)

        back, finished = await self.store.run(work)
        self._key_file.note_erased(finished)
        if back:
            await self.store.truncate()

    async def _tidy(self) -> None:
        def work(connection: Connection) -> bool:
            now = self.clock.now()
            inbox.forget(connection, now)
            outbox.forget(connection, now)
            pasts.forget(connection, now)
            return reviews.look(connection, self.house, now)

        while True:
            with suppress(StoreUnavailable):
                if await self.store.run(work):
                    self._sender.wake()
            await self.clock.sleep_until(self.clock.now() + TIDY)

    async def _finish(self) -> None:
        """Finish erasing where somebody's reading, or the disk, has kept us from it."""
        while True:
            await asyncio.sleep(AGAIN)
            if self.store.to_empty:
                await self.store.truncate()
            if self._unlisted:
                self._list(())


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
