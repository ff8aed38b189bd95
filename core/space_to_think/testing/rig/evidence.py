"""All that a store holds, opened by somebody who has the key file: what the checks of a rig look at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.engine import Row

from space_to_think.runtime.clock import micros
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.store import meta, sessions
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.session.events import Record

# What can come from nothing else.
FROM_DEADLINES: Final = ("StageDue", "FacilitatorReminded", "SpeakersNudged", "EndSettled", "Woken")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`held` is each session as the service would hold it; `texts` is what was given in it, with its author.

    `failures` are the messages that made our own code raise.
    """

    keys: Keys
    records: Mapping[str, tuple[Record, ...]]
    held: Mapping[str, Held]
    texts: Mapping[str, Sequence[tuple[int | None, str]]]
    outbox: Sequence[Row[Any]]
    inbox: frozenset[bytes]
    cursors: Mapping[str, str]
    failures: Sequence[Row[Any]] = ()

    def was_taken(self, key: str, adapter: str = "rig") -> bool:
        """Whether the store knows an inbound by its key."""
        return self.keys.blind("inbox", adapter, key) in self.inbox


async def gather(url: str, key_file: Path) -> Evidence:
    """Read a whole store. Raises OperatorFault or StoreUnavailable."""
    store = SqliteStore(url)
    try:
        await store.open()
        return await store.run(lambda connection: read(connection, meta.keys(connection, KeyFile(key_file))))
    finally:
        await store.close()


def read(connection: Connection, keys: Keys) -> Evidence:
    """The same on a connection that is open."""
    ids = list(connection.execute(select(t.sessions.c.id)).scalars())
    held = sessions.load(connection, keys, ids)
    return Evidence(
        keys,
        {id: sessions.records(connection, id) for id in ids},
        held,
        {id: list(texts(connection, held[id])) for id in ids},
        connection.execute(select(t.outbox).order_by(t.outbox.c.seq)).all(),
        frozenset(connection.execute(select(t.inbox.c.key)).scalars()),
        {row.adapter: row.cursor for row in connection.execute(select(t.cursors))},
        connection.execute(select(t.failures)).all(),
    )


def unsent(connection: Connection, upto: datetime) -> bool:
    """Whether a message that was queued by then is still to go, be it now or when its next try comes."""
    waiting = and_(t.outbox.c.state.in_(("pending", "sending")), t.outbox.c.at < micros(upto))
    return connection.execute(select(t.outbox.c.seq).where(waiting).limit(1)).first() is not None


def happened(connection: Connection, types: Collection[str], wanted: int) -> bool:
    """Whether so many events of these types have come about."""
    found = select(func.count()).where(t.events.c.type.in_(types))
    return connection.execute(found).scalar_one() >= wanted


def texts(connection: Connection, held: Held) -> Sequence[tuple[int | None, str]]:
    """What was given in a session, with its author; nothing of one that has been erased."""
    if held.key is None:
        return ()
    found: list[tuple[int | None, str]] = []
    for table in (t.contents, t.unnamed):
        for row in connection.execute(select(table).where(table.c.session == held.session.id)):
            text = held.key.open(f"contents/{row.id}", row.sealed).decode()
            found.append((getattr(row, "by", None), text))
    return found
