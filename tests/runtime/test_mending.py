"""What goes on by itself after something has kept the runtime from it, and what stops it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from space_to_think.inbound import Notice, PlaceLost
from space_to_think.runtime import locks, service
from space_to_think.runtime.errors import KeyFault, SchemaFault, StoreInUse, StoreUnavailable
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.store import schema
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.testing.house import House
from tests.runtime.test_way import start


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(service, "AGAIN", 0.01)
    async with House(tmp_path) as house:
        yield house


@pytest.mark.parametrize(
    ("code", "cure"), [("SQLITE_FULL", "Make room"), ("SQLITE_IOERR_WRITE", "log"), ("SQLITE_PERM", "in order")]
)
def test_an_operator_is_told_what_helps(code: str, cure: str) -> None:
    assert cure in StoreUnavailable(code).cure
    assert code in str(StoreUnavailable(code))


# ---- erasing


async def test_the_list_of_the_erased_is_written_when_the_disk_lets_us(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    session = (await house.records())[0].session
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        house.service._list([session])
        assert house.service._unlisted == {session}
    for _ in range(100):
        if not house.service._unlisted:
            break
        await asyncio.sleep(0.02)
    assert session in KeyFile(house.folder / "house.key").erased()


async def test_a_list_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "a.key")
    file.create()
    file.erased_path.mkdir()
    with pytest.raises(KeyFault, match="could not be written"):
        file.note_erased(["s1"])


async def test_a_line_that_a_full_disk_cut_off_spoils_no_other(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "a.key")
    file.erased_path.write_text("\ns1\ns2cu")
    file.note_erased(["s3"])
    assert {"s1", "s3"} <= file.erased()


async def test_a_log_that_cannot_be_emptied_is_emptied_later(house: House) -> None:
    await start(house)
    store = house.service.store

    def spoil() -> None:
        assert store._connection is not None
        driver: Any = store._connection.connection.dbapi_connection
        driver.close()

    await asyncio.to_thread(store._thread.submit(spoil).result)
    assert not await store.truncate()
    for _ in range(100):
        await store.read(lambda connection: None)
        if not store.to_empty:
            break
        await asyncio.sleep(0.02)
    assert not store.to_empty


# ---- others


async def test_a_newer_schema_under_a_running_service_stops_it(house: House) -> None:
    await start(house)
    with closing(sqlite3.connect(house.folder / "house.db")) as other, other:
        other.execute("UPDATE alembic_version SET version_num = 'later'")
    with pytest.raises(SchemaFault, match="newer version"):
        await house.service._changed()


async def older(store: SqliteStore) -> None:
    """Leave the store with the first schema."""

    def work(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    await store.run(work)


async def test_no_store_is_changed_under_a_service_of_an_older_version(tmp_path: Path) -> None:
    store = SqliteStore(f"sqlite:///{tmp_path}/space.db")
    await older(store)
    lock = locks.take(store.path)
    assert lock is not None
    with lock, pytest.raises(StoreInUse):
        await store.open()
    await store.open()
    assert await store.read(schema.revision) == schema.HEAD
    again = locks.take(store.path)  # and nothing holds it afterwards
    assert again is not None
    again.close()
    await store.close()


async def test_whoever_waits_for_room_as_all_ends_is_told(house: House) -> None:
    await start(house)
    engine = house.service._engine
    engine._queue = asyncio.Queue(1)
    engine._queue.put_nowait(None)  # type: ignore[arg-type]
    waiting = asyncio.create_task(engine.accept(PlaceLost("p", house.bench.group())))
    await asyncio.sleep(0)
    engine._give_up()
    answer = await waiting
    assert isinstance(answer, Notice)
    assert not answer.taken
    engine._rest.set()


@pytest.mark.parametrize("table", ["people", "places"])
async def test_a_session_that_is_damaged_stops_no_other(house: House, table: str) -> None:
    await start(house)
    with closing(sqlite3.connect(house.folder / "house.db")) as other, other:
        other.execute(f"UPDATE {table} SET sealed = zeroblob(40)")
    house.service.cache.drop(list(house.service.cache._held))
    assert await house.say("ros", "It began in May.") is not None
    await house.call("owen", "new needs pace guided")
    listed = await house.service.sessions()
    assert len(listed) == 2


# ---- keys


def test_keys_without_a_file_know_what_they_know() -> None:
    keys = Keys([b"k" * 32], b"i" * 32)
    _, wrapped = keys.new_session("s1")
    keys.refresh()
    assert keys.rewrap("s1", wrapped) is None
    with pytest.raises(KeyFault, match="does not open"):
        keys.unwrap("s1", b"none" + wrapped[4:])


def test_a_rotated_key_is_taken_up_when_it_is_met(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "a.key")
    running = file.create()
    _, old = running.new_session("s1")
    new = file.rotate()
    wrapped = new.rewrap("s1", old)
    assert wrapped is not None
    running.unwrap("s1", wrapped)
    assert running.new_session("s2")[1][:4] == wrapped[:4]
    new.unwrap("s1", old)
