"""The Slack adapter: how soon an event is acknowledged, and how many go through it beside bare slack-bolt.

Slack's side is as small as can be: it says yes to everything. What comes in is signed, checked and stored as always.
"""

import asyncio
import itertools
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from aiohttp import ClientSession, TCPConnector, web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bench.bolt import Bolt
from bench.figures import Figure, Goal
from bench.ours import IN_FLIGHT, Ours
from bench.people import TEXT, Group
from bench.rounds import alternate, ratio
from space_to_think.host.facade import Host
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.wording.render import Wording
from space_to_think_adapters.slack.adapter import SlackAdapter
from space_to_think_adapters.slack.ways import bolt

SECRET = "signing-secret"
TEAM = "T1"
GROUPS = 64
EVENTS = 3_000
PER_SECOND = 200
SECONDS = 5
ROUNDS = 3
_numbers = itertools.count(1)


class Team(Group):
    """The same four people, in a private channel of a workspace."""

    def __init__(self, name: str) -> None:
        self.people = [PersonId("slack", TEAM, f"U{name}{who}".upper()) for who in "abcd"]
        self.room = Place(PlaceId("slack", TEAM, f"G{name}".upper()), PlaceKind.ROOM, 5)

    def direct(self, person: PersonId) -> Place:
        return Place(PlaceId("slack", TEAM, f"D{person.user}"), PlaceKind.DIRECT, 1)


def event(groups: list[Team], threads: Mapping[str, str]) -> dict[str, Any]:
    """The next plain message in the thread of a session: each group in turn, somebody else each time."""
    number = next(_numbers)
    group = groups[number % len(groups)]
    stamp = f"{1_774_258_200 + number}.000100"
    said = {
        "type": "message",
        "user": group.people[number // len(groups) % 4].user,
        "channel": group.room.id.room,
        "channel_type": "group",
        "text": TEXT,
        "ts": stamp,
        "thread_ts": threads[group.room.id.room],
        "event_ts": stamp,
        "team": TEAM,
    }
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event": said,
        "event_id": f"Ev{number}",
        "event_time": 1_774_258_200 + number,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "USPACE", "is_bot": True}],
    }


class Yes:
    """A Web API that says yes to everything. `threads` holds the first message of each channel."""

    def __init__(self) -> None:
        self.threads: dict[str, str] = {}
        self._stamps = itertools.count(1)

    async def answer(self, request: web.Request) -> web.Response:
        ok: dict[str, Any] = {
            "ok": True,
            "team_id": TEAM,
            "user_id": "USPACE",
            "bot_id": "BSPACE",
            "ts": f"1.{next(self._stamps):06d}",
        }
        given = await request.json() if request.content_type == "application/json" else request.query
        id = str(given.get("channel") or given.get("users") or "G1")
        channel: Any = {"id": id, "is_private": True, "is_im": id[:1] == "D", "num_members": 5}
        if request.match_info["method"].startswith("chat."):
            channel = id
            self.threads.setdefault(id, ok["ts"])
        user = {"id": "U1", "profile": {"display_name": "Somebody"}}
        return web.json_response({**ok, "channel": channel, "user": user, "message_ts": ok["ts"]})

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        site = web.Application()
        site.router.add_route("*", "/api/{method}", self.answer)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        await runner.cleanup()


@dataclass
class Through:
    """The adapter of a running service, with the app that hands events to it."""

    adapter: SlackAdapter
    groups: list[Team]
    threads: Mapping[str, str]
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = bolt(self.adapter._secret, self.adapter._take)
        self.url = f"http://127.0.0.1:{self.adapter.bound}/slack/events"

    async def flood(self, events: int) -> float:
        """Events a second, with so many in flight all the time, from slack-bolt's door to what is stored."""
        left = iter(
            [AsyncBoltRequest(body=event(self.groups, self.threads), mode="socket_mode") for _ in range(events)]
        )

        async def one_after_the_other() -> None:
            for request in left:
                response = await self.app.async_dispatch(request)
                if response.status != 200:
                    raise RuntimeError(f"the adapter answered {response.status}")

        started = perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
        return events / (perf_counter() - started)

    async def steadily(self) -> float:
        """So many events a second by signed HTTP, whether or not the last is answered; the median of the seconds."""
        loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        took: list[float] = []
        async with ClientSession(connector=TCPConnector(limit=0)) as http:
            sending: list[asyncio.Task[None]] = []
            for number in range(PER_SECOND * SECONDS):
                await asyncio.sleep(max(0.0, began + number / PER_SECOND - loop.time()))
                sending.append(asyncio.create_task(self._one(http, began + number / PER_SECOND, took)))
            await asyncio.gather(*sending)
        self.times = took
        return median(took)

    async def _one(self, http: ClientSession, due: float, took: list[float]) -> None:
        body, at = json.dumps(event(self.groups, self.threads)), str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body) or ""
        headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
        async with http.post(self.url, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"the adapter answered {answer.status}")
        took.append(asyncio.get_running_loop().time() - due)


class SameEvents(Bolt):
    """Bare slack-bolt with the events that the adapter gets."""

    def __init__(self, groups: list[Team], threads: Mapping[str, str]) -> None:
        super().__init__()
        self._groups = groups
        self._threads = threads

    def _request(self, number: int) -> AsyncBoltRequest:
        return AsyncBoltRequest(body=event(self._groups, self._threads), mode="socket_mode")


async def measure(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    teams = [Team(f"s{number}") for number in range(GROUPS)]
    yes = Yes()
    async with yes.listening() as api:
        adapter = SlackAdapter(SecretStr("xoxb-1"), None, SecretStr(SECRET), api_url=api, port=0, spacing=0.0)
        async with Ours(folder / "slack", host, wording, teams, adapter) as ours:
            await ours.begin()
            await adapter.ready.wait()
            through, bare = Through(adapter, teams, yes.threads), SameEvents(teams, yes.threads)
            found = await alternate({"ours": lambda: through.flood(EVENTS), "bolt": lambda: bare.flood(EVENTS)})
            acknowledged = await _rounds(through)
    return [
        Figure(
            f"events through the Slack adapter, {IN_FLIGHT} in flight", median(found["ours"]), "a second",
            "a second, bare slack-bolt in memory", median(found["bolt"]), ratio(found["ours"], found["bolt"]),
            Goal(0.5, least=True),
        ),
        Figure(f"a Slack event acknowledged at {PER_SECOND} a second, median", acknowledged["median"], "ms"),
        Figure(
            f"a Slack event acknowledged at {PER_SECOND} a second, 99th percentile", acknowledged["99th"], "ms",
            goal=Goal(500, least=False),
        ),
    ]  # fmt: skip


async def _rounds(through: Through) -> Mapping[str, float]:
    """The medians over some rounds, after one that does not count; milliseconds."""
    middle: list[float] = []
    late: list[float] = []
    for number in range(ROUNDS + 1):
        each = await through.steadily()
        if number:
            middle.append(each * 1e3)
            late.append(quantiles(through.times, n=100)[98] * 1e3)
    return {"median": median(middle), "99th": median(late)}
