"""SQLite, in a thread of its own: the only module that knows how the store's functions get there and back.

One hop between the event loop and that thread costs as much as a commit, so callers hand over a whole batch: a
synchronous function of a `sqlalchemy.Connection`, run in one transaction and committed before the call returns.

SQLite 3.7.0 to 3.51.2 can lose what one connection writes while another checkpoints (https://sqlite.org/wal.html,
"WAL-reset bug"). So a service has one connection, and whoever writes beside it, a command of the operator's, takes
turns with it: a transaction and the checkpoint that follows it are one turn.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from errno import EACCES, ENOENT, ENOSPC, EROFS
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from space_to_think.runtime import locks
from space_to_think.runtime.errors import BrokenStore, OperatorFault, StoreInUse, StoreUnavailable
from space_to_think.runtime.store.schema import HEAD, migrate, revision

log = structlog.get_logger()

T = TypeVar("T")

# Shorter than the three seconds in which a person gets an answer.
BUSY_SECONDS: Final = 2.0
PRAGMAS: Final = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")

# SQLite's names for what mends itself, and for what does not.
PASSING: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN",
                  "SQLITE_NOMEM", "SQLITE_PERM", "SQLITE_PROTOCOL")  # fmt: skip
BROKEN: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# The same for the file beside the store that turns are taken with.
DISK: Final = {ENOSPC: "SQLITE_FULL", EROFS: "SQLITE_READONLY", EACCES: "SQLITE_READONLY", ENOENT: "SQLITE_CANTOPEN"}


class SqliteStore:
    """One connection, one thread, one writer."""

    def __init__(self, url: str) -> None:
        database = make_url(url).database
        if not database or database == ":memory:":
            raise OperatorFault("The store needs a file.", 'Write store.url as "sqlite:///space-to-think.db".')
        self.path = Path(database)
        self._begin = "BEGIN IMMEDIATE"
        self._engine = self._make_engine()
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._changes = -1
        self._owned: TextIOWrapper | None = None
        self._turns = locks.Turns(self.path)
        self.to_empty = False  # something that was erased may still stand in the write-ahead log

    async def open(self) -> None:
        """Make the file if there is none, and bring it to this version's schema.

        Raises StoreInUse when a service works on it that has the schema from before.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        found = await self.read(revision)
        if found is None or found == HEAD or self._owned is not None:
            await self.run(migrate)
            return
        self.own()
        try:
            await self.run(migrate)
        finally:
            self.disown()

    async def run(self, work: Callable[[Connection], T], done: Callable[[T], None] | None = None) -> T:
        """Run `work` in one transaction, and return once it is committed; `done` is told then, in the same thread.

        Raises StoreUnavailable when the disk or the file does not let us, BrokenStore when the file is damaged;
        whatever else `work` raises is raised here. Nothing of it is kept then.
        """

        def whole() -> T:
            result = self._in_turn(partial(self.transact, work, "BEGIN IMMEDIATE"))
            if done is not None:
                done(result)
            return result

        return await asyncio.get_running_loop().run_in_executor(self._thread, whole)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """The same for work that only reads: it waits for no writer."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.transact, work, "BEGIN")

    def transact(self, work: Callable[[Connection], T], begin: str) -> T:
        """What `run` does in the thread."""
        self._begin = begin
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with self._connection.begin():
                result = work(self._connection)
                _intact(self._connection)
                return result
        except DBAPIError as error:
            fault = _fault(error)
            if fault is None:
                raise
            self._drop()
            raise fault from None

    def _in_turn(self, work: Callable[[], T]) -> T:
        try:
            self._turns.take(BUSY_SECONDS)
        except TimeoutError:
            raise StoreUnavailable("SQLITE_BUSY") from None
        except OSError as error:
            raise StoreUnavailable(DISK.get(error.errno or 0, "SQLITE_IOERR")) from None
        try:
            return work()
        finally:
            self._turns.give()

    async def changed(self) -> bool:
        """Whether another connection has written since this was asked last."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._changed)

    def _changed(self) -> bool:
        def ask(connection: Connection) -> int:
            return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

        before, self._changes = self._changes, self.transact(ask, "BEGIN")
        return before not in (-1, self._changes)

    async def truncate(self) -> bool:
        """Empty the write-ahead log, so that nothing that was erased is left in it.

        False: somebody reads just now, or the disk does not let us. `to_empty` says so until it has been done.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._truncate)
        return not self.to_empty

    def _truncate(self) -> None:
        self.to_empty = True
        if self._connection is not None:
            with suppress(StoreUnavailable):
                self._in_turn(partial(self._checkpoint, self._connection))

    def _checkpoint(self, connection: Connection) -> None:
        # Outside a transaction, so below SQLAlchemy. Nobody's message waits for those who read.
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("PRAGMA busy_timeout = 0")
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")
        except sqlite3.Error as error:
            log.warning("log not emptied", error=type(error).__name__)
            self._drop()
        else:
            self.to_empty = bool(busy)

    def own(self) -> None:
        """Keep other services away from this store; StoreInUse when one works on it."""
        self._owned = locks.take(self.path)
        if self._owned is None:
            cure = "Stop it first, or give this one a store of its own."
            raise StoreInUse(f"Another service works on {self.path}.", cure)

    def disown(self) -> None:
        """Let others work on this store."""
        if self._owned is not None:
            self._owned.close()
            self._owned = None

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        self._engine.dispose()
        self._thread.shutdown()
        self._turns.close()
        self.disown()

    def _drop(self) -> None:
        # A connection that met a full or failing disk is not used again.
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
            self._changes = 0  # each connection counts for itself: whatever others wrote meanwhile is to be noticed

    def _make_engine(self) -> Engine:
        # Errors of ours must not show what people said: parameters stay out of their text.
        url = f"sqlite:///{self.path}"
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", self._at_begin)
        return engine

    def _at_begin(self, connection: Connection) -> None:
        connection.exec_driver_sql(self._begin)


def _prepare(driver: sqlite3.Connection, _record: object) -> None:
    # The module's own guesses about when to begin would leave DDL outside transactions.
    driver.isolation_level = None
    for pragma in PRAGMAS:
        driver.execute(f"PRAGMA {pragma}").close()


def _intact(connection: Connection) -> None:
    # SQLite ends a transaction by itself when a statement meets a failing or full disk. Had `work` swallowed that
    # error, the driver's commit would do nothing and say nothing, and all of it would be taken for stored.
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        raise StoreUnavailable("SQLITE_IOERR")


def _fault(error: DBAPIError) -> StoreUnavailable | BrokenStore | None:
    code = str(getattr(error.orig, "sqlite_errorname", ""))
    if code.startswith(PASSING):
        return StoreUnavailable(code)
    if code.startswith(BROKEN):
        return BrokenStore("The store's file is damaged.", "Stop the service and restore the newest backup.")
    return None
