"""kill -9 of the whole service, half of the times after Slack has accepted something and before we know of it."""

import asyncio
import multiprocessing
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from sqlalchemy import select

from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.session import events as e
from space_to_think.testing.rig import evidence, process, verify
from space_to_think.testing.rig.process import Process, Spec, start_service
from space_to_think_adapters.slack import adapter
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.bench import settings
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import BOT, ROOM, TEAM, person
from tests.slack.people import People
from tests.slack.strict.faults import Held
from tests.slack.strict.gate import Call
from tests.slack.strict.peer import Peer

Json: TypeAlias = dict[str, Any]

KILLS: Final = int(os.environ.get("SLACK_KILLS", "28"))  # by each way; every other when Slack has accepted something
LONG: Final = 90.0  # seconds that anything may take
AGAIN: Final = (0.1,) * 600  # seconds before the next try, and not Slack's minutes
LINGER: Final = 0.4  # seconds of work, at the most, before it is killed at any moment
NORTHSHIRE: Final = {"name": "Northshire", "tenants": [f"slack:{TEAM}"], "working_hours": "Mon-Sun 00:00-23:59"}
WORDS: Final = {"paused": "pause", "resumed": "resume"}
OFTEN: Final = 0.5  # seconds between two new sessions
COMES_UP: Final = "auth.test"  # the first call of a service
STARTING: Final = frozenset({COMES_UP, "apps.connections.open"})

# Read once, and not again by each service: half a second each.
multiprocessing.get_context("forkserver").set_forkserver_preload(
    ["space_to_think.testing.rig.warm", process.__name__, adapter.__name__]
)


def keyed(call: Call) -> bool:
    """A message of the outbox's. Answers have no key: they may be lost."""
    return call.method == "chat.postMessage" and bool(call.args.get("metadata"))


# What Slack has accepted when it happens. Each is looked for in another way: replies, history, a chat opened first.
MOMENTS: Final[dict[str, Callable[[Call], bool]]] = {
    "a reply": lambda call: keyed(call) and bool(call.args.get("thread_ts")),
    "a message": lambda call: keyed(call) and call.kind == "G" and not call.args.get("thread_ts"),
    "a direct message": lambda call: keyed(call) and call.kind == "D",
    "an edit": lambda call: call.method == "chat.update",
    "a channel": lambda call: call.method == "conversations.create",
}
TURNS: Final = (
    "a reply", "a direct message", "a message", "an edit", "a reply", "a channel", "a direct message",
    "a message", "a reply", "a direct message", "an edit", "a message", "a reply", "a channel",
)  # fmt: skip


