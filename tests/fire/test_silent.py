"""Faults that nobody would hear of: an error that is swallowed, a task that ends without a word, a commit that says it
failed, a session that cannot be read. None of them may lose anything, do it twice, or keep others waiting.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Connection

from space_to_think.delivery import Delivery, Retry
from space_to_think.inbound import Answer, Edited, Inbound, Nothing, Notice
from space_to_think.runtime import deadlines, engine, rendering, replies, sender, service
from space_to_think.runtime.course import Course
from space_to_think.runtime.desk import Taken
from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.sender import Round
from space_to_think.runtime.store import contents, meta
from space_to_think.testing.rig import verify
from space_to_think.testing.rig.evidence import Evidence
from space_to_think.testing.rig.people import Group
from tests.fire.lab import Lab

HANDLES = Path("/proc/self/fd")


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with Lab(tmp_path) as lab:
        yield lab


def refused(answer: Answer) -> bool:
    return isinstance(answer, Notice) and not answer.taken


def texts(found: Evidence) -> list[str]:
    return [text for all_of in found.texts.values() for _, text in all_of]


# ---- a read that fails once, in the middle of a batch


@contextmanager
def unreadable(store: Path) -> Iterator[None]:
    """Reading the store's files fails for a moment, as on a disk with a loose cable: pread() says no."""
    handles = [int(one) for one in os.listdir(HANDLES)]
    ours = [one for one in handles if _path(one) in (str(store), f"{store}-wal")]
    kept = [(os.dup(one), one) for one in ours]
    nothing = os.open(os.devnull, os.O_WRONLY)
    assert len(ours) >= 2
    for one in ours:
        os.dup2(nothing, one)
    os.close(nothing)
    try:
        yield
    finally:
        for good, one in kept:
            os.dup2(good, one)
            os.close(good)


def _path(handle: int) -> str:
    try:
        return os.readlink(HANDLES / str(handle))
    except OSError:
        return ""


def once_unreadable(lab: Lab, right: Callable[..., Any], connection: Callable[..., Connection]) -> Callable[..., Any]:
    """The same, and the first time the disk cannot be read in it."""
    left = [1]

    def wrong(*given: Any) -> Any:
        if not left:
            return right(*given)
        left.clear()
        connection(*given).exec_driver_sql("PRAGMA shrink_memory")  # nothing is read from memory then
        with unreadable(lab.store):
            connection(*given).exec_driver_sql("SELECT count(*) FROM events, outbox").all()
            return right(*given)

    return wrong


