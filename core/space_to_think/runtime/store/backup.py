"""Copies of the store: made while a service works on it, and put back elsewhere.

A copy is one file with everything up to one moment. It says of itself that it is a copy, so that whatever was on its
way out then is not sent again by a service that starts on it. The key file is not in it.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from space_to_think.runtime import locks
from space_to_think.runtime.clock import micros
from space_to_think.runtime.errors import BackupFault, BrokenStore, StoreInUse
from space_to_think.runtime.store import meta

T = TypeVar("T")


def make(store: Path, folder: Path, now: datetime) -> Path:
    """Copy the store into a folder; the file that was made. Raises BackupFault, or BrokenStore for a damaged store."""
    if not store.exists():
        raise BackupFault(f"There is no store at {store}.", "Look at store.url in the configuration.")
    target = folder / f"{store.stem}-{now:%Y%m%dT%H%M%SZ}.db"
    unfinished = target.with_suffix(".unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _copy(store, unfinished)
        _in(unfinished, lambda connection: meta.put(connection, meta.COPY, str(micros(now))))
        _durably(unfinished)
        unfinished.replace(target)
        _durably(folder)
    except (OSError, sqlite3.Error) as error:
        cure = f"Look whether {folder} is writable, and whether its disk has room."
        raise BackupFault(f"The backup could not be made ({_why(error)}).", cure) from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return target


def _copy(store: Path, target: Path) -> None:
    """All pages in one go, from one moment; whoever writes meanwhile is not kept waiting."""
    source, copy = sqlite3.connect(store), sqlite3.connect(target)
    with closing(source), closing(copy):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        _sound(copy)


def restore(copy: Path, store: Path) -> None:
    """Put a copy where a store is to be. Raises BackupFault, BrokenStore for a damaged copy, or StoreInUse."""
    if not copy.exists():
        raise BackupFault(f"There is no backup at {copy}.", "Name a file that `space-to-think backup` has made.")
    if store.exists():
        raise BackupFault(f"There is a store at {store} already.", "Move it away first: nothing is overwritten.")
    beside = store.with_name(store.name + ".unfinished")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock = locks.take(store)
        if lock is None:
            raise StoreInUse(f"A service works on {store}.", "Stop it first.")
        with lock:
            os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            copyfile(copy, beside)
            with closing(sqlite3.connect(beside)) as connection:
                _sound(connection)
            if _in(beside, lambda connection: meta.read(connection, meta.COPY)) is None:
                raise BackupFault(f"{copy} is no backup.", "Name a file that `space-to-think backup` has made.")
            for rest in ("-wal", "-shm"):
                store.with_name(store.name + rest).unlink(missing_ok=True)
            _durably(beside)
            beside.replace(store)
            _durably(store.parent)
    except (OSError, sqlite3.Error) as error:
        cure = f"Look whether {store.parent} is writable, and whether its disk has room."
        raise BackupFault(f"The backup could not be put back ({_why(error)}).", cure) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _sound(connection: sqlite3.Connection) -> None:
    try:
        found = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BrokenStore("The file is damaged, and so would be its copy.", "Use the newest backup that is sound.")


def _in(file: Path, work: Callable[[Connection], T]) -> T:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        return work(connection)


def _durably(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: OSError | sqlite3.Error) -> str:
    return str(error.strerror) if isinstance(error, OSError) else error.sqlite_errorname
