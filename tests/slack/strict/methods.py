"""What the strict peer does itself of the Web API: what local-slack has not, or does not hold anybody to.

Each function carries out one method for a call that has passed the gate. Its page is
https://docs.slack.dev/reference/methods/METHOD, unless it says another.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final, Protocol, TypeAlias
from uuid import uuid4

from tests.slack.strict.gate import Call, no
from tests.slack.strict.state import STACK, State, Token, View

Json: TypeAlias = dict[str, Any]

LATEST: Final = 999  # messages of one page


class Office(Protocol):
    """What the methods need of the peer."""

    state: State
    url: str
    bot: str
    granted: frozenset[str]
    secrets: dict[str, str]

    async def forward(self, call: Call) -> Json: ...

    async def channel(self, id: str) -> Json | None: ...

    async def messages(self, channel: str) -> list[Json]: ...

    async def tell(self, event: Json) -> None: ...


Method: TypeAlias = Callable[[Office, Call], Awaitable[Json]]


# ---- messages


async def _place(office: Office, channel: str) -> Json | None:
    """Why nothing can be posted there."""
    if channel[:1] in "UW":
        return no(why) if (why := office.state.users[channel].get("refuses")) else None
    found = await office.channel(channel)
    if found is None:
        return no("channel_not_found")
    if office.state.channels[channel].get("is_archived"):
        return no("is_archived")
    if office.bot not in office.state.members(channel, found["members"]):
        return no("not_in_channel")
    return no(why) if (why := office.state.channels[channel].get("refuses")) else None


async def post(office: Office, call: Call) -> Json:
    if (error := await _place(office, call.args.get("channel", ""))) is not None:
        return error
    if (thread := call.args.get("thread_ts")) is not None:
        parents = [
            one["ts"]
            for one in await office.messages(call.args["channel"])
            if one.get("thread_ts") in (None, one["ts"])
        ]
        if thread not in parents:
            return no("thread_not_found")  # it must be the parent's: https://docs.slack.dev/messaging
    there = call
    if call.args["channel"][:1] == "W":  # local-slack takes only ids with U for people
        opened = await office.forward(Call("conversations.open", call.token, {"users": call.args["channel"]}))
        there = replace(call, args=call.args | {"channel": opened["channel"]["id"]})
    answer = await office.forward(there)
    if answer["ok"] and (metadata := call.args.get("metadata")):
        office.state.metadata[answer["channel"], answer["ts"]] = metadata
    return answer


async def post_ephemeral(office: Office, call: Call) -> Json:
    channel, user = call.args["channel"], call.args.get("user", "")
    if (error := await _place(office, channel)) is not None:
        return error
    found = await office.channel(channel)
    if found is not None and user not in office.state.members(channel, found["members"]):
        return no("user_not_in_channel")
    answer = await office.forward(call)
    office.state.ephemeral[channel, answer["message_ts"]] = user
    return answer


async def _message(office: Office, call: Call, ts: str) -> Json | None:
    return next((message for message in await office.messages(call.args["channel"]) if message["ts"] == ts), None)


async def update(office: Office, call: Call) -> Json:
    channel, ts = call.args["channel"], call.args["ts"]
    message = await _message(office, call, ts)
    if message is None or (channel, ts) in office.state.ephemeral:
        return no("message_not_found")
    if message.get("user") != office.bot:
        return no("cant_update_message")
    answer = await office.forward(call)
    if answer["ok"] and call.args.get("metadata"):
        office.state.metadata[channel, ts] = call.args["metadata"]
    return answer


async def delete(office: Office, call: Call) -> Json:
    message = await _message(office, call, call.args["ts"])
    if message is None:
        return no("message_not_found")
    return await office.forward(call) if message.get("user") == office.bot else no("cant_delete_message")


async def history(office: Office, call: Call) -> Json:
    return _shown(office, call, await office.forward(call))


async def replies(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    if not any(message["ts"] == call.args.get("ts") for message in answer.get("messages", [])):
        return no("thread_not_found")
    return _shown(office, call, answer)


def _shown(office: Office, call: Call, answer: Json) -> Json:
    """Without what only one person saw; metadata where asked for; a page of it."""
    if not answer["ok"]:
        return answer
    channel, found = call.args["channel"], []
    for message in answer["messages"]:
        key = channel, message["ts"]
        after = float(message["ts"]) > float(call.args.get("oldest") or 0)
        before = float(message["ts"]) < float(call.args.get("latest") or "inf")
        if key in office.state.ephemeral or not ((after and before) or truth(call.args.get("inclusive"))):
            continue
        asked = truth(call.args.get("include_all_metadata")) and key in office.state.metadata
        found.append(message | ({"metadata": office.state.metadata[key]} if asked else {}))
    return {**answer, **_page(call, "messages", found)}


def _page(call: Call, name: str, found: list[Any]) -> Json:
    """https://docs.slack.dev/apis/web-api/pagination"""
    start, limit = int(call.args.get("cursor") or 0), min(int(call.args.get("limit") or 100), LATEST)
    more = start + limit < len(found)
    cursor = {"next_cursor": str(start + limit) if more else ""}
    return {name: found[start : start + limit], "has_more": more, "response_metadata": cursor}


