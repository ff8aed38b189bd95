"""Making the account's device, and looking whether everything is in order: what the commands do."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from space_to_think.cli.options import configured
from space_to_think.config import Config, Matrix
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think_adapters.matrix.claim import Claim
from space_to_think_adapters.matrix.crypto import Crypto
from space_to_think_adapters.matrix.http import Http, Json, Limited, MatrixError, Refused, at
from space_to_think_adapters.matrix.rooms import Room
from space_to_think_adapters.matrix.signing import master_of, signed_devices
from space_to_think_adapters.matrix.unit import LOGIN, Device, MatrixFault, Unit

BURST: Final = 12  # messages at once; Synapse lets an account send ten if nobody has lifted that
TRIES: Final = 5  # how often it is asked to let us leave a room
SKEW: Final = 60.0  # seconds that our clock may be off
MOST: Final = 200  # rooms that are looked at


def faults(settings: Matrix, config: Config) -> Iterator[str]:
    """For `space-to-think check`: a sentence for each thing that is not in order."""
    try:
        keys = KeyFile(config.store.key_file).read()
    except Exception as error:
        yield f"Matrix: {error}"
        return
    yield from (f"Matrix, {row.what}: {row.fault}" for row in asyncio.run(rows(settings, keys)) if row.fault)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was looked at; `fault` says what is wrong and what helps."""

    what: str
    fault: str | None = None


def settings_of(path: Path | None) -> tuple[Matrix, Keys]:
    """What is configured, and the key file, which is made if there is none. Raises MatrixFault."""
    config = configured(path)
    if config.adapters.matrix is None:
        raise MatrixFault("There is no [adapters.matrix] in the configuration.", "Add homeserver and user_id there.")
    file = KeyFile(config.store.key_file)
    return config.adapters.matrix, file.read() if file.path.exists() else file.create()


async def login(settings: Matrix, unit: Unit, password: str) -> str:
    """Make a new device, and sign it; its id. Raises MatrixFault."""
    http = Http(str(settings.homeserver))
    body: Json = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": settings.user_id},
        "password": password,
        "initial_device_display_name": "Space to Think",
    }
    try:
        made = await http.post(at("login"), body)
        before = unit.device
        http.token = str(made["access_token"])
        device = Device(str(made["user_id"]), str(made["device_id"]), http.token)
        claim = Claim(http, device, None if before is None else before.device)
        try:
            await claim.keep()
        except MatrixFault:
            await http.post(at("logout"), {})
            raise
        unit.device = device
        if before is not None and before.user == unit.device.user:  # the same identity signs the new device
            unit.device.seeds, unit.device.pins, unit.device.since = before.seeds, before.pins, before.since
        unit.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        crypto = Crypto(unit, http)
        try:
            await crypto.start(password)
        finally:
            crypto.close()
        unit.save()
        await claim.give_back()
        return unit.device.device
    except Refused as refused:
        cure = "Look at user_id and password. A server without passwords: ask its admin for a token and a device id."
        raise MatrixFault(f"The homeserver refuses the login ({refused.code}).", cure) from None
    except MatrixError as error:
        raise MatrixFault(f"The homeserver cannot be reached ({error}).", "Look at `homeserver`.") from None
    finally:
        await http.close()


async def identity_of(settings: Matrix, unit: Unit, user: str) -> str:
    """The public master key that somebody has now. Raises MatrixFault."""
    if unit.device is None:
        raise MatrixFault("There is no device for this Matrix account yet.", LOGIN)
    token = settings.access_token
    http = Http(str(settings.homeserver), unit.device.token if token is None else token.get_secret_value())
    try:
        found = master_of(await http.post(at("keys", "query"), {"device_keys": {user: []}}), user)
    except MatrixError as error:
        raise MatrixFault(f"The homeserver does not answer that ({error}).", "Look at `matrix check`.") from None
    finally:
        await http.close()
    if found is None:
        raise MatrixFault(f"{user} has no identity.", "Look if the id is right, such as @ann:example.")
    return found


async def rows(settings: Matrix, keys: Keys) -> list[Row]:
    """Ask the homeserver about everything."""
    http = Http(str(settings.homeserver))
    try:
        return [row async for row in _each(settings, keys, http)]
    except MatrixError as error:
        return [Row("homeserver", f"It cannot be asked ({error}). Look at `homeserver` and at the network.")]
    finally:
        await http.close()


async def _each(settings: Matrix, keys: Keys, http: Http) -> AsyncIterator[Row]:
    await http.get("/_matrix/client/versions")
    yield Row("homeserver")
    off = abs(time.time() - http.date) if http.date is not None else 0.0
    yield Row("clock", f"It is {off:.0f} seconds off the homeserver's. Set it by NTP." if off > SKEW else None)
    unit = Unit(settings.data_dir, keys)
    token = "" if settings.access_token is None else settings.access_token.get_secret_value()
    device = unit.device or Device(settings.user_id, settings.device_id, token)
    http.token = token or device.token
    if not http.token:
        yield Row("device", f"There is none yet. {LOGIN}")
        return
    try:
        who = await http.get(at("account", "whoami"))
    except MatrixError:
        yield Row("device", f"The homeserver does not know its token. {LOGIN}")
        return
    same = (who.get("user_id"), who.get("device_id")) == (device.user, device.device)
    yield Row("device", None if same else f"The token is another account's or device's. {LOGIN}")
    found = await http.post(at("keys", "query"), {"device_keys": {device.user: []}})
    signed = device.device in signed_devices(found, device.user)
    yield await _pace(http)
    yield Row("signature", None if signed else f"Its device is not signed, and newer apps do not talk to it. {LOGIN}")
    async for row in _rooms(http, device.user, settings.allow_unencrypted):
        yield row


async def _pace(http: Http) -> Row:
    """Whether we may speak as fast as a group does; found out by speaking, in a room of our own that is left again."""
    try:
        room = (await http.post(at("createRoom"), {"preset": "private_chat"}))["room_id"]
        try:
            for number in range(BURST):
                content = {"msgtype": "m.notice", "body": "check"}
                await http.put(at("rooms", room, "send", "m.room.message", f"check-{number}"), content)
        finally:
            await _leave(http, room)
    except Limited:
        return Row(
            "pace", "The homeserver lets it send few messages only. Ask its admin to lift that (docs/matrix.md, 4)."
        )
    return Row("pace")


async def _leave(http: Http, room: str) -> None:
    """However long the homeserver asks us to wait: a room that stays would be taken for one of people's."""
    for word in ("leave", "forget"):
        for _ in range(TRIES):
            try:
                await http.post(at("rooms", room, word), {})
                break
            except Limited as limited:
                await asyncio.sleep(limited.after)


async def _rooms(http: Http, me: str, unencrypted: bool) -> AsyncIterator[Row]:
    for id in (await http.get(at("joined_rooms")))["joined_rooms"][:MOST]:
        room = Room(id, me)
        events: Any = await http.call("GET", at("rooms", id, "state"))
        for event in events:
            room.apply(event)
        if room.public:
            yield Row(f"room {id}", "Anybody can read it or come in: no session is held there.")
        elif not (room.encrypted or unencrypted):
            yield Row(f"room {id}", "It is not encrypted: no session is held there. Turn encryption on there.")
        else:
            yield Row(f"room {id}")
