"""From what Slack delivers to what it means: pure, one payload in, one value out.

Whatever is none of the bot's business, its own messages among it, is None. Fields that are not needed may be missing,
and unknown ones may stand beside them: Slack adds to its payloads without notice.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Final, TypeAlias

from space_to_think.identity import PlaceKind
from space_to_think_adapters.slack.payload import Json, first, part

COMMAND: Final = "/space"
NEW: Final = "new"
ABOUT: Final = "new-about"
SAID: Final = (None, "", "file_share", "me_message", "thread_broadcast")  # subtypes of what people say
MARK: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
NAMES: Final = {"directmessage": PlaceKind.DIRECT, "privategroup": PlaceKind.ROOM}
KINDS: Final = {
    "im": PlaceKind.DIRECT, "group": PlaceKind.ROOM, "mpim": PlaceKind.ROOM, "channel": PlaceKind.PUBLIC,
}  # fmt: skip
GONE: Final = ("group_archive", "group_deleted", "group_left", "channel_archive", "channel_deleted", "channel_left")


@dataclass(frozen=True, slots=True)
class At:
    """Where something happened. `kind` as far as the payload says it."""

    channel: str
    thread: str | None = None
    kind: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class Handles:
    """What is good for an answer for some seconds or minutes, and is never stored."""

    trigger: str | None = None
    url: str | None = None
    view: Json | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A plain message, or one that begins with the bot's name."""

    key: str
    by: str
    at: At
    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    key: str
    by: str
    at: At
    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A message was deleted: somebody's, or one of ours."""

    key: str
    at: At
    ts: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody came into a channel, or left it."""

    key: str
    user: str
    channel: str
    joined: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A channel is archived or deleted, or the bot was taken out of it."""

    key: str
    channel: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A channel has another id now."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Home:
    """Somebody looks at the Home view."""

    key: str
    user: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was taken out of the workspace, or its token was taken back. `at`: when, in seconds of Unix time."""

    key: str
    at: float


@dataclass(frozen=True, slots=True)
class TooMuch:
    """Slack holds events back: more than 30,000 in an hour."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, a command or a shortcut: words for the bot. `at` None: in a view."""

    key: str
    by: str
    at: At | None
    words: str
    seen: str | None
    handles: Handles
    command: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A form was sent."""

    key: str
    by: str
    view: Json


Meaning: TypeAlias = Spoken | Changed | Gone | Moved | Lost | Renamed | Home | Removed | TooMuch | Pressed | Filled


def read(body: Json, bot: str) -> Meaning | None:
    """What a payload means. `bot` is the bot's user."""
    match body.get("type"):
        case "event_callback":
            return _event(body, part(body, "event"), bot)
        case "app_rate_limited":
            return TooMuch()
        case "block_actions":
            return _pressed(body)
        case "view_submission":
            return _filled(body)
        case "shortcut" | "message_action":
            return _shortcut(body)
        case None if body.get("command"):
            return _command(body)
        case _:
            return None


def called(text: str, bot: str) -> str | None:
    """What follows the bot's name at the beginning of a message; None when it is said to the group."""
    found = MARK.match(text.lstrip())
    if found is None or (found[1], found[2]) != ("@", bot):
        return None
    return text.lstrip()[found.end() :].strip() or "help"


