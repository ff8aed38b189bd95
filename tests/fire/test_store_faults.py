"""The disk is full, fails or is read-only, somebody holds the store, it is damaged: what people and operators see."""

import asyncio
import json
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event

from space_to_think.delivery import Retry
from space_to_think.inbound import Answer, Inbound, Notice
from space_to_think.runtime.errors import BrokenStore, KeyFault, SchemaFault
from space_to_think.runtime.secrets import KeyFile
from space_to_think.session.events import Spoke
from space_to_think.testing.rig import verify
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.process import Process, Spec, start_service
from space_to_think.testing.rig.rig import Rig
from space_to_think.wording.plain import card_text
from tests.fire.lab import Collector, Lab

SECONDS = 3.0  # in which people get an answer


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with Lab(tmp_path) as lab:
        yield lab


# ---- ways in which a store fails; each is undone at the end


@contextmanager
def full(lab: Lab) -> Any:
    """No page more fits, on this connection and on each that takes its place."""
    with pragma(lab, "max_page_count = 1", "max_page_count = 1073741823"):
        yield


@contextmanager
def read_only(lab: Lab) -> Any:
    with pragma(lab, "query_only = ON", "query_only = OFF"):
        yield


@contextmanager
def pragma(lab: Lab, on: str, off: str) -> Any:
    engine = lab.service.store._engine

    def put(driver: sqlite3.Connection, _record: object) -> None:
        driver.execute(f"PRAGMA {on}").close()

    def current(words: str) -> None:
        connection = lab.service.store._connection
        if connection is not None:
            with closing(connection.connection.dbapi_connection.cursor()) as cursor:  # type: ignore[union-attr]
                cursor.execute(f"PRAGMA {words}")

    thread = lab.service.store._thread
    event.listen(engine, "connect", put)
    thread.submit(current, on).result()
    try:
        yield
    finally:
        event.remove(engine, "connect", put)
        thread.submit(current, off).result()


