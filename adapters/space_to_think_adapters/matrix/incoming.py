"""From an event of a room to what it means: pure, one event in, one value out.

The bot's own events, notices (no bot answers those), and everything else that is nobody's word are None. Nothing here
believes that an edit comes from whom it edits; who asks has to look that up.
"""

import re
from dataclasses import dataclass
from html import unescape
from itertools import dropwhile
from typing import Any, Final, TypeAlias, cast
from urllib.parse import unquote

from space_to_think.identity import PersonId
from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.rooms import person, table

PREFIX: Final = "!space "
WORDS: Final = ("m.text", "m.emote")

TAG: Final = re.compile(r"<(/?[a-z][a-z0-9-]*+)([^<>]*+)>", re.I)  # never goes back: anybody can send it anything
PILL: Final = re.compile(r'\bhref="https://matrix\.to/#/(@[^"?]+|%40[^"?]+)', re.I)
BREAKS: Final = re.compile(r"br|/(?:p|li|h\d)", re.I)
USER: Final = re.compile(r"(?<![\w@])@[a-z0-9._=/+-]+:(?:\[[0-9a-f:.]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d+)?", re.I)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A plain message. `words`: the same with whoever is mentioned by their id; `thread` the root it belongs to."""

    id: str
    by: str
    text: str
    words: str
    people: tuple[PersonId, ...]
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """An edit of a message, if it is by whoever wrote that; `now` is what it says."""

    ref: str
    now: Spoken


@dataclass(frozen=True, slots=True)
class Gone:
    """A message was taken away."""

    id: str
    by: str
    ref: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A reaction to a message."""

    id: str
    by: str
    ref: str
    sign: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody's membership is another now."""

    id: str
    user: str
    membership: str


Meaning: TypeAlias = Spoken | Changed | Gone | Pressed | Moved


def read(event: Json, me: str) -> Meaning | None:
    """What an event means; it is decrypted already. `me` is the bot."""
    id, by, content = event.get("event_id"), event.get("sender"), event.get("content")
    if not isinstance(id, str) or not isinstance(by, str) or not isinstance(content, dict):
        return None
    body = cast("Json", content)
    match event.get("type"):
        case "m.room.member" if isinstance(event.get("state_key"), str):
            return Moved(id, event["state_key"], str(body.get("membership")))
        case _ if by == me:
            return None
        case "m.room.message":
            return _message(id, by, body)
        case "m.room.redaction":
            ref = body.get("redacts") or event.get("redacts")
            return Gone(id, by, ref) if isinstance(ref, str) else None
        case "m.reaction":
            kind, ref = _relation(body)
            sign = table(body.get("m.relates_to")).get("key")
            return Pressed(id, by, ref, sign) if kind == "m.annotation" and ref and isinstance(sign, str) else None
        case _:
            return None


def called(spoken: Spoken, direct: bool) -> str | None:
    """The words for the bot; None when it is said to the group. In a direct chat everything is for the bot."""
    words = spoken.words.strip()
    head, rest = words[: len(PREFIX) - 1], words[len(PREFIX) - 1 :]
    if head.casefold() == PREFIX.strip() and (not rest or rest[0].isspace()):
        return rest.strip() or "help"
    return words if direct else None


def _message(id: str, by: str, body: Json) -> Meaning | None:
    kind, ref = _relation(body)
    if kind == "m.replace":
        now = _message(id, by, {**table(body.get("m.new_content")), "m.relates_to": None})
        return Changed(ref, now) if ref and isinstance(now, Spoken) else None
    text = body.get("body")
    if body.get("msgtype") not in WORDS or not isinstance(text, str):
        return None
    text = _without_quote(text) if "m.in_reply_to" in table(body.get("m.relates_to")) else text
    words, people = _words(text, body.get("formatted_body"))
    return Spoken(id, by, text.strip(), words, people, ref if kind == "m.thread" else None)


def _words(text: str, html: Any) -> tuple[str, tuple[PersonId, ...]]:
    marked = _marked(html) if isinstance(html, str) else None
    words = text if marked is None else re.sub(r"[ \t]+", " ", unescape(marked))
    return words.strip(), mentioned(words)


def _marked(html: str) -> str | None:
    """The text in a formatted one, with whoever is mentioned by their id; None when nobody is."""
    first, *parts = TAG.split(html)
    found, mentions, until = [first], False, ""
    for tag, more, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        name = tag.casefold()
        pill = PILL.search(more) if name == "a" else None
        if until:  # in a pill, or in what older clients quote
            until = "" if name == until else until
        elif pill or name == "mx-reply":
            until = f"/{name}"
            found.append(f" {unquote(pill[1])} " if pill else "")
            mentions = mentions or pill is not None
        elif BREAKS.fullmatch(name):
            found.append("\n")
        found.append("" if until else text)
    return "".join(found) if mentions else None


def mentioned(words: str) -> tuple[PersonId, ...]:
    """Everybody whose id stands in a text, in order, each once."""
    return tuple(dict.fromkeys(person(user) for user in USER.findall(words)))


def _without_quote(text: str) -> str:
    """Clients of before 2024 quote what they answer to at the top."""
    return "\n".join(dropwhile(lambda line: line.startswith("> "), text.split("\n"))).lstrip("\n")


def _relation(body: Json) -> tuple[str | None, str]:
    relation = table(body.get("m.relates_to"))
    kind, ref = relation.get("rel_type"), relation.get("event_id")
    return (kind, ref) if isinstance(kind, str) and isinstance(ref, str) else (None, "")
