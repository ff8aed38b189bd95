"""A migration that is killed at any point leaves the old schema or the new one, and never anything between."""

import asyncio
import gzip
import hashlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event

from space_to_think.inbound import Called
from space_to_think.runtime.store import schema, sqlite
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.session.state import Phase
from space_to_think.testing.house import House
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.process import Process
from tests.fire.long import LONG

POINTS = 50
INSTRUCTIONS = 20  # of SQLite's between two steps: it is killed within statements, too
NEXT = Path(__file__).with_name("next_release.py")
STORES = Path(__file__).with_name("stores")
ROWS = 2000


@dataclass(frozen=True)
class Upgrade:
    """From one revision (none: an empty file) to another."""

    before: str | None
    after: str
    scripts: Path


def released() -> list[str]:
    """Every schema that has been released, oldest first."""
    scripts = ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()
    return [script.revision for script in scripts][::-1]


def next_release(folder: Path) -> Path:
    """The scripts of a release that is still to come."""
    shutil.copytree(schema.MIGRATIONS, folder)
    text = NEXT.read_text().replace("the newest one", schema.HEAD)
    (folder / "versions" / "m9999_next.py").write_text(text)
    return folder


def old_store(store: Path, revision: str | None) -> None:
    """A store of an older release, with something in it."""
    if revision is not None:
        migrate(store, Upgrade(None, revision, schema.MIGRATIONS))
    with closing(sqlite3.connect(store)) as database, database:
        if revision is not None:
            database.executemany("INSERT INTO cursors VALUES (?, ?)", [(f"a{n}", f"{n}") for n in range(ROWS)])
        database.execute("PRAGMA user_version = 7")
        database.commit()
        database.execute("PRAGMA journal_mode = DELETE")


def migrate(store: Path, upgrade: Upgrade, dies_at: int | None = None, seen: Path | None = None) -> None:
    """What the service does at its start; the process dies just before that step, counted from 1.

    A step is a statement, the commit, or so many of SQLite's own instructions. `seen` is told how many there were.
    """
    schema.HEAD, schema.MIGRATIONS = upgrade.after, upgrade.scripts  # type: ignore[misc]
    sqlite.HEAD = upgrade.after  # type: ignore[attr-defined]
    steps = 0

    def each(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def count(driver: sqlite3.Connection, _record: object) -> None:
        driver.set_progress_handler(each, INSTRUCTIONS)

    async def whole() -> None:
        opened = SqliteStore(f"sqlite:///{store}")
        event.listen(opened._engine, "connect", count)
        event.listen(opened._engine, "before_cursor_execute", each)
        event.listen(opened._engine, "commit", each)
        await opened.open()
        await opened.close()

    asyncio.run(whole())
    if seen is not None:
        seen.write_text(str(steps))


def state(store: Path) -> str:
    """Everything in it, rows and shape."""
    with closing(sqlite3.connect(store)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


async def in_process(work: Callable[[], None]) -> int:
    return await Process(work).ended()


def copied(store: Path, to: Path) -> Path:
    to.write_bytes(store.read_bytes())
    return to


@pytest.mark.timeout(180)
@pytest.mark.parametrize("revision", [None, *released()])
async def test_old_or_new_and_never_between(tmp_path: Path, revision: str | None) -> None:
    """From nothing to the newest schema; from each that was released to the next one."""
    later = Upgrade(revision, "next", next_release(tmp_path / "scripts"))
    upgrade = Upgrade(None, schema.HEAD, schema.MIGRATIONS) if revision is None else later
    old = tmp_path / "old.db"
    assert await in_process(partial(old_store, old, revision)) == 0
    new = copied(old, tmp_path / "new.db")
    assert await in_process(partial(migrate, new, upgrade, seen=tmp_path / "steps")) == 0
    steps = int((tmp_path / "steps").read_text())
    ends = {state(old), state(new)}
    assert len(ends) == 2
    points = sorted({1 + point * steps // (POINTS - 1) for point in range(POINTS - 1)} | {steps})
    assert len(points) == POINTS, f"{steps} steps have no {POINTS} points"
    survived = 0
    for point in points:
        store = copied(old, tmp_path / f"killed{point}.db")
        code = await in_process(partial(migrate, store, upgrade, point))
        assert code == -signal.SIGKILL
        assert state(store) in ends
        survived += 1
        if LONG or survived % 10 == 1:  # and the next start brings it there
            assert await in_process(partial(migrate, store, upgrade)) == 0
            assert state(store) == state(new)
        store.unlink()
    assert survived == POINTS


# ---- stores that were really written by older releases


@pytest.mark.parametrize("revision", released())
async def test_the_store_of_each_release_is_read_and_goes_on(tmp_path: Path, revision: str) -> None:
    kept = STORES / f"{revision}.db.gz"
    assert kept.exists(), f"there is no store of {revision}: see {STORES / 'make.py'}"
    (tmp_path / "house.db").write_bytes(gzip.decompress(kept.read_bytes()))
    (tmp_path / "house.key").write_bytes((STORES / f"{revision}.key.json").read_bytes())
    with closing(sqlite3.connect(tmp_path / "house.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
    async with House(tmp_path) as house:
        keys = house.service.house.keys
        before = await house.service.store.read(partial(evidence.read, keys=keys))
        (under_way,) = [one.session.reference for one in before.held.values() if one.session.phase is Phase.OPEN]
        extend = Called("later", house.bench.person("grace"), house.fake.direct("grace"), f"in {under_way} extend")
        await house.service.accept(extend)
        await house.settle()
        after = await house.service.store.read(partial(evidence.read, keys=keys))
    assert verify.histories(before) >= 40
    assert {held.session.phase for held in before.held.values()} == {Phase.GATHERING, Phase.OPEN, Phase.ENDED}
    assert sum("What I take from it." in text for texts in before.texts.values() for _, text in texts) == 2
    assert verify.histories(after) > verify.histories(before)
