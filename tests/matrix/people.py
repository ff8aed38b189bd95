"""Somebody with a Matrix account of their own, an encrypting client, and a habit of accepting invitations."""

import asyncio
import time
from pathlib import Path

from space_to_think.runtime.secrets import KeyFile
from space_to_think_adapters.matrix.account import Account as Hands
from space_to_think_adapters.matrix.crypto import Crypto
from space_to_think_adapters.matrix.http import Http, Json, at
from space_to_think_adapters.matrix.identity import sign_own
from space_to_think_adapters.matrix.rooms import Room, Rooms
from space_to_think_adapters.matrix.unit import Device, Unit
from tests.matrix.synapse import Account, Synapse, call


class Someone:
    """A person at a client. What they see stands in `seen` in order: room, and the event in clear."""

    def __init__(self, synapse: Synapse, account: Account, folder: Path, shown: str | None = None) -> None:
        self.synapse = synapse
        self.account = account
        self.user = account.user
        self.seen: list[tuple[str, Json]] = []
        self.unreadable: list[Json] = []
        self.server = account.user.partition(":")[2]
        self._folder = folder
        self._since: str | None = None
        self._count = 0
        self._mark = f"{account.device}-{time.time_ns()}"
        if shown is not None:
            path = f"{synapse.url}{at('profile', self.user, 'displayname')}"
            call("PUT", path, {"displayname": shown}, account.token)

    async def unsigned(self) -> "Someone":
        """Log in with a device that nobody signs."""
        self._begin()
        await self.hands.crypto.upload()
        return self

    async def start(self, anew: bool = False) -> "Someone":
        """Make this person's keys and sign their device, as a client does at the first login; `anew`: once more."""
        self._begin()
        if anew:
            await self.hands.crypto.upload()
            await sign_own(self.http, self.hands.crypto._unit, None, self.account.password)
        else:
            await self.hands.crypto.start(self.account.password)
        await self.sync()
        return self

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        unit = Unit(self._folder, KeyFile(self._folder / "test.key").create())
        unit.device = Device(self.user, self.account.device, self.account.token)
        self.http = Http(self.synapse.url, self.account.token)
        self.rooms = Rooms(self.user, unencrypted=True)
        self.hands = Hands(self.http, self.rooms)
        self.hands.crypto = Crypto(unit, self.http)

    async def stop(self) -> None:
        self.hands.crypto.close()
        await self.http.close()

    async def sync(self, join: bool = True) -> list[str]:
        """Look what is new; accept every invitation. The rooms of those."""
        query = {"timeout": "0", "filter": '{"room":{"timeline":{"limit":200}}}'}
        batch = await self.http.get("/_matrix/client/v3/sync", query | ({"since": self._since} if self._since else {}))
        self._since = batch["next_batch"]
        self.hands.crypto.feed(batch)
        await self.hands.crypto.upload()
        for event in batch.get("account_data", {}).get("events", []):
            if event["type"] == "m.direct":
                self.rooms.direct = event["content"]
        for id, part in batch.get("rooms", {}).get("join", {}).items():
            fresh = id not in self.rooms.by_id or part["timeline"]["limited"]
            room = self.rooms.room(id)
            events = [*(part["state"]["events"] if fresh else ()), *part["timeline"]["events"]]
            for event in events:
                if "state_key" in event:
                    room.apply(event)
            if room.encrypted:
                self.hands.crypto.note_encrypted(id)
            before = await self._before(id, part["timeline"]) if fresh else []
            for event in [*before, *part["timeline"]["events"]]:
                await self._see(room, event)
        for id in batch.get("rooms", {}).get("leave", {}):
            self.rooms.by_id.pop(id, None)
        invites = list(batch.get("rooms", {}).get("invite", {})) if join else []
        for id in invites:
            await self.http.post(at("join", id), {})
        return invites

    async def _before(self, room: str, line: Json) -> list[Json]:
        """What an app fetches to fill the screen: another homeserver does not send what was said before we came in."""
        if not line["limited"]:
            return []
        query = {"dir": "b", "from": line["prev_batch"], "limit": "50"}
        found: list[Json] = (await self.http.get(at("rooms", room, "messages"), query))["chunk"]
        return found[::-1]

    async def until(self, room: str, user: str, membership: str = "join") -> Room:
        """Wait until somebody is in a room."""
        for _ in range(200):
            await self.sync()
            if room in self.rooms.by_id and self.rooms.by_id[room].membership(user) == membership:
                return self.rooms.by_id[room]
            await asyncio.sleep(0.05)
        raise AssertionError(f"{user} does not {membership} {room}")

    async def say(self, room: Room, text: str, **more: object) -> str:
        """Write a message; its event id."""
        content: Json = {"msgtype": "m.text", "body": text, "m.mentions": {}, **more}
        return await self.hands.send(room, "m.room.message", content, self._txn())

    async def react(self, room: Room, event: str, sign: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": sign}
        return await self.hands.send(room, "m.reaction", {"m.relates_to": relation}, self._txn())

    async def redact(self, room: Room, event: str) -> str:
        """Take a message away; the id of that event."""
        done = await self.http.put(at("rooms", room.id, "redact", event, self._txn()), {})
        return str(done["event_id"])

    async def direct(self, bot: str) -> Room:
        """The direct chat with the bot, asked for if there is none, as soon as the bot is there."""
        room = await self.hands.open_direct(bot)
        assert room is not None
        return await self.until(room.id, bot)

    def messages(self, room: str, by: str, thread: str | None = None) -> dict[str, Json]:
        """What somebody's messages in a room say now, by their ids, oldest first."""
        found: dict[str, Json] = {}
        for id, event in self.seen:
            content = event.get("content", {})
            if event.get("type") == "m.room.redaction":
                found.pop(str(content.get("redacts") or event.get("redacts")), None)
            if id != room or event.get("sender") != by or event.get("type") != "m.room.message" or not content:
                continue
            relation = content.get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                if relation["event_id"] in found:
                    found[relation["event_id"]] = content["m.new_content"]
            elif thread is None or relation.get("event_id") == thread:
                found[event["event_id"]] = content
        return found

    async def _see(self, room: Room, event: Json) -> None:
        clear = await self.hands.clear(room, event)
        if clear is not None:
            self.seen.append((room.id, clear))
        elif event["content"]:  # of one that was taken away nothing is left to read
            self.unreadable.append(event)

    def _txn(self) -> str:
        self._count += 1
        return f"{self._mark}-{self._count}"
