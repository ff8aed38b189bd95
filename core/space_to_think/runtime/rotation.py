"""Rotating the key: every session's key is wrapped anew, a few at a time, beside a running service."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Final

from sqlalchemy import Connection, select, update

from space_to_think.runtime import locks
from space_to_think.runtime.errors import KeyFault
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.store import kept
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.tables import sessions

AT_ONCE: Final = 200  # sessions in one transaction, so that nobody's message waits long
REST: Final = 4 * locks.NAP  # seconds between two, in which a service that waits for its turn looks whether it may
NOTICED: Final = 2.5  # seconds in which a running service takes up the new key


async def rotate(store: SqliteStore, file: KeyFile) -> int:
    """Make a new key and wrap every session's key with it; how many. Raises KeyFault or StoreUnavailable.

    The old keys stay in the file: backups that were made before need them. `forget_old` drops them.
    """
    with _alone(file):
        keys = file.rotate()
        done = await _rewrap(store, keys)
        # A service that has not noticed yet may have begun a session with the old key.
        await asyncio.sleep(NOTICED)
        done += await _rewrap(store, keys)
    await store.truncate()
    return done


async def forget_old(store: SqliteStore, file: KeyFile) -> int:
    """Drop the old keys; how many. No service may run: it could still use one. Raises KeyFault or StoreInUse."""
    store.own()
    with _alone(file):
        await _rewrap(store, file.read())
        return file.forget_old()


@contextmanager
def _alone(file: KeyFile) -> Generator[None]:
    lock = locks.take(file.path)
    if lock is None:
        raise KeyFault("The key is being rotated already.", "Wait until that has ended.")
    with lock:
        yield


async def _rewrap(store: SqliteStore, keys: Keys) -> int:
    await store.run(partial(kept.rewrap, keys=keys))
    done, last = 0, ""
    while True:
        count, last = await store.run(partial(_some, keys=keys, after=last))
        done += count
        if not last:
            return done
        await asyncio.sleep(REST)


def _some(connection: Connection, keys: Keys, after: str) -> tuple[int, str]:
    """How many of the next sessions were wrapped with another key, and the last of them; "" when there are no more."""
    wrapped = sessions.c.wrapped_key
    query = select(sessions.c.id, wrapped).where(wrapped.is_not(None), sessions.c.id > after)
    rows = connection.execute(query.order_by(sessions.c.id).limit(AT_ONCE)).all()
    anew = {row.id: keys.rewrap(row.id, row.wrapped_key) for row in rows}
    old = {id: key for id, key in anew.items() if key is not None}
    for id, key in old.items():
        connection.execute(update(sessions).where(sessions.c.id == id).values(wrapped_key=key))
    return len(old), rows[-1].id if rows else ""
