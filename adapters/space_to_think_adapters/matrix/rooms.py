"""What is known of rooms, from their raw state: who is there, who may what, and what kind of place it is.

Rooms of version 12 and later give their creators power without end, and list it nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think_adapters.matrix.http import Json

NAME: Final = "matrix"
MARK: Final = "org.spacetothink.order"  # in a room that we made: the key of the order for it
FORMER: Final = "org.spacetothink.levels"  # the state that keeps a room's own levels while turns are kept
THREADS: Final = "org.spacetothink.threads"  # our own account data of a room: where sessions met in it
PINS: Final = "m.room.pinned_events"
OURS: Final = "org.spacetothink.pins"  # in the pinned events: which of them we pinned, by place
INFINITE: Final = 2**53
RECENT: Final = 500
CREATORS_RULE: Final = 12  # the room version from which on creators stand above all levels
HERE: Final = ("join", "invite")
FREE: Final = ("m.reaction", "m.room.redaction")  # what everybody may do, whoever's turn it is


def person(user: str) -> PersonId:
    """Somebody by their Matrix id. Their server only suggests the agency."""
    return PersonId(NAME, user.partition(":")[2], user)


def table(value: Any) -> Json:
    """A JSON object, or an empty one in the place of what is none: admins can put anything into a room's state."""
    return cast("Json", value) if isinstance(value, dict) else {}


@dataclass(slots=True)
class Room:
    """One room. `state` holds the contents of its state events by type and key."""

    id: str
    me: str
    state: dict[tuple[str, str], Json] = field(default_factory=dict[tuple[str, str], Json])
    senders: dict[str, str] = field(default_factory=dict[str, str])  # who set a state event of that type, key ""
    threads: tuple[str, ...] = ()
    encrypted: bool = False  # since it once was
    seen: int = 0  # how many events have come
    joined: int = 0  # after how many of them somebody came in last
    posted: dict[str, int] = field(default_factory=dict[str, int])  # whoever came in before that can read our message
    last: dict[str, str] = field(default_factory=dict[str, str])  # by type, the state event that we put last

    def note(self, event: Json) -> None:
        """Take an event of the stream, for the order in which things happened."""
        self.seen += 1
        before: Json = event.get("unsigned", {}).get("prev_content", {})
        joins = event.get("content", {}).get("membership") == "join" != before.get("membership")
        if event.get("type") == "m.room.member" and joins and event.get("state_key") != self.me:
            self.joined = self.seen
        if event.get("sender") == self.me and "state_key" not in event:
            self.note_posted(str(event.get("event_id")), self.seen)

    def note_posted(self, ref: str, seen: int) -> None:
        """After `seen` events one of our messages was begun, or came back to us: what is known first counts."""
        self.posted.setdefault(ref, seen)
        if len(self.posted) > RECENT:
            self.posted.pop(next(iter(self.posted)))

    def note_threads(self, part: Json) -> None:
        """Take what our account data say of threads, from a room's part of what a sync brings."""
        for event in part.get("account_data", {}).get("events", []):
            if event.get("type") == THREADS:
                self.threads = tuple(event.get("content", {}).get("roots", ()))

    def apply(self, event: Json) -> None:
        """Take a state event; not one of our own that we have overtaken with another."""
        type, key, content = event.get("type"), event.get("state_key"), event.get("content")
        if not isinstance(type, str) or (event.get("sender") == self.me and self._overtaken(type, key, event)):
            return
        if isinstance(key, str) and isinstance(content, dict):
            self.state[type, key] = cast("Json", content)
            if key == "":
                self.senders[type] = str(event.get("sender"))
            if type == "m.room.encryption":
                self.encrypted = True

    def _overtaken(self, type: str, key: Any, event: Json) -> bool:
        return key == "" and self.last.get(type, event.get("event_id")) != event.get("event_id")

    def get(self, type: str, key: str = "") -> Json:
        """The content of a state event; empty when there is none."""
        return self.state.get((type, key), {})

    # ---- who is there

    def members(self, *memberships: str) -> list[str]:
        """Everybody whose membership is one of these; who is there or invited if none is named."""
        wanted = memberships or HERE
        return [
            key for (type, key), content in self.state.items()
            if type == "m.room.member" and content.get("membership") in wanted
        ]  # fmt: skip

    def membership(self, user: str) -> str | None:
        return self.get("m.room.member", user).get("membership")

    @property
    def others(self) -> list[str]:
        return [user for user in self.members() if user != self.me]

    def name(self, user: str) -> str | None:
        """How somebody is called here."""
        found = self.get("m.room.member", user).get("displayname")
        return found.strip() or None if isinstance(found, str) else None

    # ---- what it is

    @property
    def order(self) -> str | None:
        """The order that we made it for."""
        mine = self.senders.get("m.room.create") == self.me
        found = self.get("m.room.create").get(MARK)
        return found if mine and isinstance(found, str) else None

    @property
    def public(self) -> bool:
        """Whether anybody can read here, or come in without being asked."""
        rule = self.get("m.room.join_rules").get("join_rule", "public" if self.get("m.room.create") else "invite")
        return rule == "public" or self.get("m.room.history_visibility").get("history_visibility") == "world_readable"

    @property
    def tombstone(self) -> str | None:
        """The room that has taken this one's place."""
        found = self.get("m.room.tombstone").get("replacement_room")
        return found if isinstance(found, str) and found else None

    def place(self, thread: str | None, direct: bool, unencrypted: bool) -> Place:
        """This room, or a thread in it, as a place; in a room that was made for a session threads do not count."""
        if self.public:
            kind = PlaceKind.PUBLIC
        elif direct:
            kind = PlaceKind.DIRECT
        else:
            kind = PlaceKind.THREAD if thread and not self.order else PlaceKind.ROOM
        id = PlaceId(NAME, self.me.partition(":")[2], self.id, thread if kind is PlaceKind.THREAD else None)
        readers = len([user for user in self.members("join") if user != self.me])
        return Place(id, kind, 1 if kind is PlaceKind.DIRECT else readers, self.encrypted or unencrypted)

    # ---- who may what

    def creators(self) -> tuple[str, ...]:
        """Those who stand above all levels."""
        create = self.get("m.room.create")
        version = str(create.get("room_version", "1"))
        if not version.isdecimal() or int(version) < CREATORS_RULE:
            return ()
        more: Any = create.get("additional_creators", [])
        return (self.senders.get("m.room.create", ""), *(str(user) for user in more if isinstance(user, str)))

    def level(self, user: str) -> int:
        """Somebody's level."""
        if user in self.creators():
            return INFINITE
        levels = self.get("m.room.power_levels")
        if not levels:
            return 100 if self.senders.get("m.room.create") == user else 0
        return _number(table(levels.get("users")).get(user), _number(levels.get("users_default"), 0))

    def needed(self, type: str) -> int:
        """The level for a state event."""
        levels = self.get("m.room.power_levels")
        return _number(table(levels.get("events")).get(type), _number(levels.get("state_default"), 50 if levels else 0))

    def may_set(self, type: str) -> bool:
        return self.level(self.me) >= self.needed(type)

    def may_redact(self, user: str) -> bool:
        """Whether we may take away what somebody wrote."""
        levels = self.get("m.room.power_levels")
        return user == self.me or self.level(self.me) >= _number(levels.get("redact"), 50)


