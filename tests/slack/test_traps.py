"""What slack-bolt and slack_sdk really do, and that none of it hurts us: a test for each trap that was found."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from space_to_think.delivery import Delivery, Failed, Post, Retry, Sent, Uncertain, Vanished
from space_to_think.identity import PlaceId
from space_to_think.inbound import Answer, Called, Deleted, FieldErrors, Inbound, OpenForm
from space_to_think.inbound import Said as Heard
from space_to_think.rendered import RenderedButton, RenderedCard, RenderedField, RenderedForm, Said
from tests.slack.alone import Bot, Core, bot, who
from tests.slack.bench import buttons, words_of
from tests.slack.conftest import Mode, Strict
from tests.slack.local import BOT, PUBLIC, ROOM, TEAM, person
from tests.slack.strict import payloads
from tests.slack.strict.delivery import SOCKETS, hand_over
from tests.slack.strict.faults import accepted_then_dropped, limited, lost, refused, status, unsure

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("mode", ["socket", "events"])
HERE = PlaceId("slack", TEAM, ROOM)


def card(text: str, *buttons: RenderedButton) -> RenderedCard:
    return RenderedCard((Said((text,)),), buttons)


def post(key: str, text: str = "Hello.", attempt: int = 1, to: PlaceId = HERE, **more: Any) -> Delivery:
    return Delivery(key, to, Post(card(text), **more), attempt)


async def texts(one: Bot, channel: str = ROOM) -> list[str]:
    return [message["text"] for message in await one.peer.messages(channel)]


# ---- 1, 2, 3: what is sent


@BOTH
async def test_a_post_that_was_taken_and_whose_answer_was_lost_is_not_posted_again(strict: Strict, mode: Mode) -> None:
    async with strict(mode) as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [accepted_then_dropped]
        assert isinstance(await one.adapter.deliver(post("k1")), Retry)
        assert await texts(one) == ["Hello."]
        assert isinstance(await one.adapter.deliver(post("k1", attempt=2)), Sent)
        assert await texts(one) == ["Hello."]


@pytest.mark.parametrize("fault", [status(500), status(503), unsure("fatal_error"), unsure("internal_error"), lost])
async def test_whatever_went_wrong_it_stands_there_once(strict: Strict, fault: Any) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [fault]
        assert isinstance(await one.adapter.deliver(post("k1")), Retry)
        assert isinstance(await one.adapter.deliver(post("k1", attempt=2)), Sent)
        assert await texts(one) == ["Hello."]


async def test_a_post_of_another_process_is_found_by_its_key(strict: Strict) -> None:
    """A new process knows nothing of what the last one sent."""
    async with strict() as peer:
        async with bot(peer) as first:
            assert isinstance(await first.adapter.deliver(post("k1")), Sent)
        async with bot(peer) as second:
            assert isinstance(await second.adapter.deliver(post("k1", attempt=2)), Sent)
            assert await texts(second) == ["Hello."]


async def test_where_slack_cannot_be_asked_it_is_uncertain(strict: Strict) -> None:
    """It was taken for all we know, and the scope to look is missing: it is not sent again."""
    async with strict() as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [accepted_then_dropped]
        peer.faults["conversations.history"] += [refused("missing_scope")] * 5
        peer.faults["conversations.replies"] += [refused("missing_scope")] * 5
        await one.adapter.deliver(post("k1"))
        assert isinstance(await one.adapter.deliver(post("k1", attempt=2)), Uncertain)
        assert await texts(one) == ["Hello."]


async def test_who_is_asked_to_wait_waits_and_holds_nobody_else_up(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [limited(12)]
        told = await one.adapter.deliver(post("k1"))
        assert isinstance(told, Retry)
        assert told.after is not None
        assert 11 <= told.after <= 13
        began = time.monotonic()
        elsewhere = PlaceId("slack", TEAM, PUBLIC)
        assert isinstance(await one.adapter.deliver(post("k2", to=elsewhere)), Sent)
        assert time.monotonic() - began < 10  # Slack asked for twelve, and not for this channel
        assert await texts(one, PUBLIC) == ["Hello."]


async def test_ok_false_ratelimited_is_no_refusal(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [refused("ratelimited"), refused("rate_limited")]
        assert isinstance(await one.adapter.deliver(post("k1")), Retry)


async def test_one_message_a_second_and_channel(strict: Strict) -> None:
    """At Slack's own pace nobody is ever asked to wait."""
    async with strict(limited=True) as peer, bot(peer, spacing=1.0) as one:
        began = time.monotonic()
        receipts = await asyncio.gather(*(one.adapter.deliver(post(f"k{n}")) for n in range(7)))
        assert all(isinstance(receipt, Sent) for receipt in receipts)
        assert time.monotonic() - began >= 5.9
        assert peer.wrong == []


