"""Programs that take turns at a store: nobody writes while another checkpoints."""

import asyncio
import time
from pathlib import Path

import pytest

from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.locks import Turns
from space_to_think.runtime.store import sqlite
from space_to_think.runtime.store.sqlite import SqliteStore


def test_one_at_a_time_and_nobody_waits_for_ever(tmp_path: Path) -> None:
    one, other = Turns(tmp_path / "store"), Turns(tmp_path / "store")
    one.take(0)
    with pytest.raises(TimeoutError):
        other.take(0.02)
    one.give()
    other.take(0)
    other.give()
    one.close()
    other.close()
    other.close()
    other.give()


def test_what_a_program_leaves_behind_holds_nobody_up(tmp_path: Path) -> None:
    gone, next_one = Turns(tmp_path / "store"), Turns(tmp_path / "store")
    gone.take(0)
    gone.close()  # as when it is killed
    next_one.take(0)
    next_one.close()


async def test_a_command_writes_when_the_service_does_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    service, command = SqliteStore(url), SqliteStore(url)
    await service.open()
    order: list[str] = []

    def slowly(connection: object) -> None:
        order.append("service begins")
        time.sleep(0.2)
        order.append("service ends")

    both = [asyncio.create_task(service.run(slowly))]
    await asyncio.sleep(0.05)
    both.append(asyncio.create_task(command.run(lambda _: order.append("command"))))
    await asyncio.gather(*both)
    assert order == ["service begins", "service ends", "command"]
    for store in (command, service):
        await store.close()


async def test_whoever_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.02)
    store, other = SqliteStore(f"sqlite:///{tmp_path / 'store.db'}"), Turns(tmp_path / "store.db")
    await store.open()
    other.take(0)
    with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
        await store.run(lambda _: None)
    assert not await store.truncate()
    other.close()
    assert await store.truncate()
    await store.close()


async def test_a_folder_that_is_gone_is_the_disk_s_fault(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    store = SqliteStore(f"sqlite:///{folder / 'store.db'}")
    with pytest.raises(StoreUnavailable, match="SQLITE_CANTOPEN"):
        await store.run(lambda _: None)
    await store.close()
