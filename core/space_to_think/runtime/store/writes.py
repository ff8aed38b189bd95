"""What a batch is going to write: rows by table, then the rarer statements, all in the order they came about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, or_, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.sql.expression import ClauseElement

from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.prepared import Prepared

Row: TypeAlias = Mapping[str, Any]


def _replacing(table: Table) -> ClauseElement:
    """Insert, or overwrite the row with the same key; what may be unknown keeps what was known."""
    statement = upsert(table)
    key = [column.name for column in table.primary_key]
    rest = {
        column.name: func.coalesce(statement.excluded[column.name], column)
        if column.nullable
        else statement.excluded[column.name]
        for column in table.columns
        if column.name not in key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=rest)


# A row that stood in the slot and has never gone out gives way to the new one. Any other may have arrived: it is sent
# again with its own key, so that the new one finds what stands there and edits it.
_waits: Final = or_(*(t.outbox.c.state == state for state in ("waiting", "held", "pending")))
_give_way: Final = delete(t.outbox).where(
    t.outbox.c.session == bindparam("session"),
    t.outbox.c.slot == bindparam("slot"),
    t.outbox.c.dest == bindparam("dest"),
    _waits,
    t.outbox.c.attempts == 0,
)
_step: Final = (
    update(t.sessions)
    .where(t.sessions.c.id == bindparam("session"))
    .values({c.name: bindparam(c.name) for c in t.sessions.columns if c.name in
             ("version", "phase", "last_step", "next_deadline")})
)  # fmt: skip
_shown: Final = update(t.sessions).where(t.sessions.c.id == bindparam("session")).values(shown=bindparam("shown"))

# In this order: what gives way goes before what takes its place.
STATEMENTS: Final[Mapping[str, Prepared]] = {
    "failures": Prepared(insert(t.failures)),
    "sessions": Prepared(insert(t.sessions)),
    "step": Prepared(_step),
    "shown": Prepared(_shown),
    "snapshots": Prepared(_replacing(t.snapshots)),
    "events": Prepared(insert(t.events)),
    "people": Prepared(_replacing(t.people)),
    "places": Prepared(_replacing(t.places)),
    "told": Prepared(insert(t.told)),
    "contents": Prepared(_replacing(t.contents)),
    "unnamed": Prepared(insert(t.unnamed)),
    "give_way": Prepared(_give_way),
    "outbox": Prepared(insert(t.outbox)),
    "cursors": Prepared(_replacing(t.cursors)),
}


class Writes:
    """Rows to write, collected in memory; nothing reaches the store before `flush`."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.then: list[Callable[[Connection], None]] = []

    def add(self, name: str, row: Row) -> None:
        """One row for one of STATEMENTS."""
        self.rows.setdefault(name, []).append(row)

    def later(self, work: Callable[[Connection], None]) -> None:
        """Something rarer, done after all rows are written."""
        self.then.append(work)

    def take(self, other: "Writes") -> None:
        """Add everything that another one has collected."""
        for name, rows in other.rows.items():
            self.rows.setdefault(name, []).extend(rows)
        self.then.extend(other.then)

    def flush(self, connection: Connection) -> None:
        """Write it all: one statement a table."""
        if "outbox" in self.rows:
            self.rows["outbox"] = _latest(self.rows["outbox"])
        if "step" in self.rows:  # of a session's steps the last says how far it has come
            self.rows["step"] = [*{row["session"]: row for row in self.rows["step"]}.values()]
        for name, statement in STATEMENTS.items():
            statement.run_all(connection, self.rows.get(name, ()))
        for work in self.then:
            work(connection)


def _latest(rows: Sequence[Row]) -> list[Row]:
    """Of rows for one slot in one place, the last; the others keep their order."""
    last = {_spot(row): row for row in rows}
    return [row for row in rows if row["slot"] is None or last[_spot(row)] is row]


def _spot(row: Row) -> tuple[str, bytes, str]:
    return row["session"], row["dest"], row["slot"]
