"""Whose devices may read, by what homeservers say of their keys: signed, somebody else's, odd, or nothing at all."""

import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from space_to_think.runtime.secrets import KeyFile
from space_to_think_adapters.matrix.crypto import Changed, Crypto
from space_to_think_adapters.matrix.http import Http, Json
from space_to_think_adapters.matrix.signing import Identity, canonical, encode
from space_to_think_adapters.matrix.unit import Device, Unit

ANN, BEN = "@ann:north.example", "@ben:south.example"


class Homeserver(Http):
    """Answers what it is told to of people's keys; there are no one-time keys."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")
        self.keys: Json = {}
        self.failures: Json = {}

    async def post(self, path: str, body: Json | bytes, query: Mapping[str, str] | None = None) -> Json:
        return {"failures": self.failures, "one_time_keys": {}, **self.keys}

    def knows(self, *people: Json) -> None:
        """Only of these."""
        kinds = ("master_keys", "self_signing_keys", "device_keys")
        self.keys = {kind: {user: key for one in people for user, key in one[kind].items()} for kind in kinds}


def person(user: str, identity: Identity | None = None) -> Json:
    """Somebody with one device that they have signed."""
    key, curve = SigningKey.generate(), encode(os.urandom(32))
    made: Json = {
        "user_id": user,
        "device_id": "PHONE",
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {"ed25519:PHONE": encode(key.verify_key.encode()), "curve25519:PHONE": curve},
    }
    made["signatures"] = {user: {"ed25519:PHONE": encode(key.sign(canonical(made)).signature)}}
    identity = identity or Identity.fresh(user)
    keys = identity.upload()
    return {
        "master_keys": {user: keys["master_key"]},
        "self_signing_keys": {user: keys["self_signing_key"]},
        "device_keys": {user: {"PHONE": identity.sign_device(made)}},
    }


@pytest.fixture
async def homeserver() -> Homeserver:
    return Homeserver()


def crypto_of(folder: Path, homeserver: Homeserver, unsigned: bool | list[str] = False) -> Crypto:
    file = KeyFile(folder / "test.key")
    unit = Unit(folder, file.read() if file.path.exists() else file.create())
    unit.device = unit.device or Device("@space:example", "SPACE", "token")
    unit.save()
    return Crypto(unit, homeserver, unsigned)


@pytest.fixture
async def crypto(tmp_path: Path, homeserver: Homeserver) -> AsyncIterator[Crypto]:
    made = crypto_of(tmp_path, homeserver)
    yield made
    made.close()


async def readers(crypto: Crypto) -> set[str]:
    """Who is trusted to read what is said now. Raises Changed."""
    await crypto.encrypt("!r", [ANN, BEN], "m.room.message", {"body": "x"})
    return {user for user, _ in crypto._trusted}


async def test_who_has_signed_their_device_may_read_and_who_is_another_now_stops_everything(
    crypto: Crypto, homeserver: Homeserver
) -> None:
    ann, ben = person(ANN), person(BEN)
    homeserver.knows(ann, ben)
    assert await readers(crypto) == {ANN, BEN}
    homeserver.knows(person(ANN), ben)
    assert await readers(crypto) == {ANN, BEN}  # of the change nobody has told us
    crypto.feed({"device_lists": {"changed": [ANN]}})
    with pytest.raises(Changed):
        await readers(crypto)


@pytest.mark.parametrize("restarts", [False, True])
async def test_nobody_is_another_because_their_homeserver_is_away_and_what_was_known_still_holds(
    crypto: Crypto, homeserver: Homeserver, tmp_path: Path, restarts: bool
) -> None:
    ann, ben = person(ANN), person(BEN)
    homeserver.knows(ann, ben)
    assert await readers(crypto) == {ANN, BEN}
    homeserver.knows(ben)
    homeserver.failures = {"north.example": {"status": 503}}
    crypto.feed({"device_lists": {"changed": [ANN, BEN]}})
    again = crypto_of(tmp_path, homeserver) if restarts else crypto
    assert await readers(again) == {ANN, BEN}
    homeserver.failures = {}
    homeserver.knows(person(ANN), ben)  # they are asked again, and are another indeed
    with pytest.raises(Changed):
        await readers(again)
    again.close()


@pytest.mark.parametrize(
    ("allowed", "who"),
    [(False, set()), (True, {ANN, BEN}), (["north.example"], {ANN}), (["south.example", "x"], {BEN}), ([], set())],
)
async def test_devices_that_nobody_has_signed_may_read_where_their_agency_wants_it_so(
    homeserver: Homeserver, tmp_path: Path, allowed: bool | list[str], who: set[str]
) -> None:
    homeserver.knows(person(ANN), person(BEN))
    homeserver.keys["master_keys"], homeserver.keys["self_signing_keys"] = {}, {}
    crypto = crypto_of(tmp_path, homeserver, allowed)
    assert await readers(crypto) == who
    assert {user for user in (ANN, BEN) if crypto.allows(user)} == who
    crypto.close()


ODD: list[Any] = ["x", 7, None, [], {"PHONE": 7}, {"PHONE": {"keys": 7}}, {"PHONE": {"signatures": {ANN: "x"}}}]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", ["master_keys", "self_signing_keys", "device_keys"])
async def test_odd_keys_of_one_keep_nobody_else_from_reading(
    crypto: Crypto, homeserver: Homeserver, kind: str, odd: Any
) -> None:
    homeserver.knows(person(ANN), person(BEN))
    homeserver.keys[kind][ANN] = odd
    assert await readers(crypto) == {BEN}
