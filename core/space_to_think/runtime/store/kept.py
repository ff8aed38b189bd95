"""What adapters have to keep, such as tokens: small sealed values, found by a blind index of their names."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from space_to_think.runtime.secrets import Keys
from space_to_think.runtime.store.tables import kept

_this: Final = (kept.c.adapter == bindparam("of")) & (kept.c.name == bindparam("called"))
_put: Final = upsert(kept)
_replace: Final = _put.on_conflict_do_update(
    index_elements=["adapter", "name"], set_={"sealed": _put.excluded.sealed}
)  # fmt: skip


def put(connection: Connection, keys: Keys, adapter: str, name: str, value: bytes | None) -> None:
    """Keep a value under its name; None: nothing any more."""
    blind = keys.once("kept", adapter, name)
    if value is None:
        connection.execute(delete(kept).where(_this), {"of": adapter, "called": blind})
        return
    row = {"adapter": adapter, "name": blind, "sealed": keys.seal(_row(adapter, blind), value)}
    connection.execute(_replace, row)


def get(connection: Connection, keys: Keys, adapter: str, name: str) -> bytes | None:
    """What is kept under a name; None when that is nothing. Raises KeyFault."""
    blind = keys.once("kept", adapter, name)
    found = connection.execute(select(kept.c.sealed).where(_this), {"of": adapter, "called": blind})
    sealed = found.scalar_one_or_none()
    return None if sealed is None else keys.open(_row(adapter, blind), sealed)


def rewrap(connection: Connection, keys: Keys) -> None:
    """Seal everything anew, with the newest key. There are few of them."""
    for row in connection.execute(select(kept)).all():
        named = _row(row.adapter, row.name)
        sealed = keys.seal(named, keys.open(named, row.sealed))
        values = {"of": row.adapter, "called": row.name}
        connection.execute(update(kept).where(_this).values(sealed=sealed), values)


def _row(adapter: str, blind: bytes) -> str:
    return f"kept/{adapter}/{blind.hex()}"