def _number(value: Any, default: int) -> int:
    try:
        return default if value is None else int(value)  # old rooms have them as text
    except (TypeError, ValueError):
        return default


@dataclass(slots=True)
class Rooms:
    """Every room that we are in. `direct` is what our account data say of direct chats."""

    me: str
    unencrypted: bool = False
    by_id: dict[str, Room] = field(default_factory=dict[str, Room])
    direct: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def room(self, id: str) -> Room:
        """A room; a new one is begun."""
        return self.by_id.setdefault(id, Room(id, self.me))

    def is_direct(self, room: Room) -> bool:
        """Whether only one other person is or can come in here, and it was meant so: noted down, or without a name."""
        others = room.others
        if room.order is not None or len(others) != 1:
            return False
        return room.id in self.direct.get(others[0], ()) or not (room.get("m.room.name") or room.tombstone)

    def direct_with(self, user: str) -> Room | None:
        """Somebody's direct chat that may be written into, rather where they are than where they are invited."""
        found = [
            room for room in self.by_id.values()
            if room.others == [user] and self.is_direct(room) and not room.tombstone and not room.public
            and (room.encrypted or self.unencrypted)
        ]  # fmt: skip
        return min(found, key=lambda room: (room.membership(user) != "join", room.id), default=None)

    def place(self, room: Room, thread: str | None = None) -> Place:
        return room.place(thread, self.is_direct(room), self.unencrypted)

    def places(self, room: Room) -> Iterator[Place]:
        """The room, and each thread in it that we opened for a session."""
        yield self.place(room)
        for thread in room.threads:
            yield self.place(room, thread)

    def name(self, user: str, room: Room | None = None) -> str:
        """How somebody is called: here, or in any room that they share with us, or by their id."""
        here = [] if room is None else [room]
        for one in (*here, *self.by_id.values()):
            if found := one.name(user):
                return found
        return user

    def made_for(self, order: str) -> Room | None:
        """The room that was made for an order."""
        return next((room for room in self.by_id.values() if room.order == order), None)


# ---- what is pinned, as values


def pinned(room: Room) -> list[str]:
    """Every message that is pinned there."""
    found: Any = room.get(PINS).get("pinned")
    return [one for one in cast("list[object]", found) if isinstance(one, str)] if isinstance(found, list) else []


def pins(room: Room) -> dict[str, str]:
    """Which of them we pinned, by place."""
    return {place: ref for place, ref in table(room.get(PINS).get(OURS)).items() if isinstance(ref, str)}


# ---- power levels, as values


def muted(room: Room, speakers: frozenset[str]) -> Json:
    """The levels with which only these people, and those who stand above, can write.

    Levels 0 and 1, never 50: whoever has 50 may throw others out. Reactions and taking back one's own words stay free.
    """
    levels = room.get("m.room.power_levels")
    users = {user: level for user, level in table(levels.get("users")).items() if level != 1 or user in speakers}
    creators = room.creators()
    for user in sorted(speakers):
        if _number(users.get(user), 0) < 1 and user not in creators:
            users[user] = 1
    events = table(levels.get("events")) | dict.fromkeys(FREE, 0)
    return levels | {"events_default": 1, "users_default": 0, "users": users, "events": events}


def unmuted(room: Room) -> Json:
    """The levels as they were before turns were kept; what admins have changed since then stays."""
    former, now = table(room.get(FORMER).get("levels")), room.get("m.room.power_levels")
    old_users, old_events = table(former.get("users")), table(former.get("events"))
    users = {user: level for user, level in table(now.get("users")).items() if level != 1 or user in old_users}
    events = {type: level for type, level in table(now.get("events")).items() if type not in FREE}
    events |= {type: old_events[type] for type in FREE if type in old_events}
    defaults = {key: former.get(key, 0) for key in ("events_default", "users_default")}
    return now | defaults | {"users": users, "events": events}


def unmutable(room: Room, speakers: frozenset[str]) -> list[str]:
    """Those who can write although it is not their turn: they stand above the levels."""
    return [user for user in room.members("join") if user not in {room.me, *speakers} and room.level(user) > 1]
