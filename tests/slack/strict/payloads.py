"""What Slack sends and local-slack does not: whole payloads, and the fields that are missing in its own.

https://docs.slack.dev/reference/interaction-payloads       block actions, shortcuts, views
https://docs.slack.dev/apis/events-api                      the envelope of an event
https://docs.slack.dev/enterprise                           installations for a whole organisation
https://docs.slack.dev/apis/slack-connect                   channels that several workspaces share
"""

import time
from itertools import count
from typing import Any, Final, TypeAlias
from uuid import uuid4

Json: TypeAlias = dict[str, Any]

APP: Final = "A0SPACE"
_numbers: Final = count(1)


def stamp() -> str:
    """A Slack time, later than the one before."""
    return f"{int(time.time())}.{900_000 + next(_numbers) % 100_000:06d}"


def envelope(event: Json, team: str, bot: str) -> Json:
    """An event in its envelope."""
    one = {"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "verification-token",
        "team_id": team,
        "api_app_id": APP,
        "event": {"event_ts": stamp(), **event},
        "type": "event_callback",
        "event_id": f"Ev{uuid4().hex[:10].upper()}",
        "event_time": int(time.time()),
        "authorizations": [one],
        "is_ext_shared_channel": False,
    }


def complete(payload: Json, channel: Json | None, message: Json | None) -> Json:
    """The fields of an event that Slack has and local-slack leaves out; `message` is the one it is about."""
    team, event = payload["team_id"], dict(payload["event"])
    if event["type"] == "message" and channel is not None:
        kind = "im" if channel["is_im"] else "group" if channel["is_private"] else "channel"
        event["channel_type"] = kind
    if event["type"] == "app_mention" and message is not None and message.get("thread_ts"):
        event["thread_ts"] = message["thread_ts"]
    if event["type"] in ("message", "app_mention") and "subtype" not in event:
        text = [{"type": "text", "text": event.get("text", "")}]
        section = {"type": "rich_text_section", "elements": text}
        event.setdefault("blocks", [{"type": "rich_text", "block_id": "b", "elements": [section]}])
        event.setdefault("client_msg_id", str(uuid4()))
        event.setdefault("team", team)
    more = {"context_team_id": team, "context_enterprise_id": None, "event_context": f"4-{uuid4().hex}"}
    return {**more, **payload, "event": event}


def organisation(payload: Json, enterprise: str = "E0COUNTY") -> Json:
    """The same to an app that is installed for a whole organisation."""
    if payload.get("type") == "event_callback":
        one = payload["authorizations"][0] | {"enterprise_id": enterprise, "is_enterprise_install": True}
        ids = {"enterprise_id": enterprise, "context_enterprise_id": enterprise}
        return payload | ids | {"authorizations": [one]}
    if "command" in payload:
        return payload | {"enterprise_id": enterprise, "enterprise_name": "County", "is_enterprise_install": "true"}
    view = payload.get("view")
    inside = {"view": view | {"app_installed_team_id": enterprise}} if isinstance(view, dict) else {}
    whole = {"enterprise": {"id": enterprise, "name": "County"}, "is_enterprise_install": True, "team": None}
    return payload | inside | whole


def connect(payload: Json, home: str = "T0HARBOUR") -> Json:
    """The same from somebody of another workspace, in a channel that both share."""
    if payload.get("type") == "event_callback":
        event = payload["event"] | {"team": home, "user_team": home, "source_team": home}
        return payload | {"event": event, "is_ext_shared_channel": True, "context_team_id": payload["team_id"]}
    user = payload.get("user")
    return payload | ({"user": user | {"team_id": home}} if isinstance(user, dict) else {})


def _base(user: str, name: str, team: str, trigger: str) -> Json:
    return {
        "team": {"id": team, "domain": "northshire"},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": APP,
        "token": "verification-token",
        "user": {"id": user, "username": name, "name": name, "team_id": team},
        "trigger_id": trigger,
        "action_ts": stamp(),
    }


def shortcut(user: str, name: str, team: str, trigger: str, callback: str) -> Json:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""
    return {"type": "shortcut", **_base(user, name, team, trigger), "callback_id": callback}


def about(base: Json, channel: Json, message: Json, url: str) -> Json:
    """The same for a message: its own page is the same."""
    where = {"channel": {"id": channel["id"], "name": channel["name"]}, "message_ts": message["ts"]}
    return base | where | {"type": "message_action", "message": message, "response_url": url}


def pressed(user: str, name: str, team: str, trigger: str, view: Json, action: Json) -> Json:
    """A button in a view: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    return {
        "type": "block_actions",
        **_base(user, name, team, trigger),
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [action | {"action_ts": stamp()}],
    }