@contextmanager
def locked(lab: Lab) -> Any:
    """Another process holds the store."""
    with closing(sqlite3.connect(lab.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def failing(lab: Lab) -> Any:
    """The disk takes no byte more of any file: write() fails, whoever asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


CODES: dict[Callable[[Lab], Any], str] = {
    full: "SQLITE_FULL",
    read_only: "SQLITE_READONLY",
    locked: "SQLITE_BUSY",
    failing: "SQLITE_",
}


def told(answer: Answer) -> str:
    assert isinstance(answer, Notice), answer
    return card_text(answer.card, lambda person: f"@{person.user}")


async def within(lab: Lab, inbound: Any) -> Answer:
    began = monotonic()
    answer = await lab.accept(inbound)
    assert monotonic() - began < SECONDS
    return answer


async def delivered_again(lab: Lab, inbounds: Iterable[Inbound]) -> None:
    """The platform delivers again what was not acknowledged, and more."""
    for inbound in inbounds:
        for _ in range(100):
            if getattr(await lab.accept(inbound), "taken", True):
                break
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("fault", CODES, ids=lambda fault: fault.__name__)
async def test_people_are_told_safety_is_answered_and_it_goes_on_by_itself(
    lab: Lab, fault: Callable[[Lab], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    group = Group("g1")
    await lab.begin(group)
    await lab.accept(group.call("b", "next"))
    await lab.settle()
    before = await lab.evidence()
    long = [group.call("a", "note " + "x" * 3000) for _ in range(40)]  # more than the pages that are there hold
    capsys.readouterr()
    with fault(lab):
        answers = await asyncio.gather(*(within(lab, inbound) for inbound in long))
        assert any(not getattr(answer, "taken", True) for answer in answers)
        said = group.say("a", "It began in May.")
        refused = [answer for answer in answers if not getattr(answer, "taken", True)]
        assert all("cannot save" in told(answer) for answer in refused)
        for words in ("signposts", "flag child"):
            assert "999" in told(await within(lab, group.call("c", words)))
        await within(lab, said)
    log = capsys.readouterr().out
    assert CODES[fault] in log
    assert "store unavailable" in log
    inbounds: list[Inbound] = [*long, said]
    await delivered_again(lab, inbounds)
    await lab.settle()
    after = await lab.evidence()
    verify.histories(after)
    assert len(lab.taken) >= 40
    assert all(after.was_taken(key) for key in lab.taken)
    (records,) = after.records.values()
    assert sum(isinstance(record.event, Spoke) for record in records) == 1
    assert len(records) > len(next(iter(before.records.values())))


@contextmanager
def slow(lab: Lab, seconds: float) -> Any:
    """Each commit of something that is written takes so long, and succeeds."""
    store, over = lab.service.store, Event()

    def wait(_connection: object) -> None:
        if store._begin == "BEGIN IMMEDIATE":
            over.wait(seconds)

    event.listen(store._engine, "commit", wait)
    try:
        yield
    finally:
        over.set()


@pytest.mark.parametrize("seconds", [0.4, 2.2])
async def test_of_a_stream_over_a_slow_disk_everybody_is_answered_in_time(lab: Lab, seconds: float) -> None:
    """Whoever comes while one batch is stored waits for it and for their own, and for both together not too long."""
    group = Group("g1")
    await lab.begin(group)
    await lab.settle()
    stream: list[Inbound] = [group.say("a", "It began in May.") for _ in range(40)]
    with slow(lab, seconds):
        asked: list[asyncio.Task[Answer]] = []
        for inbound in stream:
            asked.append(asyncio.create_task(within(lab, inbound)))
            await asyncio.sleep(0.1)
        answers = await asyncio.gather(*asked)
    refused = sum(not getattr(answer, "taken", True) for answer in answers)
    assert refused < len(stream)
    assert refused == 0 or seconds > 1  # where there is time for it, all of it is taken
    await delivered_again(lab, stream)
    found = await lab.evidence()
    assert len(lab.taken) >= len(stream)
    assert all(found.was_taken(key) for key in lab.taken)
    (records,) = found.records.values()
    assert sum(isinstance(record.event, Spoke) for record in records) == len(stream)
    verify.histories(found)


async def test_a_receipt_that_cannot_be_stored_is_stored_later_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    lab, group = Lab(tmp_path, idempotent=False), Group("g1")
    async with lab:
        await lab.begin(group)
        lab.platform.answers = [Retry(1)] * 3
        await lab.accept(group.call("b", "next"))
        with locked(lab):
            await asyncio.sleep(2.5)
        await lab.settle()
        found = await lab.evidence()
    shown = [line["key"] for line in lab.platform.accepted if line["kind"] == "Post" and not line["replaces"]]
    assert len(shown) == len(set(shown))
    assert not [row for row in found.outbox if row.state in ("sending", "uncertain")]


# ---- the real process, on a real disk that takes no more


def limit(process: Process, size: int) -> None:
    """How long a file of that process may become, in bytes, from now on."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


ROOM = 100_000  # bytes: enough for the log of what goes wrong, and not for the store


async def test_the_disk_of_the_real_service_fails_and_is_mended(tmp_path: Path) -> None:
    async with Rig(tmp_path, Ledger(), speed=60.0) as rig:
        rig.crowd.start()
        await rig.link.heard(100)
        assert (tmp_path / "rig.db-wal").stat().st_size > 2 * ROOM
        limit(rig.service, ROOM)
        before = len(rig.link.taken)
        await asyncio.sleep(2)
        during = len(rig.link.taken) - before
        assert rig.service.alive
        limit(rig.service, resource.RLIM_INFINITY)
        await asyncio.sleep(1)
        await rig.link.heard(50)  # it went on by itself
        await rig.crowd.stop()
        await rig.quiet()
        await rig.stop()
        await rig.check()
        log = rig.spec.log.read_text()
    assert during < 64  # a batch may have been under way
    rig.effort.must(sure=3, accepted=100, acts=30)
    faults = [json.loads(line) for line in log.splitlines() if "store unavailable" in line]
    assert faults
    assert all(fault["cure"] and fault["code"].startswith("SQLITE_") for fault in faults)


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """A disk of two megabytes, where this machine lets us make one."""
    made = tmp_path / "disk"
    made.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(made)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("this machine lets us mount nothing")
    yield made
    subprocess.run(["umount", "-l", str(made)], check=True)


async def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    async with Lab(small_disk) as lab:
        group = Group("g1")
        await lab.begin(group)
        stuff = small_disk / "stuff"
        with suppress(OSError), stuff.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        answers = [await within(lab, group.call("a", "note " + "x" * 3000)) for _ in range(60)]
        assert any("cannot save" in told(answer) for answer in answers if not getattr(answer, "taken", True))
        assert "999" in told(await within(lab, group.call("c", "signposts")))
        stuff.unlink()
        await lab.accept(group.say("a", "It began in May."))
        found = await lab.evidence()
    assert all(found.was_taken(key) for key in lab.taken)
    verify.histories(found)


# ---- what stops the service, with its cure


async def prepared(lab: Lab) -> None:
    async with lab:
        await lab.begin(*(Group(f"g{number}") for number in range(10)))
        await lab.settle()
    with closing(sqlite3.connect(lab.store)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def spoil(lab: Lab, first: int, last: int | None = None) -> None:
    """Overwrite pages."""
    data = bytearray(lab.store.read_bytes())
    end = len(data) // 4096 if last is None else last
    for page in range(first, end):
        data[page * 4096 : page * 4096 + 4096] = b"\xaa" * 4096
    lab.store.write_bytes(data)


def newer(lab: Lab) -> None:
    with closing(sqlite3.connect(lab.store)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'later'")


def other_key(lab: Lab) -> None:
    (lab.folder / "lab.key").unlink()
    KeyFile(lab.folder / "lab.key").create()


def no_key(lab: Lab) -> None:
    (lab.folder / "lab.key").unlink()


STOPS: dict[str, tuple[Callable[[Lab], None], type[Exception], str]] = {
    "first page": (partial(spoil, first=0, last=1), BrokenStore, "restore the newest backup"),
    "every page but the first": (partial(spoil, first=1), BrokenStore, "restore the newest backup"),
    "newer schema": (newer, SchemaFault, "Install the newer version"),
    "wrong key": (other_key, KeyFault, "Put the key file of this store there"),
    "no key": (no_key, KeyFault, "Put it back from its backup"),
}


@pytest.mark.parametrize("why", STOPS)
async def test_what_cannot_mend_itself_stops_the_service_with_its_cure(tmp_path: Path, why: str) -> None:
    lab = Lab(tmp_path)
    await prepared(lab)
    do, kind, cure = STOPS[why]
    do(lab)
    with pytest.raises(kind, match=cure):
        await lab.start()
    # The same as a process: it ends with 1 and says so.
    for file in (lab.store, tmp_path / "lab.key"):
        if file.exists():
            file.rename(tmp_path / file.name.replace("lab", "rig"))
    process = start_service(Spec(tmp_path, Collector))
    assert await process.ended() == 1
    assert cure in (tmp_path / "service.log").read_text()


async def test_a_page_that_goes_bad_under_a_running_service_stops_it(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    await prepared(lab)
    await lab.start()
    spoil(lab, 3)
    lab.service.cache.drop(list(lab.service.cache._held))
    answers = [await lab.accept(Group(f"g{number}").say("a", "Hello.")) for number in range(10)]
    with pytest.raises(BrokenStore, match="restore the newest backup"):
        await asyncio.wait_for(lab.service.failed, SECONDS)
    assert any(isinstance(answer, Notice) and not answer.taken for answer in answers)
    assert "999" in told(await lab.accept(Group("g1").call("a", "signposts")))
    await lab.crash()
