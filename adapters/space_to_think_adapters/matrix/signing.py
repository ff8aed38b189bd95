"""Cross-signing, as pure functions of keys: making our own, signing our device, and telling whose devices are signed.

A person has a master key, which signs a self-signing key, which signs each of the person's devices. A device that is
not signed in this way may be anybody's, for example one that a homeserver has added.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from space_to_think_adapters.matrix.http import Json

USAGES: Final = ("master", "self_signing", "user_signing")


def encode(raw: bytes) -> str:
    """Unpadded base64, as Matrix writes keys."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes again; ValueError for what is no base64."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON without what is not signed."""
    signed = {key: part for key, part in value.items() if key not in ("signatures", "unsigned")}
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Identity:
    """The account's own three keys, made of seeds of 32 bytes: master, self-signing, user-signing."""

    user: str
    seeds: tuple[str, str, str]

    @classmethod
    def fresh(cls, user: str) -> "Identity":
        """New keys."""
        one, two, three = (encode(SigningKey.generate().encode()) for _ in USAGES)
        return cls(user, (one, two, three))

    @property
    def master(self) -> str:
        """The public master key."""
        return self._public(0)

    def upload(self) -> Json:
        """What is uploaded once: the three keys, the other two signed by the master key."""
        return {f"{usage}_key": self._key(number) for number, usage in enumerate(USAGES)}

    def sign_device(self, device: Json) -> Json:
        """A device's keys with our self-signing key's signature added."""
        return self._signed(device, 1)

    def _key(self, number: int) -> Json:
        public = self._public(number)
        key = {"user_id": self.user, "usage": [USAGES[number]], "keys": {f"ed25519:{public}": public}}
        return key if number == 0 else self._signed(key, 0)

    def _signed(self, value: Json, by: int) -> Json:
        signature = encode(self._signer(by).sign(canonical(value)).signature)
        before: Json = value.get("signatures", {})
        mine = {**before.get(self.user, {}), f"ed25519:{self._public(by)}": signature}
        return {key: part for key, part in value.items() if key != "unsigned"} | {
            "signatures": {**before, self.user: mine}
        }

    def _public(self, number: int) -> str:
        return encode(self._signer(number).verify_key.encode())

    def _signer(self, number: int) -> SigningKey:
        return SigningKey(decode(self.seeds[number]))


def master_of(answer: Json, user: str) -> str | None:
    """Somebody's public master key in an answer to /keys/query; None when they have none."""
    return _public_of(answer.get("master_keys", {}).get(user), user, "master")


def signed_devices(answer: Json, user: str) -> frozenset[str]:
    """The ids of somebody's devices that their owner has signed, by an answer to /keys/query."""
    master, own = master_of(answer, user), answer.get("self_signing_keys", {}).get(user)
    signer = _public_of(own, user, "self_signing")
    if master is None or signer is None or not is_signed(own, user, master):
        return frozenset()
    return frozenset(_signed(answer.get("device_keys", {}).get(user, {}), user, signer))


def _signed(devices: Mapping[str, Json], user: str, signer: str) -> Iterator[str]:
    for id, device in devices.items():
        own = str(device.get("keys", {}).get(f"ed25519:{id}", ""))
        named = device.get("user_id") == user and device.get("device_id") == id
        if named and is_signed(device, user, signer) and is_signed(device, user, own, id):
            yield id


def _public_of(key: Any, user: str, usage: str) -> str | None:
    """The one public key in a cross-signing key that says it is this user's and for this."""
    if not isinstance(key, dict):
        return None
    found = cast("Json", key)
    keys = list(found.get("keys", {}).items())
    if found.get("user_id") != user or usage not in found.get("usage", []) or len(keys) != 1:
        return None
    name, public = keys[0]
    return str(public) if name == f"ed25519:{public}" else None


def is_signed(value: Json, user: str, public: str, id: str | None = None) -> bool:
    """Whether this key of the user's has signed the value; a key's id is itself if none is named."""
    signature = value.get("signatures", {}).get(user, {}).get(f"ed25519:{id or public}")
    try:
        VerifyKey(decode(public)).verify(canonical(value), decode(str(signature)))
        return True
    except (CryptoError, ValueError, TypeError):
        return False
