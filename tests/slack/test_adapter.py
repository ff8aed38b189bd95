"""What the adapter does with places, files, channels that change, the Home view, shortcuts and modals."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from space_to_think.delivery import (
    ClosePlace,
    Delivery,
    Failed,
    File,
    InvitePeople,
    OpenPlace,
    Pin,
    Post,
    Receipt,
    Retry,
    Runtime,
    Sent,
    SetTurns,
    Vanished,
    What,
)
from space_to_think.identity import PersonId, PlaceId, PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    Edited,
    FieldErrors,
    Inbound,
    Joined,
    Left,
    Nothing,
    Notice,
    OpenForm,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
)
from space_to_think.messages import FieldKind
from space_to_think.rendered import Quoted, RenderedButton, RenderedCard, RenderedField, RenderedForm, Said
from space_to_think.runtime.errors import OperatorFault
from space_to_think_adapters.slack import adapter as adapter_module
from space_to_think_adapters.slack import notes, texts
from space_to_think_adapters.slack.adapter import SlackAdapter
from space_to_think_adapters.slack.notes import Noted
from tests.slack.alone import Bot, Core, bot, who
from tests.slack.bench import buttons as all_buttons
from tests.slack.bench import settings
from tests.slack.conftest import Strict
from tests.slack.local import BOT, PUBLIC, ROOM, TEAM, person
from tests.slack.strict.faults import limited, refused

HERE = PlaceId("slack", TEAM, ROOM)
GOING = ("channel_archive", "group_archive", "group_deleted", "group_left")


def buttons(blocks: Any) -> list[Any]:
    return list(all_buttons(blocks))


async def deliver(one: Bot, key: str, to: PlaceId | PersonId, what: What, attempt: int = 1) -> Receipt:
    return await one.adapter.deliver(Delivery(key, to, what, attempt))


def card(text: str, *pressable: RenderedButton) -> RenderedCard:
    return RenderedCard((Said((text,)),), pressable)


def opened(one: Bot) -> PlaceOpened:
    (found,) = [inbound for inbound in one.core.taken if isinstance(inbound, PlaceOpened)]
    return found


async def texts_in(one: Bot, channel: str) -> list[str]:
    return [message["text"] for message in await one.peer.messages(channel)]


# ---- places


async def test_a_thread_is_opened_once_and_names_those_who_cannot_read_it(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        one.peer.state.go(ROOM, person("owen"))
        order = OpenPlace(HERE, (who("ros"), who("owen")), "STT-12345")
        assert isinstance(await deliver(one, "k1", HERE, order), Sent)
        place = opened(one).place
        assert (place.kind, place.id.room, opened(one).order) == (PlaceKind.THREAD, ROOM, "k1")
        assert place.readers is not None
        said = await peer.messages(ROOM)
        assert [message["text"].partition(" in")[0] for message in said] == ["STT-12345", "I cannot see @owen"]
        assert place.id.thread == said[0]["ts"] == said[1]["thread_ts"]
        # The order comes again, after a crash: the thread is found and not opened anew.
        assert isinstance(await deliver(one, "k1", HERE, order, attempt=2), Sent)
        assert (await texts_in(one, ROOM)).count("STT-12345") == 1
        # In somebody's own channel nobody is ever added.
        assert "conversations.invite" not in [call.method for call in peer.calls]


async def test_a_shared_channel_is_told_that_each_side_keeps_a_copy(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.state.channels[ROOM] = {"is_ext_shared": True, "is_shared": True}
        await deliver(one, "k1", HERE, OpenPlace(HERE, (), "STT-12345"))
        assert "Each organisation keeps its own copy" in (await texts_in(one, ROOM))[0]
        # Shared by the workspaces of one organisation.
        peer.state.channels[ROOM] = {"is_ext_shared": False, "is_shared": True, "is_org_shared": True}
        await deliver(one, "k2", HERE, OpenPlace(HERE, (), "STT-67890"))
        assert (await texts_in(one, ROOM))[-1] == "STT-67890"


async def test_a_channel_is_made_once_with_its_people_and_replies_count_as_said_there(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        order = OpenPlace(None, (who("ros"), who("grace"), PersonId("matrix", "x", "@eve:x")), "STT-12345")
        peer.faults["conversations.invite"] += [refused("cant_invite"), refused("already_in_channel")]
        assert isinstance(await deliver(one, "abcdef99", who("ros"), order), Sent)
        place = opened(one).place
        assert place.kind is PlaceKind.ROOM
        (missing,) = await texts_in(one, place.id.room)
        assert missing.startswith("Slack did not let me add @ros")
        made = [call.args for call in peer.calls if call.method == "conversations.create"]
        assert made == [{"name": "stt-12345-abcdef", "is_private": True}]
        assert isinstance(await deliver(one, "abcdef99", who("ros"), order, attempt=2), Sent)
        assert len({one.place.id for one in one.core.taken if isinstance(one, PlaceOpened)}) == 1
        root = (await peer.messages(place.id.room))[0]["ts"]
        await one.people.say("ros", "A thought", place.id.room, root)
        assert getattr(one.core.taken[-1], "place", place).id == place.id
        # Whoever is asked later is added, because nothing was said there before the session.
        await deliver(one, "k2", place.id, InvitePeople((who("owen"),)))
        assert peer.calls[-1].method == "conversations.invite"


async def test_a_name_that_is_taken_by_somebody_else_fails(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.faults["conversations.create"] += [refused("name_taken")]
        receipt = await deliver(one, "k1", who("ros"), OpenPlace(None, (), "STT-1"))
        assert receipt == Failed("name-taken", unreachable=True)


async def test_orders_that_slack_cannot_carry_out_do_no_harm(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        before = len(peer.calls)
        for what in (SetTurns((who("ros"),)), SetTurns(None), Pin("G/1"), Pin(None), ClosePlace()):
            assert await deliver(one, "k", HERE, what) == Sent()
        assert len(peer.calls) == before
        assert one.adapter.features.enforces_turns is False


# ---- messages


async def test_a_card_that_outgrows_one_message_is_posted_anew(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        sent = await deliver(one, "k1", HERE, Post(card("Short", RenderedButton("Press", "done"))))
        assert isinstance(sent, Sent)
        long = Post(RenderedCard(tuple(Quoted(None, "word " * 300) for _ in range(4))), replaces=sent.ref)
        assert await deliver(one, "k2", HERE, long) == Vanished()
        assert await texts_in(one, ROOM) == []
        again = await deliver(one, "k3", HERE, Post(long.card))
        said = await texts_in(one, ROOM)
        assert isinstance(again, Sent)
        assert len(said) > 1
        assert again.ref == f"{ROOM}/{(await peer.messages(ROOM))[-1]['ts']}"
        assert "".join(said).count("word") == 1200


async def test_a_file_goes_with_its_card_and_only_once(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        post = Post(card("Your note"), shared=False, file=File("note.txt", "text/plain", b"What was said"))
        assert isinstance(await deliver(one, "k1", who("ros"), post), Sent)
        direct = await one.people.direct("ros")
        files = [file["name"] for message in await peer.messages(direct) for file in message.get("files", ())]
        assert files == ["note.txt"]
        peer.calls.clear()
        assert isinstance(await deliver(one, "k1", who("ros"), post, attempt=2), Sent)
        assert "chat.postMessage" not in [call.method for call in peer.calls]


async def test_edits_are_heard_with_names_and_deletions_too(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        await one.people.say("ros", "A thought")
        ts = (await peer.messages(ROOM))[-1]["ts"]
        await one.people.edit("ros", ROOM, ts, f"<@{person('grace')}> said it &amp; more")
        await one.people.delete("ros", ROOM, ts)
        said, edited, deleted = one.core.taken
        assert isinstance(edited, Edited)
        assert isinstance(deleted, Deleted)
        assert edited.text == "@@grace said it & more"  # people are called @ros and @grace there
        assert getattr(said, "ref", None) == edited.ref == deleted.ref == f"{ROOM}/{ts}"


async def test_an_edit_of_words_for_the_bot_says_what_they_are_now(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        direct = await one.people.direct("ros")
        for channel, words in ((ROOM, f"<@{BOT}> strength You hear"), (direct, "strength You hear")):
            await one.people.say("ros", words, channel)
            ts = (await peer.messages(channel))[-1]["ts"]
            await one.people.edit("ros", channel, ts, f"{words} <@{person('grace')}>")
            edited = next(inbound for inbound in reversed(one.core.taken) if isinstance(inbound, Edited))
            assert edited.words == f"strength You hear @{person('grace')}"
            assert [who.user for who in edited.people] == [person("grace")]
            assert edited.ref == f"{channel}/{ts}"


# ---- channels that change


async def met(one: Bot) -> PlaceId:
    await deliver(one, "k1", HERE, OpenPlace(HERE, (), "STT-12345"))
    return opened(one).place.id


async def test_whoever_comes_and_goes_is_told_to_every_session_there(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        await one.people.come("mina", ROOM)
        assert one.core.taken == []  # no session meets there
        thread = await met(one)
        await one.people.come("mina", ROOM)
        await one.people.go("mina", ROOM)
        joined, left = one.core.taken[-2:]
        assert (type(joined), type(left)) == (Joined, Left)
        assert {getattr(joined, "by", None), getattr(left, "by", None)} == {who("mina")}
        assert [inbound.place.id for inbound in (joined, left) if isinstance(inbound, Joined | Left)] == [thread] * 2


@pytest.mark.parametrize("gone", GOING)
async def test_a_channel_that_is_gone_is_lost(strict: Strict, gone: str) -> None:
    async with strict() as peer, bot(peer) as one:
        thread = await met(one)
        await one.people.event({"type": gone, "channel": ROOM, "user": person("ros")})
        lost = one.core.taken[-1]
        assert isinstance(lost, PlaceLost)
        assert lost.place.id == thread


async def test_a_channel_with_another_id_is_followed_also_by_the_next_process(strict: Strict) -> None:
    core = Core()
    async with strict() as peer:
        async with bot(peer, core) as one:
            thread = await met(one)
            changed = {"type": "channel_id_changed", "old_channel_id": ROOM, "new_channel_id": "C0NEW"}
            await one.people.event(changed)
            moved = core.taken[-1]
            assert isinstance(moved, PlaceMoved)
            assert moved.to == PlaceId("slack", TEAM, "C0NEW", thread.thread)
            assert [name for _, name in core.values if name.startswith("meetings/")] == [f"meetings/{TEAM}/C0NEW"]
        async with bot(peer, core) as one:
            await one.people.event({"type": "group_archive", "channel": "C0NEW"})
            lost = core.taken[-1]
            assert isinstance(lost, PlaceLost)
            assert lost.place.id == moved.to


async def test_where_a_session_met_is_forgotten_when_it_is_over(strict: Strict) -> None:
    core = Core()
    async with strict() as peer, bot(peer, core) as one:
        kept = ("slack", f"meetings/{TEAM}/{ROOM}")
        first = await met(one)
        second = PlaceId("slack", TEAM, ROOM, "1.2")
        await deliver(one, "k2", second, ClosePlace())  # none that we know
        await one.adapter._places.meet(second)
        assert json.loads(core.values[kept]) == {"made": False, "threads": [first.thread, "1.2"]}
        for _ in range(2):
            await deliver(one, "k3", first, ClosePlace())
        assert json.loads(core.values[kept])["threads"] == ["1.2"]
        await deliver(one, "k4", second, ClosePlace())
        assert kept not in core.values
        await one.people.come("mina", ROOM)  # another round may begin there while we run
        assert len([1 for inbound in core.taken if isinstance(inbound, Joined)]) == 2
        await one.adapter._places.meet(first)
        assert json.loads(core.values[kept])["threads"] == [first.thread]


async def test_when_the_app_is_taken_out_it_is_said_and_when_there_is_too_much_too(strict: Strict, capsys: Any) -> None:
    async with strict() as peer, bot(peer) as one:
        await one.people.event({"type": "app_uninstalled"})
        await peer.deliver("events_api", {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1})
        said = capsys.readouterr().out
        assert "slack has taken the app out" in said
        assert "slack holds events back" in said


# ---- windows


NEW = RenderedForm("new", "Ask for a session", (RenderedField("title", "Title", FieldKind.LINE, required=False),))
LEAVE = RenderedForm("leave", "Leave", (), card("Are you sure?").lines)
MUCH = RenderedCard(
    tuple(Quoted(None, f"Thought {n}: " + "word " * 60) for n in range(40)), (RenderedButton("Keep", "keep"),)
)
CHOICES = card("What you can do", RenderedButton("Ask", "ask"), RenderedButton("Done", "done"))


def answers(inbound: Inbound) -> Answer:
    """A core with a form for `new`, choices, an admin, and thanks for the rest."""
    words = inbound.words if isinstance(inbound, Called) else ""
    if words in ("new", "ask") and isinstance(inbound, Called) and inbound.fields is None:
        return OpenForm(NEW if words == "new" else RenderedForm("ask", "Ask", NEW.fields))
    match words:
        case "choices":
            return Notice(CHOICES)
        case "status":
            return Notice(card("All is well.", RenderedButton("What can I do now?", "choices")))
        case "admin":
            office = card("Your agency", RenderedButton("Plugins", "admin plugins"))
            return Notice(office if getattr(inbound, "by", None) == who("ros") else card("You are no admin."))
        case "long":
            return Notice(card("word " * 100))
        case "much":
            return Notice(MUCH)
        case "":
            return Nothing()
        case _:
            return Notice(card(f"Thank you for {words}."))


async def shown(one: Bot, name: str) -> Any:
    await one.rest()
    return one.peer.state.views[person(name)][-1].body


async def press_in(one: Bot, name: str, label: str) -> None:
    view = one.peer.state.views[person(name)][-1]
    block, element = next(b for b in buttons(view.body["blocks"]) if b[1]["text"]["text"] == label)
    await one.people.press_in(name, view, block, element)
    await one.rest()


def words_in(view: Any) -> str:
    sections = [section for block in view["blocks"] if block["type"] == "rich_text" for section in block["elements"]]
    return "".join(element.get("text", "") for section in sections for element in section["elements"])


async def test_choices_open_in_a_window_where_forms_and_thanks_follow(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await deliver(one, "k1", HERE, Post(card("Card", RenderedButton("What can I do now?", "choices"))))
        message = (await peer.messages(ROOM))[-1]
        ((block, element),) = buttons(message["blocks"])
        await one.people.press("grace", ROOM, message["ts"], block, element)
        assert "What you can do" in words_in(await shown(one, "grace"))
        await press_in(one, "grace", "Ask")
        assert (await shown(one, "grace"))["callback_id"] == "form"
        (sent,) = await one.people.submit("grace", {"title": {"v": {"type": "plain_text_input", "value": "Rest"}}})
        assert sent.answer["response_action"] == "update"
        form = one.core.taken[-1]
        assert isinstance(form, Called)
        assert (form.words, form.fields, form.place.id) == ("ask", {"title": "Rest"}, HERE)


async def test_a_press_in_a_window_that_says_nothing_says_that_it_is_done(strict: Strict) -> None:
    def quiet(inbound: Inbound) -> Answer:
        return Nothing() if getattr(inbound, "words", "") == "done" else answers(inbound)

    async with strict() as peer, bot(peer, Core(quiet)) as one:
        await one.people.command("grace", "choices")
        assert one.core.words() == ["choices"]
        await deliver(one, "k1", who("grace"), Post(card("Card", RenderedButton("Now?", "choices")), shared=False))
        direct = await one.people.direct("grace")
        message = (await peer.messages(direct))[-1]
        await one.people.press("grace", direct, message["ts"], *buttons(message["blocks"])[0])
        await shown(one, "grace")
        await press_in(one, "grace", "Done")
        assert texts.text("done") in words_in(await shown(one, "grace"))


async def test_shortcuts_open_the_form_and_copy_nothing(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await one.people.shortcut("ros", "new")
        view = await shown(one, "ros")
        assert "place" not in [block.get("block_id") for block in view["blocks"]]
        await one.people.say("ros", "Something that troubles me")
        ts = (await peer.messages(ROOM))[-1]["ts"]
        await one.people.about("grace", "new-about", ROOM, ts)
        view = await shown(one, "grace")
        assert "place" in [block.get("block_id") for block in view["blocks"]]
        assert "troubles" not in str(view)


@pytest.mark.parametrize(("where", "kind"), [("thread", PlaceKind.ROOM), ("channel", PlaceKind.DIRECT)])
async def test_the_form_says_where_to_meet(strict: Strict, where: str, kind: PlaceKind) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await one.people.command("ros", "new")
        await shown(one, "ros")
        chosen = {"place": {"v": {"type": "radio_buttons", "selected_option": {"value": where}}}}
        await one.people.submit("ros", chosen)
        form = one.core.taken[-1]
        assert isinstance(form, Called)
        assert (form.words, form.place.kind, form.fields) == ("new", kind, {"title": ""})
        assert form.place.readers is not None
        if kind is PlaceKind.ROOM:
            assert form.place.id == HERE


async def test_where_all_can_read_a_session_gets_a_channel_of_its_own(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        peer.faults["conversations.info"] += [refused("channel_not_found"), refused("missing_scope")]
        (told,) = await one.people.command("ros", "new", PUBLIC)
        assert told.answer["text"] == texts.text("no-access")
        await one.people.command("ros", "new", PUBLIC)
        view = await shown(one, "ros")
        assert texts.text("place-public") in words_in(view)
        assert '"k": "direct"' in view["private_metadata"]


async def test_home_shows_what_is_mine_and_an_admin_their_agency(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        for name, headings in (
            ("ros", ["home-start", "home", "home-choices", "home-admin"]),
            ("grace", ["home-start", "home", "home-choices"]),
        ):
            await one.people.home(name)
            await one.rest()
            view = peer.state.homes[person(name)]
            found = [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]
            assert found == [texts.text(id) for id in headings]
        start = next(b for b in buttons(view["blocks"]) if b[1]["text"]["text"] == texts.text("home-start"))
        before = len(peer.calls)
        await one.people.press_in("grace", view | {"id": "V1", "hash": "h", "state": {"values": {}}}, *start)
        assert (await shown(one, "grace"))["callback_id"] == "form"
        assert "views.publish" in [call.method for call in peer.calls[before:]]


async def test_home_that_cannot_be_asked_for_is_left_as_it_is(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers, refuses=1)) as one:
        await one.people.home("ros")
        await one.rest()
        assert person("ros") not in peer.state.homes


async def test_typed_words_are_answered_where_they_were_typed_and_only_to_that_person(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await one.people.say("ros", "The beginning")
        root = (await peer.messages(ROOM))[-1]["ts"]
        await one.people.say("grace", f"<@{BOT}> long", ROOM, root)
        await one.people.say("grace", f"<@{BOT}> ask", ROOM, root)
        await one.rest()
        hints = [call.args for call in peer.calls if call.method == "chat.postEphemeral"]
        assert [(hint["user"], hint["thread_ts"]) for hint in hints] == [(person("grace"), root)] * 2
        (_, offered) = buttons(hints[1]["blocks"])[0]
        assert offered["value"] == '{"w":"ask"}'
        await one.people.say("grace", "help", await one.people.direct("grace"))
        await one.rest()
        assert (await texts_in(one, await one.people.direct("grace")))[-1] == "Thank you for help."


async def test_a_window_for_what_takes_reading_and_a_hint_for_the_rest(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        both = (RenderedButton("Long", "long"), RenderedButton("Short", "short"))
        await deliver(one, "k1", HERE, Post(card("Card", *both)))
        message = (await peer.messages(ROOM))[-1]
        long, short = buttons(message["blocks"])
        await one.people.press("ros", ROOM, message["ts"], *short)
        await one.rest()
        assert "response_url" in [call.method for call in peer.calls]
        assert not peer.state.views[person("ros")]
        await one.people.press("ros", ROOM, message["ts"], *long)
        assert "word word" in words_in(await shown(one, "ros"))


async def test_a_command_with_a_long_answer_opens_a_window_with_all_of_it(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        (told,) = await one.people.command("ros", "much")
        assert not told.answer
        view = await shown(one, "ros")
        assert all(f"Thought {n}:" in words_in(view) for n in range(40))
        assert [element["text"]["text"] for _, element in buttons(view["blocks"])] == ["Keep"]


async def test_what_is_typed_and_has_a_long_answer_gets_all_of_it_in_as_many_messages(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        direct = await one.people.direct("grace")
        for channel, words, method in (
            (ROOM, f"<@{BOT}> much", "chat.postEphemeral"),
            (direct, "much", "chat.postMessage"),
        ):
            await one.people.say("grace", words, channel)
            await one.rest()
            told = [call.args for call in peer.calls if call.method == method]
            assert len(told) > 1
            assert all(f"Thought {n}:" in "".join(hint["text"] for hint in told) for n in range(40))
            assert [element["value"] for hint in told for _, element in buttons(hint["blocks"])] == ['{"w":"keep"}']
        assert peer.wrong == []


async def test_words_too_long_for_a_button_are_told_so_and_offered_none(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(lambda _: OpenForm(NEW))) as one:
        await one.people.say("grace", f"<@{BOT}> ask {'word ' * 500}")
        await one.rest()
        (hint,) = [call.args for call in peer.calls if call.method == "chat.postEphemeral"]
        assert texts.text("too-long") in hint["text"]
        assert not buttons(hint["blocks"])


@pytest.mark.parametrize(
    ("fault", "why"), [(refused("channel_not_found"), "no-access"), (limited(1), "not-taken")], ids=["out", "limited"]
)
async def test_a_shortcut_at_a_message_where_it_may_not_look_says_why(strict: Strict, fault: Any, why: str) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await one.people.say("ros", "Something that troubles me", PUBLIC)
        ts = (await peer.messages(PUBLIC))[-1]["ts"]
        peer.faults["conversations.info"] += [fault]
        (done,) = await one.people.about("ros", "new-about", PUBLIC, ts)
        await one.rest()
        assert done.acknowledged
        (told,) = [call.args for call in peer.calls if call.method == "response_url"]
        assert told["text"] == texts.text(why)
        assert one.core.words() == []


async def test_a_form_from_where_it_may_not_look_says_why_and_stays(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(answers)) as one:
        await one.people.command("ros", "new")
        await shown(one, "ros")
        peer.faults["conversations.info"] += [refused("channel_not_found")]
        chosen = {"place": {"v": {"type": "radio_buttons", "selected_option": {"value": "thread"}}}}
        (done,) = await one.people.submit("ros", chosen)
        assert done.answer == {"response_action": "errors", "errors": {"place": texts.text("no-access")}}


async def test_a_form_without_fields_says_in_its_place_what_is_wrong(strict: Strict) -> None:
    def bare(inbound: Inbound) -> Answer:
        first = isinstance(inbound, Called) and inbound.fields is None
        return (
            OpenForm(RenderedForm("leave", "Leave", (), card("Sure?").lines))
            if first
            else FieldErrors({"": "It is over already."})
        )

    async with strict() as peer, bot(peer, Core(bare)) as one:
        await one.people.command("ros", "leave")
        await shown(one, "ros")
        (done,) = await one.people.submit("ros", {})
        assert done.answer["response_action"] == "update"
        assert "It is over already." in words_in(done.answer["view"])
        assert peer.wrong == []


# ---- the rest


async def test_a_token_that_slack_does_not_know_is_for_the_operator_to_mend(strict: Strict) -> None:
    async with strict() as peer:
        peer.faults["auth.test"] += [refused("invalid_auth")]
        adapter = SlackAdapter(**settings(peer))
        with pytest.raises(OperatorFault, match="invalid_auth"):
            await adapter.run(cast("Runtime", Core()))
        assert not adapter.ready.is_set()


async def test_a_port_that_is_taken_is_for_the_operator_to_mend(strict: Strict) -> None:
    async with strict("events") as peer, bot(peer) as one:
        second = SlackAdapter(**settings(peer, port=one.adapter.bound))
        with pytest.raises(OperatorFault, match=f"port {one.adapter.bound}"):
            await second.run(cast("Runtime", Core()))


async def test_a_delivery_waits_until_it_is_known_who_we_are(strict: Strict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter_module, "READY", 0.01)
    async with strict() as peer:
        adapter = SlackAdapter(**settings(peer))
        assert await adapter.deliver(Delivery("k", HERE, Pin(None))) == Retry(only=True)


async def noted(one: Bot, wanted: Callable[[Noted], bool]) -> Noted:
    """What is noted for `check`, as soon as it is so."""
    async with asyncio.timeout(20):
        while True:
            found = await notes.read(cast("Runtime", one.core))
            if found is not None and wanted(found):
                return found
            await asyncio.sleep(0.01)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MINUTE", 0.01)


@pytest.mark.usefixtures("often")
async def test_what_slack_delivers_is_noted_for_check_and_kept_by_the_next_run(strict: Strict) -> None:
    core = Core()
    async with strict() as peer, bot(peer, core) as one:
        await one.people.say("ros", "hello")
        found = await noted(one, lambda found: "message.groups" in found.came)
        assert found.last is not None
        assert found.last.tzinfo is not None
        await one.people.home("ros")
        await noted(one, lambda found: found.came >= {"message.groups", "app_home_opened"})
    started = datetime.now(UTC)
    async with strict() as peer, bot(peer, core) as one:
        again = await noted(one, lambda found: found.at > started)
        assert again.came >= {"message.groups", "app_home_opened"}
        assert again.last is not None
        assert again.last < started


@pytest.mark.usefixtures("often")
async def test_a_socket_that_is_closed_is_noted_for_check(strict: Strict, monkeypatch: pytest.MonkeyPatch) -> None:
    async with strict() as peer, bot(peer) as one:
        assert (await noted(one, lambda found: found.closed is None)).closed is None
        peer.faults["apps.connections.open"] += [refused("internal_error")] * 100
        for socket in list(peer.sockets.open):
            await socket.close()
        closed = (await noted(one, lambda found: found.closed is not None)).closed
        later = await noted(one, lambda found: found.closed is not None and found.at > found.closed)
        assert later.closed == closed  # it says since when
        peer.faults["apps.connections.open"].clear()
        await noted(one, lambda found: found.closed is None)
