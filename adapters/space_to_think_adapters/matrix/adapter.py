"""Matrix: reads the account's stream of events, hands each that means something to the core, and gives the answers.

The sync token is the core's cursor: it is stored together with the last message that it covers, so a batch that was not
stored whole is read again, and the keys of its events say what was taken already.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, TypeAlias, assert_never

import structlog
from pydantic import SecretStr

from space_to_think.delivery import Delivery, Features, Receipt, Retry, Runtime
from space_to_think.identity import PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    Edited,
    Inbound,
    Joined,
    Left,
    Notice,
    Said,
)
from space_to_think.runtime.errors import OperatorFault
from space_to_think_adapters.matrix import incoming
from space_to_think_adapters.matrix.account import Account
from space_to_think_adapters.matrix.answers import Answers
from space_to_think_adapters.matrix.care import passed_over, pause
from space_to_think_adapters.matrix.claim import Claim
from space_to_think_adapters.matrix.crypto import Crypto
from space_to_think_adapters.matrix.deliveries import Deliveries
from space_to_think_adapters.matrix.http import Http, Json, LoggedOut, MatrixError, Refused, at
from space_to_think_adapters.matrix.moves import Moves, NotTaken
from space_to_think_adapters.matrix.rooms import NAME, Room, Rooms, person, pins
from space_to_think_adapters.matrix.unit import LOGIN, Device, MatrixFault, Unit

log = structlog.get_logger()

FEATURES: Final = Features(
    idempotent=True, threads=True, enforces_turns=True, prefix=incoming.PREFIX
)  # fmt: skip
FILTER: Final = '{"presence":{"types":[]},"room":{"ephemeral":{"types":[]},"timeline":{"limit":50}}}'
POLL: Final = 30.0  # seconds that the homeserver may wait for news
FIRST: Final = 300.0  # seconds for the first answer, which is a long one
READY: Final = 20.0  # seconds that a delivery waits for the first answer
PATIENCE: Final = 30.0  # seconds that a key may be late
LATE: Final = 600.0  # seconds more in which what was asked for again is taken after all
MOST: Final = 500  # messages that wait for their keys
Waiting: TypeAlias = dict[str, list[tuple[float, Room, Json]]]


PASS: Final = (MatrixError, NotTaken, OperatorFault)  # the stream is read again, or stops


class MatrixAdapter:
    """One account. `allow_unsigned`: devices that nobody has confirmed may read and write: all, or some servers'."""

    name = NAME
    features = FEATURES

    def __init__(
        self,
        homeserver: str,
        user_id: str,
        device_id: str = "SPACE",
        access_token: SecretStr | None = None,
        data_dir: Path = Path("matrix"),
        allowed_servers: Sequence[str] = (),
        allow_unencrypted: bool = False,
        allow_unsigned: bool | Sequence[str] = False,
    ) -> None:
        self._homeserver = homeserver
        self._me = Device(user_id, device_id, "" if access_token is None else access_token.get_secret_value())
        self._folder = data_dir
        self._servers = {user_id.partition(":")[2], *allowed_servers}
        self._unsigned = allow_unsigned
        self._unencrypted = allow_unencrypted
        self._ready = asyncio.Event()
        self._runtime: Runtime
        self._account: Account
        self._out: Deliveries

    # ---- what the core asks of an adapter

    async def run(self, runtime: Runtime) -> None:
        """Read until cancelled. Raises MatrixFault, with its cure, for what an operator has to mend."""
        self._runtime = runtime
        unit = Unit(self._folder, runtime.sealing)
        unit.own()
        http = Http(self._homeserver)
        self._account = Account(http, Rooms(self._me.user, self._unencrypted))
        self._out = Deliveries(self._account, self._accept)
        self._answers = Answers(self._account)
        self._moves = Moves(self._account, self._answers, self._accept, self._servers)
        self._unread: Waiting = {}  # by the session whose key is missing
        self._late: Waiting = {}  # those that have been asked for again
        async with AsyncExitStack() as ends:
            ends.callback(unit.give_back)
            ends.push_async_callback(http.close)
            try:
                await self._begin(unit, http, ends)
                ends.push_async_callback(self._moves.stop)
                ends.callback(self._ready.clear)
                await self._listen(unit, await runtime.cursor(NAME))
            except LoggedOut:
                raise MatrixFault("The homeserver does not know the access token.", LOGIN) from None

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry it out, as soon as it is known which rooms there are."""
        try:
            await asyncio.wait_for(self._ready.wait(), READY)
        except TimeoutError:
            return Retry()
        return await self._out.deliver(delivery)

    # ---- the beginning

    async def _begin(self, unit: Unit, http: Http, ends: AsyncExitStack) -> None:
        if unit.device is None:
            if not self._me.token:
                raise MatrixFault("There is no access token for this Matrix account.", LOGIN)
            unit.device = self._me
        elif unit.device.user != self._me.user or (self._me.token and unit.device.device != self._me.device):
            raise MatrixFault("The data_dir belongs to another Matrix account or device.", "Set another data_dir.")
        elif self._me.token:
            unit.device.token = self._me.token
        http.token = unit.device.token
        await self._check(unit.device, http)
        self._claim = Claim(http, unit.device)
        ends.push_async_callback(self._claim.give_back)
        await self._claim.keep()
        unit.save()
        self._account.crypto = Crypto(unit, http, self._unsigned)
        ends.callback(self._account.crypto.close)
        await self._account.crypto.start()

    async def _check(self, device: Device, http: Http) -> None:
        who = await http.get(at("account", "whoami"))
        if (who.get("user_id"), who.get("device_id")) != (device.user, device.device):
            cure = f"Set the user_id and device_id that belong to the token. Or: {LOGIN}"
            raise MatrixFault("The access token is another account's or device's.", cure)

    # ---- reading

    async def _listen(self, unit: Unit, since: str | None) -> None:
        assert unit.device is not None
        since, first, tries = since or unit.device.since, True, 0
        while True:
            try:
                batch = await self._sync(since, first)
                if since is None:  # nothing said before we were there is answered, and everything after it is
                    unit.device.since = batch["next_batch"]
                    unit.save()
                await self._take(batch, since, first)
                since, first, tries = batch["next_batch"], False, 0
                self._ready.set()
                await self._overdue()
                await self._claim.keep()
            except LoggedOut:
                raise
            except (MatrixError, NotTaken) as error:
                wait = pause(tries, error)
                log.warning("no news from matrix", error=type(error).__name__, wait=round(wait, 1))
                await asyncio.sleep(wait)
                tries += 1

    async def _sync(self, since: str | None, first: bool) -> Json:
        query = {"filter": FILTER, "set_presence": "offline", "timeout": "0" if first else str(int(POLL * 1000))}
        query |= {"since": since} if since else {}
        query |= {"full_state": "true"} if first else {}
        return await self._account.http.get("/_matrix/client/v3/sync", query, FIRST if first else POLL * 2)

    async def _take(self, batch: Json, since: str | None, first: bool) -> None:
        came = self._account.crypto.feed(batch)
        await self._account.crypto.upload()
        rooms = self._account.rooms
        for event in batch.get("account_data", {}).get("events", []):
            if event.get("type") == "m.direct":
                rooms.direct = event.get("content", {})
        parts: Json = batch.get("rooms", {})
        found: list[tuple[Room, Json]] = []
        for id, part in parts.get("join", {}).items():
            with passed_over("room", *PASS):
                found += [(rooms.room(id), event) for event in await self._room(id, part, since, first)]
                await self._show_again(rooms.room(id))  # before the cursor is stored: a crash between would lose it
        for session in came:
            late = [one for one in self._late.pop(session, ()) if time.monotonic() < one[0] + LATE]
            for _, room, event in [*late, *self._unread.pop(session, ())]:
                await self._event(room, event, None)
        for number, (room, event) in enumerate(found, start=1):
            # What waits for its key is in no store: until it could be read the stream is begun before it again.
            last = number == len(found) and not self._unread
            await self._event(room, event, batch["next_batch"] if last else None)
        for id, part in parts.get("leave", {}).items():
            with passed_over("leave", *PASS):
                await self._moves.lost(id, part)
        for id, part in parts.get("invite", {}).items():
            self._moves.invited(id, part)
        if first:
            self._moves.go_on(since is not None)

    async def _room(self, id: str, part: Json, since: str | None, first: bool) -> list[Json]:
        """Take up a room's state; what happened there since we last looked, or since we came in."""
        room, line = self._account.rooms.room(id), part.get("timeline", {})
        known = bool(room.state)
        room.encrypted = room.encrypted or self._account.crypto.is_encrypted(id)
        # Without a gap there can be nothing new in it, but something old: the state before an event that was made
        # while another was under way. Taken for new, it would throw people out again who have just come in.
        if first or not known or line.get("limited"):
            for event in part.get("state", {}).get("events", []):
                room.apply(event)
        room.note_threads(part)
        events: list[Json] = line.get("events", [])
        if since is not None and line.get("limited") and not _entry(events, room.me):
            events = [*await self._gap(room, line.get("prev_batch"), since), *events]
        entered = _entry(events, room.me)
        for event in events:
            room.note(event)
            if "state_key" in event:
                room.apply(event)
        if room.encrypted:
            self._account.crypto.note_encrypted(id)
        if entered and not known:
            await self._moves.came_in(room)
        if entered and self._account.rooms.is_direct(room):  # many apps send the first words with the invitation
            entered = _entry(events, room.me, "invite") or entered
        return [] if since is None else events[entered:]

    async def _gap(self, room: Room, start: str | None, since: str) -> list[Json]:
        """What a sync left out, oldest first."""
        found: list[Json] = []
        while start is not None:
            query = {"dir": "b", "from": start, "to": since, "limit": "100"}
            answer = await self._account.http.get(at("rooms", room.id, "messages"), query)
            chunk: list[Json] = answer.get("chunk", [])
            found += chunk
            start = answer.get("end") if chunk and not _entry(chunk, room.me) else None
        return found[::-1]

    # ---- one event

    async def _event(self, room: Room, event: Json, cursor: str | None) -> None:
        with passed_over("event", *PASS):
            clear = await self._clear(room, event)
            if clear is not None:
                await self._means(room, clear, cursor)

    async def _clear(self, room: Room, event: Json) -> Json | None:
        """An event as it is to be understood; None for one that cannot be read, or not be believed."""
        if event.get("type") == "m.room.encrypted" and event.get("sender") != room.me:
            clear = await self._account.clear(room, event)
            if clear is None:
                self._wait_for_key(room, event)
                return None
            if not clear["trusted"]:
                await self._ask_again(room, event, "unsigned")
                return None
            return clear
        in_clear = event.get("type") == "m.room.message" and room.encrypted  # anybody may have put it there
        return None if in_clear else event

    async def _means(self, room: Room, event: Json, cursor: str | None) -> None:
        meaning = incoming.read(event, room.me)
        match meaning:
            case incoming.Spoken():
                await self._spoken(room, meaning, cursor)
            case incoming.Changed():
                if await self._sender(room, meaning.ref) == meaning.now.by:
                    await self._edited(room, meaning, cursor)
            case incoming.Gone():
                await self._gone(room, meaning, cursor)
            case incoming.Pressed():
                await self._pressed(room, meaning, cursor)
            case incoming.Moved():
                await self._moved(room, meaning, cursor)
            case None:
                if event.get("type") == "m.room.tombstone":
                    await self._moves.replaced(room)
            case _:
                assert_never(meaning)

    async def _spoken(self, room: Room, spoken: incoming.Spoken, cursor: str | None) -> None:
        place, by = self._account.rooms.place(room, spoken.thread), person(spoken.by)
        direct = place.kind is PlaceKind.DIRECT
        if not room.encrypted and direct and not self._unencrypted:
            await self._answers.once(spoken.by, "unencrypted", spoken.id)
            return
        words = incoming.called(spoken, direct)
        inbound: Inbound | None
        if words is None:
            inbound = Said(spoken.id, by, place, spoken.text, spoken.id)
        elif direct and self._answers.fills(by):
            inbound = await self._answers.fill(spoken, place, words)
        else:
            inbound = Called(spoken.id, by, place, words, people=spoken.people, ref=spoken.id)
        if inbound is None:
            return
        answer = await self._accept(inbound, cursor)
        if words is not None and not direct and self._runtime.private(words) and room.may_redact(spoken.by):
            await self._account.redact(room, spoken.id)
        filled = isinstance(inbound, Called) and inbound.fields is not None
        await self._answers.give(by, answer, spoken.id, filled)

    async def _edited(self, room: Room, changed: incoming.Changed, cursor: str | None) -> None:
        place, now = self._account.rooms.place(room), changed.now
        words = incoming.called(now, place.kind is PlaceKind.DIRECT)
        edited = Edited(now.id, person(now.by), place, changed.ref, now.text, words, now.people)
        await self._accept(edited, cursor)

    async def _gone(self, room: Room, gone: incoming.Gone, cursor: str | None) -> None:
        self._out.gone.add(gone.ref)
        self._out.cards.pop(gone.ref, None)
        await self._accept(Deleted(gone.id, person(gone.by), self._account.rooms.place(room), gone.ref), cursor)

    async def _pressed(self, room: Room, pressed: incoming.Pressed, cursor: str | None) -> None:
        """A reaction on one of our cards is a pressed button; it is taken off again, so that it can be pressed anew."""
        card = await self._out.card(room, pressed.ref)
        button = None if card is None else card.buttons.get(pressed.sign)
        if card is None or button is None:
            return
        place, by = self._account.rooms.place(room, card.thread), person(pressed.by)
        answer = await self._accept(Called(pressed.id, by, place, button.words, seen=button.seen), cursor)
        if room.may_redact(pressed.by):
            await self._account.redact(room, pressed.id)
        await self._answers.give(by, answer, pressed.id)

    async def _sender(self, room: Room, ref: str) -> str | None:
        try:
            return (await self._account.http.get(at("rooms", room.id, "event", ref))).get("sender")
        except Refused:
            return None

    async def _moved(self, room: Room, moved: incoming.Moved, cursor: str | None) -> None:
        if moved.user == room.me or self._account.rooms.is_direct(room):
            return
        who = person(moved.user)
        if moved.membership == "join":
            await self._moves.everywhere(room, lambda place, key: Joined(key, who, place), moved.id, cursor)
        elif moved.membership in ("leave", "ban"):
            await self._moves.everywhere(room, lambda place, key: Left(key, who, place), moved.id, cursor)

    async def _show_again(self, room: Room) -> None:
        """Whoever comes in sees nothing from before, and so not the card that stands there: it is posted anew."""
        ref = pins(room).get("") if room.order is not None else None
        if ref is not None and ref not in self._out.gone and room.posted.get(ref, 0) < room.joined:
            self._out.gone.add(ref)
            await self._account.redact(room, ref)
            await self._accept(Deleted(f"{ref}/missed", None, self._account.rooms.place(room), ref))

    # ---- answers

    async def _accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        answer = await self._runtime.accept(inbound, cursor)
        if isinstance(answer, Notice) and not answer.taken:
            raise NotTaken
        return answer

    # ---- what cannot be read

    def _wait_for_key(self, room: Room, event: Json) -> None:
        session = str(event.get("content", {}).get("session_id"))
        if sum(len(waiting) for waiting in self._unread.values()) < MOST:
            self._unread.setdefault(session, []).append((time.monotonic() + PATIENCE, room, event))

    async def _overdue(self) -> None:
        now = time.monotonic()
        for session in [one for one, waiting in self._unread.items() if waiting[0][0] <= now]:
            waiting = self._late[session] = self._late.get(session, []) + self._unread.pop(session)
            for _, room, event in waiting:
                await self._ask_again(room, event, "unreadable")
        while sum(map(len, self._late.values())) > MOST:
            self._late.pop(next(iter(self._late)))

    async def _ask_again(self, room: Room, event: Json, id: str) -> None:
        user = str(event.get("sender"))
        if room.membership(user) == "join":
            await self._answers.once(user, id, str(event.get("event_id")))


def _entry(events: Iterable[Json], me: str, how: str = "join") -> int:
    """After how many events we came in, or were invited: 0 when we were there all the time."""
    for number, event in enumerate(events, start=1):
        content: Json = event.get("content", {})
        ours = event.get("type") == "m.room.member" and event.get("state_key") == me
        before: Json = event.get("unsigned", {}).get("prev_content", {})
        if ours and content.get("membership") == how != before.get("membership"):
            return number
    return 0