@pytest.mark.skipif(not HANDLES.exists(), reason="this machine does not show us our files")
@pytest.mark.parametrize("when", ["as it is decided", "as it is answered"])
async def test_of_a_batch_in_which_a_read_fails_nothing_is_kept(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """SQLite rolls back by itself then; what the batch would write after that would be committed piece by piece."""
    group = Group("g1")
    await lab.begin(group)
    said = group.say("a", "It began in May.")
    await lab.accept(said)
    await lab.settle()
    if when == "as it is decided":
        monkeypatch.setattr(contents, "by_ref", once_unreadable(lab, contents.by_ref, lambda given, _ref: given))
    else:
        answering = once_unreadable(lab, replies._said, lambda _house, known, _reply: known._connection)
        monkeypatch.setattr(replies, "_said", answering)
    edited = Edited("edited", group.person("a"), group.place(), said.ref or "", "In other words.")
    batch: list[Inbound] = [group.sure().inbound, edited, group.call("c", "status")]
    assert all(refused(answer) for answer in await lab.all(batch))
    found = await lab.evidence()
    assert not any(found.was_taken(inbound.key) for inbound in batch)
    assert not texts(found)
    assert not any(refused(answer) for answer in await lab.all(batch))  # delivered again
    found = await lab.evidence()
    assert all(found.was_taken(inbound.key) for inbound in batch)
    assert len(texts(found)) == 1
    verify.histories(found)


@pytest.mark.skipif(not HANDLES.exists(), reason="this machine does not show us our files")
async def test_a_message_that_cannot_be_read_just_now_has_not_failed(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    group = Group("g1")
    await lab.begin(group)
    await lab.settle()
    wording = once_unreadable(lab, rendering.outgoing, lambda _house, connection, *_: connection)
    monkeypatch.setattr(sender, "outgoing", wording)
    await lab.accept(group.call("b", "next"))
    await lab.settle()
    found = await lab.evidence()
    assert {row.state for row in found.outbox} <= {"sent", "dropped"}
    assert any("Stage 2 of 6" in text for text in lab.platform.texts())

    def one(connection: Connection) -> None:
        lab.service.cache.drop(list(found.held))
        connection.exec_driver_sql("PRAGMA shrink_memory")
        with unreadable(lab.store):
            lab.service.cache.readable(connection, lab.service.house, found.held)

    with pytest.raises(StoreUnavailable):  # and not that this session cannot be read
        await lab.service.store.read(one)


async def test_what_was_rolled_back_unseen_is_not_taken_for_stored(lab: Lab) -> None:
    def work(connection: Connection) -> None:
        meta.put(connection, "first", "")
        connection.connection.rollback()  # as SQLite does by itself, and somebody swallowed why

    with pytest.raises(StoreUnavailable):
        await lab.service.store.run(work)
    assert await lab.service.store.read(partial(meta.read, name="first")) is None


# ---- a commit that says it failed


@contextmanager
def answer_lost(lab: Lab, whose: Callable[[Any], bool]) -> Iterator[list[Any]]:
    """One transaction is committed, and the disk says it was not: after a failed fsync nobody knows."""
    store, lost = lab.service.store, list[Any]()
    right = store.transact

    def wrong(work: Callable[[Connection], Any], begin: str) -> Any:
        result = right(work, begin)
        if begin == "BEGIN IMMEDIATE" and not lost and whose(result):
            lost.append(result)
            raise StoreUnavailable("SQLITE_IOERR_FSYNC")
        return result

    store.transact = wrong  # type: ignore[method-assign]
    yield lost
    store.transact = right  # type: ignore[method-assign]


COMMITS: dict[str, Callable[[Any], bool]] = {
    "a batch": lambda result: isinstance(result, Taken),
    "rows to send": lambda result: isinstance(result, Round) and len(result.outgoing) > 0,
}


@pytest.mark.parametrize("idempotent", [True, False], ids=["keys", "no-keys"])
@pytest.mark.parametrize("whose", COMMITS)
async def test_a_commit_that_says_it_failed_is_neither_lost_nor_done_twice(
    tmp_path: Path, whose: str, idempotent: bool
) -> None:
    group = Group("g1")
    async with Lab(tmp_path, idempotent=idempotent) as lab:
        await lab.begin(group)
        await lab.settle()
        batch = [group.sure().inbound, group.call("b", "next"), group.call("d", "leave")]
        with answer_lost(lab, COMMITS[whose]) as lost:
            answers = await lab.all(batch)
            await until(lambda: bool(lost))
            assert all(refused(answer) for answer in answers) is (whose == "a batch")
            await lab.all(batch)  # delivered again
            await lab.accept(group.say("a", "It began in May."))
            await lab.settle()
        found = await lab.evidence()
    assert len(texts(found)) == 1
    assert {row.state for row in found.outbox} <= {"sent", "dropped"}
    shown = [line["key"] for line in lab.platform.accepted if line["kind"] == "Post" and not line["replaces"]]
    assert len(shown) == len(set(shown))
    assert any("Stage 2 of 6" in text for text in lab.platform.texts())
    verify.histories(found)


async def until(wanted: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not wanted():
            await asyncio.sleep(0.01)


# ---- tasks that end without a word


def library_s_own() -> None:
    """What a library raises that cancels something of its own while somebody waits for it."""
    raise asyncio.CancelledError


class Odd:
    """Deliveries to one person go wrong in some way, the first time."""

    def __init__(self, lab: Lab, who: str, how: Callable[[], Awaitable[Any]]) -> None:
        self.times = 0
        self._right, self._who, self._how = lab.platform.deliver, who, how

    async def deliver(self, delivery: Delivery) -> Any:
        if getattr(delivery.to, "user", "") == self._who and not self.times:
            self.times += 1
            return await self._how()
        return await self._right(delivery)


async def cancelled() -> None:
    library_s_own()


async def nothing() -> None:
    """An adapter that forgets to say what became of it."""


async def hangs() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("how", [cancelled, nothing, hangs], ids=lambda how: how.__name__)
@pytest.mark.parametrize("idempotent", [True, False], ids=["keys", "no-keys"])
async def test_a_delivery_that_ends_oddly_blocks_nobody(
    tmp_path: Path, idempotent: bool, how: Callable[[], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "HANGS", 0.2)
    group = Group("g1")
    async with Lab(tmp_path, idempotent=idempotent) as lab:
        await lab.begin(group)
        await lab.settle()
        odd = Odd(lab, group.person("d").user, how)
        monkeypatch.setattr(lab.platform, "deliver", odd.deliver)
        before = len(lab.platform.accepted)
        await lab.accept(group.call("d", "help"))
        await lab.accept(group.call("d", "leave"))
        await until(lambda: odd.times == 1)
        await lab.settle()
        lab.clock.advance(timedelta(seconds=5))
        await lab.settle()
        found = await lab.evidence()
        ours = [line for line in lab.platform.accepted[before:] if line["to"] == f"person:{group.person('d').user}"]
        assert not lab.service.failed.done()
    assert odd.times == 1
    assert not [row for row in found.outbox if row.state in ("sending", "pending")]
    assert [line["attempt"] for line in ours].count(2) == int(idempotent)
    assert any(verify.UNSURE in text for text in lab.platform.texts()) is not idempotent
    assert any(row.state == "uncertain" for row in found.outbox) is not idempotent


async def test_an_adapter_whose_library_cancels_something_is_started_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAUSE", 0.01)
    runs = 0

    async def run(_: object) -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            library_s_own()

    monkeypatch.setattr(lab.platform, "run", run)
    await asyncio.wait_for(lab.service._adapter(lab.platform), 5)
    assert runs == 3


async def test_a_part_of_ours_that_ends_so_is_no_service_that_runs_on_without_it(lab: Lab) -> None:
    await lab.service._must(cancelled())
    with pytest.raises(asyncio.CancelledError):
        lab.service.failed.result()


# ---- a session that cannot be read


async def test_a_session_that_cannot_be_read_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Neither while the service runs, nor at its start; what is for it goes when it can be read again."""
    bad, good = Group("bad"), Group("good", pace="async")
    async with Lab(tmp_path, idempotent=False) as lab:
        await lab.begin(bad, good)
        await lab.settle()
        ids = {held.people[1].user: id for id, held in (await lab.evidence()).held.items()}
        id = ids["bada"]
        lab.platform.answers = [Retry(1, only=True)] * 2
        await lab.accept(bad.call("d", "leave"))
        await until(lambda: not lab.platform.answers)
    with closing(sqlite3.connect(lab.store)) as database, database:
        (right,) = database.execute("SELECT data FROM events WHERE session = ? AND version = 1", (id,)).fetchone()
        database.execute("UPDATE events SET data = '{}' WHERE session = ? AND version = 1", (id,))
        some = 'SELECT seq FROM outbox WHERE session = ? AND state = ? AND number IS NOT NULL AND NOT "order" LIMIT 1'
        for new, old in (("held", "pending"), ("sending", "sent")):
            change = f"UPDATE outbox SET state = ?, not_before = 0 WHERE seq = ({some})"
            assert database.execute(change, (new, id, old)).rowcount == 1
    async with lab:  # it starts
        lab.clock.advance(timedelta(minutes=7))  # with a deadline of it that is due
        before = len(lab.platform.accepted)
        answer = await lab.accept(bad.say("a", "It began in May."))
        assert not isinstance(answer, Nothing)
        await lab.accept(good.call("d", "leave"))
        await lab.settle()
        assert not lab.service.failed.done()
        assert len(lab.platform.accepted) > before
        readable = partial(lab.service.cache.readable, house=lab.service.house, ids=ids.values())
        assert (await lab.service.store.read(readable)).keys() == {ids["gooda"]}
    with closing(sqlite3.connect(lab.store)) as database, database:
        waiting = database.execute("SELECT count(*) FROM outbox WHERE session = ? AND state = 'pending'", (id,))
        assert waiting.fetchone()[0] >= 1
        database.execute("UPDATE events SET data = ? WHERE session = ? AND version = 1", (right, id))
    async with lab:
        lab.clock.advance(timedelta(minutes=11))
        await lab.settle()
        found = await lab.evidence()
    assert not [row for row in found.outbox if row.session == id and row.state in ("pending", "sending")]
    verify.histories(found)
    verify.timers(found, lab.clock.now(), timedelta(minutes=1))


# ---- people who wait behind others


async def test_whoever_waits_for_room_is_told_as_soon_as_those_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "QUEUE", 16)
    monkeypatch.setattr(engine, "BATCH", 4)
    group = Group("g1")
    async with Lab(tmp_path) as lab:
        await lab.begin(group)
        many = [group.say("a", "It began in May.") for _ in range(40)]
        with closing(sqlite3.connect(lab.store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began = monotonic()
            answers = await lab.all(many)
            assert monotonic() - began < 3
            other.execute("ROLLBACK")
    assert all(refused(answer) for answer in answers)


async def test_it_ends_in_time_also_while_the_store_is_held(lab: Lab) -> None:
    group = Group("g1")
    await lab.begin(group)
    with closing(sqlite3.connect(lab.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asked = [group.sure().inbound for _ in range(3)]
        answers = asyncio.create_task(lab.all(asked))
        await asyncio.sleep(0)
        began = monotonic()
        await lab.service.stop()
        assert monotonic() - began < 10
        assert all(refused(answer) for answer in await answers)
        other.execute("ROLLBACK")
    await lab.start()
    assert not any(refused(answer) for answer in await lab.all(asked))  # delivered again
    assert len(texts(await lab.evidence())) == 3


# ---- deadlines that cannot be taken


async def test_deadlines_that_cannot_be_taken_rest_longer_each_time_and_hold_up_no_other(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "AT_ONCE", 1)
    monkeypatch.setattr(deadlines, "REST", 0.05)
    bad, good = Group("bad"), Group("good")
    await lab.begin(bad)
    await lab.settle()
    (wrong,) = (await lab.evidence()).held
    lab.clock.advance(timedelta(seconds=1))
    await lab.begin(good)
    right = Course.tick

    def tick(self: Course) -> None:
        if self.session is not None and self.session.id == wrong:
            raise ZeroDivisionError
        right(self)

    def due() -> int:
        with closing(sqlite3.connect(lab.store)) as database:
            return int(database.execute("SELECT count(*) FROM events WHERE type = 'StageDue'").fetchone()[0])

    resting = lab.service._deadlines._resting
    with monkeypatch.context() as patch:
        patch.setattr(Course, "tick", tick)
        lab.clock.advance(timedelta(minutes=6))
        await until(lambda: due() == 1)
        await until(lambda: resting[wrong][1] >= 0.2)
    await until(lambda: due() == 2)
    await until(lambda: wrong not in resting)
    found = await lab.evidence()
    verify.timers(found, lab.clock.now(), timedelta())
    verify.histories(found)
