"""Rooms that come and go: invitations, upgrades, and rooms that we are put out of."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeAlias

from space_to_think.identity import Place
from space_to_think.inbound import Inbound, PlaceLost, PlaceMoved
from space_to_think_adapters.matrix.account import Account, Unsafe
from space_to_think_adapters.matrix.answers import Answers
from space_to_think_adapters.matrix.crypto import Changed
from space_to_think_adapters.matrix.http import Json, Refused, at
from space_to_think_adapters.matrix.rooms import Room

Accept: TypeAlias = Callable[[Inbound, str | None], Awaitable[object]]


class Moves:
    """What becomes of the rooms. `servers`: whose invitations are accepted."""

    def __init__(self, account: Account, answers: Answers, accept: Accept, servers: Collection[str]) -> None:
        self._account = account
        self._rooms = account.rooms
        self._answers = answers
        self._accept = accept
        self._servers = servers

    async def invited(self, id: str, part: Json) -> None:
        """Come in if the server of whoever invites is allowed; else say why not."""
        events: list[Json] = part.get("invite_state", {}).get("events", [])
        me = self._rooms.me
        mine = [e for e in events if e.get("type") == "m.room.member" and e.get("state_key") == me]
        invite: Json = mine[0] if mine else {}
        by = str(invite.get("sender", ""))
        if by.partition(":")[2] in self._servers:
            await self._join(id, by)
            if invite.get("content", {}).get("is_direct"):
                await self._account.note_direct(by, self._rooms.room(id))
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

    async def replaced(self, room: Room, event: Json) -> None:
        """A room has been closed. Its sessions go to the one that is named in its place, if there is one."""
        new = room.tombstone
        if new is None:
            await self.everywhere(room, lambda place, key: PlaceLost(key, place), f"closed-{room.id}", None)
        elif new in self._rooms.by_id or await self._join(new, str(event.get("sender"))):
            await self._carry_over(room, await self._account.load(new))

    async def lost(self, id: str, part: Json) -> None:
        """We were put out of a room."""
        room = self._rooms.by_id.pop(id, None) or Room(id, self._rooms.me)
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
