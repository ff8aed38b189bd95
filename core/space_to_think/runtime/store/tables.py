"""The tables. Times are microseconds UTC; `ref` and `dest` are blind indexes; `sealed` opens with the session's key.

What people say, who they are and where they meet stands in `sealed` columns only.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def required(name: str, kind: type[TypeEngine[Any]], **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


# Keys of deliveries that were taken, kept for a week.
inbox = Table(
    "inbox",
    metadata,
    required("key", LargeBinary, primary_key=True),
    required("at", BigInteger, index=True),
    sqlite_with_rowid=False,
)

# Messages that made our own code raise: what kind of error and where, never what they said.
failures = Table(
    "failures",
    metadata,
    required("id", Integer, primary_key=True),
    required("key", LargeBinary),
    required("at", BigInteger),
    required("error", Text),
    required("place", Text),
)

cursors = Table("cursors", metadata, required("adapter", Text, primary_key=True), required("cursor", Text))

meta = Table("meta", metadata, required("name", Text, primary_key=True), required("value", Text))

sessions = Table(
    "sessions",
    metadata,
    required("id", Text, primary_key=True),
    required("reference", Text, unique=True),
    required("version", Integer),
    required("phase", Text),
    required("agency", Text),
    required("requested", BigInteger),
    required("last_step", BigInteger),
    Column("next_deadline", BigInteger, index=True),
    Column("wrapped_key", LargeBinary),  # none: erased
    Column("erase_by", BigInteger, index=True),  # who is who is kept so long for the last messages
    required("shown", Text),  # a hash of each living card, as JSON
)

# A cache: what folding the events up to `version` gives.
snapshots = Table(
    "snapshots",
    metadata,
    required("session", Text, primary_key=True),
    required("version", Integer),
    required("state_version", Integer),
    required("data", LargeBinary),
)

events = Table(
    "events",
    metadata,
    required("session", Text, primary_key=True),
    required("version", Integer, primary_key=True),
    required("at", BigInteger),
    required("type", Text),
    required("schema", Integer),
    required("data", Text),
    sqlite_with_rowid=False,
)

people = Table(
    "people",
    metadata,
    required("session", Text, primary_key=True),
    required("number", Integer, primary_key=True),
    required("ref", LargeBinary, index=True),
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    required("id", Text, primary_key=True),
    required("session", Text, index=True),
    required("ref", LargeBinary, index=True),
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

# Who wrote in a session's place without having joined, and has been told so.
told = Table(
    "told",
    metadata,
    required("session", Text, primary_key=True),
    required("ref", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

contents = Table(
    "contents",
    metadata,
    required("id", Text, primary_key=True),
    required("session", Text, index=True),
    required("kind", Text),
    required("by", Integer),
    required("round", Integer),
    Column("stage", Text),
    required("audience", Text),
    required("keep", Text),
    Column("ref", LargeBinary, index=True),  # of the message it came with
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

# Anonymous contributions: no author, no time, no order.
unnamed = Table(
    "unnamed",
    metadata,
    required("id", Text, primary_key=True),
    required("session", Text, index=True),
    required("kind", Text),
    required("round", Integer),
    required("audience", Text),
    required("keep", Text),
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

# Who guided and who presented in a group: blind indexes and a day, kept for a year. Nothing leads back to a session.
pasts = Table(
    "pasts",
    metadata,
    required("group", LargeBinary, primary_key=True),
    required("person", LargeBinary, primary_key=True),
    required("role", Text, primary_key=True),
    required("day", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    required("seq", Integer, primary_key=True),
    required("key", Text, unique=True),  # the adapter's idempotency key
    required("session", Text),
    required("adapter", Text),
    required("tenant", Text),
    required("dest", LargeBinary),  # empty: the place is not there yet
    Column("number", Integer),  # to this person …
    Column("place", Text),  # … or to this place
    Column("slot", Text),
    Column("stage", Text),  # only while this stage is open
    required("unasked", Boolean),
    required("order", Boolean),  # to the place, not a message
    required("state", Text),
    required("not_before", BigInteger),
    required("attempts", Integer),
    required("at", BigInteger),  # queued; once sent, when that was
    required("body", Text),
    sqlite_autoincrement=True,
)
Index("outbox_state", outbox.c.state, outbox.c.dest, outbox.c.seq)
Index("outbox_times", outbox.c.state, outbox.c.not_before)
Index("outbox_session", outbox.c.session, outbox.c.slot)

# The message that stands in a slot: what the platform calls it.
slots = Table(
    "slots",
    metadata,
    required("session", Text, primary_key=True),
    required("dest", LargeBinary, primary_key=True),
    required("slot", Text, primary_key=True),
    required("ref", LargeBinary, index=True),
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

# Who sends for a tenant, and until when.
leases = Table(
    "leases",
    metadata,
    required("tenant", Text, primary_key=True),
    required("holder", Text),
    required("until", BigInteger),
)

# What adapters keep, such as tokens: sealed under the key file's key, found by a blind index of their names.
kept = Table(
    "kept",
    metadata,
    required("adapter", Text, primary_key=True),
    required("name", LargeBinary, primary_key=True),
    required("sealed", LargeBinary),
    sqlite_with_rowid=False,
)

agency_events = Table(
    "agency_events",
    metadata,
    required("agency", Text, primary_key=True),
    required("version", Integer, primary_key=True),
    required("at", BigInteger),
    required("type", Text),
    required("schema", Integer),
    required("data", Text),
    sqlite_with_rowid=False,
)
