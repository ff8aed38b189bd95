"""When the store does not let us: people are told at once, safety is answered, nothing acknowledged is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Connection

from space_to_think import inbound as i
from space_to_think.inbound import Answer, Nothing, Notice
from space_to_think.runtime import deadlines, engine
from space_to_think.runtime.desk import Taken
from space_to_think.runtime.errors import BrokenStore, KeyFault, StoreInUse
from space_to_think.runtime.store import sqlite
from space_to_think.session import events as e
from space_to_think.testing.house import House
from tests.runtime.test_way import STRANGER, start, told


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with House(tmp_path) as house:
        yield house


def said(house: House, key: str) -> i.Said:
    return i.Said(key, house.bench.person("ros"), house.bench.group(), "It began in May.", key)


def called(house: House, words: str, key: str = "c") -> i.Called:
    return i.Called(key, house.bench.person("ros"), house.fake.direct("ros"), words)


def not_taken(answer: Answer) -> str:
    assert isinstance(answer, Notice)
    assert not answer.taken
    return told(answer)


class Lock:
    """Another process that holds the store's lock."""

    def __init__(self, house: House) -> None:
        self._other = sqlite3.connect(house.folder / "house.db", check_same_thread=False)

    def __enter__(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.rollback()
        self._other.close()


async def test_while_the_store_is_locked_people_are_told_and_it_goes_on_by_itself(house: House) -> None:
    await start(house)
    before = len(await house.records())
    with Lock(house):
        began = monotonic()
        assert "cannot save" in not_taken(await house.service.accept(said(house, "s1")))
        assert monotonic() - began < 3
        signposts = not_taken(await house.service.accept(called(house, "flag child")))
        assert "999" in signposts
        assert "not kept" in signposts
        assert "999" in not_taken(await house.service.accept(called(house, "in STT-00000 signposts")))
        by_text = i.Said("d1", house.bench.person("ros"), house.fake.direct("ros"), "flag")
        assert "999" in not_taken(await house.service.accept(by_text))
        assert not_taken(await house.service.accept(i.PlaceLost("p1", house.bench.group()))) == ""
    assert len(await house.records()) == before
    assert isinstance(await house.service.accept(said(house, "s1")), Nothing)
    assert isinstance(await house.service.accept(said(house, "s1")), Nothing)
    assert len(await house.records()) == before + 1


async def test_receipts_and_deadlines_wait_for_the_store(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think.runtime.sender.LOOK", 0.01)
    monkeypatch.setattr(deadlines, "LOOK", 0.01)
    await start(house)
    with Lock(house):
        house.clock.advance(timedelta(minutes=6))
        await asyncio.sleep(0.5)
    await house.settle()
    due = [record for record in await house.records() if isinstance(record.event, e.StageDue)]
    assert len(due) == 1


def another(house: House) -> engine.Engine:
    """An engine of the same store that does not run yet."""
    own = house.service._engine  # pyright: ignore[reportPrivateUsage]
    return engine.Engine(own._store, own._desk, own._memory, own._committed)  # pyright: ignore[reportPrivateUsage]


async def test_a_store_that_takes_too_long_does_not_keep_people_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    before = len(await house.records())
    monkeypatch.setattr(engine, "PATIENCE", 0.1)
    slowed = another(house)
    running = asyncio.create_task(slowed.run())
    with Lock(house):
        monkeypatch.setattr(house.service.store, "_begin", "BEGIN")

        def slow(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA busy_timeout = 600")

        await house.service.store.read(slow)
        first = asyncio.create_task(slowed.accept(said(house, "s1")))
        assert "cannot save" in not_taken(await asyncio.wait_for(first, 0.5))
        assert "cannot save" in not_taken(await asyncio.wait_for(slowed.accept(said(house, "s2")), 0.1))
    async with asyncio.timeout(3):
        while not isinstance(await slowed.accept(said(house, "s1")), Nothing):
            await asyncio.sleep(0.02)
    assert len(await house.records()) == before + 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_each_message_has_a_time_of_its_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """From when it came in, whatever it waits for; one that has been given up is not taken after all."""
    await start(house)
    before = len(await house.records())
    monkeypatch.setattr(engine, "PATIENCE", 0.5)
    own = another(house)
    first = asyncio.create_task(own.accept(said(house, "t1")))
    nobody = asyncio.create_task(own.accept(said(house, "t2")))  # whoever asked is gone by then, and said it
    await asyncio.sleep(0.45)
    nobody.cancel()
    second = asyncio.create_task(own.accept(said(house, "t3")))
    assert "cannot save" in not_taken(await first)
    running = asyncio.create_task(own.run())
    assert isinstance(await second, Nothing)
    running.cancel()
    await asyncio.gather(running, nobody, return_exceptions=True)
    assert len(await house.records()) == before + 2


async def test_what_was_given_up_is_not_taken_after_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await start(house)
    before = len(await house.records())
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    own = another(house)
    assert "cannot save" in not_taken(await own.accept(said(house, "t1")))
    running = asyncio.create_task(own.run())
    await own.drain()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(await house.records()) == before


async def test_under_more_than_the_store_can_take_nobody_is_told_no_and_taken_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as many as it can take, for as long as it takes until each has waited for nearly all of its time."""
    await start(house)
    before = len(await house.records())
    monkeypatch.setattr(engine, "PATIENCE", 1.0)
    monkeypatch.setattr(engine, "BATCH", 4)
    own = another(house)
    right = own._desk.take

    def slow(connection: Connection, batch: Sequence[tuple[i.Inbound, str | None]]) -> Taken:
        sleep(0.2)
        return right(connection, batch)

    monkeypatch.setattr(own._desk, "take", slow)
    running = asyncio.create_task(own.run())
    coming: list[asyncio.Task[Answer]] = []
    for number in range(120):
        coming.append(asyncio.create_task(own.accept(said(house, f"o{number}"))))
        await asyncio.sleep(0.025)
    answers = await asyncio.gather(*coming)
    await own.drain()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    taken = sum(isinstance(answer, Nothing) for answer in answers)
    anyway = len(await house.records()) - before - taken
    assert 12 <= taken <= 100
    assert anyway <= 8  # where this machine has held up a batch


async def test_a_full_queue_makes_callers_wait_and_then_tells_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    monkeypatch.setattr(engine, "QUEUE", 4)
    small = another(house)
    waiting = [asyncio.create_task(small.accept(said(house, f"q{n}"))) for n in range(4)]
    await asyncio.sleep(0)
    monkeypatch.setattr(engine, "PATIENCE", 0.2)
    waiting += [asyncio.create_task(small.accept(said(house, f"q{n}"))) for n in (4, 5)]
    await asyncio.sleep(0.05)
    assert not any(task.done() for task in waiting)
    assert [not_taken(answer)[:5] for answer in await asyncio.gather(*waiting[4:])] == ["Sorry", "Sorry"]
    running = asyncio.create_task(small.run())
    more = asyncio.create_task(small.accept(said(house, "q9")))
    assert all(isinstance(answer, Nothing) for answer in await asyncio.gather(*waiting[:4], more))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not_taken(await small.accept(said(house, "late")))


async def test_what_was_accepted_when_the_service_stops_is_stored(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await start(house)
        before = len(await house.records())
        answers = [asyncio.create_task(house.service.accept(said(house, f"e{n}"))) for n in range(300)]
        await asyncio.sleep(0)
    stored = sum(isinstance(answer, Nothing) for answer in await asyncio.gather(*answers))
    async with House(tmp_path, start=house.clock.now()) as again:
        assert len(await again.records()) == before + stored
        assert stored == 300


async def test_a_damaged_store_stops_the_service_with_its_cure(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise BrokenStore("The store's file is damaged.", "Restore the newest backup.")

    monkeypatch.setattr(house.service._engine._desk, "take", broken)  # pyright: ignore[reportPrivateUsage]
    assert not_taken(await house.service.accept(said(house, "s1")))
    with pytest.raises(BrokenStore, match="newest backup"):
        await asyncio.wait_for(asyncio.shield(house.service.failed), 1)


async def test_a_failure_that_cannot_even_be_written_down_is_not_acknowledged(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    desk = house.service._engine._desk  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(desk, "take", broken)
    monkeypatch.setattr(desk, "failed", broken)
    assert not_taken(await house.service.accept(said(house, "s1")))


async def test_a_deadline_that_cannot_be_taken_rests_and_stops_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    monkeypatch.setattr("space_to_think.runtime.course.MOST_TICKS", 0)
    house.clock.advance(timedelta(minutes=6))
    await house.settle()
    monkeypatch.setattr(deadlines, "REST", 0)
    assert not any(isinstance(record.event, e.StageDue) for record in await house.records())
    monkeypatch.setattr("space_to_think.runtime.course.MOST_TICKS", 20)
    house.service._deadlines._resting.clear()  # pyright: ignore[reportPrivateUsage]
    await house.settle()
    due = [record.event for record in await house.records() if isinstance(record.event, e.StageDue)]
    assert [stage.late for stage in due] == [timedelta(minutes=1)]


async def test_a_second_service_on_the_same_store_does_not_start(house: House, tmp_path: Path) -> None:
    with pytest.raises(StoreInUse):
        await House(tmp_path).__aenter__()


async def test_a_missing_or_wrong_key_file_stops_the_start(tmp_path: Path) -> None:
    async with House(tmp_path):
        pass
    key = (tmp_path / "house.key").read_bytes()
    (tmp_path / "house.key").unlink()
    with pytest.raises(KeyFault, match="missing"):
        await House(tmp_path).__aenter__()
    (tmp_path / "other").mkdir()
    async with House(tmp_path / "other"):
        pass
    (tmp_path / "house.key").write_bytes((tmp_path / "other" / "house.key").read_bytes())
    with pytest.raises(KeyFault, match="belongs to another store"):
        await House(tmp_path).__aenter__()
    (tmp_path / "house.key").write_bytes(key)
    async with House(tmp_path):
        pass


async def test_an_adapter_that_fails_is_started_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think.runtime.service.PAUSE", 0.01)
    runs: list[int] = []

    async def run(_: object) -> None:
        runs.append(1)
        if len(runs) < 3:
            raise ConnectionError

    monkeypatch.setattr(house.fake, "run", run)
    await house.service._adapter(house.fake)  # pyright: ignore[reportPrivateUsage]
    assert len(runs) == 3


async def test_an_agency_changed_beside_us_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(house.folder / "house.db")
    added = ("oakfield", 1, 0, "AgencyAdded", 1, '{"by": "operator", "name": "Oakfield"}')
    other.execute("INSERT INTO agency_events VALUES (?, ?, ?, ?, ?, ?)", added)
    other.commit()
    other.close()
    async with asyncio.timeout(2):
        while "oakfield" not in house.service.house.agencies:
            await asyncio.sleep(0.05)


async def test_nobody_is_answered_by_a_stranger_s_mistake(house: House) -> None:
    assert isinstance(await house.service.accept(i.Left("l", STRANGER, house.bench.group())), Nothing)


async def test_where_even_the_words_fail_people_are_told_that_it_was_not_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(house.service._engine._memory._house.wording, "card", broken)  # pyright: ignore[reportPrivateUsage]
    with Lock(house):
        assert not_taken(await house.service.accept(called(house, "flag child"))) == ""
