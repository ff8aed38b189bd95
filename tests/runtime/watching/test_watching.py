"""What a service shows of itself: whether it works, and how much of what; no content, and nobody's name."""

import asyncio
import json
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from space_to_think.config import load_config
from space_to_think.runtime.clock import micros
from space_to_think.runtime.parts import parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import meta, sessions
from space_to_think.runtime.watching import watching
from space_to_think.testing.house import House
from tests.runtime.test_erasing import CANARY, talk
from tests.runtime.test_way import start
from tests.runtime.watching.watcher import Watcher, get

AGENCIES = {"northshire": {"name": "Northshire Council", "tenants": ["fake:northshire"]}}
WATCHING = Path(__file__).parents[3] / "docs" / "watching.md"
LABELS = {"adapter", "kind", "state", "plugin", "file", "le"}


@pytest.fixture
async def watcher(tmp_path: Path) -> AsyncIterator[Watcher]:
    async with House(tmp_path, agencies=AGENCIES) as house:
        yield await Watcher(house).begin()


async def health(watcher: Watcher) -> tuple[int, list[str]]:
    status, text = await get(watcher.port, "/healthz")
    said = json.loads(text)
    assert said["status"] == ("failing" if said["why"] else "ok")
    return status, said["why"]


async def metrics(watcher: Watcher) -> str:
    status, text = await get(watcher.port, "/metrics")
    assert status == 200
    return text


async def test_a_service_that_works_is_healthy(watcher: Watcher) -> None:
    await start(watcher.house)
    assert await health(watcher) == (200, [])


async def test_messages_are_counted_and_timed(watcher: Watcher) -> None:
    await start(watcher.house)
    await watcher.house.say("ros", "It began in May.")
    text = await metrics(watcher)
    assert 'space_to_think_messages_total{adapter="fake",kind="Said"} 1.0' in text
    assert 'space_to_think_messages_not_taken_total{adapter="fake"} 0.0' in text
    assert re.search(r"^space_to_think_message_seconds_count \d", text, re.MULTILINE)
    assert "space_to_think_sessions_waiting 1.0" in text
    assert "space_to_think_store_up 1.0" in text
    assert 'space_to_think_store_bytes{file="log"}' in text


async def test_labels_hold_no_content_and_no_names(watcher: Watcher) -> None:
    house = watcher.house
    await start(house)
    await house.say("ros", "Marmalade is what he likes.")
    await house.call("ros", "park Marmalade")
    text = await metrics(watcher)
    (session,) = await house.service.sessions()
    for word in ("Marmalade", "northshire", "Northshire", "ros", session.id, session.reference):
        assert not re.search(rf"\b{word}\b", text), word
    assert set(re.findall(r'[{,](\w+)="', text)) <= LABELS


async def test_what_people_typed_is_on_no_page(watcher: Watcher) -> None:
    house = watcher.house
    await talk(house)
    pages = await metrics(watcher) + (await get(watcher.port, "/healthz"))[1]
    assert 'kind="Said"' in pages
    assert 'kind="Called"' in pages
    people = [house.bench.person(who).user for who in ("ros", "grace", "owen", "priya")]
    assert not [word for word in (CANARY, *people, house.bench.group().id.room) if word in pages]


async def test_the_page_on_watching_has_every_metric_and_no_other(watcher: Watcher) -> None:
    await start(watcher.house)
    store = watcher.house.service.store
    await store.run(lambda connection: meta.put(connection, meta.BACKUP, str(micros(watcher.house.clock.now()))))
    families = text_string_to_metric_families(await metrics(watcher))
    ours = [family for family in families if family.name.startswith("space_to_think_")]
    shown = {family.name + ("_total" if family.type == "counter" else "") for family in ours}
    told = set(re.findall(r"^\| `(space_to_think_\w+)`", WATCHING.read_text("utf-8"), re.MULTILINE))
    assert {name for name in shown if not name.endswith("_created")} == told


async def test_an_adapter_that_fails_is_said(watcher: Watcher) -> None:
    watcher.house.service.watching.failed("fake")
    assert await health(watcher) == (503, ["adapter-fake"])
    watcher.house.service.watching.reading("fake")
    assert await health(watcher) == (200, [])


async def test_a_store_that_does_not_answer_is_said(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PATIENCE", 0.05)
    busy = asyncio.create_task(watcher.house.service.store.run(lambda _: time.sleep(0.5)))
    await asyncio.sleep(0.05)
    assert await health(watcher) == (503, ["store"])
    assert "space_to_think_store_up 0.0" in await metrics(watcher)
    await busy
    assert await health(watcher) == (200, [])


async def test_a_deadline_that_is_late_is_said(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    await start(watcher.house)
    monkeypatch.setattr(sessions, "due", lambda connection, now, limit: [])
    watcher.house.clock.advance(timedelta(hours=1))
    assert await health(watcher) == (503, ["deadlines-late"])


async def test_a_table_in_the_configuration_switches_it_on(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    file = tmp_path / "our.toml"
    file.write_text(
        f"[web]\nport = {port}\n[store]\nurl = 'sqlite:///our.db'\nkey_file = 'our.key'\n", encoding="utf-8"
    )
    async with Service(parts(load_config(file), adapters=False)):
        assert await get(port, "/healthz") == (200, '{"status": "ok", "why": []}\n')
    with pytest.raises(ConnectionRefusedError):
        await get(port, "/healthz")


async def test_without_an_address_nobody_is_listened_to(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await house.service.watching.listen(None)
        assert house.service.watching.web is None
