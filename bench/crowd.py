"""Many sessions in a store, made from one that was really held: its rows again, with other keys and people."""

import json
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, event, insert, select
from sqlalchemy.engine import Row

from bench.ours import Ours
from bench.people import Group
from space_to_think.host.facade import Host
from space_to_think.runtime.post import cards
from space_to_think.runtime.secrets import ALPHABET, KeyFile, Keys, SessionKey, new_id
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sessions import add_person, add_place
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.codec import STATE_VERSION, dump_snapshot
from space_to_think.session.state import Session
from space_to_think.session.values import replace
from space_to_think.wording.render import Wording

AT_ONCE = 2_000
Values = dict[str, Any]
Shown = Callable[[Session], Mapping[str, str]]  # the hashes of a session's living cards


async def filled(folder: Path, host: Host, wording: Wording, count: int, spread: int = 0) -> Session:
    """A store with one session that was really held, and so many copies; their deadlines lie up to `spread`
    microseconds apart."""
    async with Ours(folder, host, wording, [Group("original")]) as ours:
        await ours.begin("async")
        (row,) = await ours.service.sessions()
        cache, house = ours.service.cache, ours.service.house
        held = (await ours.service.store.read(lambda connection: cache.fetch(connection, house, [row.id])))[row.id]
        now = ours.clock.now()

    def shown(session: Session) -> Mapping[str, str]:
        return cards(house, replace(held, session=session), now)[0].shown

    fill(folder, held.session, shown, count, spread)
    return held.session


def fill(folder: Path, session: Session, shown: Shown, count: int, spread: int) -> None:
    """Add copies of a session to the store of `Ours`; its service must be stopped."""
    keys = KeyFile(folder / "ours.key").read()
    engine = create_engine(f"sqlite:///{folder / 'ours.db'}")
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA journal_mode = WAL").close())
    with engine.connect() as connection:
        original = Original(connection, session, shown)
        for first in range(0, count, AT_ONCE):
            with connection.begin():
                numbers = range(first, min(first + AT_ONCE, count))
                write(connection, [original.copy(keys, number, spread) for number in numbers])
    engine.dispose()
    with (folder / "ours.db").open("rb") as store:
        os.fsync(store.fileno())  # so that the disk has nothing more to do for this while others are measured


def write(connection: Connection, copies: Sequence["Copy"]) -> None:
    for table in (t.sessions, t.events, t.snapshots, t.people, t.places):
        connection.execute(insert(table), [row for copy in copies for row in copy.rows(table)])


class Original:
    """The rows of a session as they stand in the store."""

    def __init__(self, connection: Connection, session: Session, shown: Shown) -> None:
        self.session = session
        self.shown = shown
        self.row = _values(connection.execute(select(t.sessions).where(t.sessions.c.id == session.id)).one())
        history = select(t.events).where(t.events.c.session == session.id).order_by(t.events.c.version)
        self.events = [_values(row) for row in connection.execute(history)]
        self.snapshot = dump_snapshot(session).decode()
        connection.rollback()

    def copy(self, keys: Keys, number: int, spread: int) -> "Copy":
        return Copy(self, keys, number, random.randrange(spread) if spread else 0)


class Copy:
    """The rows of one more session like it."""

    def __init__(self, original: Original, keys: Keys, number: int, later: int) -> None:
        self.id = new_id()
        self._original = original
        self._reference = reference(number)
        self._later = later
        self._key, self._wrapped = keys.new_session(self.id)
        self._sealed = sealed(keys, self._key, number)

    def rows(self, table: Table) -> Sequence[Mapping[str, Any]]:
        original = self._original
        match table.name:
            case "sessions":
                # Its cards bear its own reference. Were their hashes the original's, each would be shown anew at once.
                shown = original.shown(replace(original.session, reference=self._reference))
                mine = {
                    "id": self.id,
                    "reference": self._reference,
                    "wrapped_key": self._wrapped,
                    "shown": json.dumps(shown),
                }
                deadline = original.row["next_deadline"] + self._later
                return [original.row | mine | {"next_deadline": deadline}]
            case "events":
                return [row | {"session": self.id, "data": self._mine(row["data"])} for row in original.events]
            case "snapshots":
                data = self._mine(original.snapshot).encode()
                version = original.session.version
                return [{"session": self.id, "version": version, "state_version": STATE_VERSION, "data": data}]
            case name:
                return self._sealed.rows[name]

    def _mine(self, data: str) -> str:
        session = self._original.session
        return data.replace(session.reference, self._reference).replace(session.id, self.id)


def group(number: int) -> Group:
    """Who takes part in the copy of that number."""
    return Group(f"copy{number}")


def sealed(keys: Keys, key: SessionKey, number: int) -> Writes:
    writes, people = Writes(), group(number)
    for who, person in enumerate(people.people, start=1):
        add_person(writes, keys, key, who, person)
    add_place(writes, keys, key, new_id(), people.room)
    return writes


def reference(number: int) -> str:
    digits: list[str] = []
    for _ in range(6):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "STT-" + "".join(digits)


def _values(row: Row[Any]) -> Values:
    return {str(name): value for name, value in row._mapping.items()}
