"""What people do on Slack and nowhere else: threads, shortcuts, the Home view, shared channels; and every form."""

from pathlib import Path
from typing import Any

import pytest

from space_to_think.host.facade import Host
from space_to_think.identity import PlaceKind
from space_to_think.session import events as e
from space_to_think.words import Table
from tests.slack.bench import buttons, readable, shown_in, words_of
from tests.slack.conftest import Mode, Strict
from tests.slack.local import BOT, PUBLIC, ROOM, person
from tests.slack.people import NotInThreads
from tests.slack.strict import payloads
from tests.slack.team import form, in_thread, on_slack

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("mode", ["socket", "events"])


# ---- where a session meets


@BOTH
async def test_a_session_in_a_thread_of_a_private_channel(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await in_thread(house, bench)
        place = bench.group()
        assert (place.kind, place.id.room) == (PlaceKind.THREAD, ROOM)
        shown = [message for message in await peer.messages(ROOM) if message.get("user") == BOT]
        root, *replies = [message for message in shown if not message.get("ephemeral_to")]
        assert root["ts"] == place.id.thread
        assert replies
        assert {message["thread_ts"] for message in replies} == {root["ts"]}
        # In a thread Slack takes no command: the words follow the bot's name. What is private goes privately.
        with pytest.raises(NotInThreads):
            await bench.people.command("ros", "done", ROOM, place.id.thread)
        await house.say("ros", "It is about Mondays.")
        await house.call("ros", "done", private=False)
        await house.call("owen", "park A thought", private=False)
        happened = [type(record.event) for record in await house.records()]
        assert happened[-4:] == [e.Spoke, e.SaidDone, e.EveryoneDone, e.Given]
        assert "A thought" not in house.in_group()
        # Elsewhere in the channel people talk as ever.
        before = len(await house.records())
        await bench.people.say("ros", "Who has the keys?", ROOM)
        await house.settle()
        assert len(await house.records()) == before


async def test_the_form_asks_where_to_meet(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await bench.people.command("ros", "new", ROOM)
        await house.settle()
        said = shown_in(form(bench, "ros")["blocks"])
        assert "In a thread here" in said
        assert "People from other organisations can only meet in a thread here" in said
        await house.send_form("ros", {"reason": "stuck", "pace": "guided", "people": "@grace", "place": "channel"})
        place = bench.group()
        assert place.id.room not in (ROOM, PUBLIC)
        assert await peer.kind(place.id.room) == "G"
        channel = await peer.channel(place.id.room)
        assert channel is not None
        members = peer.state.members(place.id.room, channel["members"])
        assert {person("ros"), BOT} <= set(members)


async def test_where_all_can_read_the_session_gets_a_channel_of_its_own(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await bench.people.command("ros", "new stuck pace guided", PUBLIC)
        await house.settle()
        assert await peer.kind(bench.group().id.room) == "G"
        public = [message for message in await peer.messages(PUBLIC) if message.get("user") == BOT]
        assert all(message.get("ephemeral_to") == person("ros") for message in public), public
        await bench.people.say("ros", f"<@{BOT}> status", PUBLIC)
        await house.settle()
        # It has no right to look into public channels, and that is how it knows them.
        assert set(peer.wrong) == {"conversations.info: needs channels:read"}
        peer.wrong.clear()


# ---- shortcuts and the Home view


@BOTH
async def test_both_shortcuts_open_the_form_and_copy_nothing(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await bench.people.say("grace", "The boy at number seven was seen twice.", ROOM)
        await house.settle()
        ts = (await peer.messages(ROOM))[-1]["ts"]
        before = len(peer.calls)
        await bench.people.about("ros", "new-about", ROOM, ts)
        await house.settle()
        assert {block["block_id"] for block in form(bench, "ros")["blocks"] if block["type"] == "input"} >= {"reason"}
        assert "number seven" not in str([call.args for call in peer.calls[before:]])
        await bench.people.shortcut("owen", "new")
        await house.settle()
        await house.send_form("owen", {"reason": "stuck", "pace": "guided", "people": "@grace"})
        assert (await house.session()).people
        assert "number seven" not in str([call.args for call in peer.calls[before:]])


@BOTH
async def test_the_home_view_starts_one_shows_mine_and_switches_plugins(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):

        async def home(who: str) -> Json:
            await bench.people.home(who)
            await house.settle()
            return peer.state.homes[person(who)]

        async def press(who: str, words: str) -> None:
            found = {words_of(element): (block, element) for block, element in buttons((await home(who))["blocks"])}
            await bench.people.press_in(who, await home(who), *found[words])
            await house.settle()

        assert "Look after your agency" not in shown_in((await home("owen"))["blocks"])
        await press("ros", "new")
        await house.send_form("ros", {"reason": "stuck", "pace": "guided", "people": "@grace @owen"})
        reference = (await house.session()).reference
        assert reference in shown_in((await home("ros"))["blocks"])
        assert "Look after your agency" in shown_in((await home("ros"))["blocks"])
        await press("ros", "admin plugins")
        await house.press("ros", "admin plugins questions")
        await house.press("ros", "admin disable questions")
        assert [type(record.event).__name__ for record in await house.changes()] == ["PluginDisabled"]


# ---- what people write


async def test_what_is_edited_or_deleted_is_honoured(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await in_thread(house, bench)
        await house.move_to("reflection")
        await house.say("owen", "We could write <home> & on Tuesdays.")
        said = await peer.messages(ROOM)
        mine = next(message for message in said if message.get("user") == person("owen") and message.get("thread_ts"))
        given = [record.event for record in await house.records() if isinstance(record.event, e.Given)]
        assert len(given) == 1
        await bench.people.edit("owen", ROOM, mine["ts"], "We could write on Mondays.")
        await house.settle()
        await house.move_to("next_steps")
        assert "We could write on Mondays." in house.in_private("ros")
        assert "on Tuesdays" not in house.in_private("ros")
        assert given


async def test_what_people_type_is_never_markup(strict: Strict, tmp_path: Path) -> None:
    """Neither for Slack, which would call everybody, nor in the form of our own quotes."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await in_thread(house, bench)
        await house.move_to("reflection")
        await house.call("owen", "idea Ask <!channel> & *all* of <@U0PRIYA>, see https://example.org/a?b=1&c=2")
        await house.move_to("next_steps")
        sent = [call.args for call in peer.calls if "idea" not in str(call.args) and "all* of" in str(call.args)]
        assert sent
        for args in sent:
            assert "<!channel>" not in args.get("text", "")
            assert not [one for one in elements(args.get("blocks")) if one.get("type") in ("broadcast", "usergroup")]


def elements(value: Any) -> list[Json]:
    if isinstance(value, dict):
        return [value, *(inner for each in value.values() for inner in elements(each))]
    return [inner for each in value for inner in elements(each)] if isinstance(value, list) else []


# ---- people of other workspaces


@BOTH
async def test_somebody_from_elsewhere_does_everything_by_button(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        peer.state.channels[ROOM]["is_ext_shared"] = True
        await bench.people.command("ros", "new", ROOM)
        await house.settle()
        await house.send_form("ros", {"reason": "stuck", "pace": "guided", "people": "@grace", "place": "thread"})
        root = next(message for message in await peer.messages(ROOM) if message["ts"] == bench.group().id.thread)
        assert "Each organisation keeps its own copy" in readable(root["text"])
        peer.dress = payloads.connect  # from now on everybody is from elsewhere
        await house.press("grace", "join")
        await house.send_form("grace", {"agency": "riverside"})
        await house.press("grace", "facilitator")
        session = await house.session()
        assert len(session.people) == 2
        await house.press("grace", "choices")
        assert "What can" in shown_in(peer.state.views[person("grace")][-1].body) or house.in_private("grace")


# ---- every form

# The words that have a form for who presents or facilitates.
FORMS = {
    "action", "add", "agency", "away", "extend", "facilitator", "flag", "idea", "new", "note", "park", "pause",
    "presenter", "remove", "summary",
}  # fmt: skip


async def test_every_word_that_has_a_form_opens_one_that_slack_takes(strict: Strict, tmp_path: Path) -> None:
    """Typed with a question mark, by who presents, an admin at that, and by who facilitates."""
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        words = sorted({row.name for row in Table.of(Host.load().manifests).rows})
        opened: set[str] = set()
        await in_thread(house, bench)
        for stage in ("reflection", "next_steps"):
            await house.move_to(stage)
            for who in ("ros", "grace"):
                for word in words:
                    peer.state.views.pop(person(who), None)
                    await bench.people.command(who, f"{word} ?", await bench.people.direct(who))
                    await bench.rest()
                    if (
                        peer.state.views[person(who)]
                        and peer.state.views[person(who)][-1].body["callback_id"] == "form"
                    ):
                        opened.add(word)
        assert opened == FORMS
