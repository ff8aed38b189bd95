"""What was taken, so that nothing is taken twice; and how far each platform was read."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from space_to_think.runtime.clock import micros
from space_to_think.runtime.store.prepared import Prepared
from space_to_think.runtime.store.tables import cursors, inbox

KEPT: Final = timedelta(days=7)

_seen: Final = Prepared(select(inbox.c.key).where(inbox.c.key.in_(bindparam("keys", expanding=True))))
_take: Final = Prepared(insert(inbox))


def seen(connection: Connection, keys: Collection[bytes]) -> set[bytes]:
    """Those of the keys that were taken before."""
    return set(_seen.run(connection, {"keys": list(keys)}).scalars()) if keys else set()


def take(connection: Connection, keys: Collection[bytes], at: datetime) -> set[bytes]:
    """Write down that these are taken now; those of them that had not been taken before."""
    fresh = set(keys) - seen(connection, keys)
    _take.run_all(connection, [{"key": key, "at": micros(at)} for key in fresh])
    return fresh


def forget(connection: Connection, now: datetime) -> int:
    """Drop the keys that are older than a week; how many."""
    return connection.execute(delete(inbox).where(inbox.c.at < micros(now - KEPT))).rowcount


def cursor(connection: Connection, adapter: str) -> str | None:
    """How far an adapter has read its platform."""
    return connection.execute(select(cursors.c.cursor).where(cursors.c.adapter == adapter)).scalar_one_or_none()
