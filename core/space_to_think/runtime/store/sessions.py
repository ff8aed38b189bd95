"""Sessions as the runtime holds them: the state, its key, who is who, and where the group meets."""

import json
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select
from sqlalchemy.engine import Row

from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.runtime.clock import micros, moment
from space_to_think.runtime.secrets import Keys, SessionKey
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.prepared import Prepared
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.codec import STATE_VERSION, dump_event_json, dump_snapshot, load_event, load_snapshot
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.events import Record, Requested
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Number, Session
from space_to_think.session.values import replace

log = structlog.get_logger()

# A snapshot saves folding; writing one costs more than folding a few events.
SNAPSHOT_EVERY: Final = 20

_ids: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_refs: Final[BindParameter[Any]] = bindparam("refs", expanding=True)
_stored: Final = Prepared(select(t.sessions).where(t.sessions.c.id.in_(_ids)))
_people: Final = Prepared(select(t.people).where(t.people.c.session.in_(_ids)))
_places: Final = Prepared(select(t.places).where(t.places.c.session.in_(_ids)))
_versions: Final = Prepared(select(t.sessions.c.id, t.sessions.c.version).where(t.sessions.c.id.in_(_ids)))
_of_people: Final = Prepared(
    select(t.people.c.ref, t.sessions.c.id, t.sessions.c.version)
    .join(t.sessions, t.sessions.c.id == t.people.c.session)
    .where(t.people.c.ref.in_(_refs))
)
_of_places: Final = Prepared(
    select(t.places.c.ref, t.sessions.c.id, t.sessions.c.version)
    .join(t.sessions, t.sessions.c.id == t.places.c.session)
    .where(t.places.c.ref.in_(_refs))
)
_due: Final = Prepared(
    select(t.sessions.c.id)
    .where(t.sessions.c.next_deadline <= bindparam("now"))
    .order_by(t.sessions.c.next_deadline)
    .limit(bindparam("limit"))
)
_next_due: Final = Prepared(
    select(t.sessions.c.next_deadline)
    .where(t.sessions.c.next_deadline > bindparam("now"))
    .order_by(t.sessions.c.next_deadline)
    .limit(1)
)
# Of each history the request, for its charter, and what came after the snapshot that this program can read.
_made_by: Final = t.snapshots.c.state_version == bindparam("made_by")
_snapshots: Final = Prepared(select(t.snapshots).where(t.snapshots.c.session.in_(_ids), _made_by))
_histories: Final = Prepared(
    select(t.events)
    .join(t.snapshots, and_(t.snapshots.c.session == t.events.c.session, _made_by), isouter=True)
    .where(
        t.events.c.session.in_(_ids),
        or_(t.events.c.version == 1, t.events.c.version > func.coalesce(t.snapshots.c.version, 0)),
    )
    .order_by(t.events.c.session, t.events.c.version)
)


@dataclass(frozen=True)  # without slots, for values.replace
class Held:
    """One session with all that belongs to it. Values: a step makes a new one. `key` None: it has been erased."""

    session: Session
    key: SessionKey | None
    people: Mapping[Number, PersonId] = field(default_factory=dict[Number, PersonId])
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    shown: Mapping[str, str] = field(default_factory=dict[str, str])  # a hash of each living card
    snapshot: int = 0  # the version that the stored snapshot is of

    def number(self, person: PersonId) -> Number | None:
        """Somebody's number; None when the session does not know them."""
        return next((number for number, known in self.people.items() if known == person), None)


def load(connection: Connection, keys: Keys, ids: Collection[str]) -> dict[str, Held]:
    """Sessions from the store, those that are there. One that has been damaged is like an erased one."""
    if not ids:
        return {}
    rows = {row.id: row for row in _stored.run(connection, {"ids": list(ids)})}
    opened = {id: keys.unwrap(id, row.wrapped_key) for id, row in rows.items() if row.wrapped_key is not None}
    folded = _fold(connection, ids)
    people: dict[str, dict[Number, PersonId]] = defaultdict(dict)
    places: dict[str, dict[str, Place]] = defaultdict(dict)
    damaged = set[str]()
    for row in _people.run(connection, {"ids": list(opened)}).all():
        with _noting(damaged, row.session):
            people[row.session][row.number] = PersonId(*_open(opened[row.session], f"people/{row.number}", row.sealed))
    for row in _places.run(connection, {"ids": list(opened)}).all():
        with _noting(damaged, row.session):
            places[row.session][row.id] = open_place(opened[row.session], f"places/{row.id}", row.sealed)
    for id in damaged:
        log.error("session damaged", session=id, cure="Restore the newest backup, or erase the session.")
        opened.pop(id)
    return {
        id: Held(folded[id][0], opened.get(id), people[id], places[id], json.loads(row.shown), folded[id][1])
        for id, row in rows.items()
    }


@contextmanager
def _noting(damaged: set[str], session: str) -> Generator[None]:
    try:
        yield
    except InvalidTag:
        damaged.add(session)


def _fold(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Session, int]]:
    """Each session from its snapshot and the events after it, with the snapshot's version."""
    wanted = {"ids": list(ids), "made_by": STATE_VERSION}
    snapshots = {row.session: row for row in _snapshots.run(connection, wanted)}
    folded: dict[str, tuple[Session, int]] = {}
    for row in _histories.run(connection, wanted):
        session, upto = folded.get(row.session, (None, 0))
        record, snapshot = _record(row), snapshots.get(row.session)
        if session is None and snapshot is not None:
            assert isinstance(record.event, Requested), "a history begins with the request"
            folded[row.session] = load_snapshot(snapshot.data, record.event.charter), snapshot.version
        else:
            folded[row.session] = evolve(session, record), upto
    return folded


