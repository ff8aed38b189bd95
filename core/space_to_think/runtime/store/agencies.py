"""Agencies: their histories, folded when they are read. The configuration file seeds what is not here yet."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.engine import Row

from space_to_think.agency.codec import dump_event, load_event
from space_to_think.agency.events import Event, Record
from space_to_think.agency.evolve import evolve
from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.runtime.clock import micros, moment
from space_to_think.runtime.store.tables import agency_events as table
from space_to_think.runtime.store.tables import outbox, sessions
from space_to_think.session.state import Phase

NONE: Final[Mapping[str, Agency]] = {"": BUILT_IN}
_versions: Final = select(table.c.agency, func.max(table.c.version).label("version")).group_by(table.c.agency)
_since: Final = (
    select(table)
    .where(table.c.agency == bindparam("agency"), table.c.version > bindparam("version"))
    .order_by(table.c.version)
)


def load(connection: Connection, known: Mapping[str, Agency] = NONE) -> Mapping[str, Agency]:
    """Every agency by its slug, and the built-in one as "". Of those that are `known` only what is new is read."""
    found = dict(known)
    for slug, version in connection.execute(_versions).all():
        reached = found[slug].version if slug in found else 0
        if reached < version:
            for row in connection.execute(_since, {"agency": slug, "version": reached}):
                found[slug] = evolve(found.get(slug), _record(row))
    return found


def history(connection: Connection, agency: str, last: int) -> list[Record]:
    """The last changes at an agency, the newest first."""
    query = select(table).where(table.c.agency == agency).order_by(table.c.version.desc()).limit(last)
    return [_record(row) for row in connection.execute(query)]


def waiting(connection: Connection, agency: str) -> int:
    """Sessions that an agency hosts and that wait for somebody: to join, to start, or to go on."""
    waits = sessions.c.phase.in_((Phase.GATHERING.value, Phase.PAUSED.value))
    return connection.execute(select(func.count()).where(sessions.c.agency == agency, waits)).scalar_one()


def uncertain(connection: Connection, agency: str) -> int:
    """Messages of those sessions of which nobody knows whether they have arrived."""
    query = select(func.count()).join_from(outbox, sessions, outbox.c.session == sessions.c.id)
    return connection.execute(query.where(sessions.c.agency == agency, outbox.c.state == "uncertain")).scalar_one()


def _record(row: Row[Any]) -> Record:
    event = load_event(row.type, row.schema, json.loads(row.data))
    return Record(row.agency, row.version, moment(row.at), event)


def append(connection: Connection, agency: str, version: int, events: Iterable[Event], now: datetime) -> None:
    """Add to a history; `version` is what it has reached so far."""
    rows = [
        {
            "agency": agency,
            "version": number,
            "at": micros(now),
            "type": kind,
            "schema": schema,
            "data": json.dumps(data),
        }
        for number, (kind, schema, data) in enumerate(map(dump_event, events), start=version + 1)
    ]
    if rows:
        connection.execute(insert(table), rows)


def seed(connection: Connection, wanted: Mapping[str, Iterable[Event]], now: datetime) -> None:
    """Begin the histories of agencies that are not known yet; the others stay as they are."""
    known = set(connection.execute(select(table.c.agency).distinct()).scalars())
    for agency, events in wanted.items():
        if agency not in known:
            append(connection, agency, 0, events, now)
