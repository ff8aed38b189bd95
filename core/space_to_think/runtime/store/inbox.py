"""What was taken, so that nothing is taken twice; and how far each platform was read."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from space_to_think.runtime.clock import micros
from space_to_think.runtime.store.tables import cursors, inbox

KEPT: Final = timedelta(days=7)

_seen: Final = select(inbox.c.key).where(inbox.c.key.in_(bindparam("keys", expanding=True)))


def seen(connection: Connection, keys: Collection[bytes]) -> set[bytes]:
    """Those of the keys that were taken before."""
    return set(connection.execute(_seen, {"keys": list(keys)}).scalars())


def forget(connection: Connection, now: datetime) -> int:
    """Drop the keys that are older than a week; how many."""
    return connection.execute(delete(inbox).where(inbox.c.at < micros(now - KEPT))).rowcount


def cursor(connection: Connection, adapter: str) -> str | None:
    """How far an adapter has read its platform."""
    return connection.execute(select(cursors.c.cursor).where(cursors.c.adapter == adapter)).scalar_one_or_none()
