"""The alert rules as they are shipped, tried with incidents that are staged on a real service."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from space_to_think import inbound as i
from space_to_think.delivery import Delivery, Receipt, Uncertain
from space_to_think.hooks import Manifest, Scope, hookimpl
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.inbound import Notice
from space_to_think.messages import Text
from space_to_think.runtime import service
from space_to_think.runtime.clock import micros
from space_to_think.runtime.course import Course
from space_to_think.runtime.store import meta, sqlite
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.watching import watching
from space_to_think.testing.house import House
from tests.runtime.test_way import start
from tests.runtime.watching.prometheus import rules
from tests.runtime.watching.watcher import Watcher


@pytest.fixture
async def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watcher]:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with House(tmp_path, host=Host({**discover(), "clumsy": clumsy()})) as house:
        await start(house)
        yield await Watcher(house).begin()


def clumsy() -> object:
    """A plugin that raises when somebody says they are done."""

    def declare() -> Manifest:
        texts = {"en-GB": "clumsy-sentence = It falls over.\n"}
        return Manifest("clumsy", Text("clumsy-sentence"), Scope.SESSION, always_on=True, texts=texts)

    def react(event: Any) -> None:
        if type(event).__name__ == "SaidDone":
            raise ValueError

    return SimpleNamespace(declare=hookimpl(declare), react=hookimpl(specname="react")(react))


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds the store."""
    other = sqlite3.connect(house.folder / "house.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def said(house: House, key: str) -> i.Said:
    return i.Said(key, house.bench.person("ros"), house.bench.group(), "It began in May.", key)


def test_every_rule_can_be_worked_out_and_has_a_cure() -> None:
    assert len(rules()) == len({rule.name for rule in rules()}) >= 10


async def test_a_quiet_service_wakes_nobody(watcher: Watcher) -> None:
    await watcher.house.say("ros", "It began in May.")
    assert await watcher.scrape(5) == set()


async def test_the_service_is_down(watcher: Watcher) -> None:
    await watcher.house.service.watching.close()
    assert await watcher.scrape() == set()
    assert await watcher.scrape(2) == {"ServiceDown"}


async def test_the_store_does_not_answer(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PATIENCE", 0.05)
    busy = asyncio.create_task(watcher.house.service.store.run(lambda _: time.sleep(1)))
    await asyncio.sleep(0.05)
    assert await watcher.scrape(2) == {"StoreDown"}
    await busy
    assert "StoreDown" not in await watcher.scrape()


async def test_messages_cannot_be_saved(watcher: Watcher) -> None:
    with locked(watcher.house):
        answer = await watcher.house.service.accept(said(watcher.house, "s1"))
    assert isinstance(answer, Notice)
    assert not answer.taken
    assert "MessagesNotTaken" in await watcher.scrape()


async def test_a_message_makes_our_code_raise(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Course.do

    def do(self: Course, command: Any) -> Any:
        if getattr(command, "text", None) == "It began in May.":
            raise ZeroDivisionError
        return whole(self, command)

    monkeypatch.setattr(Course, "do", do)
    await watcher.house.service.accept(said(watcher.house, "s1"))
    assert await watcher.scrape() == {"MessagesFail"}


async def test_deadlines_cannot_be_taken(watcher: Watcher) -> None:
    with locked(watcher.house):
        watcher.house.clock.advance(timedelta(hours=1))
        assert "DeadlinesLate" in await watcher.scrape(4)


async def test_nobody_sends(watcher: Watcher) -> None:
    house = watcher.house
    lease = {"tenant": "fake:northshire", "holder": "another", "until": micros(house.clock.now() + timedelta(days=1))}

    def hold(connection: Connection) -> None:
        connection.execute(t.leases.delete())
        connection.execute(insert(t.leases), [lease, lease | {"tenant": "fake:fake"}])

    await house.service.store.run(hold)
    await house.service.accept(i.Called("c1", house.bench.person("grace"), house.fake.direct("grace"), "next"))
    assert "OutboxStuck" in await watcher.scrape(12)


async def test_nobody_knows_whether_a_message_has_arrived(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    async def deliver(delivery: Delivery) -> Receipt:
        return Uncertain()

    monkeypatch.setattr(watcher.house.bench.adapter, "deliver", deliver)
    await watcher.house.service.accept(
        i.Called("c1", watcher.house.bench.person("grace"), watcher.house.fake.direct("grace"), "next")
    )
    await watcher.house.settle()
    assert "MessagesUncertain" in await watcher.scrape()


async def test_an_adapter_fails_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAUSE", 0.01)
    async with House(tmp_path) as house:
        watcher = await Watcher(house).begin()

        async def run(runtime: object) -> None:
            raise ConnectionError

        monkeypatch.setattr(house.bench.adapter, "run", run)
        house.service._adapters.append(asyncio.create_task(house.service._adapter(house.bench.adapter)))
        await asyncio.sleep(0.1)
        assert await watcher.scrape() == {"AdapterFails"}


async def test_a_plugin_raises(watcher: Watcher) -> None:
    await watcher.house.call("ros", "done")
    assert "PluginFails" in await watcher.scrape()


async def test_the_disk_is_nearly_full(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=999_999_999))
    assert await watcher.scrape() == {"DiskNearlyFull"}


async def test_the_backup_is_old(watcher: Watcher) -> None:
    house = watcher.house

    async def made(hours: int) -> None:
        at = str(micros(house.clock.now() - timedelta(hours=hours)))
        await house.service.store.run(lambda connection: meta.put(connection, meta.BACKUP, at))

    await made(35)
    assert await watcher.scrape() == set()
    await made(37)
    assert await watcher.scrape() == {"BackupOld"}


async def test_more_comes_in_than_can_be_taken(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PATIENCE", 0.05)
    busy = asyncio.create_task(watcher.house.service.store.run(lambda _: time.sleep(1)))
    await asyncio.sleep(0.05)
    many = [asyncio.create_task(watcher.house.service.accept(said(watcher.house, f"m{n}"))) for n in range(900)]
    assert "Slow" in await watcher.scrape(2)
    await asyncio.gather(busy, *many)