def records(connection: Connection, session: str) -> tuple[Record, ...]:
    """A session's whole history."""
    query = select(t.events).where(t.events.c.session == session).order_by(t.events.c.version)
    return tuple(_record(row) for row in connection.execute(query))


def _record(row: Row[Any]) -> Record:
    return Record(row.session, row.version, moment(row.at), load_event(row.type, row.schema, row.data))


def versions(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """How far these sessions have come; another process may have taken them further."""
    return {row.id: row.version for row in _versions.run(connection, {"ids": list(ids)})} if ids else {}


def by_reference(connection: Connection, reference: str) -> str | None:
    """The session with this reference or id."""
    query = select(t.sessions.c.id).where(or_(t.sessions.c.reference == reference, t.sessions.c.id == reference))
    return connection.execute(query).scalar_one_or_none()


def listed(connection: Connection) -> Sequence[Row[Any]]:
    """Every session, newest first, without anybody's words."""
    return connection.execute(select(t.sessions).order_by(t.sessions.c.requested.desc())).all()


def due(connection: Connection, now: datetime, limit: int) -> list[str]:
    """Sessions with a deadline that has come, the longest overdue first."""
    return list(_due.run(connection, {"now": micros(now), "limit": limit}).scalars())


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """When the next deadline of all comes that has not come yet."""
    at = _next_due.run(connection, {"now": micros(now)}).scalar_one_or_none()
    return None if at is None else moment(at)


def write(writes: Writes, held: Held, records: Iterable[Record], wrapped: bytes | None) -> Held:
    """Add a step to what will be written: its events, the state, now and then a snapshot.

    `wrapped` is the key of a new session. Returns the session with what its snapshot is of.
    """
    for record in records:
        kind, schema, data = dump_event_json(record.event)
        writes.add("events", {"session": record.session, "version": record.version, "at": micros(record.at),
                              "type": kind, "schema": schema, "data": data.decode()})  # fmt: skip
    session = held.session
    deadline = next_deadline(session)
    state = {
        "version": session.version,
        "phase": session.phase.value,
        "last_step": micros(session.last_step),
        "next_deadline": None if deadline is None else micros(deadline),
    }
    if wrapped is not None:
        writes.add("sessions", state | {"id": session.id, "reference": session.reference, "wrapped_key": wrapped,
                                        "agency": session.charter.agency, "requested": micros(session.requested),
                                        "erase_by": None, "shown": json.dumps(held.shown)})  # fmt: skip
    else:
        writes.add("step", state | {"session": session.id})
    if session.version - held.snapshot < SNAPSHOT_EVERY:
        return held
    writes.add("snapshots", {"session": session.id, "version": session.version, "state_version": STATE_VERSION,
                             "data": dump_snapshot(session)})  # fmt: skip
    return replace(held, snapshot=session.version)


def shown_row(held: Held) -> dict[str, Any]:
    """What the living cards look like now, to be written beside a step that has changed them."""
    return {"session": held.session.id, "shown": json.dumps(held.shown)}


# ---- who is who, and where


def add_person(writes: Writes, keys: Keys, key: SessionKey, number: Number, person: PersonId) -> None:
    """Remember who a number is."""
    plain = json.dumps([person.adapter, person.tenant, person.user]).encode()
    writes.add("people", {"session": key.session, "number": number, "ref": person_ref(keys, person),
                          "sealed": key.seal(f"people/{number}", plain)})  # fmt: skip


def add_place(writes: Writes, keys: Keys, key: SessionKey, id: str, place: Place) -> None:
    """Remember where the group meets; an id that is there already has moved."""
    writes.add("places", {"id": id, "session": key.session, "ref": place_ref(keys, place.id),
                          "sealed": seal_place(key, f"places/{id}", place)})  # fmt: skip


def seal_place(key: SessionKey, row: str, place: Place) -> bytes:
    """A place, sealed for a row."""
    at = place.id
    parts = [at.adapter, at.tenant, at.room, at.thread, place.kind.value, place.readers, place.encrypted]
    return key.seal(row, json.dumps(parts).encode())


def open_place(key: SessionKey, row: str, sealed: bytes) -> Place:
    """What was sealed by `seal_place`."""
    parts = _open(key, row, sealed)
    return Place(PlaceId(*parts[:4]), PlaceKind(parts[4]), parts[5], parts[6])


class There(NamedTuple):
    """A person or place, by its blind index, and a session there with how far it has come."""

    ref: bytes
    session: str
    version: int


def of_people(connection: Connection, refs: Collection[bytes]) -> list[There]:
    """Which of these people are in which sessions."""
    return [There._make(row) for row in _of_people.run(connection, {"refs": list(refs)})] if refs else []


def of_places(connection: Connection, refs: Collection[bytes]) -> list[There]:
    """Which sessions are in which of these places."""
    return [There._make(row) for row in _of_places.run(connection, {"refs": list(refs)})] if refs else []


def person_ref(keys: Keys, person: PersonId) -> bytes:
    """The blind index of a person."""
    return keys.blind("person", person.adapter, person.tenant, person.user)


def place_ref(keys: Keys, place: PlaceId) -> bytes:
    """The blind index of a place."""
    return keys.blind("place", place.adapter, place.tenant, place.room, place.thread or "")


def _open(key: SessionKey, row: str, sealed: bytes) -> list[Any]:
    parts: list[Any] = json.loads(key.open(row, sealed))
    return parts
