"""Slack waits three seconds for an answer, and a window opens no later than that, however slow Slack itself is."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from space_to_think_adapters.slack import texts
from tests.slack.alone import bot
from tests.slack.bench import SlackBench, shown_in
from tests.slack.conftest import Mode, Strict
from tests.slack.local import ROOM, person
from tests.slack.strict.delivery import ACK, Delivered
from tests.slack.strict.faults import Carry, Fault, limited
from tests.slack.strict.peer import Peer
from tests.slack.strict.state import TRIGGER
from tests.slack.team import form, in_thread, on_slack

SLACK: dict[str, Any] = {"trigger": TRIGGER, "ack": ACK}


async def slow(carry: Carry) -> web.Response:
    """It takes two seconds."""
    await asyncio.sleep(2)
    return web.json_response(await carry())


def forgotten(bench: SlackBench) -> None:
    """Nobody's name is known."""
    bench.watched.inner._places._names.clear()


def in_time(peer: Peer, before: int) -> Delivered:
    """The last of what was handed over since then; all of it was taken at the first try, and in time."""
    handed = peer.delivered[before:]
    assert handed
    for done in handed:
        assert (done.acknowledged, done.tries) == (True, 1), done
        assert done.seconds < ACK
    return handed[-1]


@pytest.mark.parametrize(("mode", "trouble"), [("socket", slow), ("events", limited(10))], ids=["slow", "limited"])
async def test_forms_errors_notices_and_signposts_come_in_time_when_slack_is_slow_with_names(
    strict: Strict, mode: Mode, trouble: Fault, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path, mode, **SLACK) as (house, bench, peer):
        await in_thread(house, bench)
        peer.faults["users.info"] += [trouble] * 100
        direct = await bench.people.direct("owen")

        forgotten(bench)
        before = len(peer.delivered)
        await bench.people.command("owen", "status", direct)
        notice = in_time(peer, before).answer
        assert texts.text("colleague") in notice["text"]

        forgotten(bench)
        before = len(peer.delivered)
        await bench.people.command("ros", "admin set questions", await bench.people.direct("ros"))
        await bench.rest()
        in_time(peer, before)
        assert "families" in str(form(bench, "ros"))

        before = len(peer.delivered)
        await house.send_form("ros", {"families": "nonsense"})
        assert "intention" in in_time(peer, before).answer["errors"]["families"]

        forgotten(bench)
        await house.press("owen", "flag")
        (field,) = [block["block_id"] for block in form(bench, "owen")["blocks"] if block["type"] == "input"]
        before = len(peer.delivered)
        await house.send_form("owen", {field: "child"})
        assert "999" in shown_in(in_time(peer, before).answer["view"]["blocks"])

        forgotten(bench)
        before = len(peer.delivered)
        await house.press("owen", "choices")
        in_time(peer, before)
        assert peer.state.views[person("owen")][-1].body["callback_id"] == "card"

        forgotten(bench)
        before = len(peer.delivered)
        await house.say("ros", f"I have asked <@{person('priya')}>.")
        in_time(peer, before)
        peer.faults["users.info"].clear()


async def test_a_command_from_a_channel_that_slack_is_slow_to_describe_is_told_in_time(strict: Strict) -> None:
    async with strict(**SLACK) as peer, bot(peer) as one:
        peer.faults["conversations.info"] += [slow]
        await one.people.command("ros", "new")
        told = in_time(peer, 0)
        assert told.answer["text"] == texts.text("not-taken")
        await one.people.command("ros", "new")
        assert one.core.words() == ["new"]


async def test_a_message_from_a_channel_that_slack_is_slow_to_describe_is_taken_when_it_comes_again(
    strict: Strict,
) -> None:
    """Slack does not say in a mention what kind of channel it is."""
    async with strict("events", gaps=(0.0,), **SLACK) as peer, bot(peer) as one:
        peer.faults["conversations.info"] += [slow]
        event = {
            "type": "app_mention",
            "channel": ROOM,
            "user": person("ros"),
            "text": "<@U0SPACE> status",
            "ts": "1.2",
        }
        (done,) = await one.people.event(event)
        assert (done.acknowledged, done.tries, done.reasons) == (True, 2, ["http_error"])
        assert one.core.words() == ["status"]
