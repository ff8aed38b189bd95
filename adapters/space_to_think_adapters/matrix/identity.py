"""Our own identity: published once, and our device signed with it."""

from space_to_think_adapters.matrix.http import Http, Json, Refused, at
from space_to_think_adapters.matrix.signing import Identity
from space_to_think_adapters.matrix.unit import LOGIN, MatrixFault, Unit


async def sign_own(http: Http, unit: Unit, published: str | None, password: str | None) -> None:
    """Sign our device; `published`: the master key that the account has now. Raises MatrixFault."""
    assert unit.device is not None
    me = unit.device
    identity = Identity.fresh(me.user) if me.seeds is None else Identity(me.user, me.seeds)
    if published is not None and published != identity.master and password is None:
        cure = "Run `space-to-think matrix login`: it asks for the password and makes a new identity."
        raise MatrixFault("This Matrix account has an identity that is not ours.", cure)
    if me.seeds is None:
        me.seeds = identity.seeds
        unit.save()
    if published != identity.master:
        await _publish(http, identity.upload(), me.user, password)
    answer = await http.post(at("keys", "query"), {"device_keys": {me.user: []}})
    device = answer["device_keys"][me.user][me.device]
    signed = {me.user: {me.device: identity.sign_device(device)}}
    refused = await http.post(at("keys", "signatures", "upload"), signed)
    if refused.get("failures"):
        raise MatrixFault("The homeserver did not take the signature of our device.", LOGIN)


async def _publish(http: Http, body: Json, user: str, password: str | None) -> None:
    """With the password where the homeserver asks for it. Raises MatrixFault."""
    path = at("keys", "device_signing", "upload")
    try:
        await http.post(path, body)
    except Refused as refused:
        if refused.status != 401:
            raise
        if password is None:
            cure = "Run `space-to-think matrix login`: it asks for the password once."
            raise MatrixFault("The homeserver asks for the account's password to sign our device.", cure) from None
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "session": refused.body.get("session"),
        }
        await http.post(path, body | {"auth": auth})