def truth(value: Any) -> bool:
    return value in (True, "true", "True", "1", 1)


# ---- conversations


async def info(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    if not answer["ok"]:
        return answer
    channel = answer["channel"]
    members = office.state.members(channel["id"], (await office.channel(channel["id"]) or {}).get("members", []))
    channel |= {"is_member": office.bot in members, "is_ext_shared": False, "context_team_id": call.team}
    channel.pop("num_members", None)
    if truth(call.args.get("include_num_members")):
        channel["num_members"] = len(members)
    if channel["is_private"] and not channel["is_im"] and office.bot not in members:
        return no("channel_not_found")
    return {**answer, "channel": channel | office.state.channels[channel["id"]]}


async def members(office: Office, call: Call) -> Json:
    found = await office.channel(call.args["channel"])
    if found is None:
        return no("channel_not_found")
    return {"ok": True, **_page(call, "members", office.state.members(found["id"], found["members"]))}


async def create(office: Office, call: Call) -> Json:
    name = str(call.args.get("name", ""))
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", name):
        return no("invalid_name_specials")
    taken = await office.forward(Call("conversations.list", call.token, {}))
    if any(channel["name"] == name for channel in taken["channels"]):
        return no("name_taken")
    return await office.forward(call)


async def invite(office: Office, call: Call) -> Json:
    channel, asked = call.args["channel"], [one for one in str(call.args.get("users", "")).split(",") if one]
    found = await office.channel(channel)
    if found is None or not asked:
        return no("channel_not_found" if asked else "no_user")
    now = office.state.members(channel, found["members"])
    errors: list[Json] = []
    for user in asked:
        why = office.state.users[user].get("cannot_be_invited")
        why = why or ("already_in_channel" if user in now else "cant_invite_self" if user == office.bot else None)
        if why is not None:
            errors.append({"user": user, "ok": False, "error": why})
    if errors and not truth(call.args.get("force")):
        return no(errors[0]["error"], errors=errors)
    for user in asked:
        if user not in [error["user"] for error in errors]:
            office.state.come(channel, user)
            await office.tell(joined(channel, user, call.team, office.bot))
    return await info(office, Call("conversations.info", call.token, {"channel": channel}, team=call.team))


def joined(channel: str, user: str, team: str, inviter: str | None = None) -> Json:
    """https://docs.slack.dev/reference/events/member_joined_channel"""
    event = {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": "G", "team": team}
    return event | ({"inviter": inviter} if inviter else {})


async def kick(office: Office, call: Call) -> Json:
    office.state.go(call.args["channel"], call.args["user"])
    return {"ok": True}


async def archive(office: Office, call: Call) -> Json:
    office.state.channels[call.args["channel"]]["is_archived"] = True
    return {"ok": True}


async def conversations_open(office: Office, call: Call) -> Json:
    users = str(call.args.get("users", "")).split(",")
    if (why := office.state.users[users[0]].get("refuses")) is not None:
        return no(why)
    return await office.forward(call) if len(users) == 1 else no("method_not_supported_for_channel_type")


async def mine(office: Office, call: Call) -> Json:
    """Without those that are archived, where asked for."""
    answer, left = await office.forward(call), truth(call.args.get("exclude_archived"))
    kinds = str(call.args.get("types") or "public_channel").split(",")
    found = [
        channel | office.state.channels[channel["id"]]
        for channel in answer["channels"]
        if ("private_channel" if channel["is_private"] else "public_channel") in kinds and not channel["is_im"]
    ]
    return {"ok": True, **_page(call, "channels", [one for one in found if not (left and one.get("is_archived"))])}


async def user(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    if answer["ok"]:
        answer["user"] |= {
            "is_restricted": False,
            "is_ultra_restricted": False,
            **office.state.users[call.args["user"]],
        }
    return answer


# ---- views: https://docs.slack.dev/surfaces/modals


async def views_open(office: Office, call: Call) -> Json:
    return await _opened(office, call, push=False)


async def views_push(office: Office, call: Call) -> Json:
    return await _opened(office, call, push=True)


async def _opened(office: Office, call: Call, push: bool) -> Json:
    trigger = office.state.take_trigger(str(call.args.get("trigger_id")))
    if isinstance(trigger, str):
        return no(trigger)
    if push and len(office.state.views[trigger.user]) >= STACK:
        return no("push_limit_reached")
    args = {"trigger_id": trigger.theirs, "view": call.args["view"]}
    answer = await office.forward(Call(call.method, call.token, args))
    if answer["ok"]:
        office.state.opened(trigger.user, call.args["view"], answer["view"], push)
    return answer


async def views_update(office: Office, call: Call) -> Json:
    """Under the id that it had. `hash`: only if nobody has updated it since."""
    view = office.state.view_of(str(call.args.get("view_id")))
    if view is None:
        return no("not_found")
    if call.args.get("hash") not in (None, view.hash):
        return no("hash_conflict")
    answer = await office.forward(Call(call.method, call.token, {"view_id": view.theirs, "view": call.args["view"]}))
    _renewed(view, call.args["view"], answer["view"])
    return {**answer, "view": answer["view"] | {"id": view.id, "hash": view.hash}}


def _renewed(view: View, body: Json, theirs: Json) -> None:
    view.body, view.theirs, view.hash = body, theirs["id"], theirs["hash"]


async def publish(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    office.state.homes[call.args["user_id"]] = answer["view"] | call.args["view"]
    return answer


# ---- files: https://docs.slack.dev/messaging/working-with-files


async def upload_url(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    if answer["ok"]:
        id = uuid4().hex
        office.state.files[id] = {"theirs": answer["upload_url"], "name": call.args.get("filename")}
        answer["upload_url"] = f"{office.url}/upload/{id}"
    return answer


# ---- who: https://docs.slack.dev/authentication/installing-with-oauth and /using-token-rotation


async def auth_test(office: Office, call: Call) -> Json:
    answer = await office.forward(call)
    return answer | {"team_id": call.team}


async def revoke(office: Office, call: Call) -> Json:
    office.state.tokens[call.token].fate = "token_revoked"
    return {"ok": True, "revoked": True}


async def connections_open(office: Office, call: Call) -> Json:
    """One URL for one socket: https://docs.slack.dev/apis/events-api/using-socket-mode"""
    return {"ok": True, "url": f"{office.url.replace('http', 'ws', 1)}/socket/{uuid4().hex}"}


async def authorizations(office: Office, call: Call) -> Json:
    one = {"enterprise_id": None, "team_id": call.team, "user_id": office.bot, "is_bot": True}
    return {"ok": True, "authorizations": [one | {"is_enterprise_install": False}]}


async def access(office: Office, call: Call) -> Json:
    """A code is good once; a refresh token too. `secrets` holds both, and what they stand for."""
    if (call.args.get("client_id"), call.args.get("client_secret")) != (
        office.secrets.get("client_id"),
        office.secrets.get("client_secret"),
    ):
        return no("bad_client_secret")
    refresh = call.args.get("grant_type") == "refresh_token"
    found = office.secrets.pop(str(call.args.get("refresh_token" if refresh else "code")), None)
    if found is None:
        return no("invalid_refresh_token" if refresh else "invalid_code")
    made: Json = json.loads(found)
    token, again = f"xoxe.xoxb-{uuid4().hex}", f"xoxe-{uuid4().hex}"
    office.state.tokens[token] = Token((made["team"] or made["enterprise"])["id"], office.granted)
    office.secrets[again] = found
    return {
        "ok": True,
        "access_token": token,
        "token_type": "bot",
        "scope": ",".join(sorted(office.granted)),
        "bot_user_id": office.bot,
        "app_id": "A0SPACE",
        "expires_in": 43200,
        "refresh_token": again,
        "is_enterprise_install": False,
        "enterprise": None,
        "authed_user": {"id": "U0ROS"},
        **made,
    }


METHODS: Final[dict[str, Method]] = {
    "apps.connections.open": connections_open,
    "apps.event.authorizations.list": authorizations,
    "auth.revoke": revoke,
    "auth.test": auth_test,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post,
    "chat.update": update,
    "conversations.archive": archive,
    "conversations.create": create,
    "conversations.history": history,
    "conversations.info": info,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.members": members,
    "conversations.open": conversations_open,
    "conversations.replies": replies,
    "files.getUploadURLExternal": upload_url,
    "oauth.v2.access": access,
    "users.conversations": mine,
    "users.info": user,
    "views.open": views_open,
    "views.publish": publish,
    "views.push": views_push,
    "views.update": views_update,
}
