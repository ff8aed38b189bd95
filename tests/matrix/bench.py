"""The contract's bench on Matrix: people with clients of their own, on a real homeserver, in encrypted rooms."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from space_to_think.delivery import Adapter, Delivery, File, Post, Receipt, Retry, Sent
from space_to_think.identity import PersonId, Place
from space_to_think.inbound import Answer, Inbound, Nothing, PlaceOpened
from space_to_think.rendered import RenderedCard, Said
from space_to_think.testing.clock import FrozenClock
from space_to_think_adapters.matrix.adapter import MatrixAdapter
from space_to_think_adapters.matrix.http import Json, at
from space_to_think_adapters.matrix.outgoing import BUTTONS
from space_to_think_adapters.matrix.rooms import Room, person
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse, call

WITHIN = 60.0  # seconds that the bot may take for one thing
BEFORE = ("m.room.create", "m.room.member")  # of the bot: what happens before it listens in a room
DID = {"OpenPlace": "open", "InvitePeople": "invite", "SetTurns": "turns", "Pin": "pin", "ClosePlace": "close"}


class Watched(MatrixAdapter):
    """The adapter, telling a test what it has taken and carried out."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.answers: dict[str, Answer] = {}
        self.did: list[str] = []
        self.frozen = False
        self.opened: list[Place] = []
        self._batch: list[str] = []
        self._taken: set[str] = set()
        self._news = asyncio.Condition()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry it out. The outbox's clock stands still: what has to wait is tried again here."""
        receipt, until = await super().deliver(delivery), time.monotonic() + WITHIN
        while isinstance(receipt, Retry) and self.frozen and time.monotonic() < until:
            await asyncio.sleep(receipt.after or 0.1)
            receipt = await super().deliver(delivery)
        if isinstance(receipt, Sent) and type(delivery.what).__name__ in DID:
            self.did.append(DID[type(delivery.what).__name__])
        return receipt

    async def _accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        answer = await super()._accept(inbound, cursor)
        self.answers[getattr(inbound, "key", "")] = answer
        if isinstance(inbound, PlaceOpened) and inbound.place not in self.opened:
            self.opened.append(inbound.place)
        return answer

    async def _event(self, room: Room, event: Json, cursor: str | None) -> None:
        await super()._event(room, event, cursor)
        self._batch.append(str(event.get("event_id")))

    async def _take(self, batch: Json, since: str | None, first: bool) -> None:
        await super()._take(batch, since, first)
        async with self._news:
            self._taken.update(self._batch)
            self._news.notify_all()

    async def took(self, event: str) -> Answer:
        """Wait until an event has been taken; what the core answered."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: event in self._taken), WITHIN)
        return self.answers.get(event, Nothing())


def bot_settings(synapse: Synapse, account: Account, folder: Path) -> dict[str, Any]:
    return {
        "homeserver": synapse.url,
        "user_id": account.user,
        "device_id": account.device,
        "access_token": SecretStr(account.token),
        "data_dir": folder,
    }


class MatrixBench:
    """See `space_to_think.testing.bench.Bench`."""

    def __init__(self, synapse: Synapse, folder: Path, people: Mapping[str, str], clock: FrozenClock) -> None:
        mark = uuid4().hex[:8]
        self.bot = synapse.register(f"space-{mark}")
        self.watched = Watched(**bot_settings(synapse, self.bot, folder / "bot"))
        self.watched.frozen = True
        self.people = {
            key: Someone(synapse, synapse.register(f"{key}-{mark}"), folder / key, f"@{key}") for key in people
        }
        self._synapse = synapse
        self._started = False

    @property
    def adapter(self) -> Adapter:
        return self.watched

    def person(self, who: str) -> PersonId:
        return person(self.people[who].user)

    def group(self) -> Place:
        return self.watched.opened[-1]

    async def say(self, who: str, text: str) -> Answer:
        """In the session's room, or in its thread where it has one."""
        me, thread = await self.someone(who), self.group().id.thread
        relation = {} if thread is None else {"m.relates_to": {"rel_type": "m.thread", "event_id": thread}}
        return await self._type(me, await self._group(who), text, **relation)

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        me, words = await self.someone(who), self._with_ids(words)
        if private:
            return await self._type(me, await me.direct(self.bot.user), words)
        return await self.say(who, f"!space {words}")

    async def press(self, who: str, words: str) -> Answer:
        me = await self.someone(who)
        shown = [(room, id, button) for room, id, content in self._in_sight(me) for button in content.get(BUTTONS, ())]
        for fits in (lambda b: words in (b["words"], b["label"]), lambda b: b["words"].startswith(words)):
            for room, id, button in shown:
                if not fits(button):
                    continue
                if button["sign"] is None:
                    return await self._type(me, await me.direct(self.bot.user), button["words"])
                return await self.watched.took(await me.react(me.rooms.by_id[room], id, button["sign"]))
        raise LookupError(f"{who} sees no button {words!r}, only: {[button['words'] for _, _, button in shown]}")

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        me = await self.someone(who)
        filling = self.watched._answers.forms.get(me.user)
        if filling is None:
            raise LookupError(f"no form is open to {who}")
        asked = [(field.name, field.value) for field in filling._left]
        wrong = set(fields) - {name for name, _ in asked}
        if wrong:
            raise LookupError(f"the form has no field {', '.join(sorted(wrong))}")
        given: Answer = Nothing()
        for name, value in asked:
            typed = self._with_ids(fields[name]) if name in fields else "keep" if value else "skip"
            given = await self._type(me, await me.direct(self.bot.user), typed)
        return given

    async def delete_card(self, who: str) -> Answer:
        """People may not take away what the bot wrote in its room, unless somebody has given them that right."""
        me = await self.someone(who)
        room = await self._group(who)
        levels = room.get("m.room.power_levels")
        url = f"{self._synapse.url}{at('rooms', room.id, 'state', 'm.room.power_levels')}"
        await asyncio.to_thread(call, "PUT", url, levels | {"users": {me.user: 50}}, self.bot.token)
        pinned = room.get("m.room.pinned_events")["pinned"][-1]
        return await self.watched.took(await me.redact(room, pinned))

    async def flush(self) -> bool:
        came = False
        for one in self.people.values() if self._started else ():
            before = len(one.seen)
            for id in await one.sync():
                came = True
                await one.until(id, one.user)
                await self.watched.took(await joined(one, id))
            for _, event in one.seen[before:]:
                if event["sender"] == self.bot.user and event["type"] not in BEFORE:
                    came = True  # what the bot does when it hears of its own message is waited for as well
                    await self.watched.took(event["event_id"])
        return came

    def in_group(self) -> Sequence[Post]:
        place = self.group()
        one = next(one for one in self.people.values() if place.id.room in one.rooms.by_id)
        return [_post(content) for content in one.messages(place.id.room, self.bot.user, place.id.thread).values()]

    def in_private(self, who: str) -> Sequence[Post]:
        one = self.people[who]
        return [
            _post(content)
            for id, room in one.rooms.by_id.items()
            if one.rooms.is_direct(room)
            for content in one.messages(id, self.bot.user).values()
        ]

    def orders(self) -> Sequence[str]:
        return self.watched.did

    async def stop(self) -> None:
        if self._started:
            for one in self.people.values():
                await one.stop()

    # ---- how

    async def someone(self, who: str) -> Someone:
        """Whoever it is, with everything seen that is new."""
        if not self._started:
            self._started = True
            await asyncio.wait_for(self.watched._ready.wait(), WITHIN)
            for one in self.people.values():
                await one.start()
        await self.people[who].sync()
        return self.people[who]

    async def _group(self, who: str) -> Room:
        me = self.people[who]
        return await me.until(self.group().id.room, me.user)

    async def _type(self, me: Someone, room: Room, text: str, **more: object) -> Answer:
        return await self.watched.took(await me.say(room, text, **more))

    def _in_sight(self, me: Someone) -> list[tuple[str, str, Json]]:
        """Every message of the bot's that this person sees now, newest first."""
        order = {event.get("event_id"): number for number, (_, event) in enumerate(me.seen)}
        found = [
            (room, id, content)
            for room in me.rooms.by_id
            for id, content in me.messages(room, self.bot.user).items()
        ]  # fmt: skip
        return sorted(found, key=lambda one: order[one[1]], reverse=True)

    def _with_ids(self, words: str) -> str:
        return re.sub(r"@(\w+)", lambda name: self.people[name[1]].user if name[1] in self.people else name[0], words)


class ThreadBench(MatrixBench):
    """The same in a thread of a room that whoever asks for the session has made with the others."""

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        if not words.startswith("new"):
            return await super().call(who, words, private)
        me = await self.someone(who)
        team = await me.hands.open_room("team", "The team", first=True)
        await me.hands.invite(team, [self.bot.user, *(one.user for one in self.people.values() if one is not me)])
        for one in self.people.values():
            await one.until(team.id, self.bot.user)
        return await self._type(me, me.rooms.by_id[team.id], f"!space {self._with_ids(words)}")


async def joined(one: Someone, room: str) -> str:
    """The event with which somebody came into a room."""
    state = await one.http.call("GET", at("rooms", room, "state"))
    mine = (e for e in state if e["type"] == "m.room.member" and e["state_key"] == one.user)
    return str(next(mine)["event_id"])


def _post(content: Json) -> Post:
    file = File(content["filename"], content["info"]["mimetype"], b"") if content["msgtype"] == "m.file" else None
    return Post(RenderedCard((Said((content["body"],)),)), call=content["msgtype"] == "m.text", file=file)
