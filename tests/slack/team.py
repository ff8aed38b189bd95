"""A whole service for a team on Slack, and the way to a session in a thread of the team's own channel."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from tests.slack.bench import SlackBench, Watched, settings, wording
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import ROOM, TEAM, person
from tests.slack.seen import everything, faults
from tests.slack.strict.peer import Peer

Json = dict[str, Any]

FOUR: dict[str, str] = dict.fromkeys(("ros", "grace", "owen", "priya"), "northshire")
AGENCIES: Json = {
    "northshire": {"name": "Northshire Council", "tenants": [f"slack:{TEAM}"], "admins": ["@ros"]},
    "riverside": {"name": "Riverside Community Health"},
}


@asynccontextmanager
async def on_slack(
    strict: Strict, folder: Path, mode: Mode = "socket", spacing: float = 0.0, **more: Any
) -> AsyncIterator[tuple[House, SlackBench, Peer]]:
    made: list[SlackBench] = []
    async with strict(mode, **{"trigger": 60.0, "ack": 60.0, **AS_INSTALLED, **more}) as peer:

        def bench(people: Mapping[str, str], clock: FrozenClock) -> SlackBench:
            made.append(SlackBench(peer, people, clock, bare=mode == "events"))
            made[-1].watched = Watched(**settings(peer, spacing=spacing))
            return made[-1]

        async with House(folder, FOUR, bench=bench, agencies=AGENCIES, wording=wording()) as house:
            await made[0].ready()
            yield house, made[0], peer
            await house.settle()
            assert await house.failures() == []
        assert peer.wrong == []
        assert faults(everything(peer)) == []


def form(bench: SlackBench, who: str) -> Json:
    body = bench.peer.state.views[person(who)][-1].body
    assert body["callback_id"] == "form"
    return body


async def in_thread(house: House, bench: SlackBench, pace: str = "guided") -> None:
    """A session in a thread of the team's own channel."""
    await bench.people.command("ros", "new", ROOM)
    await house.settle()
    await house.send_form("ros", {"reason": "stuck", "pace": pace, "people": "@grace @owen", "place": "thread"})
    for who in ("grace", "owen"):
        await house.press(who, "join")
        await house.send_form(who, {"agency": "riverside"})
    await house.call("grace", "facilitator")
    for who in ("ros", "owen"):
        await house.press(who, "agree")
    await house.press("grace", "start")
