"""Going out: carries out what the outbox gives, and says what became of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final, assert_never

from space_to_think.cards import GROUP_SLOT
from space_to_think.delivery import (
    ClosePlace,
    Delivery,
    Failed,
    File,
    InvitePeople,
    OpenPlace,
    Pin,
    Post,
    Receipt,
    Retry,
    Sent,
    SetTurns,
    Vanished,
)
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import PlaceOpened
from space_to_think.rendered import RenderedButton, Said
from space_to_think_adapters.matrix.account import Account, Unsafe
from space_to_think_adapters.matrix.crypto import Changed
from space_to_think_adapters.matrix.http import Json, Limited, LoggedOut, Refused, Unreachable
from space_to_think_adapters.matrix.outgoing import buttons_of, contents, edit, in_thread, presses
from space_to_think_adapters.matrix.rooms import (
    FORMER,
    NAME,
    OURS,
    PINS,
    Room,
    muted,
    person,
    pinned,
    pins,
    table,
    unmutable,
    unmuted,
)
from space_to_think_adapters.matrix.texts import text

LEVELS: Final = "m.room.power_levels"
PATIENCE: Final = 120.0  # seconds in which somebody may come into their direct chat
NEEDED: Final[Mapping[str, Callable[[Room], bool]]] = {  # rights in somebody else's room; what is said without one
    "cannot-pin": lambda room: room.may_set(PINS),
    "cannot-redact": lambda room: room.may_redact(""),
}


@dataclass(slots=True)
class Card:
    """What is known of one of our messages: its buttons by sign, its thread, our own reactions, and its other parts."""

    buttons: dict[str, RenderedButton]
    thread: str | None
    signs: dict[str, str] = field(default_factory=dict[str, str])
    more: list[str] = field(default_factory=list[str])


class Deliveries:
    """Carries deliveries out. `opened` takes the news of a place."""

    def __init__(self, account: Account, opened: Callable[[PlaceOpened], Awaitable[object]]) -> None:
        self._account = account
        self._rooms = account.rooms
        self._opened = opened
        self.cards: dict[str, Card] = {}  # by event id
        self._asked: dict[str, float] = {}  # since when somebody has been asked in; told already: without end
        self.gone: set[str] = set()  # our messages that somebody has taken away

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry one out. What the homeserver says is turned into the receipt that fits."""
        try:
            return await self._carry_out(delivery)
        except Limited as limited:
            return Retry(limited.after)
        except (Unreachable, LoggedOut):
            return Retry()
        except Changed as changed:
            return await self._identity_changed(delivery, changed.user)
        except Unsafe:
            return Failed("unencrypted", unreachable=isinstance(delivery.to, PersonId))
        except Refused as refused:
            return Failed(refused.code.lower().replace("_", "-"), unreachable=isinstance(delivery.to, PersonId))

    async def _carry_out(self, delivery: Delivery) -> Receipt:
        what, key = delivery.what, delivery.key
        if isinstance(what, OpenPlace):
            return await self._open(key, what, delivery.attempt)
        room = await self._room(delivery.to)
        if room is None:
            return Failed("no-room", unreachable=isinstance(delivery.to, PersonId))
        thread = delivery.to.thread if isinstance(delivery.to, PlaceId) else None
        match what:
            case Post():
                sent = await self._post(room, thread, key, what)
                return replace(sent, waits=self._waits(room, delivery.to)) if isinstance(sent, Sent) else sent
            case InvitePeople():
                await self._account.invite(room, _users(what.people))
            case SetTurns():
                await self._turns(room, thread, key, what)
            case Pin():
                await self._pin(room, thread, what.ref)
            case ClosePlace():
                await self._turns(room, thread, key, SetTurns(None))
                await self._pin(room, thread, None)
            case _:
                assert_never(what)
        return Sent()

    async def _room(self, to: PlaceId | PersonId) -> Room | None:
        if isinstance(to, PersonId):
            return await self._account.open_direct(to.user) if to.adapter == NAME else None
        room = self._rooms.by_id.get(to.room)
        return room if room is not None and room.membership(room.me) == "join" else None

    def _waits(self, room: Room, to: PlaceId | PersonId) -> tuple[PersonId, ...]:
        """Who has let our invitation into their direct chat lie for a while: the one it goes to, or anybody in the
        room. Each is said once."""
        now = time.monotonic()
        if isinstance(to, PersonId) and room.membership(to.user) != "join":
            self._asked.setdefault(to.user, now)
        here = [to.user] if isinstance(to, PersonId) else room.members("join")
        late = [user for user in here if self._lies(user) and now - self._asked[user] >= PATIENCE]
        self._asked |= dict.fromkeys(late, inf)
        return tuple(map(person, late))

    def _lies(self, user: str) -> bool:
        """Whether somebody lets our invitation into their direct chat lie."""
        chat = self._rooms.direct_with(user) if user in self._asked else None
        return chat is not None and chat.membership(user) != "join"

    # ---- messages

    async def _post(self, room: Room, thread: str | None, key: str, post: Post) -> Receipt:
        if post.shared and post.slot == GROUP_SLOT:
            unsigned = any(map(self._account.crypto.allows, room.others))
            ours = {"come": any(map(self._lies, room.members("join"))), "unsigned-allowed": unsigned}
            lines = tuple(Said((text(id),)) for id, so in ours.items() if so)
            post = replace(post, card=replace(post.card, lines=post.card.lines + lines))
        made = contents(post, lambda person: self._rooms.name(person.user, room))
        stands: list[str] = []
        if post.replaces is not None:
            before = await self.card(room, post.replaces)
            if before is None:
                return Vanished()
            stands = [post.replaces, *before.more]
        seen = room.seen
        refs = [await self._put(room, thread, f"{key}-{n}", made[n], stands[n : n + 1]) for n in range(len(made))]
        for ref in stands[len(made) :]:
            await self._account.redact(room, ref)
        ref = refs[0]
        if post.replaces is None:
            room.note_posted(ref, seen)
        if post.file is not None:
            await self._file(room, thread, key, post.file)
        if refs[1:] or stands:
            self.cards.setdefault(ref, Card({}, thread)).more = refs[1:]
        if post.shared:
            await self._signs(room, thread, ref, post)
        return Sent(ref)

    async def _put(self, room: Room, thread: str | None, txn: str, content: Json, stands: list[str]) -> str:
        """Send one part, in the place of the one that stands there, if one does; where it stands now."""
        if stands:
            content = edit(content, stands[0])
        elif thread is not None:
            content = in_thread(content, thread)
        sent = await self._account.send(room, "m.room.message", content, txn)
        return stands[0] if stands else sent

    async def card(self, room: Room, ref: str) -> Card | None:
        """One of our messages, looked up if an earlier process has sent it; None when it is gone, or not ours."""
        if ref not in self.gone and ref not in self.cards:
            found = await self._account.event(room, ref)
            if found is None or found.get("sender") != room.me:
                return None
            newest = table(table(found.get("unsigned")).get("m.relations")).get("m.replace")
            now = await self._account.clear(room, table(newest)) if newest else None
            relation = found["content"].get("m.relates_to", {})
            thread = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
            signs = await self._account.reactions(room, ref)
            self.cards.setdefault(ref, Card(buttons_of((now or found)["content"]), thread, signs))
        return None if ref in self.gone else self.cards[ref]

    async def _signs(self, room: Room, thread: str | None, ref: str, post: Post) -> None:
        """Our own reactions, so that pressing is one touch; those that mean nothing any more go."""
        buttons = {press.sign: press.button for press in presses(post.card, shared=True) if press.sign is not None}
        card = self.cards.setdefault(ref, Card({}, thread))
        card.buttons, card.thread = buttons, thread
        for sign in [sign for sign in card.signs if sign not in buttons]:
            await self._account.redact(room, card.signs.pop(sign))
        new = [sign for sign in buttons if sign not in card.signs]
        await asyncio.gather(*(self._sign(room, ref, card, sign) for sign in new))

    async def _sign(self, room: Room, ref: str, card: Card, sign: str) -> None:
        relation = {"rel_type": "m.annotation", "event_id": ref, "key": sign}
        try:
            txn = f"{ref}-{ord(sign[0])}-{time.time_ns()}"  # the homeserver takes the same sign once only
            card.signs[sign] = await self._account.send(room, "m.reaction", {"m.relates_to": relation}, txn)
        except Refused:
            return  # it is there already, from an earlier process

    async def _file(self, room: Room, thread: str | None, key: str, file: File) -> None:
        content: Json = {"msgtype": "m.file", "body": file.name, "filename": file.name, "m.mentions": {}}
        content["info"] = {"mimetype": file.type, "size": len(file.data)}
        if room.encrypted:
            sealed, keys = self._account.crypto.encrypt_file(file.data)
            content["file"] = keys | {"url": await self._account.upload(sealed)}
        else:
            content["url"] = await self._account.upload(file.data)
        if thread is not None:
            content = in_thread(content, thread)
        await self._account.send(room, "m.room.message", content, f"{key}-file")

    async def _identity_changed(self, delivery: Delivery, user: str) -> Receipt:
        """Nothing more is said there; the others hear why, without the one whose identity is in doubt."""
        if isinstance(delivery.to, PersonId):
            return Failed("identity-changed", unreachable=True)
        room = self._rooms.by_id[delivery.to.room]
        for other in room.members("join"):
            if other not in (user, room.me):
                txn = f"identity-{room.id}-{user}-{other}"
                await self._account.say(other, "changed-identity", txn, name=self._rooms.name(user, room))
        return Retry()

    # ---- orders

    async def _open(self, key: str, what: OpenPlace, attempt: int) -> Receipt:
        if what.inside is None:
            first = attempt <= 1
            room, thread = await self._account.open_room(key, what.title, first, what.federated), None
        else:
            found = self._rooms.by_id.get(what.inside.room)
            if found is None:
                return Failed("no-room")
            room, thread = found, await self._account.open_thread(found, what.title, key)
            cannot = [id for id, may in NEEDED.items() if not may(room)]
            if cannot:
                await self._say(room, thread, f"{room.id}-{thread}-cannot", *cannot)
        receipt: Receipt = Sent()
        try:
            await self._account.invite(room, _users(what.invite))
        except Unreachable:  # somebody's homeserver is away: they are asked again, and nobody waits for them
            receipt = Retry()
        await self._opened(PlaceOpened(f"opened-{key}", self._rooms.place(room, thread), key))
        return receipt

    async def _turns(self, room: Room, thread: str | None, key: str, what: SetTurns) -> None:
        """Let only these people write, or everybody again; nothing else of the room's rights changes."""
        kept = bool(room.get(FORMER).get("levels"))
        if what.speakers is None:
            if kept:
                await self._account.set(room, LEVELS, unmuted(room))
                await self._account.set(room, FORMER, {})
            return
        if thread is not None or not room.may_set(LEVELS):
            await self._say(room, thread, f"{room.id}-{thread}-cannot-mute", "cannot-mute")
            return
        if not kept:
            await self._account.set(room, FORMER, {"levels": room.get(LEVELS)})
        speakers = frozenset(_users(what.speakers))
        await self._account.set(room, LEVELS, muted(room, speakers))
        for user in unmutable(room, speakers):
            name = self._rooms.name(user)
            await self._say(room, thread, f"{room.id}-{user}-cannot-mute", "cannot-mute-one", name=name)

    async def _say(self, room: Room, thread: str | None, txn: str, *ids: str, name: str = "") -> None:
        relation = in_thread({}, thread) if thread is not None else None
        words = "\n".join(text(id, name=name) for id in ids)
        await self._account.note(room, words, txn.replace("/", "_"), relation)

    async def _pin(self, room: Room, thread: str | None, ref: str | None) -> None:
        """Pin one message for this place, in the place of the one that we pinned; other people's pins stay."""
        if not room.may_set(PINS):
            return
        ours = pins(room)
        before = ours.pop(thread or "", None)
        shown = [one for one in pinned(room) if one not in (before, ref)]
        if ref is not None:
            ours[thread or ""] = ref
            shown.append(ref)
        if room.get(PINS) or ref is not None:
            await self._account.set(room, PINS, {"pinned": shown, OURS: ours})


def _users(people: tuple[PersonId, ...]) -> list[str]:
    return [person.user for person in people if person.adapter == NAME]
