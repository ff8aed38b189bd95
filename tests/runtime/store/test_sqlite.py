"""The store's thread: whole transactions, what passes and what does not, and one service a store."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from space_to_think.runtime.errors import BrokenStore, OperatorFault, SchemaFault, StoreInUse, StoreUnavailable
from space_to_think.runtime.store import sqlite
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.tables import cursors, meta


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(f"sqlite:///{tmp_path}/store/space.db")
    await store.open()
    yield store
    await store.close()


def add(connection: Connection, name: str = "a") -> None:
    connection.execute(insert(meta).values(name=name, value="x"))


def names(connection: Connection) -> list[str]:
    return list(connection.execute(select(meta.c.name)).scalars())


def size(path: Path) -> int:
    return path.stat().st_size


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


async def test_what_ran_whole_is_kept(store: SqliteStore) -> None:
    told: list[str] = []
    await store.run(add, lambda _: told.append("committed"))
    assert await store.read(names) == ["a"]
    assert told == ["committed"]


async def test_what_raises_is_not_kept_at_all(store: SqliteStore) -> None:
    def work(connection: Connection) -> None:
        add(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await store.run(work)
    assert await store.read(names) == []
    await store.run(add)


@pytest.mark.parametrize(("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)])
async def test_nothing_acknowledged_is_lost_and_what_is_deleted_is_gone(
    store: SqliteStore, name: str, value: object
) -> None:
    assert await store.read(lambda connection: pragma(connection, name)) == value


async def test_an_error_of_ours_does_not_show_what_people_said(store: SqliteStore) -> None:
    await store.run(lambda connection: add(connection, "secret words"))
    with pytest.raises(Exception, match="UNIQUE") as error:
        await store.run(lambda connection: add(connection, "secret words"))
    assert "secret words" not in str(error.value)


async def test_a_locked_file_passes(store: SqliteStore) -> None:
    other = sqlite3.connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as fault:
        await asyncio.wait_for(store.run(add), 3)
    assert fault.value.code == "SQLITE_BUSY"
    other.rollback()
    other.close()
    await store.run(add)
    assert await store.read(names) == ["a"]


async def test_a_full_disk_passes(store: SqliteStore) -> None:
    def fill(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pragma(connection, 'page_count')}")
        connection.execute(insert(cursors), [{"adapter": str(n), "cursor": "x" * 4000} for n in range(50)])

    with pytest.raises(StoreUnavailable) as fault:
        await store.run(fill)
    assert fault.value.code == "SQLITE_FULL"
    await store.run(add)
    assert await store.read(lambda connection: connection.execute(select(cursors)).all()) == []


async def test_a_damaged_file_stops_the_service(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is no database" * 100)
    store = SqliteStore(f"sqlite:///{path}")
    with pytest.raises(BrokenStore, match="damaged") as fault:
        await store.open()
    assert "backup" in fault.value.cure
    await store.close()


async def test_a_newer_schema_stops_the_service(store: SqliteStore) -> None:
    await store.run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9'")))
    with pytest.raises(SchemaFault, match="newer version"):
        await store.open()


async def test_opening_again_changes_nothing(store: SqliteStore) -> None:
    await store.run(add)
    await store.open()
    assert await store.read(names) == ["a"]


async def test_another_process_s_writing_is_noticed(store: SqliteStore) -> None:
    assert not await store.changed()
    await store.run(add)
    assert not await store.changed()
    other = sqlite3.connect(store.path)
    other.execute("INSERT INTO meta VALUES ('b', 'y')")
    other.commit()
    other.close()
    assert await store.changed()
    assert not await store.changed()


async def test_the_log_can_be_emptied(store: SqliteStore) -> None:
    await store.run(add)
    log = store.path.with_name(store.path.name + "-wal")
    assert size(log) > 0
    await store.truncate()
    assert size(log) == 0


async def test_emptying_the_log_before_anything_was_done_is_harmless(tmp_path: Path) -> None:
    store = SqliteStore(f"sqlite:///{tmp_path}/new.db")
    await store.truncate()
    await store.close()


async def test_one_service_a_store(store: SqliteStore) -> None:
    store.own()
    second = SqliteStore(f"sqlite:///{store.path}")
    with pytest.raises(StoreInUse, match="Another service"):
        second.own()
    await second.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_needs_a_file(url: str) -> None:
    with pytest.raises(OperatorFault, match="needs a file"):
        SqliteStore(url)


def test_people_are_told_before_they_lose_patience() -> None:
    assert sqlite.BUSY_SECONDS < 3