# ---- 4, 5, 6, 8: what comes in


async def test_what_is_captured_and_sent_again_has_one_effect(strict: Strict) -> None:
    """The signature holds for five minutes, and so it can be used again; the event's id stops it."""
    async with strict("events") as peer, bot(peer) as one:
        event = {"type": "message", "channel": ROOM, "channel_type": "group", "user": person("ros"), "text": "x"}
        payload = payloads.envelope({**event, "ts": payloads.stamp()}, TEAM, BOT)
        body, headers = peer.signed.request("events_api", payload)
        for _ in range(3):
            assert (await peer.signed.raw(body, headers))[0]
        assert one.core.said() == ["x"]
        assert one.core.repeats == 2
        again, retry = peer.signed.request("events_api", payload, 1, "http_timeout")
        assert (await peer.signed.raw(again, retry))[0]
        assert one.core.said() == ["x"]


@pytest.mark.parametrize(("late", "taken"), [(290.0, True), (-290.0, True), (310.0, False), (-310.0, False)])
async def test_a_signature_is_good_for_five_minutes(strict: Strict, late: float, taken: bool) -> None:
    async with strict("events", gaps=()) as peer, bot(peer) as one:
        peer.signed.late = late
        (done,) = await one.people.say("ros", "hello")
        assert done.acknowledged is taken
        assert peer.signed.statuses == [200 if taken else 401]
        assert one.core.said() == (["hello"] if taken else [])


@BOTH
async def test_a_retry_may_be_the_first_that_arrives(strict: Strict, mode: Mode) -> None:
    async with strict(mode) as peer, bot(peer) as one:
        event = {"type": "message", "channel": ROOM, "channel_type": "group", "user": person("ros"), "text": "late"}
        payload = payloads.envelope({**event, "ts": payloads.stamp()}, TEAM, BOT)
        assert (await peer.way.once("events_api", payload, 3, "http_timeout"))[0]
        assert one.core.said() == ["late"]


@BOTH
async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(strict: Strict, mode: Mode) -> None:
    """slack-bolt by itself acknowledges an event before anybody has looked at it."""
    ack = 20.0 if mode == "events" else 1.0  # on a socket nothing says that it was not taken
    async with strict(mode, gaps=(0.0, 0.0, 0.0), ack=ack) as peer, bot(peer, Core(refuses=2)) as one:
        (done,) = await one.people.say("ros", "hello")
        assert done.tries == 3
        assert done.acknowledged
        assert one.core.said() == ["hello"]


@dataclass
class Broken(Core):
    """A core that raises so many times, as one of ours may: a fault of our own, and no refusal."""

    raises: int = 2

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        if self.raises > 0:
            self.raises -= 1
            raise LookupError("a fault of our own")
        return await super().accept(inbound, cursor)


@BOTH
async def test_what_breaks_on_our_side_is_not_acknowledged_and_comes_again(strict: Strict, mode: Mode) -> None:
    ack = 20.0 if mode == "events" else 1.0
    async with strict(mode, gaps=(0.0, 0.0, 0.0), ack=ack) as peer, bot(peer, Broken()) as one:
        (done,) = await one.people.say("ros", "hello")
        assert done.tries == 3
        assert done.acknowledged
        assert one.core.said() == ["hello"]


@BOTH
async def test_the_same_event_three_times_has_one_effect(strict: Strict, mode: Mode) -> None:
    """Slack delivers again what it thinks has not arrived, also where it has."""
    async with strict(mode) as peer, bot(peer) as one:
        event = {"type": "message", "channel": ROOM, "channel_type": "group", "user": person("ros"), "text": "x"}
        payload = payloads.envelope({**event, "ts": payloads.stamp()}, TEAM, BOT)
        for number, reason in enumerate((None, "http_timeout", "http_error")):
            assert (await peer.way.once("events_api", payload, number, reason))[0]
        assert one.core.said() == ["x"]
        assert one.core.repeats == 2


@BOTH
async def test_it_is_acknowledged_only_when_it_is_stored(strict: Strict, mode: Mode) -> None:
    async with strict(mode, ack=20.0) as peer, bot(peer, Core(slow=0.5)) as one:
        (done,) = await one.people.say("ros", "hello")
        assert done.seconds >= 0.5
        assert one.core.said() == ["hello"]


@BOTH
async def test_a_message_and_the_mention_in_it_are_one(strict: Strict, mode: Mode) -> None:
    async with strict(mode) as peer, bot(peer) as one:
        done = await one.people.say("ros", f"<@{BOT}> status")
        assert [one.payload["event"]["type"] for one in done] == ["message", "app_mention"]
        assert one.core.words() == ["status"]
        assert one.core.repeats == 1


