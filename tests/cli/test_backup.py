"""Copying the store, putting it back, rotating the key: as an operator types it."""

import asyncio
import sqlite3
from pathlib import Path
from stat import S_IMODE

import pytest
from typer.testing import CliRunner, Result

from space_to_think.cli.app import app
from space_to_think.runtime import locks, rotation
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import meta
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.testing.house import House
from space_to_think_adapters.matrix.unit import Device, Unit
from tests.runtime.test_way import start

runner = CliRunner()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "NOTICED", 0.01)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one session, and its configuration."""
    config = tmp_path / "space.toml"
    config.write_text('[store]\nurl = "sqlite:///house.db"\nkey_file = "house.key"\n')

    async def live() -> None:
        async with House(tmp_path) as house:
            await start(house)

    asyncio.run(live())
    return tmp_path


def type_in(home: Path, *words: str) -> Result:
    return runner.invoke(app, [*words, "-c", str(home / "space.toml")])


def backup(home: Path) -> Path:
    result = type_in(home, "backup", str(home / "copies"))
    assert result.exit_code == 0, result.output
    assert "house.key" in result.output
    (made,) = (home / "copies").iterdir()
    return made


def listed(home: Path) -> str:
    return type_in(home, "session", "list").stdout


def store(home: Path) -> Path:
    return home / "house.db"


def remembered(home: Path, name: str) -> str | None:
    async def ask() -> str | None:
        opened = SqliteStore(f"sqlite:///{store(home)}")
        try:
            return await opened.read(lambda connection: meta.read(connection, name))
        finally:
            await opened.close()

    return asyncio.run(ask())


def test_a_backup_comes_back_as_it_was(home: Path) -> None:
    before = listed(home)
    made = backup(home)
    assert S_IMODE(made.stat().st_mode) == 0o600
    assert remembered(home, meta.BACKUP)
    store(home).unlink()
    (home / "house.db-wal").write_bytes(b"of another store")
    result = type_in(home, "restore", str(made))
    assert result.exit_code == 0, result.output
    assert "no list of erased sessions" in result.stderr
    assert listed(home) == before
    assert remembered(home, meta.COPY)


def test_what_was_erased_since_is_erased_again(home: Path) -> None:
    made = backup(home)
    reference = listed(home).split()[0]
    assert type_in(home, "session", "erase", reference, "--yes").exit_code == 0
    store(home).unlink()
    result = type_in(home, "restore", str(made))
    assert result.exit_code == 0
    assert "no list" not in result.stderr
    with sqlite3.connect(store(home)) as database:
        assert database.execute("SELECT wrapped_key FROM sessions").fetchall() == [(None,)]
        assert database.execute("SELECT count(*) FROM people").fetchone() == (0,)


def test_a_store_is_never_overwritten(home: Path) -> None:
    result = type_in(home, "restore", str(backup(home)))
    assert result.exit_code == 1
    assert "Move it away first" in result.output


@pytest.mark.parametrize("words", [["restore", "nowhere.db"], ["backup", "/proc/nowhere"]])
def test_what_cannot_be_is_said_with_its_cure(home: Path, words: list[str]) -> None:
    result = type_in(home, *words)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "backup" in result.output


def test_without_a_store_there_is_nothing_to_copy(home: Path) -> None:
    store(home).unlink()
    assert "There is no store" in type_in(home, "backup", str(home / "copies")).output


def test_any_other_database_is_not_taken_for_a_backup(home: Path) -> None:
    other = home / "other.db"
    store(home).rename(other)
    result = type_in(home, "restore", str(other))
    assert "is no backup" in result.output
    assert not store(home).exists()


def test_a_damaged_backup_is_not_put_back(home: Path) -> None:
    made = backup(home)
    store(home).unlink()
    made.write_bytes(made.read_bytes()[:6000] + b"\xff" * 20_000)
    result = type_in(home, "restore", str(made))
    assert result.exit_code == 1
    assert "damaged" in result.output
    assert not store(home).exists()


def test_a_damaged_store_is_not_copied(home: Path) -> None:
    store(home).write_bytes(b"nothing of a database" * 1000)
    result = type_in(home, "backup", str(home / "copies"))
    assert result.exit_code == 1
    assert not list((home / "copies").iterdir())


def test_nothing_is_put_back_under_a_running_service(home: Path) -> None:
    made = backup(home)
    store(home).unlink()
    lock = locks.take(store(home))
    assert lock is not None
    with lock:
        assert "Stop it first" in type_in(home, "restore", str(made)).output


def test_nothing_is_put_back_without_its_key(home: Path) -> None:
    made = backup(home)
    store(home).unlink()
    (home / "house.key").unlink()
    result = type_in(home, "restore", str(made))
    assert "is missing" in result.output
    assert not store(home).exists()


def test_nothing_is_put_back_where_one_may_not_write(home: Path) -> None:
    made = backup(home)
    config = home / "space.toml"
    config.write_text(f'[store]\nurl = "sqlite:////proc/nowhere/x.db"\nkey_file = "{home}/house.key"\n')
    result = type_in(home, "restore", str(made))
    assert result.exit_code == 1
    assert "could not be put back" in result.output


# ---- the key


def wrapped(home: Path) -> set[bytes]:
    with sqlite3.connect(store(home)) as database:
        return {row[0] for row in database.execute("SELECT wrapped_key FROM sessions")}


def test_rotating_wraps_every_session_anew_and_forgets_no_backup(home: Path) -> None:
    made, before, shown = backup(home), wrapped(home), listed(home)
    assert "1 sessions" in type_in(home, "key", "rotate").output
    assert not before & wrapped(home)
    assert listed(home) == shown
    store(home).unlink()
    assert type_in(home, "restore", str(made)).exit_code == 0
    assert listed(home) == shown
    assert S_IMODE((home / "house.key").stat().st_mode) == 0o600


def test_old_keys_are_forgotten_when_nobody_needs_them(home: Path) -> None:
    old = KeyFile(home / "house.key").read()
    (before,) = wrapped(home)
    type_in(home, "key", "rotate")
    assert type_in(home, "key", "forget-old").exit_code == 1  # asks first
    assert "1 old keys" in type_in(home, "key", "forget-old", "--yes").output
    new = KeyFile(home / "house.key").read()
    id = listed_id(home)
    old.unwrap(id, before)
    with pytest.raises(Exception, match="does not open"):
        new.unwrap(id, before)
    new.unwrap(id, *wrapped(home))


def listed_id(home: Path) -> str:
    with sqlite3.connect(store(home)) as database:
        (row,) = database.execute("SELECT id FROM sessions").fetchall()
        return str(row[0])


def test_old_keys_are_not_forgotten_under_a_running_service(home: Path) -> None:
    lock = locks.take(store(home))
    assert lock is not None
    with lock:
        assert "Stop it first" in type_in(home, "key", "forget-old", "--yes").output


def test_the_key_is_rotated_by_one_at_a_time(home: Path) -> None:
    lock = locks.take(home / "house.key")
    assert lock is not None
    with lock:
        assert "being rotated" in type_in(home, "key", "rotate").output


def test_a_key_file_that_cannot_be_written_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (home / "house.key").read_bytes()
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    result = type_in(home, "key", "rotate")
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert (home / "house.key").read_bytes() == before


def test_what_lies_beside_the_store_goes_with_it_and_is_sealed_anew(home: Path) -> None:
    table = '[adapters.matrix]\nhomeserver = "https://matrix.example"\nuser_id = "@space:example"\n'
    (home / "space.toml").write_text((home / "space.toml").read_text() + table)
    file = KeyFile(home / "house.key")
    unit = Unit(home / "matrix", file.read())
    unit.device = Device("@space:example", "SPACE", "token")
    unit.save()
    unit.accept("@ann:example", "key")
    assert type_in(home, "backup", str(home / "copies")).exit_code == 0
    (copy,) = (home / "copies").glob("*.db")
    assert sorted(path.name for path in copy.with_name(f"{copy.stem}-matrix").iterdir()) == [
        "accepted.sealed", "device.sealed"
    ]  # fmt: skip
    store(home).unlink()
    (home / "matrix").rename(home / "lost")
    back = type_in(home, "restore", str(copy))
    assert back.exit_code == 0, back.output
    assert "matrix login" in back.output
    assert type_in(home, "key", "rotate").exit_code == 0
    assert type_in(home, "key", "forget-old", "--yes").exit_code == 0
    again = Unit(home / "matrix", file.read())
    assert again.device == unit.device
    assert again.accepted() == {"@ann:example": "key"}
