"""End-to-end encryption, by matrix-nio: the only module that imports it.

Of nio only its Olm machine is used. It is fed what a sync brings, and asked for what has to be sent; rooms, members,
the network and trust are ours. Room keys go only to devices that their owners have signed, and what comes from any
other device is not believed, unless `unsigned` devices are allowed.
"""

# nio is annotated but says so nowhere.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
import asyncio
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from nio.crypto import Olm, OlmDevice
from nio.crypto.attachments import encrypt_attachment
from nio.events import MegolmEvent, RoomKeyEvent, ToDeviceEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse, KeysUploadResponse
from nio.store import SqliteStore

from space_to_think.runtime.errors import OperatorFault
from space_to_think_adapters.matrix.care import passed_over
from space_to_think_adapters.matrix.http import Http, Json, Refused, at
from space_to_think_adapters.matrix.identity import sign_own
from space_to_think_adapters.matrix.signing import master_of, signed_devices
from space_to_think_adapters.matrix.unit import LOGIN, MatrixFault, Unit

SKIPS: Final = 40  # times that numbers of one-time keys may be taken already
AGAIN: Final = 300.0  # seconds before a device that has given us no key is asked again

# nio logs contents: of messages that are not as they should be, and at the level DEBUG of everything.
for name in ("nio", "peewee"):
    logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Clear:
    """A message that could be read; `trusted`: it comes from a device that its owner has signed."""

    type: str
    content: Json
    trusted: bool


class Changed(Exception):
    """Somebody's identity is not the one that was pinned: nothing is sent where they are."""

    def __init__(self, user: str) -> None:
        super().__init__("an identity has changed")
        self.user = user