UNHANDLED: list[Json] = [
    {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1_795_000_000, "api_app_id": "A0SPACE"},
    payloads.envelope({"type": "dnd_updated", "user": person("ros")}, TEAM, BOT),
    payloads.envelope({"type": "something_new", "thing": {"of": "2030"}}, TEAM, BOT),
    payloads.envelope({"type": "message", "subtype": "channel_topic", "channel": ROOM, "ts": "1.2"}, TEAM, BOT),
    payloads.envelope({"type": "message", "channel": ROOM, "user": person("ros"), "ts": "1.3", "text": "x"}, "T9", BOT),
    payloads.envelope({"type": "message"}, TEAM, BOT),
]


@BOTH
@pytest.mark.parametrize("payload", UNHANDLED, ids=lambda payload: payload.get("event", payload)["type"])
async def test_whatever_comes_is_acknowledged(strict: Strict, mode: Mode, payload: Json) -> None:
    """slack-bolt answers 404, or nothing at all: Slack would deliver it again, and in the end switch the app off."""
    async with strict(mode) as peer, bot(peer) as one:
        done = await hand_over(peer.way, "events_api", payload, ())
        assert done.acknowledged
        await one.rest()
        assert not [inbound for inbound in one.core.taken if isinstance(inbound, Called)]


async def test_slack_is_told_the_word_that_it_asks_for(strict: Strict) -> None:
    """https://docs.slack.dev/reference/events/url_verification: local-slack never asks."""
    async with strict("events") as peer, bot(peer):
        body = {"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"}
        taken, answer = await peer.signed.once("events_api", body, 0, None)
        assert taken
        assert answer in ("3eZbrw1aB", {"challenge": "3eZbrw1aB"})


async def test_deletions_of_our_own_messages_are_heard(strict: Strict) -> None:
    """slack-bolt by itself takes them for something that the bot has done."""
    async with strict() as peer, bot(peer) as one:
        sent = await one.adapter.deliver(post("k1"))
        assert isinstance(sent, Sent)
        assert sent.ref is not None
        await one.people.delete("ros", ROOM, sent.ref.partition("/")[2])
        assert [inbound.ref for inbound in one.core.taken if isinstance(inbound, Deleted)] == [sent.ref]


