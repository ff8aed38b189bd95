"""The strict peer in front of local-slack, with bare slack_sdk and slack-bolt: what it lets through, and what not."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.conftest import Mode, Strict
from tests.slack.local import APP_TOKEN, BOT_TOKEN, PUBLIC, ROOM, SECRET, person
from tests.slack.people import NotInThreads, People
from tests.slack.strict.faults import accepted_then_dropped, limited
from tests.slack.strict.peer import Peer

Json = dict[str, Any]


def modal(**more: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": "v"}
    block = {"type": "input", "block_id": "text", "label": plain("Text"), "element": field}
    return {"type": "modal", "title": plain("A form"), "submit": plain("Send"), "blocks": [block], **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


class Bot:
    """A bare slack-bolt app that remembers what it is told; it opens a form at any button, and takes what is sent."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.client = AsyncWebClient(BOT_TOKEN, f"{peer.url}/api/", retry_handlers=[])
        self.app = AsyncApp(signing_secret=SECRET, client=self.client, request_verification_enabled=True)
        self.heard: list[Json] = []
        self.errors: Json = {}

        @self.app.event(re.compile(".*"))
        async def on_event(body: Json) -> None:
            self.heard.append(body)

        @self.app.command("/space")
        async def on_command(ack: Any, body: Json) -> None:
            self.heard.append(body)
            await ack("Heard you.")

        @self.app.action(re.compile(".*"))
        async def on_action(ack: Any, body: Json, client: AsyncWebClient) -> None:
            self.heard.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="form"))
            await ack()

        @self.app.shortcut(re.compile(".*"))
        async def on_shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
            self.heard.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="form"))
            await ack()

        @self.app.view("form")
        async def on_view(ack: Any, body: Json) -> None:
            self.heard.append(body)
            await (ack(response_action="errors", errors=self.errors) if self.errors else ack())

    async def hears(self, what: Callable[[Json], bool]) -> None:
        """Wait until the last thing heard is this. slack-bolt acknowledges events before its listeners have run."""
        for _ in range(500):
            if self.heard and what(self.heard[-1]):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"it was not heard, but {self.heard[-1:]}")


