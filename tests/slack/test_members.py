"""What a session on Slack owes those who are in it, and does not let anybody else do."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from space_to_think.runtime.store import tables as t
from space_to_think.session.events import Record
from space_to_think.testing.house import House
from tests.slack.bench import SlackBench, buttons, shown_in, words_of
from tests.slack.conftest import Mode, Strict
from tests.slack.local import BOT, ROOM
from tests.slack.strict.peer import Peer
from tests.slack.team import in_thread, on_slack

Json = dict[str, Any]
Button = tuple[str, str, str, Json]  # channel, message, block, element
BOTH = pytest.mark.parametrize("mode", ["socket", "events"])
MINUTE = timedelta(minutes=1)


STAGES = ("facts", "exploration", "strengths", "reflection", "next_steps")


async def button(peer: Peer, channel: str, words: str) -> Button:
    """The newest button there with these words."""
    for message in reversed(await peer.messages(channel)):
        for block, element in buttons(message.get("blocks") or ()):
            if message["user"] == BOT and words_of(element) == words:
                return channel, message["ts"], block, element
    raise LookupError(words)


async def whole(house: House, bench: SlackBench) -> None:
    """A session from the first word to the last, a minute for each stage."""
    await in_thread(house, bench)
    for stage in STAGES:
        await house.advance(MINUTE)
        await house.move_to(stage)
    await house.advance(MINUTE)
    await house.finish()


# ---- how it is shown


async def test_a_whole_session_keeps_to_slacks_pace(strict: Strict, tmp_path: Path) -> None:
    """One message a second and channel, so that Slack never has to ask to wait; and not much slower than that."""
    async with on_slack(strict, tmp_path, spacing=1.0, limited=True) as (house, bench, peer):
        began = time.monotonic()
        await whole(house, bench)
        took = time.monotonic() - began
        assert peer.slowed == []
        said: dict[str, list[float]] = {}
        for channel, ts in sorted(peer.state.metadata):
            said.setdefault(channel, []).append(float(ts))
        assert len(said[ROOM]) > len(STAGES)
        for times in said.values():  # in whole seconds
            assert times[-1] - times[0] >= len(times) - 2
        assert took < 3 * sum(map(len, said.values())), "it waits where it need not"


async def test_a_card_is_posted_once_and_then_edited(strict: Strict, tmp_path: Path) -> None:
    """That of the group, and that of the facilitator."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await whole(house, bench)
        for begins in ("Space to Think, session", "You facilitate session"):
            found = [call for call in peer.calls if str(call.args.get("text")).startswith(begins)]
            first, *others = [call.method for call in found]
            assert first == "chat.postMessage"
            assert set(others) == {"chat.update"}
            assert len(others) > len(STAGES)
            assert len({call.args["ts"] for call in found[1:]}) == 1


# ---- what people write


@BOTH
async def test_what_is_deleted_is_forgotten(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        await house.move_to("reflection")
        for text in ("We could ask the school.", "We could ask the neighbour."):
            await house.say("owen", text)
        assert "neighbour" in house.in_group()
        before = await kept(house)
        mine = next(one for one in await peer.messages(ROOM) if one["text"].endswith("neighbour."))
        await bench.people.delete("owen", ROOM, mine["ts"])
        await house.settle()
        assert "ask the school" in house.in_group()
        assert "neighbour" not in house.in_group()
        assert await kept(house) == before - 1
        await house.move_to("next_steps")
        assert "ask the school" in house.in_private("ros")
        assert "neighbour" not in house.in_private("ros")


async def kept(house: House) -> int:
    """How many texts there are in the store."""
    return await house.service.store.read(lambda connection: len(connection.execute(select(t.contents)).all()))


# ---- who may not


async def pressed(house: House, bench: SlackBench, who: str, at: Button) -> str:
    """What only they are told, in a window or by the press's own URL. Nothing has changed anywhere."""
    before, sent = await every(house), len(bench.peer.calls)
    (done,) = await bench.people.press(who, *at)
    await house.settle()
    assert done.acknowledged
    assert await every(house) == before
    (told,) = bench.peer.calls[sent:]
    assert told.method == "views.open" or told.args["response_type"] == "ephemeral"
    return shown_in(told.args)


async def every(house: House) -> dict[str, tuple[Record, ...]]:
    """The histories of all sessions."""
    return {one.id: await house.service.records(one.id) for one in await house.service.sessions()}


@BOTH
async def test_who_may_not_presses_and_changes_nothing(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    """Everybody in the channel sees the card, and Slack lets them press it. The other one is forged."""
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        done = await button(peer, ROOM, "done")
        move = await button(peer, await bench.people.direct("grace"), "next")
        assert "You are not in this session" in await pressed(house, bench, "priya", done)
        assert "There is no session here that you are in" in await pressed(house, bench, "priya", move)
        assert "It is your turn to listen" in await pressed(house, bench, "owen", done)
        assert "Only the facilitator can do this" in await pressed(house, bench, "owen", move)


@BOTH
async def test_a_button_of_another_session_does_nothing_there_or_here(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    """A value from one card, pressed in the thread of another: who, where and what are looked at by us."""
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        _, _, block, element = await button(peer, ROOM, "done")
        await bench.people.say("priya", f"<@{BOT}> new stuck pace guided", ROOM)
        await house.settle()
        theirs = [one for one in await peer.messages(ROOM) if one["user"] == BOT][-1]
        assert theirs["thread_ts"] not in (None, bench.watched.opened[0].id.thread)
        told = await pressed(house, bench, "ros", (ROOM, theirs["ts"], block, element))
        assert "You are not in this session" in told
        assert len(await every(house)) == 2
