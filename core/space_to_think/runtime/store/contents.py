"""What people gave, sealed under their session's key. Anonymous ones lie apart, with a random id and nothing else."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, select
from sqlalchemy.engine import Row

from space_to_think.runtime.secrets import SessionKey
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.decide import Content
from space_to_think.session.state import Audience, Keep, Number
from space_to_think.wording.reader import Spoken

# Made once: to put a statement together takes SQLAlchemy several times as long as to run it.
_ids: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_drop: Final = [delete(table).where(table.c.id.in_(_ids)) for table in (t.contents, t.unnamed)]


def add(writes: Writes, key: SessionKey, content: Content, ref: bytes | None) -> None:
    """Seal what somebody gave. `ref` is the blind index of the message it came with."""
    row = {
        "id": content.id,
        "session": key.session,
        "kind": content.kind,
        "round": content.round,
        "audience": content.audience.value,
        "keep": content.keep.value,
        "sealed": key.seal(f"contents/{content.id}", content.text.encode()),
    }
    if content.by is None:
        writes.add("unnamed", row)
    else:
        writes.add("contents", row | {"by": content.by, "stage": content.stage, "ref": ref})


def words(connection: Connection, key: SessionKey, id: str) -> Spoken | None:
    """One contribution; None when it is gone."""
    for table in (t.contents, t.unnamed):
        row = connection.execute(select(table).where(table.c.id == id, table.c.session == key.session)).first()
        if row is not None:
            return _spoken(key, row)
    return None


def all_of(connection: Connection, key: SessionKey, kind: str, round: int, by: Number | None) -> Sequence[Spoken]:
    """Everything of a kind given in a round, by one person if one is named; anonymous ones in order of their ids."""

    def of(table: Any) -> Select[Any]:
        return select(table).where(table.c.session == key.session, table.c.kind == kind, table.c.round == round)

    named = of(t.contents) if by is None else of(t.contents).where(t.contents.c.by == by)
    found = [_spoken(key, row) for row in connection.execute(named)]
    if by is None:
        found += [_spoken(key, row) for row in connection.execute(of(t.unnamed).order_by(t.unnamed.c.id))]
    return found


def _spoken(key: SessionKey, row: Row[Any]) -> Spoken:
    text = key.open(f"contents/{row.id}", row.sealed).decode()
    return Spoken(row.id, getattr(row, "by", None), text, row.kind, row.round, Audience(row.audience))


def by_ref(connection: Connection, ref: bytes) -> tuple[str, str] | None:
    """The session and the contribution that came with a message."""
    row = connection.execute(select(t.contents.c.session, t.contents.c.id).where(t.contents.c.ref == ref)).first()
    return None if row is None else (row.session, row.id)


def drop(connection: Connection, ids: Collection[str]) -> None:
    """Erase single contributions."""
    for statement in _drop if ids else ():
        connection.execute(statement, {"ids": list(ids)})


def drop_unshown(connection: Connection, session: str, shown: Collection[str]) -> None:
    """Erase the anonymous ones of a session that were never shown. `shown` holds "round.kind" of those that were."""
    query = select(t.unnamed.c.id, t.unnamed.c.round, t.unnamed.c.kind).where(t.unnamed.c.session == session)
    drop(connection, [row.id for row in connection.execute(query) if f"{row.round}.{row.kind}" not in shown])


def drop_kept(connection: Connection, session: str, keep: Keep, stage: str | None = None) -> None:
    """Erase what was to be kept so long and no longer; of one stage, if one is named."""
    named = delete(t.contents).where(t.contents.c.session == session, t.contents.c.keep == keep.value)
    connection.execute(named if stage is None else named.where(t.contents.c.stage == stage))
    if stage is None:
        connection.execute(delete(t.unnamed).where(t.unnamed.c.session == session, t.unnamed.c.keep == keep.value))
