"""What an operator should see to: each is found, with its cure, and a store in order has none."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, insert, update

from space_to_think.runtime.clock import micros
from space_to_think.runtime.store import meta, sqlite
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.watching.findings import Finding, findings, of_sqlite
from space_to_think.testing.house import House
from tests.runtime.test_way import start

HOUR = timedelta(hours=1)


async def found(folder: Path, now: datetime) -> list[Finding]:
    """What is wrong; notes are left out."""
    every = await findings(f"sqlite:///{folder / 'house.db'}", folder / "house.key", now)
    return [finding for finding in every if not finding.note]


async def sentences(house: House) -> list[str]:
    return [finding.sentence for finding in await found(house.folder, house.clock.now())]


async def test_where_there_is_no_store_yet_nothing_is_wrong(tmp_path: Path) -> None:
    assert await found(tmp_path, datetime.now().astimezone()) == []
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240


async def test_a_store_in_order_has_nothing_to_see_to(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await start(house)
        assert await sentences(house) == []


async def test_what_waits_for_a_moment_and_a_backup_of_last_night_are_in_order(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await start(house)
        now = house.clock.now()

        def wait(connection: Connection) -> None:
            connection.execute(update(t.outbox).values(state="sending", at=micros(now - timedelta(minutes=5))))
            meta.put(connection, meta.BACKUP, str(micros(now - 9 * HOUR)))

        await house.service.store.run(wait)
        assert await findings(f"sqlite:///{tmp_path / 'house.db'}", tmp_path / "house.key", now) == list(
            of_sqlite(sqlite3.sqlite_version_info)
        )


def uncertain(connection: Connection, now: datetime) -> None:
    connection.execute(update(t.outbox).values(state="uncertain"))


def undelivered(connection: Connection, now: datetime) -> None:
    connection.execute(update(t.outbox).values(state="failed"))


def unsent(connection: Connection, now: datetime) -> None:
    connection.execute(update(t.outbox).values(state="sending", at=micros(now - HOUR)))


def late(connection: Connection, now: datetime) -> None:
    connection.execute(update(t.sessions).values(next_deadline=micros(now - 3 * HOUR)))


def failed(connection: Connection, now: datetime) -> None:
    rows = [
        {"key": b"k", "at": micros(now - HOUR * n), "error": "ValueError", "place": "desk.py:7"} for n in (1, 2, 999)
    ]
    connection.execute(insert(t.failures), rows)


def ahead(connection: Connection, now: datetime) -> None:
    connection.execute(update(t.inbox).values(at=micros(now + 2 * HOUR)))


def old_backup(connection: Connection, now: datetime) -> None:
    meta.put(connection, meta.BACKUP, str(micros(now - 72 * HOUR)))


def another_key(connection: Connection, now: datetime) -> None:
    meta.put(connection, meta.KEY, "another")


def newer_schema(connection: Connection, now: datetime) -> None:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("spoil", "sentence", "cure"),
    [
        (uncertain, "nobody knows whether they have arrived", "nothing is sent twice"),
        (undelivered, "could not be delivered", "not delivered"),
        (unsent, "Messages for fake wait to be sent since 60 minutes", "platform can be reached"),
        (late, "deadline has passed: 1, the first 3 hours ago", "Start the service"),
        (failed, "could not take in the last week: 2 (ValueError at desk.py:7)", "Report this line"),
        (ahead, "clock is behind: a message was taken 2 hours from now", "NTP"),
        (old_backup, "The last backup is 3 days old", "space-to-think backup FOLDER"),
        (another_key, "belongs to another store", "Put the key file of this store there"),
        (newer_schema, "schema is 9999", "refuses a newer one"),
    ],
)
async def test_what_is_wrong_is_found_with_its_cure(
    tmp_path: Path, spoil: Callable[[Connection, datetime], None], sentence: str, cure: str
) -> None:
    async with House(tmp_path) as house:
        await start(house)
        now = house.clock.now()
    store = sqlite.SqliteStore(f"sqlite:///{tmp_path / 'house.db'}")
    await store.run(lambda connection: spoil(connection, now))
    await store.close()
    (finding,) = await found(tmp_path, now)
    assert sentence in finding.sentence
    assert cure in finding.cure
    assert str(finding) == f"{finding.sentence} {finding.cure}"


async def test_a_key_that_others_can_read_or_that_is_gone(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        (tmp_path / "house.key").chmod(0o644)
        assert await sentences(house) == [f"The key file {tmp_path / 'house.key'} can be read by others."]
        (tmp_path / "house.key").rename(tmp_path / "away.key")
        assert await sentences(house) == [f"The key file {tmp_path / 'house.key'} is missing."]


async def test_a_disk_with_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with House(tmp_path) as house:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=500_000_000))
        assert await sentences(house) == ["The store's disk has 0.5 GB left."]


async def test_a_file_that_is_no_store_or_is_damaged(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    sqlite3.connect(tmp_path / "house.db").execute("CREATE TABLE other (a)").connection.close()
    assert [f.sentence for f in await found(tmp_path, now)] == ["It is no store of Space to Think yet."]
    (tmp_path / "house.db").write_bytes(b"this is no database" * 1000)
    assert [f.sentence for f in await found(tmp_path, now)] == ["The store's file is damaged."]


async def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "house.db").mkdir()
    (finding,) = await found(tmp_path, datetime.now().astimezone())
    assert finding.sentence == "The store cannot be read (SQLITE_CANTOPEN)."


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)])
def test_sqlite_that_can_damage_a_store_is_noted(version: tuple[int, ...]) -> None:
    (finding,) = of_sqlite(version)
    assert finding.note
    assert "3.51.3" in finding.cure
    assert str(finding).startswith("Note: SQLite 3.")


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0)])
def test_sqlite_that_has_it_mended_is_not(version: tuple[int, ...]) -> None:
    assert list(of_sqlite(version)) == []