async def test_what_the_bot_itself_says_is_not_heard(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        event = {"type": "message", "channel": ROOM, "channel_type": "group", "user": BOT, "bot_id": "B0SPACE"}
        await one.people.event({**event, "ts": "1.2", "text": f"<@{BOT}> status"})
        assert one.core.taken == []


# ---- 7: commands, buttons and forms


FORM = RenderedForm("park", "Park a thought", (RenderedField("text", "Your thought", "text"),))


@BOTH
async def test_commands_buttons_and_forms_are_acknowledged_also_when_nothing_is_said(
    strict: Strict, mode: Mode
) -> None:
    """slack-bolt raises where nothing is acknowledged, and where None is."""
    async with strict(mode, trigger=60.0) as peer, bot(peer) as one:
        for done in (
            *await one.people.command("ros", "status"),
            *await one.people.shortcut("ros", "new"),
            *await one.people.home("ros"),
        ):
            assert done.acknowledged
        await one.rest()
        assert one.core.words()[:2] == ["status", "new"]


@BOTH
async def test_what_is_wrong_in_a_form_is_said_at_its_field(strict: Strict, mode: Mode) -> None:
    def answers(inbound: Inbound) -> Any:
        if isinstance(inbound, Called) and inbound.fields is None:
            return OpenForm(FORM)
        return FieldErrors({"text": "Please say a little more."})

    async with strict(mode, trigger=60.0) as peer, bot(peer, Core(answers)) as one:
        await one.people.command("ros", "park")
        await one.rest()
        values = {"text": {"v": {"type": "plain_text_input", "value": "a"}}}
        (done,) = await one.people.submit("ros", values)
        assert done.answer == {"response_action": "errors", "errors": {"text": "Please say a little more."}}
        sent = one.core.taken[-1]
        assert isinstance(sent, Called)
        assert sent.fields == {"text": "a"}
        assert peer.wrong == []


async def test_a_form_whose_trigger_is_too_old_is_offered_again(strict: Strict) -> None:
    async with strict() as peer, bot(peer, Core(lambda _: OpenForm(FORM))) as one:
        peer.faults["views.open"] += [refused("expired_trigger_id")]
        await one.people.command("ros", "park", await one.people.direct("ros"))
        await one.rest()
        (message,) = [m for m in await peer.messages(await one.people.direct("ros")) if m.get("blocks")]
        ((_, element),) = buttons(message["blocks"])
        assert words_of(element) == "park"


async def test_a_press_that_could_not_be_stored_is_answered(strict: Strict) -> None:
    """Slack does not deliver it again, so the person has to know."""
    async with strict(trigger=60.0) as peer, bot(peer, Core(refuses=1)) as one:
        (done,) = await one.people.command("ros", "status")
        await one.rest()
        assert done.acknowledged
        shown = [message["text"] for message in await peer.messages(ROOM)]
        assert any("could not be stored" in text for text in shown), shown


# ---- 9: the socket


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_socket_that_slack_closes_is_opened_again_and_nothing_is_lost(strict: Strict, reason: str) -> None:
    async with strict(ack=2.0, gaps=(0.0, 0.5, 0.5)) as peer, bot(peer) as one:
        before = peer.sockets.opened
        await peer.sockets.disconnect(reason)
        (done,) = await one.people.say("ros", "in the gap")
        assert done.acknowledged, done.reasons
        assert peer.sockets.opened > before
        assert one.core.said() == ["in the gap"]


async def test_where_ten_sockets_are_open_already_it_waits_until_one_is_free(strict: Strict) -> None:
    """Ten are all that an app may have: those of the last process may still be counted."""
    async with strict(ack=2.0, gaps=(0.5,) * 20) as peer, ClientSession() as http:
        others = [await http.ws_connect(f"{peer.url}/socket/{number}") for number in range(SOCKETS)]
        async with bot(peer) as one:
            await asyncio.sleep(1)
            assert len(peer.sockets.open) == SOCKETS
            assert sum(call.method == "apps.connections.open" for call in peer.calls) <= 3
            for other in others:
                await other.close()
            (done,) = await one.people.say("ros", "hello")
            assert done.acknowledged, done.reasons
            assert one.core.said() == ["hello"]


async def test_a_link_that_stays_disabled_is_not_asked_for_again_and_again(strict: Strict) -> None:
    """apps.connections.open may be called about once a minute; slack_sdk by itself would call it in a loop."""
    async with strict() as peer, bot(peer):

        def asked() -> int:
            return sum(call.method == "apps.connections.open" for call in peer.calls)

        before, until = asked(), time.monotonic() + 4
        while time.monotonic() < until or asked() == before:
            await peer.sockets.disconnect("link_disabled")
            await asyncio.sleep(0.05)
        assert asked() - before <= 5


# ---- lost rights, lost places


async def test_a_token_that_was_revoked_waits_for_somebody(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.state.tokens["xoxb-the-bots"].fate = "token_revoked"
        assert isinstance(await one.adapter.deliver(post("k1")), Retry)


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "restricted_action", "messages_tab_disabled"])
async def test_what_slack_refuses_for_good_is_failed(strict: Strict, error: str) -> None:
    async with strict() as peer, bot(peer) as one:
        peer.state.channels[ROOM]["refuses"] = error
        told = await one.adapter.deliver(post("k1"))
        assert isinstance(told, Failed)
        peer.state.users[person("ros")]["refuses"] = error
        told = await one.adapter.deliver(Delivery("k2", who("ros"), Post(card("Hello."), shared=False)))
        assert isinstance(told, Failed)
        assert told.unreachable


async def test_a_card_that_is_gone_has_vanished(strict: Strict) -> None:
    async with strict() as peer, bot(peer) as one:
        sent = await one.adapter.deliver(post("k1"))
        assert isinstance(sent, Sent)
        edited = await one.adapter.deliver(post("k2", "Now.", replaces=sent.ref))
        assert isinstance(edited, Sent)
        assert await texts(one) == ["Now."]
        assert sent.ref is not None
        await one.people.delete("ros", ROOM, sent.ref.partition("/")[2])
        assert isinstance(await one.adapter.deliver(post("k3", "Later.", replaces=sent.ref)), Vanished)


# ---- people from elsewhere


@BOTH
@pytest.mark.parametrize("dress", [payloads.connect, payloads.organisation], ids=lambda dress: dress.__name__)
async def test_people_of_other_workspaces_can_do_everything(strict: Strict, mode: Mode, dress: Any) -> None:
    async with strict(mode, dress=dress, trigger=60.0) as peer, bot(peer) as one:
        await one.people.say("ros", "hello")
        await one.people.command("ros", "status")
        button = RenderedButton("Press", "done")
        sent = await one.adapter.deliver(Delivery("k1", HERE, Post(card("A card", button))))
        assert isinstance(sent, Sent)
        assert sent.ref is not None
        message = (await peer.messages(ROOM))[-1]
        ((block, element),) = buttons(message["blocks"])
        (done,) = await one.people.press("ros", ROOM, message["ts"], block, element)
        assert done.acknowledged
        await one.rest()
        assert [type(inbound) for inbound in one.core.taken] == [Heard, Called, Called]
        assert {inbound.by.tenant for inbound in one.core.taken if isinstance(inbound, Heard | Called)} == {TEAM}
