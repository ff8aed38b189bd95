"""The hands of people in Slack: what they do goes to local-slack, and where it cannot do that, out of the peer."""

from collections.abc import Awaitable
from typing import Any, Final

from tests.slack.local import BOT, ROOM, TEAM, person
from tests.slack.strict import payloads
from tests.slack.strict.delivery import Delivered
from tests.slack.strict.methods import joined
from tests.slack.strict.peer import Peer
from tests.slack.strict.state import View

Json = dict[str, Any]

VALUES: Final = {  # what a value is called: https://docs.slack.dev/reference/views/view-interaction-payloads
    "plain_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "multi_static_select": "selected_options",
}


class NotInThreads(Exception):
    """Slack takes no slash command there: https://docs.slack.dev/interactivity/implementing-slash-commands"""


class People:
    """Each act returns what was handed to the app because of it."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    async def say(self, who: str, text: str, channel: str = ROOM, thread: str | None = None) -> list[Delivered]:
        body: Json = {"user": person(who), "channel": channel, "text": text}
        return await self._control("message", body | ({"thread_ts": thread} if thread else {}))

    async def command(self, who: str, text: str, channel: str = ROOM, thread: str | None = None) -> list[Delivered]:
        """`/space …`. NotInThreads: Slack says so to whoever tries."""
        if thread is not None:
            raise NotInThreads
        return await self._control(
            "command", {"user": person(who), "channel": channel, "command": "/space", "text": text}
        )

    async def press(self, who: str, channel: str, ts: str, block: str, element: Json) -> list[Delivered]:
        """An element of a message."""
        action: Json = {k: element[k] for k in ("type", "action_id", "value", "text") if k in element}
        body = {"user": person(who), "channel": channel, "messageTs": ts, "action": {**action, "block_id": block}}
        return await self._control("interact", body)

    async def press_in(self, who: str, view: View | Json, block: str, element: Json) -> list[Delivered]:
        """An element of a view."""
        shown = self._shown(view) if isinstance(view, View) else view
        trigger = await self._trigger(who)
        action: Json = {k: element[k] for k in ("type", "action_id", "value", "text") if k in element}
        payload = payloads.pressed(person(who), who, TEAM, trigger, shown, {**action, "block_id": block})
        return await self._act(self.peer.deliver("interactive", payload))

    async def submit(self, who: str, values: Json) -> list[Delivered]:
        """Send the form on top, with these values by block and action."""
        view = self.peer.state.views[person(who)][-1]
        await self._raise(who, view)
        before = len(self.peer.delivered)
        await self.peer.ui(t="view_submit", user=person(who), values=values)
        await self.peer.more_than(before)
        return await self._after(before)

    async def close(self, who: str) -> list[Delivered]:
        view = self.peer.state.views.pop(person(who))[-1]
        if not view.body.get("notify_on_close"):
            return []
        await self._raise(who, view)
        before = len(self.peer.delivered)
        await self.peer.ui(t="view_close", user=person(who))
        await self.peer.more_than(before)
        return await self._after(before)

    async def shortcut(self, who: str, callback: str) -> list[Delivered]:
        payload = payloads.shortcut(person(who), who, TEAM, await self._trigger(who), callback)
        return await self._act(self.peer.deliver("interactive", payload))

    async def about(self, who: str, callback: str, channel: str, ts: str) -> list[Delivered]:
        """A shortcut for a message."""
        donor = await self.peer.donor(person(who), channel)
        trigger = self.peer.state.give_trigger(person(who), donor["trigger_id"])
        url = self.peer.state.give_url(self.peer.url, donor["response_url"], channel, person(who))
        message = next(one for one in await self.peer.messages(channel) if one["ts"] == ts)
        where = await self.peer.channel(channel)
        assert where is not None
        base = payloads.shortcut(person(who), who, TEAM, trigger, callback)
        return await self._act(self.peer.deliver("interactive", payloads.about(base, where, message, url)))

    async def home(self, who: str) -> list[Delivered]:
        return await self._control("open-home", {"user": person(who)})

    async def edit(self, who: str, channel: str, ts: str, text: str) -> list[Delivered]:
        return await self._control("edit-message", {"user": person(who), "channel": channel, "ts": ts, "text": text})

    async def delete(self, who: str, channel: str, ts: str) -> list[Delivered]:
        """Their own, or one of the bot's, as an admin of the workspace may."""
        found = next(one for one in await self.peer.messages(channel) if one["ts"] == ts)
        user = found["user"] if found["user"] == BOT else person(who)
        return await self._control("delete-message", {"user": user, "channel": channel, "ts": ts})

    async def come(self, who: str, channel: str) -> list[Delivered]:
        self.peer.state.come(channel, person(who))
        return await self.event(joined(channel, person(who), TEAM))

    async def go(self, who: str, channel: str) -> list[Delivered]:
        self.peer.state.go(channel, person(who))
        return await self.event(joined(channel, person(who), TEAM) | {"type": "member_left_channel"})

    async def event(self, event: Json, **more: Any) -> list[Delivered]:
        """An event as it is; `more` goes over its envelope."""
        payload = payloads.envelope(event, TEAM, BOT) | more
        return await self._act(self.peer.deliver("events_api", payload))

    async def direct(self, who: str) -> str:
        """The direct chat with the bot."""
        state = await self.peer.control("POST", "/api/conversations.open", {"users": person(who)})
        return str(state["channel"]["id"])

    # ---- how

    async def _trigger(self, who: str) -> str:
        donor = await self.peer.donor(person(who), ROOM)
        return self.peer.state.give_trigger(person(who), donor["trigger_id"])

    async def _raise(self, who: str, view: View) -> None:
        """local-slack knows one person at a screen: open theirs there again, if it is another's that is on top."""
        donor = await self.peer.donor(person(who), ROOM)
        body = {"trigger_id": donor["trigger_id"], "view": view.body}
        view.theirs = (await self.peer.control("POST", "/api/views.open", body))["view"]["id"]

    def _shown(self, view: View) -> Json:
        return view.body | {"id": view.id, "hash": view.hash, "state": {"values": {}}}

    async def _control(self, path: str, body: Json) -> list[Delivered]:
        before = len(self.peer.delivered)
        answer = await self.peer.control("POST", f"/_control/{path}", body)
        assert answer.get("ok"), answer
        return await self._after(before)

    async def _act(self, work: Awaitable[Delivered]) -> list[Delivered]:
        before = len(self.peer.delivered)
        await work
        return await self._after(before)

    async def _after(self, before: int) -> list[Delivered]:
        await self.peer.idle()
        return self.peer.delivered[before:]