def plain(text: str, name: Callable[[str], str]) -> str:
    """A text without Slack's marks; `name` says how somebody who is mentioned is written."""

    def one(mark: re.Match[str]) -> str:
        sign, id, label = mark[1], mark[2], mark[3]
        if sign == "@":
            return f"@{name(id)}"
        if sign:
            return f"{'#' if sign == '#' else '@'}{(label or id.partition('^')[0]).lstrip('@#')}"
        return label if label and id.startswith(("mailto:", "tel:")) else id

    return unescape(MARK.sub(one, text)).strip()


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of everybody mentioned, in order, each once."""
    if "<@" not in text:
        return ()
    return tuple(dict.fromkeys(mark[2] for mark in MARK.finditer(text) if mark[1] == "@"))


# ---- events


def _event(body: Json, event: Json, bot: str) -> Meaning | None:
    key, kind = str(body.get("event_id") or ""), event.get("type")
    user, channel = event.get("user"), event.get("channel")
    match kind:
        case "message" | "app_mention":
            return _message(key, event, bot)
        case "member_joined_channel" | "member_left_channel" if user and channel and user != bot:
            return Moved(key, str(user), str(channel), kind == "member_joined_channel")
        case "member_left_channel" if channel:
            return Lost(key, str(channel))
        case str() if kind in GONE and channel:
            return Lost(key, str(channel))
        case "channel_id_changed" if event.get("old_channel_id") and event.get("new_channel_id"):
            return Renamed(key, str(event["old_channel_id"]), str(event["new_channel_id"]))
        case "app_home_opened" if user and event.get("tab", "home") == "home":
            return Home(key, str(user))
        case "app_uninstalled":
            return Removed(key, _time(body))
        case "tokens_revoked" if part(event, "tokens").get("bot"):
            return Removed(key, _time(body))
        case _:
            return None


def _time(body: Json) -> float:
    at = body.get("event_time")
    return at if isinstance(at, int | float) else math.inf


def _message(key: str, event: Json, bot: str) -> Meaning | None:
    channel, subtype = event.get("channel"), event.get("subtype")
    before, now = part(event, "previous_message"), part(event, "message")
    if not channel:
        return None
    if subtype == "message_deleted" or (subtype == "message_changed" and now.get("subtype") == "tombstone"):
        ts = event.get("deleted_ts") or before.get("ts")
        return Gone(key, _at(event, before), str(ts)) if ts else None
    if subtype == "message_changed":
        ours = not now.get("user") or _is_bot(now, bot)
        if ours or not now.get("ts") or now.get("text") == before.get("text"):
            return None  # or only a picture of a link was added
        return Changed(key, str(now["user"]), _at(event, now), str(now["ts"]), str(now.get("text") or ""))
    user, ts, text = event.get("user"), event.get("ts"), str(event.get("text") or "")
    if subtype not in SAID or not user or not ts or not text.strip() or _is_bot(event, bot):
        return None
    # A message and a mention of us in it are two events, and the same message.
    return Spoken(f"{channel}/{ts}", str(user), _at(event, event), str(ts), text)


def _is_bot(message: Json, bot: str) -> bool:
    """Whether it is ours, or another bot's: bots do not answer each other."""
    return message.get("user") == bot or bool(message.get("bot_id"))


def _at(event: Json, message: Json) -> At:
    thread = message.get("thread_ts")
    return At(str(event["channel"]), str(thread) if thread else None, KINDS.get(str(event.get("channel_type"))))


# ---- what people press and send


def _pressed(body: Json) -> Meaning | None:
    action = first(body, "actions")
    words, seen = value(action.get("value"))
    if words is None:
        return None
    return Pressed(_key(body), _user(body), _where(body), words, seen, _handles(body))


def value(text: Any) -> tuple[str | None, str | None]:
    """The words and the stage that a button brought back; None when it is none of ours."""
    try:
        found = json.loads(text)
        return str(found["w"]), found.get("s")
    except (TypeError, ValueError, KeyError):
        return None, None


def _filled(body: Json) -> Meaning | None:
    view = part(body, "view")
    return Filled(_key(body), _user(body), view) if view.get("id") else None


def _command(body: Json) -> Meaning | None:
    if body.get("command") != COMMAND or not body.get("user_id"):
        return None
    at = At(str(body.get("channel_id")), None, _kind(str(body.get("channel_id")), body.get("channel_name")))
    words = str(body.get("text") or "").strip() or "help"
    handles = Handles(body.get("trigger_id"), body.get("response_url"))
    key = str(body.get("trigger_id") or body.get("response_url") or "")
    return Pressed(key, str(body["user_id"]), at, words, None, handles, command=True)


def _shortcut(body: Json) -> Meaning | None:
    """Both open the form to start a session. Nothing of the message that one was used on is looked at."""
    if body.get("callback_id") not in (NEW, ABOUT):
        return None
    return Pressed(_key(body), _user(body), _where(body), NEW, None, _handles(body))


def _where(body: Json) -> At | None:
    container, message, channel = part(body, "container"), part(body, "message"), part(body, "channel")
    id = container.get("channel_id") or channel.get("id")
    if not id:
        return None
    thread = container.get("thread_ts") or message.get("thread_ts")
    return At(str(id), str(thread) if thread else None, _kind(str(id), channel.get("name")))


def _kind(id: str, name: Any) -> PlaceKind | None:
    """The kind, where the names that Slack gives to private places say it. Only of direct chats the id does too."""
    return PlaceKind.DIRECT if id.startswith("D") or name == "directmessage" else NAMES.get(str(name))


def _handles(body: Json) -> Handles:
    return Handles(body.get("trigger_id"), body.get("response_url") or None, part(body, "view") or None)


def _user(body: Json) -> str:
    return str(part(body, "user").get("id") or "")


def _key(body: Json) -> str:
    """A trigger is given out once. It never opens anything later, so it may be remembered."""
    action = first(body, "actions")
    told = (body.get("type"), _user(body), action.get("action_ts") or body.get("action_ts"), action.get("action_id"))
    return str(body.get("trigger_id") or "/".join(map(str, told)))
