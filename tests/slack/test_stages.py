"""What a session on Slack owes those in it: they are called when their turn comes, a late press harms nobody, and
nothing that goes out beside the words says anything."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from space_to_think.session import events as e
from tests.slack.bench import buttons, shown_in, words_of
from tests.slack.conftest import Mode, Strict
from tests.slack.local import ROOM, person
from tests.slack.team import form, in_thread, on_slack

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("mode", ["socket", "events"])
NAMES = {1: "ros", 2: "grace", 3: "owen"}  # by their numbers in the session
SECRET = "The boy at number seven"
GIVEN = {"strengths": "strength @ros", "reflection": "idea", "next_steps": "action"}
MARK = {"event_type": "space_to_think", "event_payload": {}}
STAGES = ("offload", "facts", "exploration", "strengths", "reflection", "next_steps")


def every(value: Any, key: str) -> list[Any]:
    """All that stands anywhere under a key."""
    if isinstance(value, dict):
        return [*([value[key]] if key in value else []), *(one for v in value.values() for one in every(v, key))]
    return [one for v in value for one in every(v, key)] if isinstance(value, list) else []


@pytest.mark.parametrize("pace", ["guided", "async"])
async def test_each_stage_opens_in_the_thread_and_mentions_whose_turn_it_is(
    strict: Strict, pace: str, tmp_path: Path
) -> None:
    """Whoever has only pressed a button does not follow a thread: Slack tells them only if they are mentioned."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await in_thread(house, bench, pace)
        for stage in STAGES:
            await house.advance(timedelta(minutes=1))
            session = await house.move_to(stage)
            title = f"Stage {STAGES.index(stage) + 1} of 6"
            posted = [
                call.args
                for call in peer.calls
                if call.method == "chat.postMessage" and call.args.get("channel") == ROOM and title in call.args["text"]
            ]
            opening = posted[0]
            assert opening["thread_ts"] == bench.group().id.thread
            assert len(opening["text"]) < 600
            turn = {person(NAMES[one.number]) for one in session.speakers()}
            assert set(every(opening["blocks"], "user_id")) == turn, stage


@BOTH
async def test_a_press_that_comes_too_late_changes_nothing_and_is_told_kindly(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        opening = next(call for call in peer.calls if "Stage 1 of 6" in call.args.get("text", ""))
        done = next(found for found in buttons(opening.args["blocks"]) if words_of(found[1]) == "done")
        await house.advance(timedelta(minutes=1))
        await house.move_to("facts")
        ts = next(
            one["ts"] for one in await peer.messages(ROOM) if "Stage 1 of 6" in one["text"] and "thread_ts" in one
        )
        before = await house.records()
        sent = len(peer.calls)
        await bench.people.press("ros", ROOM, ts, *done)
        await house.settle()
        assert await house.records() == before
        (told,) = [call for call in peer.calls[sent:] if call.method in ("response_url", "views.open")]
        assert "belongs to an earlier stage. Look at the latest card" in shown_in(told.args)
        (latest,) = [one for one in bench.in_sight("ros") if words_of(one[2]) == "done"][:1]
        assert '"s":"1.2"' in latest[2]["value"]
        await house.press("ros", "done")
        assert [type(record.event) for record in (await house.records())[len(before) :]] == [e.SaidDone]


async def test_nothing_that_goes_out_beside_the_words_says_anything(strict: Strict, tmp_path: Path) -> None:
    """Every app of the workspace can read metadata, and whoever sees a button or a view what it brings back."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await in_thread(house, bench)
        for stage in STAGES:
            await house.advance(timedelta(minutes=1))
            await house.move_to(stage)
            for who in NAMES.values():
                await house.say(who, SECRET)
                await house.press(who, "choices")
                await bench.people.home(who)
                await house.call(who, "flag child")
                await house.call(who, f"{GIVEN.get(stage, 'park')} {SECRET}")
        sent = [call.args for call in peer.calls] + [one.answer for one in peer.delivered]
        assert SECRET in str(sent)
        beside = [each for key in ("metadata", "private_metadata", "callback_id") for each in every(sent, key)]
        beside += every(sent, "action_id") + every(sent, "block_id")
        assert not [one for one in beside if SECRET in str(one) or "child" in str(one)]
        keys = [one["event_payload"].pop("key") for one in every(sent, "metadata")]
        assert {str(one) for one in every(sent, "metadata")} == {str(MARK)}
        assert all(re.fullmatch(r"[0-9a-f]{32}-\d+", key) for key in keys), keys
        assert set(every(sent, "callback_id")) <= {"form", "card"}
        assert {frozenset(json.loads(one)) for one in every(sent, "private_metadata")} == {frozenset("wrtk")}
        values = [one for one in every(sent, "value") if isinstance(one, str) and one.startswith("{")]
        assert values
        assert not [one for one in values if SECRET in one or set(json.loads(one)) - {"w", "s"}]


@BOTH
async def test_a_signpost_shows_in_the_window_of_the_button_and_then_in_the_direct_chat(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    """The window comes first, because a direct message may be refused."""
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        await house.press("owen", "flag")
        (field,) = [one["block_id"] for one in form(bench, "owen")["blocks"] if one["type"] == "input"]
        before = len(peer.calls)
        await house.send_form("owen", {field: "child"})
        answer = next(one.answer for one in reversed(peer.delivered) if one.answer)
        assert answer["response_action"] == "update"
        assert "999" in shown_in(answer["view"]["blocks"])
        posts = [call.args for call in peer.calls[before:] if call.method == "chat.postMessage"]
        assert {post["channel"] for post in posts} <= {person("owen"), await bench.people.direct("owen")}
        assert any("999" in post["text"] for post in posts)


async def test_the_facilitators_moves_stand_in_the_direct_chat_and_at_home_and_nowhere_else(
    strict: Strict, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await in_thread(house, bench)
        direct = await bench.people.direct("grace")
        for where, blocks in [
            (call.args.get("channel"), call.args["blocks"]) for call in peer.calls if call.args.get("blocks")
        ]:
            moves = {words_of(element) for _, element in buttons(blocks)} & {"next", "pause", "extend ?", "back"}
            assert not moves or where in (direct, person("grace")), (where, moves)
        for who in NAMES.values():
            await bench.people.home(who)
            await bench.rest()
            at_home = {words_of(element) for _, element in buttons(peer.state.homes[person(who)]["blocks"])}
            assert ("next" in at_home) == (who == "grace"), (who, at_home)
        private = [one for one in await peer.messages(direct) if "next" in str(one.get("blocks"))]
        assert private


async def test_words_however_long_are_answered_with_a_view_that_slack_takes(strict: Strict, tmp_path: Path) -> None:
    """What a view brings back is limited too: 3,000 signs."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        for words in ("new stuck pace guided {} ?", "admin wording {} ?", "flag {} ?", "{} ?", "new ? {}", "say {} ?"):
            for length in (1000, 3500):
                before = len(peer.calls)
                await bench.people.command("ros", words.format("x" * length), await bench.people.direct("ros"))
                await house.settle()
                assert len(peer.calls) > before or peer.delivered[-1].answer, words