class Crypto:
    """Our device's keys. `unsigned`: devices that nobody has signed are allowed: all, or some servers'."""

    def __init__(self, unit: Unit, http: Http, unsigned: bool | Sequence[str] = False) -> None:
        assert unit.device is not None
        self._unit = unit
        self._http = http
        self._unsigned = unsigned
        self._me = unit.device
        self._store: Any = SqliteStore(
            self._me.user, self._me.device, str(unit.folder), self._me.pickle_key, unit.crypto_store.name
        )
        self._olm: Any = Olm(self._me.user, self._me.device, self._store)
        self._encrypted: set[str] = set(self._store.load_encrypted_rooms())
        self._known: set[str] = set()  # whose devices we keep up to date
        self._asked: dict[tuple[str, str], float] = {}
        self._changed: set[str] = set()  # whose identity is not the pinned one
        self._trusted: set[tuple[str, str]] = set()
        self._lacks_fallback = False
        self._busy = asyncio.Lock()

    def close(self) -> None:
        self._store.database.close()

    # ---- our own device

    async def start(self, password: str | None = None) -> None:
        """Publish our keys, and sign our device. Raises MatrixFault when this store is not our device's."""
        answer = await self._http.post(at("keys", "query"), {"device_keys": {self._me.user: []}})
        there = answer.get("device_keys", {}).get(self._me.user, {}).get(self._me.device)
        mine = self._olm.account.identity_keys["ed25519"]
        if there is not None and there.get("keys", {}).get(f"ed25519:{self._me.device}") != mine:
            raise MatrixFault("The keys of this Matrix device are lost: its crypto store is gone or an old one.", LOGIN)
        await self.upload()
        if self._me.device not in signed_devices(answer, self._me.user):
            await sign_own(self._http, self._unit, master_of(answer, self._me.user), password)

    async def upload(self) -> None:
        """Give the homeserver the keys that others begin conversations with."""
        for last in (*[False] * SKIPS, True):
            if not self._olm.should_upload_keys:
                break
            try:
                answer = await self._http.post(at("keys", "upload"), self._olm.share_keys())
                counts = answer["one_time_key_counts"]
                self._olm.handle_response(KeysUploadResponse(0, counts.get("signed_curve25519", 0)))
            except Refused as refused:
                if refused.status != 400 or last:
                    raise
                # Keys of these numbers are there, from before a crash or after a backup: go on to the next numbers.
                self._olm.mark_keys_as_published()
                self._olm.save_account()
        if self._lacks_fallback:
            await self._upload_fallback()
            self._lacks_fallback = False

    async def _upload_fallback(self) -> None:
        """The key for those who come when all others have been taken, while we were away. nio knows none."""
        account = self._olm.account._account
        account.generate_fallback_key()
        self._olm.save_account()
        keys: Json = {}
        for id, key in account.fallback_key.items():
            made: Json = {"key": key.to_base64(), "fallback": True}
            signatures = {self._me.user: {f"ed25519:{self._me.device}": self._olm.sign_json(made)}}
            keys[f"signed_curve25519:{id}"] = made | {"signatures": signatures}
        await self._http.post(at("keys", "upload"), {"fallback_keys": keys})
        self._olm.mark_keys_as_published()
        self._olm.save_account()

    # ---- what comes in

    def feed(self, batch: Json) -> set[str]:
        """Take what a sync brings for devices; the ids of the sessions whose keys have come."""
        came: set[str] = set()
        for raw in batch.get("to_device", {}).get("events", []):
            with passed_over("to our device"):
                if raw["type"] != "m.room.encrypted":  # verifications and requests for keys are not answered
                    continue
                event = ToDeviceEvent.parse_event(raw)
                made: Any = None if event is None else self._olm.handle_to_device_event(event)
                if isinstance(made, RoomKeyEvent):
                    came.add(made.session_id)
        count = batch.get("device_one_time_keys_count", {}).get("signed_curve25519")
        if count is not None:
            self._olm.uploaded_key_count = count
        fallback = batch.get("device_unused_fallback_key_types")
        self._lacks_fallback = fallback is not None and "signed_curve25519" not in fallback
        for user in batch.get("device_lists", {}).get("changed", []):
            self._known.discard(user)
        return came

    def allows(self, user: str) -> bool:
        """Whether somebody may use devices that nobody has signed."""
        return self._unsigned if isinstance(self._unsigned, bool) else user.partition(":")[2] in self._unsigned

    def note_encrypted(self, room: str) -> None:
        """A room is encrypted, from now on and for ever, whatever the homeserver says later."""
        if room not in self._encrypted:
            self._encrypted.add(room)
            self._store.save_encrypted_rooms([room])

    def is_encrypted(self, room: str) -> bool:
        return room in self._encrypted

    async def read(self, room: str, event: Json) -> Clear | None:
        """Decrypt an event; None when we have no key for it, or it is no message. Raises MatrixError."""
        await self.know([event["sender"]])
        try:
            megolm: Any = MegolmEvent.from_dict(self._named(room, event) | {"room_id": room})
            found: Any = self._olm.decrypt_megolm_event(megolm, room)
            source: Json = found.source
            content: Any = source["content"]
        except Exception:  # nio and what is under it raise whatever they like at what somebody has put in
            return None
        if not isinstance(content, dict) or source.get("room_id", room) != room:
            return None
        trusted = self.allows(event["sender"]) or bool(getattr(found, "verified", False))
        return Clear(str(source.get("type")), cast("Json", content), trusted)

    def _named(self, room: str, event: Json) -> Json:
        """With the two fields that nio wants and newer apps may leave out: they stand with the session's key."""
        content: Json = event.get("content", {})
        if "sender_key" in content and "device_id" in content:
            return event
        keys = {
            one.sender_key for one in self._olm.inbound_group_store
            if (one.room_id, one.id) == (room, content.get("session_id"))
        }  # fmt: skip
        for device in self._devices(event["sender"]):
            if device.curve25519 in keys:
                return event | {"content": content | {"sender_key": device.curve25519, "device_id": device.id}}
        return event

    # ---- what goes out

    async def encrypt(self, room: str, members: Iterable[str], type: str, content: Json) -> Json:
        """A message for the members' devices; their keys go ahead of it. Raises MatrixError, or Changed."""
        async with self._busy:
            users = sorted(set(members) | {self._me.user})
            await self._know(users)
            changed = [user for user in users if user in self._changed]
            if changed:
                raise Changed(changed[0])
            await self._share(room, users)
            sealed: Json = self._olm.group_encrypt(room, {"content": content, "type": type})
            if "m.relates_to" in content:  # the homeserver has to know
                sealed["m.relates_to"] = content["m.relates_to"]
            return sealed

    @staticmethod
    def encrypt_file(data: bytes) -> tuple[bytes, Json]:
        """A file as it is uploaded, and what its message says of the key."""
        sealed, keys = encrypt_attachment(data)
        return sealed, keys

    async def know(self, users: Iterable[str]) -> None:
        """Ask for the devices of those whose devices we do not know."""
        async with self._busy:
            await self._know(users)

    async def _know(self, users: Iterable[str]) -> None:
        missing = sorted(set(users) - (self._known - self._changed))  # a changed identity may be accepted by now
        if not missing:
            return
        self._known.update(missing)  # a change that comes while we ask is not missed: it is taken out again
        try:
            answer = await self._http.post(at("keys", "query"), {"device_keys": {user: [] for user in missing}})
        except BaseException:
            self._known.difference_update(missing)
            raise
        failed: Mapping[str, Any] = answer.get("failures", {})
        for user in missing:
            with passed_over("somebody's keys", OperatorFault):
                self._judge(user, answer, user.partition(":")[2] in failed)

    def _judge(self, user: str, answer: Json, away: bool) -> None:
        """Tell whom of somebody's devices to trust; `away`: their homeserver says nothing, and what we knew holds."""
        if away:
            self._known.discard(user)
        else:
            self._feed(KeysQueryResponse, "device_keys", user, answer)
        fits = away or self._fits(user, master_of(answer, user))
        signed = signed_devices(answer, user)
        for device in self._devices(user):
            before = self._olm.is_device_verified(device)
            trusted = before if away else fits and (self.allows(user) or device.id in signed)
            (self._trusted.add if trusted else self._trusted.discard)((user, device.id))
            if trusted and not before:
                self._olm.verify_device(device)
            elif not trusted and not self._olm.is_device_blacklisted(device):
                self._olm.blacklist_device(device)

    def _feed(self, made: Any, part: str, user: str, answer: Json) -> None:
        """Give nio one person's part of an answer: what is odd in it is nobody else's."""
        found: Any = made.from_dict({part: {user: answer.get(part, {}).get(user, {})}, "failures": {}})
        if isinstance(found, made):
            self._olm.handle_response(found)

    def _fits(self, user: str, master: str | None) -> bool:
        """Whether this is the identity that we know; the first one is pinned, and another when it was accepted."""
        pinned = self._me.pins.get(user)
        if master is not None and (pinned is None or (master != pinned and self._unit.accepted().get(user) == master)):
            self._me.pins[user] = pinned = master
            self._unit.save()
        if pinned is not None and master != pinned:
            self._changed.add(user)
            return False
        self._changed.discard(user)
        return True

    def _devices(self, user: str) -> list[OlmDevice]:
        return list(self._olm.device_store.active_user_devices(user))

    async def _share(self, room: str, users: list[str]) -> None:
        """Let every device that may read have the room's key; a new key when one that had it may no longer."""
        wanted = {
            (user, device.id)
            for user in users
            for device in self._devices(user)
            if (user, device.id) in self._trusted and (user, device.id) != (self._me.user, self._me.device)
        }
        session = self._olm.outbound_group_sessions.get(room)
        if session is None or session.expired or session.users_shared_with - wanted:
            self._olm.create_outbound_group_session(room)
            session = self._olm.outbound_group_sessions[room]
        if wanted - session.users_shared_with:
            await self._claim(users)
            session.shared = False  # or nio would begin a new one
            session.users_ignored.clear()  # it remembers for ever whom it once passed over
            for devices, messages in self._olm.share_group_session_parallel(room, users):
                txn = f"{session.id[:20]}-{len(session.users_shared_with)}"
                path = at("sendToDevice", "m.room.encrypted", f"{txn}-{time.time_ns()}")
                await self._http.put(path, messages)
                session.users_shared_with.update(devices)
        session.shared = True

    async def _claim(self, users: list[str]) -> None:
        now = time.monotonic()
        lacking = {
            user: {id: "signed_curve25519" for id in ids if self._asked.get((user, id), -AGAIN) + AGAIN <= now}
            for user, ids in self._olm.get_missing_sessions(users).items()
        }
        lacking = {user: ids for user, ids in lacking.items() if ids}
        if not lacking:
            return
        self._asked.update({(user, id): now for user, ids in lacking.items() for id in ids})
        answer = await self._http.post(at("keys", "claim"), {"one_time_keys": lacking})
        away: Mapping[str, Any] = answer.get("failures", {})  # their server; it is asked again with the next message
        self._asked = {who: when for who, when in self._asked.items() if who[0].partition(":")[2] not in away}
        for user in lacking:
            with passed_over("somebody's one-time keys"):
                self._feed(KeysClaimResponse, "one_time_keys", user, answer)
