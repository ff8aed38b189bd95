"""kill -9 of the whole service, half of the times after Slack has accepted something and before we know of it."""

import asyncio
import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.session import events as e
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.process import Process, Spec, start_service
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.bench import settings
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import BOT, TEAM, person
from tests.slack.people import People
from tests.slack.strict.faults import Held
from tests.slack.strict.peer import Peer

KILLS = int(os.environ.get("SLACK_KILLS", "25"))  # by each way; every other one when Slack has accepted something
LONG = 90.0  # seconds that anything may take
AGAIN = (0.3,) * 200  # seconds before the next try, and not Slack's minutes
NORTHSHIRE = {"name": "Northshire", "tenants": [f"slack:{TEAM}"], "working_hours": "Mon-Sun 00:00-23:59"}


@dataclass
class Rig:
    """The service as a process, and three people in a session who go on and on."""

    peer: Peer
    spec: Spec
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    kills: int = 0
    accepted: int = 0  # kills between "Slack has accepted" and "we know"
    caught: set[str] = field(default_factory=set)  # the messages that were
    acts: Counter[str] = field(default_factory=Counter)
    direct: dict[str, str] = field(default_factory=dict)
    over: bool = False

    def __post_init__(self) -> None:
        self.people = People(self.peer)
        self.service: Process = start_service(self.spec)

    # ---- what people do

    async def says(self, who: str, words: str) -> None:
        """Bare words in the direct chat, until they are acknowledged: Slack delivers them again and again."""
        if who not in self.direct:
            self.direct[who] = await self.people.direct(who)
        done = await self.people.say(who, words, self.direct[who])
        assert all(one.acknowledged for one in done), f"{words}: {done[-1].reasons[-3:]}"

    async def sees(self, who: str, text: str) -> None:
        until = asyncio.get_running_loop().time() + LONG
        while not any(text in message["text"] for message in await self.peer.messages(self.direct[who])):
            assert asyncio.get_running_loop().time() < until, f"{who} does not see {text!r}"
            await asyncio.sleep(0.05)

    async def begin(self) -> None:
        for who in ("ros", "grace", "owen"):
            self.direct[who] = await self.people.direct(who)
        await self.says("ros", f"new stuck pace async <@{person('grace')}> <@{person('owen')}>")
        for who in ("grace", "owen"):
            await self.sees(who, "invites you to a session")
            await self.says(who, "join northshire yes")
        await self.says("grace", "facilitator")
        for who in ("ros", "owen"):
            await self.sees(who, "facilitate")
            await self.says(who, "agree")
        await self.sees("grace", "You facilitate")
        await self.says("grace", "start")

    async def go_on(self) -> None:
        """One thing after the other, until it is enough."""
        while not self.over:
            number = self.acts.total()
            kind, who, words = (
                ("parked", "owen", f"park Thought {number}."),
                ("paused", "grace", "pause"),
                ("parked", "ros", f"park Thought {number}."),
                ("resumed", "grace", "resume"),
            )[number % 4]
            await self.says(who, words)
            self.acts[kind] += 1

    # ---- the hand that kills

    async def kill(self) -> None:
        """At any moment; every other time while the answer to a message is on its way."""
        held = Held(asyncio.Event(), asyncio.Event())
        waiting = self.peer.faults["chat.postMessage"]
        if self.kills % 2:
            waiting.append(held)
            with suppress(TimeoutError):
                await asyncio.wait_for(held.there.wait(), 30)
        else:
            await asyncio.sleep(self.chance.uniform(0, 0.4))
        self.service.kill()
        await self.service.ended()
        self.kills += 1
        if held.there.is_set():
            self.accepted += 1
            self.caught.add(list(self.peer.state.metadata.values())[-1]["event_payload"]["key"])
        held.go.set()
        if held in waiting:
            waiting.remove(held)
        self.service = start_service(self.spec)

    async def quiet(self) -> None:
        """Until nothing waits in the outbox."""
        until = asyncio.get_running_loop().time() + LONG
        while left := await self._left():
            assert asyncio.get_running_loop().time() < until, f"{left} messages never went"
            await asyncio.sleep(0.1)

    async def _left(self) -> int:
        store = SqliteStore(self.spec.url)
        try:
            waiting = select(t.outbox.c.seq).where(t.outbox.c.state.in_(("pending", "sending")))
            return len(await store.read(lambda connection: connection.execute(waiting).all()))
        finally:
            await store.close()


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    async with strict(mode, trigger=60.0, ack=10.0, gaps=AGAIN, **AS_INSTALLED) as peer:
        port = free_port()
        peer.signed.url = f"http://127.0.0.1:{port}/slack/events"
        agencies = {"northshire": seed("northshire", AgencyFile.model_validate(NORTHSHIRE))}
        spec = Spec(tmp_path, partial(SlackAdapter, **settings(peer, port=port)), agencies=agencies)
        rig = Rig(peer, spec)
        try:
            await rig.begin()
            going = asyncio.create_task(rig.go_on())
            while rig.kills < KILLS and not going.done():
                await rig.kill()
            rig.over = True
            await going
            await rig.quiet()
            rig.service.terminate()
            assert await rig.service.ended(LONG) == 0
        finally:
            rig.service.kill()
            await rig.service.ended()
        await check(rig)


async def check(rig: Rig) -> None:
    found = await evidence.gather(rig.spec.url, rig.spec.key_file)
    assert rig.accepted >= KILLS // 2 - 1
    assert len(rig.caught) >= 2, "it was the same message again and again"
    assert verify.histories(found) > KILLS
    # Whatever was acknowledged is stored, and has happened once.
    keys = [key_of(done.payload) for done in rig.peer.delivered if done.acknowledged and done.kind == "events_api"]
    lost = [key for key in keys if key is not None and not found.was_taken(key, "slack")]
    assert not lost, f"acknowledged and lost: {lost}"
    happened = Counter(type(one.event) for records in found.records.values() for one in records)
    assert happened[e.Given] == rig.acts["parked"]
    assert happened[e.Paused] == rig.acts["paused"]
    assert happened[e.Resumed] == rig.acts["resumed"]
    texts = Counter(text for given in found.texts.values() for _, text in given if text.startswith("Thought"))
    assert set(texts.values()) == {1}
    assert len(texts) == rig.acts["parked"]
    # Whatever Slack was handed stands there once, and whatever we call sent stands there.
    shown = Counter(one["event_payload"]["key"] for one in rig.peer.state.metadata.values())
    twice = [key for key, times in shown.items() if times > 1]
    assert not twice, f"shown more than once: {twice}"
    states = Counter(row.state for row in found.outbox)
    assert set(states) <= {"sent", "dropped"}, states
    rows = {key.rpartition("-")[0] for key in shown}
    assert rows <= {row.key for row in found.outbox}
    assert len(found.records) == 1


def key_of(payload: dict[str, Any]) -> str | None:
    event = payload["event"]
    said = event["type"] == "message" and "subtype" not in event and event.get("user") != BOT
    return f"{event['channel']}/{event['ts']}" if said else None