@asynccontextmanager
async def running(peer: Peer) -> AsyncIterator[Bot]:
    bot = Bot(peer)
    if peer.mode == "socket":
        handler = AsyncSocketModeHandler(bot.app, APP_TOKEN, web_client=bot.client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await peer.sockets.connected()
        try:
            yield bot
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
        return
    server = bot.app.server(port=0, path="/slack/events", host="127.0.0.1")
    runner = web.AppRunner(server.web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.signed.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield bot
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_people_speak_press_and_send_forms(strict: Strict, mode: Mode) -> None:
    async with strict(mode) as peer, running(peer) as bot:
        people = People(peer)
        (said, mentioned) = await people.say("ros", "<@U0SPACE> hello")
        assert (said.acknowledged, mentioned.acknowledged) == (True, True)
        await bot.hears(lambda body: len(bot.heard) == 2)
        assert {one["event"]["type"] for one in bot.heard} == {"message", "app_mention"}
        assert bot.heard[0]["event"]["channel_type"] == "group"
        (command,) = await people.command("ros", "new")
        assert command.payload["response_url"].startswith(peer.url)
        button = {"type": "button", "action_id": "call-1", "value": "x", "text": plain("Press")}
        card = [{"type": "actions", "block_id": "b", "elements": [button]}]
        ts = str((await bot.client.chat_postMessage(channel=ROOM, text="A card", blocks=card))["ts"])
        await people.press("ros", ROOM, ts, "b", button)
        assert peer.state.views[person("ros")][-1].body["callback_id"] == "form"
        bot.errors = {"text": "Say more."}
        (sent,) = await people.submit("ros", {"text": {"v": {"type": "plain_text_input", "value": "a"}}})
        assert sent.answer == {"response_action": "errors", "errors": bot.errors}
        assert bot.heard[-1]["view"]["state"]["values"]["text"]["v"]["value"] == "a"
        bot.errors = {}
        await people.submit("ros", {"text": {"v": {"type": "plain_text_input", "value": "a"}}})
        assert not peer.state.views[person("ros")]
        await people.shortcut("grace", "new")
        await people.about("owen", "new-about", ROOM, ts)
        await people.submit("grace", {})
        assert bot.heard[-1]["user"]["id"] == person("grace")
        await people.home("ros")
        await bot.hears(lambda body: body["event"].get("tab") == "home")
        await people.come("mina", ROOM)
        (deleted,) = await people.delete("ros", ROOM, ts)
        assert deleted.payload["event"]["subtype"] == "message_deleted"
        with pytest.raises(NotInThreads):
            await people.command("ros", "done", thread=ts)
        assert peer.wrong == []


async def test_what_slack_refuses_is_refused(strict: Strict) -> None:
    async with strict(granted=frozenset({"chat:write", "groups:history"})) as peer, running(peer) as bot:
        trigger = peer.state.give_trigger(person("ros"), (await peer.donor(person("ros"), ROOM))["trigger_id"])
        two = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]
        ephemeral = await bot.client.chat_postEphemeral(channel=ROOM, user=person("ros"), text="x")
        said = str((await bot.client.chat_postMessage(channel=ROOM, text="x"))["ts"])
        reply = await bot.client.chat_postMessage(channel=ROOM, text="x", thread_ts=said)
        await bot.client.views_open(trigger_id=trigger, view=modal())
        refused = {
            "missing_scope": bot.client.users_info(user=person("ros")),
            "not_authed": AsyncWebClient("", f"{peer.url}/api/").auth_test(),
            "invalid_auth": AsyncWebClient("xoxb-else", f"{peer.url}/api/").auth_test(),
            "not_allowed_token_type": AsyncWebClient(APP_TOKEN, f"{peer.url}/api/").auth_test(),
            "invalid_blocks": bot.client.chat_postMessage(channel=ROOM, text="x", blocks=two),
            "msg_too_long": bot.client.chat_update(channel=ROOM, ts=said, text="x" * 4001),
            "message_not_found": bot.client.chat_update(channel=ROOM, ts=str(ephemeral["message_ts"]), text="y"),
            "exchanged_trigger_id": bot.client.views_open(trigger_id=trigger, view=modal()),
            "invalid_trigger_id": bot.client.views_open(trigger_id="1.2.3", view=modal()),
            "invalid_arguments": bot.client.views_open(trigger_id=trigger, view={"type": "modal", "blocks": []}),
            "thread_not_found": bot.client.chat_postMessage(channel=ROOM, text="x", thread_ts=str(reply["ts"])),
            "channel_not_found": bot.client.chat_postMessage(channel="C0NOWHERE", text="x"),
            "no_text": bot.client.api_call("chat.postMessage", json={"channel": ROOM}),
            "unknown_method": bot.client.api_call("chat.shout"),
        }
        for error, call in refused.items():
            with pytest.raises(SlackApiError) as raised:
                await call
            assert raised.value.response["error"] == error
        peer.state.tokens[BOT_TOKEN].fate = "token_revoked"
        with pytest.raises(SlackApiError, match="token_revoked"):
            await bot.client.auth_test()


async def test_a_trigger_is_good_for_three_seconds(strict: Strict) -> None:
    async with strict() as peer, running(peer) as bot:
        now = [0.0]
        peer.state.clock = lambda: now[0]
        trigger = peer.state.give_trigger(person("ros"), "theirs")
        now[0] = 3.1
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await bot.client.views_open(trigger_id=trigger, view=modal())


async def test_a_response_url_is_good_five_times(strict: Strict) -> None:
    async with strict("events") as peer, running(peer):
        await People(peer).command("ros", "new")
        (url,) = [done.payload["response_url"] for done in peer.delivered]
        statuses: list[int] = []
        async with ClientSession() as http:
            for _ in range(6):
                async with http.post(url, json={"text": "here"}) as answer:
                    statuses.append(answer.status)
        assert statuses == [200] * 5 + [404]
        shown = await peer.messages(ROOM)
        assert [(ROOM, message["ts"]) in peer.state.ephemeral for message in shown[-5:]] == [True] * 5


async def test_too_many_calls_are_told_to_wait(strict: Strict) -> None:
    async with strict(limited=True) as peer, running(peer) as bot:
        now = [0.0]
        peer.gate.clock = lambda: now[0]
        for _ in range(5):
            await bot.client.chat_postMessage(channel=ROOM, text="x")
        with pytest.raises(SlackApiError) as raised:
            await bot.client.chat_postMessage(channel=ROOM, text="x")
        assert raised.value.response.status_code == 429
        assert raised.value.response.headers["Retry-After"] == "1"
        await bot.client.chat_postMessage(channel=PUBLIC, text="x")
        now[0] = 1.0
        await bot.client.chat_postMessage(channel=ROOM, text="x")


async def test_metadata_is_found_again_and_what_one_person_saw_is_not(strict: Strict) -> None:
    async with strict() as peer, running(peer) as bot:
        metadata = {"event_type": "space_to_think", "event_payload": {"key": "1"}}
        await bot.client.chat_postMessage(channel=ROOM, text="x", metadata=metadata)
        await bot.client.chat_postEphemeral(channel=ROOM, user=person("ros"), text="y")
        plainly = await bot.client.conversations_history(channel=ROOM)
        asked = await bot.client.conversations_history(channel=ROOM, include_all_metadata=True)
        assert [message.get("metadata") for message in plainly["messages"] or ()] == [None]
        assert [message.get("metadata") for message in asked["messages"] or ()] == [metadata]


async def test_accepted_then_dropped_and_waiting(strict: Strict) -> None:
    async with strict() as peer, running(peer) as bot:
        peer.faults["chat.postMessage"] += [accepted_then_dropped, limited(12)]
        with pytest.raises(Exception, match="disconnected"):
            await bot.client.chat_postMessage(channel=ROOM, text="x")
        assert [message["text"] for message in await peer.messages(ROOM)] == ["x"]
        with pytest.raises(SlackApiError) as raised:
            await bot.client.chat_postMessage(channel=ROOM, text="y")
        assert raised.value.response.headers["Retry-After"] == "12"


async def test_what_is_not_acknowledged_comes_again(strict: Strict) -> None:
    async with strict("events", gaps=(0.0, 0.1, 0.1)) as peer:
        tries: list[tuple[str | None, str | None]] = []

        async def hear(request: web.Request) -> web.Response:
            tries.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
            return web.Response(status=500 if len(tries) < 4 else 200)

        app = web.Application()
        app.router.add_post("/slack/events", hear)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        peer.signed.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        (done,) = await People(peer).say("ros", "hello")
        await runner.cleanup()
        assert done.tries == 4
        assert tries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_a_socket_that_is_disconnected_comes_back(strict: Strict) -> None:
    async with strict() as peer, running(peer) as bot:
        for reason in ("warning", "refresh_requested"):
            before = peer.sockets.opened
            await peer.sockets.disconnect(reason)
            while peer.sockets.opened == before:
                await asyncio.sleep(0.02)
        (done,) = await People(peer).say("ros", "still there?")
        assert done.acknowledged
        await bot.hears(lambda body: body["event"]["text"] == "still there?")


async def test_what_nobody_subscribed_to_is_not_handed_over(strict: Strict) -> None:
    async with strict(subscribed=frozenset({"app_mention"})) as peer, running(peer) as bot:
        await People(peer).say("ros", "<@U0SPACE> hello")
        await bot.hears(lambda body: body["event"]["type"] == "app_mention")
        assert len(bot.heard) == 1
        assert [one["event"]["type"] for one in peer.kept_back] == ["message"]
