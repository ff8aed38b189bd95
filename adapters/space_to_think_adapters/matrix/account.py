"""The account at work: sending, making rooms, setting their state; what the adapter's two directions share.

Whatever is sent carries a transaction id made of what asked for it, so that sending again sends nothing twice.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from space_to_think_adapters.matrix.crypto import Crypto
from space_to_think_adapters.matrix.http import Http, Json, Refused, Unreachable, at
from space_to_think_adapters.matrix.rooms import MARK, THREADS, Room, Rooms
from space_to_think_adapters.matrix.texts import text

MEGOLM: Final = {"algorithm": "m.megolm.v1.aes-sha2"}


class Unsafe(Exception):
    """The room is not encrypted, and nothing may be said in such a room."""


class Account:
    """One account on one homeserver."""

    def __init__(self, http: Http, rooms: Rooms) -> None:
        self.http = http
        self.rooms = rooms
        self.crypto: Crypto
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    # ---- messages

    async def send(self, room: Room, type: str, content: Json, txn: str) -> str:
        """Send, encrypted where the room is; the event's id. Raises MatrixError, Changed or Unsafe."""
        if room.encrypted and type != "m.reaction":  # reactions are in clear everywhere
            # Those who are invited have the key too: who comes in while we write could otherwise not read it. From
            # the time before they were asked in they have none, and the homeserver shows them only what comes after.
            content, type = await self.crypto.encrypt(room.id, room.members(), type, content), "m.room.encrypted"
        elif not room.encrypted and not self.rooms.unencrypted:
            raise Unsafe
        answer = await self.http.put(at("rooms", room.id, "send", type, txn), content)
        return str(answer["event_id"])

    async def note(self, room: Room, words: str, txn: str, thread: Json | None = None) -> str:
        """One of the adapter's own texts."""
        content: Json = {"msgtype": "m.notice", "body": words, "m.mentions": {}, **(thread or {})}
        return await self.send(room, "m.room.message", content, txn)

    async def redact(self, room: Room, event: str) -> None:
        """Take an event away, if we may."""
        try:
            await self.http.put(at("rooms", room.id, "redact", event, f"redact-{event}"), {})
        except Refused:
            return

    async def event(self, room: Room, id: str) -> Json | None:
        """An event as it stands now, in clear; None when it is gone."""
        try:
            found = await self.http.get(at("rooms", room.id, "event", id))
        except Refused:
            return None
        if "redacted_because" in found.get("unsigned", {}):
            return None
        return await self.clear(room, found)

    async def reactions(self, room: Room, id: str) -> dict[str, str]:
        """Our own reactions to an event, by their signs."""
        path = f"/_matrix/client/v1/rooms/{quote(room.id)}/relations/{quote(id)}/m.annotation/m.reaction"
        found: list[Json] = (await self.http.get(path, {"dir": "f", "limit": "100"})).get("chunk", [])
        return {e["content"]["m.relates_to"]["key"]: e["event_id"] for e in found if e.get("sender") == room.me}

    async def clear(self, room: Room, found: Json) -> Json | None:
        if found.get("type") != "m.room.encrypted":
            return found
        read = await self.crypto.read(room.id, found)
        return None if read is None else found | {"type": read.type, "content": read.content, "trusted": read.trusted}

    async def upload(self, data: bytes) -> str:
        return str((await self.http.post("/_matrix/media/v3/upload", data))["content_uri"])

    # ---- rooms

    async def load(self, id: str) -> Room:
        """A room with its state as the homeserver has it now."""
        room = self.rooms.room(id)
        found: Any = await self.http.call("GET", at("rooms", id, "state"))
        for event in found:
            room.apply(event)
        if room.encrypted:
            self.crypto.note_encrypted(id)
        return room

    async def set(self, room: Room, type: str, content: Json) -> None:
        """Put a state event, unless it stands so already."""
        if room.get(type) != content:
            made = await self.http.put(at("rooms", room.id, "state", type), content)
            room.last[type] = str(made["event_id"])  # the stream may still bring what stood there before
            room.apply({"type": type, "state_key": "", "content": content, "sender": room.me} | made)

    async def open_room(self, order: str, title: str, first: bool, federated: bool = True) -> Room:
        """The session's room, made once for an order."""
        room = self.rooms.made_for(order)
        if room is None and not first:  # an earlier try may have made it
            joined = (await self.http.get(at("joined_rooms")))["joined_rooms"]
            for id in sorted(set(joined) - set(self.rooms.by_id)):
                await self.load(id)
            room = self.rooms.made_for(order)
        return room or await self._make(
            {
                "name": title,
                "creation_content": {MARK: order} | ({} if federated else {"m.federate": False}),
                "initial_state": _state("joined"),
                "power_level_content_override": {"events_default": 0, "users_default": 0, "invite": 50},
            }
        )

    async def open_direct(self, user: str) -> Room | None:
        """Somebody's direct chat, made if there is none; None when they have left it or cannot be asked."""
        async with self._opening[user]:
            found = self.rooms.direct_with(user)
            if found is not None:
                return found
            before = [self.rooms.by_id[id] for id in self.rooms.direct.get(user, ()) if id in self.rooms.by_id]
            made = next((room for room in before if room.membership(user) is None), None)  # they could not be asked in
            if made is None and any(not room.others for room in before):
                return None
            made = made or await self._make({"initial_state": _state("invited")})
            await self.note_direct(user, made)
            asked = {"membership": "invite", "is_direct": True}
            try:
                await self.http.put(at("rooms", made.id, "state", "m.room.member", user), asked)
            except Refused:
                return None
            made.state["m.room.member", user] = asked
            return made

    async def note_direct(self, user: str, room: Room) -> None:
        """Write down, where clients look for it, that this is somebody's direct chat."""
        if room.id not in self.rooms.direct.get(user, ()):
            self.rooms.direct = self.rooms.direct | {user: [*self.rooms.direct.get(user, ()), room.id]}
            await self.http.put(at("user", room.me, "account_data", "m.direct"), dict(self.rooms.direct))

    async def invite(self, room: Room, users: Iterable[str]) -> None:
        """Ask those who are not there yet. Raises MatrixError, but first asks all those who can be asked."""
        away: Unreachable | None = None
        for user in users:
            if room.membership(user) in ("join", "invite"):
                continue
            try:
                await self.http.post(at("rooms", room.id, "invite"), {"user_id": user})
                room.state["m.room.member", user] = {"membership": "invite"}
            except Refused:
                continue  # there already, or not to be found: the session says who has not come
            except Unreachable as error:
                away = error
        if away is not None:
            raise away

    async def open_thread(self, room: Room, title: str, order: str) -> str:
        """A thread for a session; its root is made once for an order."""
        root = await self.note(room, title, order)
        if root not in room.threads:
            room.threads = (*room.threads, root)
            path = at("user", room.me, "rooms", room.id, "account_data", THREADS)
            await self.http.put(path, {"roots": list(room.threads)})
        return root

    async def say(self, user: str, id: str, txn: str, **facts: str) -> None:
        """Tell somebody one of the adapter's own texts in their direct chat, if they have one."""
        room = await self.open_direct(user)
        if room is not None:
            await self.note(room, text(id, **facts), txn)

    async def _make(self, body: Json) -> Room:
        made = await self.http.post(at("createRoom"), {"preset": "private_chat", "visibility": "private"} | body)
        return await self.load(str(made["room_id"]))


def _state(visibility: str) -> list[Json]:
    return [
        {"type": "m.room.encryption", "state_key": "", "content": MEGOLM},
        {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": visibility}},
        {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
    ]