@dataclass
class Rig:
    """The service as a process, and people in sessions who go on and on."""

    peer: Peer
    spec: Spec
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    kills: int = 0
    at_work: int = 0  # kills of a service that had done something already, while somebody waited for more
    caught: list[tuple[str, Call]] = field(default_factory=list)  # what Slack had accepted then
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)  # what, and where
    direct: dict[str, str] = field(default_factory=dict)
    waiting: int = 0
    over: bool = False
    going: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.people = People(self.peer)
        self.start()

    def start(self) -> None:
        self.since = len(self.peer.calls)
        self.service: Process = start_service(self.spec)

    def working(self) -> bool:
        """Whether this service has come up, and called Slack for somebody."""
        methods = [call.method for call in self.peer.calls[self.since :]]
        return COMES_UP in methods and bool(set(methods[methods.index(COMES_UP) :]) - STARTING)

    # ---- what people do

    async def says(self, who: str, words: str, channel: str | None = None, thread: str | None = None) -> None:
        """Bare words in the direct chat, elsewhere a mention, until they are acknowledged: they are delivered again."""
        if channel is None and who not in self.direct:
            self.direct[who] = await self.people.direct(who)
        said = words if channel is None else f"<@{BOT}> {words}"
        self.waiting += 1
        done = await self.people.say(who, said, channel or self.direct[who], thread)
        self.waiting -= 1
        assert all(one.acknowledged for one in done), f"{words}: {done[-1].reasons[-3:]}"

    async def sees(self, who: str, text: str) -> None:
        await self.shown(self.direct[who], lambda message: text in message["text"], f"{who} does not see {text!r}")

    async def shown(self, channel: str, fits: Callable[[Json], bool], why: str) -> Json:
        """The first message that fits, as soon as there is one."""
        until = asyncio.get_running_loop().time() + LONG
        while not (found := [one for one in await self.peer.messages(channel) if fits(one)]):
            assert asyncio.get_running_loop().time() < until, why
            await asyncio.sleep(0.02)
        return found[0]

    async def begin(self) -> None:
        """A session in a thread of the team's room, and one in a channel of its own."""
        for who in ("ros", "grace", "owen", "priya", "tariq", "mina"):
            self.direct[who] = await self.people.direct(who)
        await self.says("ros", f"new stuck pace async <@{person('grace')}> <@{person('owen')}>", ROOM)
        await self.join("ros", "grace", "owen")
        await self.says("priya", f"new stuck pace async <@{person('tariq')}> <@{person('mina')}>")
        await self.join("priya", "tariq", "mina")
        root = await self.shown(ROOM, lambda one: one["user"] == BOT and "thread_ts" not in one, "there is no thread")
        (channel,) = await self.channels()
        self.streams = (Stream("grace", ("ros", "owen"), ROOM, root["ts"]), Stream("tariq", ("priya", "mina"), channel))

    async def join(self, presenter: str, facilitator: str, other: str) -> None:
        """All three come in, and it starts."""
        for who in (facilitator, other):
            await self.sees(who, "invites you to a session")
            await self.says(who, "join northshire yes")
        await self.says(facilitator, "facilitator")
        for who in (presenter, other):
            await self.sees(who, "facilitate")
            await self.says(who, "agree")
        await self.sees(facilitator, "You facilitate")
        await self.says(facilitator, "start")

    async def channels(self) -> list[str]:
        """The channels that were made for sessions."""
        state = await self.peer.control("GET", "/_control/state")
        return [one["id"] for one in state["channels"] if one["name"].startswith("stt-")]

    async def go_on(self) -> None:
        """One thing after the other in each session, and a new one now and then, until it is enough."""
        await asyncio.gather(*map(self.stream, self.streams), self.newcomer())

    async def stream(self, one: "Stream") -> None:
        for number in count():
            if self.over:
                break
            kind = ("paused", "parked", "resumed", "parked")[number % 4]
            if kind == "parked":
                await self.says(one.others[number // 2 % 2], f"park Thought {number} of {one.facilitator}.")
            else:
                await self.says(one.facilitator, WORDS[kind], one.channel, one.thread)
            self.acts[kind, one.channel] += 1

    async def newcomer(self) -> None:
        while not self.over:
            await self.says("noor", "new stuck pace async")
            self.acts["asked", ""] += 1
            await asyncio.sleep(OFTEN)

    # ---- the hand that kills

    async def kill(self) -> None:
        """At any moment of its work; every other time when Slack has accepted something and it does not know yet."""
        held: Held | None = None
        await self.soon(self.working, "it does not come up")
        if self.kills % 2:
            held = await self.accepted(TURNS[self.kills // 2 % len(TURNS)])
        else:
            await asyncio.sleep(self.chance.uniform(0, LINGER))
        self.at_work += self.working() and self.waiting > 0
        self.service.kill()
        await self.service.ended()
        self.kills += 1
        if held is not None:
            self.peer.held = None
            held.go.set()
        self.start()

    async def accepted(self, moment: str) -> Held:
        """Slack has done it, and keeps the answer back."""
        held = self.peer.held = Held(MOMENTS[moment])
        await self.soon(held.there.is_set, f"Slack is never asked for {moment}")
        assert held.call is not None
        self.caught.append((moment, held.call))
        return held

    async def soon(self, there: Callable[[], bool], why: str) -> None:
        """As soon as it is so, while people go on."""
        until = asyncio.get_running_loop().time() + LONG
        while not there():
            if self.going.done():
                self.going.result()
            assert asyncio.get_running_loop().time() < until, why
            await asyncio.sleep(0.005)

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


@dataclass(frozen=True, slots=True)
class Stream:
    """What happens in one session, again and again: paused, a thought parked, resumed, another parked."""

    facilitator: str
    others: tuple[str, str]
    channel: str
    thread: str | None = None


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
            rig.going = asyncio.create_task(rig.go_on())
            while rig.kills < KILLS:
                await rig.kill()
            rig.over = True
            await rig.going
            await rig.quiet()
            rig.service.terminate()
            assert await rig.service.ended(LONG) == 0
        finally:
            rig.service.kill()
            await rig.service.ended()
        as_meant(rig)
        found = await evidence.gather(rig.spec.url, rig.spec.key_file)
        came_in(rig, found)
        went_out(rig, found)
        await stands(rig, found)


def as_meant(rig: Rig) -> None:
    """The kills were where they were meant to be."""
    assert (rig.kills, rig.at_work, len(rig.caught)) == (KILLS, KILLS, KILLS // 2)
    assert {moment for moment, _ in rig.caught} == set(TURNS[: KILLS // 2])
    keys = [call.args["metadata"]["event_payload"]["key"] for _, call in rig.caught if keyed(call)]
    assert len(keys) >= KILLS // 3
    assert len(set(keys)) == len(keys), "it was the same again and again"


def came_in(rig: Rig, found: evidence.Evidence) -> None:
    """Whatever was acknowledged is stored, and has happened once."""
    assert verify.histories(found) > KILLS
    keys = [key_of(done.payload) for done in rig.peer.delivered if done.acknowledged and done.kind == "events_api"]
    lost = [key for key in keys if key is not None and not found.was_taken(key, "slack")]
    assert not lost, f"acknowledged and lost: {lost}"
    happened = Counter(type(one.event) for records in found.records.values() for one in records)
    acts = Counter[str]()
    for (kind, _), times in rig.acts.items():
        acts[kind] += times
    assert happened[e.Given] == acts["parked"]
    assert happened[e.Paused] == acts["paused"]
    assert happened[e.Resumed] == acts["resumed"]
    texts = Counter(text for given in found.texts.values() for _, text in given if text.startswith("Thought"))
    assert set(texts.values()) == {1}
    assert len(texts) == acts["parked"]
    assert len(found.records) == len(rig.streams) + acts["asked"]


def went_out(rig: Rig, found: evidence.Evidence) -> None:
    """Whatever Slack was handed stands there once, and whatever we call sent stands there."""
    shown = Counter(one["event_payload"]["key"] for one in rig.peer.state.metadata.values())
    twice = [key for key, times in shown.items() if times > 1]
    assert not twice, f"shown more than once: {twice}"
    states = Counter(row.state for row in found.outbox)
    assert set(states) <= {"sent", "dropped"}, states
    rows = {key.rpartition("-")[0] for key in shown}
    assert rows <= {row.key for row in found.outbox}
    posts = [row.key for row in found.outbox if row.state == "sent" and not row.order and row.slot is None]
    assert posts
    assert set(posts) <= rows, "called sent, and not shown"


async def stands(rig: Rig, found: evidence.Evidence) -> None:
    """Each session has one place, and the card there says how it is now."""
    made = await rig.channels()
    assert len(made) == len(found.records) - 1  # and one is in a thread
    roots = [one for one in await rig.peer.messages(ROOM) if one["user"] == BOT and "thread_ts" not in one]
    assert len(roots) == 1
    for stream in rig.streams:
        edits = [c.args for c in rig.peer.calls if c.method == "chat.update" and c.args["channel"] == stream.channel]
        (card,) = [one for one in await rig.peer.messages(stream.channel) if one["ts"] == edits[-1]["ts"]]
        paused = rig.acts["paused", stream.channel] > rig.acts["resumed", stream.channel]
        assert ("Paused" in card["text"]) == paused, card["text"]


def key_of(payload: Json) -> str | None:
    event = payload["event"]
    said = event["type"] == "message" and "subtype" not in event and event.get("user") != BOT
    return f"{event['channel']}/{event['ts']}" if said else None
