"""Whose device is signed by its owner: the chain, and every way in which it can be broken."""

from copy import deepcopy

import pytest
from nacl.signing import SigningKey

from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.signing import Identity, canonical, encode, master_of, signed_devices

ANN = "@ann:example"
ME = Identity.fresh(ANN)


def device(id: str = "PHONE", user: str = ANN) -> Json:
    key = SigningKey.generate()
    public = encode(key.verify_key.encode())
    made: Json = {"user_id": user, "device_id": id, "algorithms": [], "keys": {f"ed25519:{id}": public}}
    signature = encode(key.sign(canonical(made)).signature)
    return made | {"signatures": {user: {f"ed25519:{id}": signature}}, "unsigned": {"device_display_name": "x"}}


def answer(identity: Identity = ME, *devices: Json) -> Json:
    keys = identity.upload()
    return {
        "master_keys": {ANN: keys["master_key"]},
        "self_signing_keys": {ANN: keys["self_signing_key"]},
        "device_keys": {ANN: {one["device_id"]: one for one in devices}},
    }


def test_a_device_that_its_owner_has_signed_is_theirs_and_a_ghost_is_not() -> None:
    found = answer(ME, ME.sign_device(device("PHONE")), device("GHOST"))
    assert signed_devices(found, ANN) == {"PHONE"}
    assert master_of(found, ANN) == ME.master


def test_the_same_seeds_make_the_same_keys() -> None:
    assert Identity(ANN, ME.seeds).master == ME.master


def broken_master(found: Json) -> None:
    found["master_keys"] = {}


def other_master(found: Json) -> None:
    found["master_keys"][ANN] = Identity.fresh(ANN).upload()["master_key"]


def other_users_master(found: Json) -> None:
    found["master_keys"][ANN]["user_id"] = "@eve:example"


def wrong_usage(found: Json) -> None:
    found["self_signing_keys"][ANN]["usage"] = ["user_signing"]


def two_keys(found: Json) -> None:
    found["self_signing_keys"][ANN]["keys"]["ed25519:more"] = "more"


def renamed_key(found: Json) -> None:
    found["self_signing_keys"][ANN]["keys"] = {"ed25519:name": ME.master}


def no_key(found: Json) -> None:
    found["self_signing_keys"][ANN] = "nothing"


def swapped_device(found: Json) -> None:
    found["device_keys"][ANN]["PHONE"]["keys"]["ed25519:PHONE"] = device()["keys"]["ed25519:PHONE"]


def renamed_device(found: Json) -> None:
    found["device_keys"][ANN]["OTHER"] = found["device_keys"][ANN].pop("PHONE")


def nonsense(found: Json) -> None:
    found["device_keys"][ANN]["PHONE"]["signatures"][ANN] = dict.fromkeys(
        found["device_keys"][ANN]["PHONE"]["signatures"][ANN], "no base64 !"
    )


@pytest.mark.parametrize(
    "breaks",
    [broken_master, other_master, other_users_master, wrong_usage, two_keys, renamed_key, no_key, swapped_device,
     renamed_device, nonsense],
)  # fmt: skip
def test_a_chain_that_is_broken_anywhere_signs_nothing(breaks: object) -> None:
    found = deepcopy(answer(ME, ME.sign_device(device())))
    assert callable(breaks)
    breaks(found)
    assert signed_devices(found, ANN) == frozenset()


def test_somebody_unknown_has_no_devices() -> None:
    assert signed_devices({}, ANN) == frozenset()
