"""Rooms that come and go: invitations, upgrades, and rooms that we are put out of."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Any, Final, TypeAlias

from space_to_think.identity import Place
from space_to_think.inbound import Inbound, PlaceLost, PlaceMoved
from space_to_think_adapters.matrix.account import Account, Unsafe
from space_to_think_adapters.matrix.answers import Answers
from space_to_think_adapters.matrix.care import passed_over, pause
from space_to_think_adapters.matrix.crypto import Changed
from space_to_think_adapters.matrix.http import LONG, Json, Limited, Refused, Unreachable, at
from space_to_think_adapters.matrix.rooms import Room

Accept: TypeAlias = Callable[[Inbound, str | None], Awaitable[object]]

NONE: Final = '{"types":[]}'
NOTHING: Final = (
    f'{{"presence":{NONE},"account_data":{NONE},'
    f'"room":{{"state":{NONE},"timeline":{NONE},"ephemeral":{NONE},"account_data":{NONE}}}}}'
)


class NotTaken(Exception):
    """The core could not store something; it is handed over again."""


class Moves:
    """What becomes of the rooms. `servers`: whose invitations are accepted.

    Another homeserver may be away for days, and nobody waits for it: coming into a room is tried beside the stream.
    """

    def __init__(self, account: Account, answers: Answers, accept: Accept, servers: Collection[str]) -> None:
        self._account = account
        self._rooms = account.rooms
        self._answers = answers
        self._accept = accept
        self._servers = servers
        self._tries: dict[str, asyncio.Task[None]] = {}

    def go_on(self, again: bool) -> None:
        """Take up what an earlier process was not done with; `again`: the stream tells of new invitations only."""
        if again:
            self._try("invitations", self._invitations)
        for room in list(self._rooms.by_id.values()):
            if room.tombstone is not None and room.tombstone not in self._rooms.by_id:
                self._try(room.tombstone, partial(self._follow, room))

    async def stop(self) -> None:
        """Try nothing any more."""
        tries = list(self._tries.values())
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)

    def _try(self, what: str, do: Callable[[], Awaitable[object]]) -> None:
        if what not in self._tries:
            self._tries[what] = asyncio.create_task(self._until_done(do))
            self._tries[what].add_done_callback(lambda _: self._tries.pop(what))

    async def _until_done(self, do: Callable[[], Awaitable[object]]) -> None:
        with passed_over("coming into a room"):
            for tries in itertools.count():
                try:
                    await do()
                    return
                except (Unreachable, Limited, NotTaken) as error:
                    await asyncio.sleep(pause(tries, error))

    async def _invitations(self) -> None:
        query = {"filter": NOTHING, "set_presence": "offline", "timeout": "0"}
        batch = await self._account.http.get("/_matrix/client/v3/sync", query, LONG * 2)
        for id, part in batch.get("rooms", {}).get("invite", {}).items():
            self.invited(id, part)

    def invited(self, id: str, part: Json) -> None:
        """Come in if the server of whoever invites is allowed; else say why not."""
        self._try(id, partial(self._answer, id, part))

    async def _answer(self, id: str, part: Json) -> None:
        events: list[Json] = part.get("invite_state", {}).get("events", [])
        me = self._rooms.me
        mine = [e for e in events if e.get("type") == "m.room.member" and e.get("state_key") == me]
        invite: Json = mine[0] if mine else {}
        by = str(invite.get("sender", ""))
        if by.partition(":")[2] in self._servers:
            if invite.get("content", {}).get("is_direct"):  # known before the first words come
                await self._account.note_direct(by, Room(id, me))
            await self._join(id, by)
            return
        try:
            await self._account.http.post(at("rooms", id, "leave"), {})
        except Refused:
            return
        if by:
            await self._answers.once(by, "not-allowed", id)

    async def came_in(self, room: Room) -> None:
        """A room that takes the place of another carries on its sessions."""
        for old in self._rooms.by_id.values():
            if old.tombstone == room.id:
                await self._carry_over(old, room)

    async def replaced(self, room: Room) -> None:
        """A room has been closed. Its sessions go to the one that is named in its place, if there is one."""
        new = room.tombstone
        if new is None:
            await self.everywhere(room, lambda place, key: PlaceLost(key, place), f"closed-{room.id}", None)
        elif new in self._rooms.by_id:
            await self._follow(room)
        else:
            self._try(new, partial(self._follow, room))

    async def _follow(self, room: Room) -> None:
        new = room.tombstone or ""
        if new in self._rooms.by_id or await self._join(new, room.senders["m.room.tombstone"]):
            await self._carry_over(room, await self._account.load(new))

    async def lost(self, id: str, part: Json) -> None:
        """We were put out of a room."""
        room = self._rooms.by_id.pop(id, None) or Room(id, self._rooms.me)
        room.note_threads(part)
        last = [str(event.get("event_id")) for event in part.get("timeline", {}).get("events", [])][-1:]
        await self.everywhere(room, lambda place, key: PlaceLost(key, place), f"lost-{id}-{last}", None)

    async def everywhere(self, room: Room, made: Callable[[Place, str], Inbound], key: str, cursor: str | None) -> None:
        """Hand over what concerns a room and every thread in it where a session meets: the event does not say which."""
        places = list(self._rooms.places(room))
        for number, place in enumerate(places, start=1):
            await self._accept(made(place, f"{key}/{number}"), cursor if number == len(places) else None)

    async def _join(self, id: str, via: str) -> bool:
        try:
            await self._account.http.post(at("join", id), {}, {"via": via.partition(":")[2]})
            return True
        except Refused:
            return False

    async def _carry_over(self, old: Room, new: Room) -> None:
        """A session of the room's own goes along; one in a thread gets a thread in the new room, the same again."""
        to = self._rooms.place(new).id
        await self._accept(PlaceMoved(f"moved-{old.id}", self._rooms.place(old), to), None)
        for thread in old.threads:
            place = self._rooms.place(old, thread)
            try:
                root = await self._account.event(old, thread)
                title: Any = {} if root is None else root["content"]
                made = await self._account.open_thread(new, str(title.get("body", "")), f"moved-{thread}")
            except (Changed, Unsafe, Refused):  # nothing may be said there, so the session waits
                await self._accept(PlaceLost(f"moved-{thread}", place), None)
            else:
                await self._accept(PlaceMoved(f"moved-{thread}", place, self._rooms.place(new, made).id), None)
