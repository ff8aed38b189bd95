"""Who and where, as platforms name them. Content: it is stored encrypted, and it is in no event, log or metric."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PersonId:
    """A person on a platform. The tenant (a Slack team, a Matrix server) only suggests the agency."""

    adapter: str
    tenant: str
    user: str


class PlaceKind(StrEnum):
    DIRECT = "direct"  # one person and the bot
    ROOM = "room"  # private, made for or used by a group
    THREAD = "thread"
    PUBLIC = "public"  # anybody can read it: no session here


@dataclass(frozen=True, slots=True)
class PlaceId:
    """A place on a platform: a room or channel, and a thread in it, if it is one."""

    adapter: str
    tenant: str
    room: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with what is known of it when something comes from there."""

    id: PlaceId
    kind: PlaceKind
    readers: int | None = None  # how many people can read there, also those who are not in the session
    encrypted: bool = True  # or otherwise fit for a session
