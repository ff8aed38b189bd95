"""What is odd, or meant badly: it is passed over, and everybody else is answered all the same."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog

from space_to_think.delivery import Delivery, Pin, Sent
from space_to_think.inbound import Answer, Called, Inbound
from space_to_think.runtime.secrets import KeyFile
from space_to_think_adapters.matrix.crypto import Crypto
from space_to_think_adapters.matrix.http import Http, Json, at
from space_to_think_adapters.matrix.rooms import OURS, PINS
from space_to_think_adapters.matrix.unit import Device, Unit
from tests.matrix.bot import Bot, Core, answered
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse

ANN = "@ann:example"


@pytest.fixture
async def ann(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Someone]:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann", "ann").start()
    yield ann
    await ann.stop()


@pytest.fixture
def crypto(tmp_path: Path) -> Crypto:
    """Our keys, and no homeserver that could be asked."""
    unit = Unit(tmp_path, KeyFile(tmp_path / "test.key").create())
    unit.device = Device("@space:example", "SPACE", "token")
    made = Crypto(unit, Http("http://127.0.0.1:9"))
    made._known.add(ANN)
    return made


def olm(crypto: Crypto, part: Any) -> Json:
    """What anybody may send to our device."""
    ours = crypto._olm.account.identity_keys["curve25519"]
    content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "A" * 43, "ciphertext": {ours: part}}
    return {"type": "m.room.encrypted", "sender": ANN, "content": content}


PARTS: tuple[Any, ...] = ("!!!", "AAAA", "", "é", {}, None, 7)
ODD = [
    *({"type": kind, "body": body} for kind in (0, 1) for body in PARTS),
    {}, {"type": 0}, {"type": {}, "body": "AAAA"}, "AAAA", None,
]  # fmt: skip


@pytest.mark.parametrize("part", ODD)
def test_what_anybody_sends_to_our_device_cannot_stop_the_stream(crypto: Crypto, part: Any) -> None:
    odd = [olm(crypto, part), "nothing", {"type": "m.room.encrypted", "content": 7}]
    assert crypto.feed({"to_device": {"events": odd}, "device_one_time_keys_count": {"signed_curve25519": 3}}) == set()
    assert crypto._olm.uploaded_key_count == 3  # what comes after it is taken
    crypto.close()


@pytest.mark.parametrize("plain", [b'"\xc3("', b"[1]", b"7", b"null", b'{"content": 7}', b"[" * 100_000])
async def test_what_is_no_message_when_it_is_opened_counts_as_not_readable(crypto: Crypto, plain: bytes) -> None:
    class Session:
        """Whatever whoever has the key has put in."""

        ed25519, forwarding_chain = "A" * 43, ()

        def decrypt(self, sealed: str) -> tuple[bytes, int]:
            return plain, 0

    crypto._olm.inbound_group_store.get = lambda *_: Session()
    content = {
        "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "sender_key": "A" * 43, "session_id": "s",
        "device_id": "PHONE",
    }  # fmt: skip
    event = {"type": "m.room.encrypted", "event_id": "$1", "sender": ANN, "origin_server_ts": 1, "content": content}
    assert await crypto.read("!r", event) is None
    crypto.close()


async def test_after_something_that_cannot_be_read_was_sent_to_its_device_the_bot_answers(
    bot: Bot, ann: Someone
) -> None:
    room = await ann.direct(bot.user)
    odd = {bot.user: {bot.adapter._me.device: olm(bot.adapter._account.crypto, {"type": 0, "body": "!!!"})["content"]}}
    await ann.http.put(at("sendToDevice", "m.room.encrypted", "odd"), {"messages": odd})
    await ann.say(room, "help")
    await bot.told("help")
    await answered(ann, bot, room, "You said: help")


async def test_an_event_that_the_bot_stumbles_over_stops_no_other(
    synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path
) -> None:
    class Stumbles(Core):
        async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
            if isinstance(inbound, Called) and inbound.words == "stumble":
                raise ZeroDivisionError("secret words")
            return await super().accept(inbound, cursor)

    with structlog.testing.capture_logs() as logs:
        bot = await Bot(synapse, account, tmp_path / "bot", Stumbles(core.sealing)).start()
        room = await ann.direct(bot.user)
        for words in ("stumble", "help"):
            await ann.say(room, words)
        await bot.told("help")
        await bot.stop()
    (said,) = [entry for entry in logs if entry["event"] == "passed over on matrix"]
    assert said == {
        "event": "passed over on matrix",
        "what": "event",
        "error": "ZeroDivisionError",
        "log_level": "error",
    }


async def test_an_admin_of_a_room_who_puts_nonsense_into_what_we_keep_there_is_answered_all_the_same(
    bot: Bot, ann: Someone
) -> None:
    made = await ann.hands.open_room("nonsense", "The team", first=True)
    await ann.hands.invite(made, [bot.user])
    room = await ann.until(made.id, bot.user)
    with structlog.testing.capture_logs() as logs:
        levels = room.get("m.room.power_levels")
        await ann.hands.set(room, "m.room.power_levels", levels | {"users": {bot.user: 100}})
        await ann.hands.set(room, PINS, {OURS: "x", "pinned": []})
        await ann.say(room, "!space help")
        await bot.told("help")
        asked = next(i for i in bot.core.taken if isinstance(i, Called))
        assert isinstance(await bot.adapter.deliver(Delivery("pin", asked.place.id, Pin(asked.key))), Sent)
    assert logs == []
