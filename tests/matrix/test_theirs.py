"""The bot and matrix-js-sdk, which is not ours: what the strict tests show, and what such a client does in a thread."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.delivery import Delivery, OpenPlace, Post, Sent
from space_to_think.identity import PlaceKind
from space_to_think.inbound import Called, Deleted, Edited, Inbound, PlaceOpened, Said
from space_to_think.rendered import RenderedButton, RenderedCard
from space_to_think.rendered import Said as Line
from space_to_think_adapters.matrix.rooms import person
from tests.matrix.bench import WITHIN
from tests.matrix.bot import Bot, Core
from tests.matrix.peer import Peer
from tests.matrix.synapse import Account, Synapse


async def taken(bot: Bot, kind: type[Inbound]) -> Inbound:
    """Wait until the core has been told of something of this kind; the last of it."""
    until = asyncio.get_running_loop().time() + WITHIN
    while not (found := [inbound for inbound in bot.core.taken if isinstance(inbound, kind)]):
        assert asyncio.get_running_loop().time() < until, kind
        await asyncio.sleep(0.05)
    return found[-1]


@pytest.fixture
async def unsigned(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bot]:
    """The bot as it would be without a signature on its device."""

    async def signs_nothing(*_: object) -> None:
        return

    monkeypatch.setattr("space_to_think_adapters.matrix.crypto.sign_own", signs_nothing)
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    yield bot
    await bot.stop()


async def meets(synapse: Synapse, bot: Bot, strict: bool) -> tuple[Peer, str]:
    """Somebody new at that client, with a signed device, who has written "help" to the bot; their direct chat."""
    peer = await Peer(synapse, synapse.register(f"js-{uuid4().hex[:8]}")).start(signed=strict)
    room = (await peer.do("direct", user=bot.user))["room"]
    await peer.room_with(bot.user)
    await peer.do("say", room=room, text="help")
    return peer, str(room)


async def test_a_client_that_is_not_strict_shows_a_warning_where_the_bots_device_is_not_signed(
    synapse: Synapse, unsigned: Bot, node: None
) -> None:
    peer, room = await meets(synapse, unsigned, strict=False)
    await unsigned.told("help")
    answer = await peer.sees(room, "You said: help", unsigned.user)
    assert answer["shield"] != 0
    await peer.stop()


async def test_a_strict_client_and_a_bot_whose_device_is_not_signed_cannot_read_each_other(
    synapse: Synapse, unsigned: Bot, node: None
) -> None:
    peer, room = await meets(synapse, unsigned, strict=True)
    unreadable = unsigned.adapter._unread
    for _ in range(200):
        if unreadable:
            break
        await asyncio.sleep(0.05)
    assert unreadable
    card = RenderedCard((Line(("Good morning.",)),))
    assert isinstance(await unsigned.adapter.deliver(Delivery("hello", person(peer.user), Post(card))), Sent)
    failed: list[str] = []
    for _ in range(300):
        seen = await peer.do("seen", room=room)
        failed = [event["failed"] for event in seen if event["sender"] == unsigned.user and event["failed"]]
        if failed:
            break
        await asyncio.sleep(0.1)
    assert failed == ["UNSIGNED_SENDER_DEVICE"]
    assert unsigned.words() == []
    await peer.stop()


async def test_in_a_thread_they_write_change_take_back_and_press(synapse: Synapse, bot: Bot, node: None) -> None:
    peer = await Peer(synapse, synapse.register(f"js-{uuid4().hex[:8]}")).start()
    room = (await peer.do("team", name="The team", users=[bot.user]))["room"]
    await peer.room_with(bot.user)
    await peer.do("say", room=room, text="!space new stuck")
    asked = await taken(bot, Called)
    assert isinstance(asked, Called)
    opens = OpenPlace(asked.place.id, (), "STT-1")
    assert await bot.adapter.deliver(Delivery("thread", asked.place.id, opens)) == Sent()
    opened = await taken(bot, PlaceOpened)
    assert isinstance(opened, PlaceOpened)
    place = opened.place
    assert (place.kind, place.id.room) == (PlaceKind.THREAD, room)

    card = RenderedCard((Line(("The card",)),), (RenderedButton("I’m done", "done", seen="1.offload"),))
    sent = await bot.adapter.deliver(Delivery("card", place.id, Post(card, slot="card")))
    assert isinstance(sent, Sent)
    shown = await peer.sees(room, "The card", bot.user)
    assert (shown["id"], shown["shield"]) == (sent.ref, 0)
    assert shown["content"]["m.relates_to"]["event_id"] == place.id.thread

    said = (await peer.do("say", room=room, text="It began in May.", thread=place.id.thread))["id"]
    spoken = await taken(bot, Said)
    assert isinstance(spoken, Said)
    assert (spoken.place.id, spoken.text, spoken.ref) == (place.id, "It began in May.", said)
    await peer.do("edit", room=room, event=said, text="It began in June.")
    changed = await taken(bot, Edited)
    assert isinstance(changed, Edited)
    assert (changed.ref, changed.text, changed.by.user) == (said, "It began in June.", peer.user)
    await peer.do("redact", room=room, event=said)
    gone = await taken(bot, Deleted)
    assert isinstance(gone, Deleted)
    assert gone.ref == said
    await peer.do("react", room=room, event=sent.ref, sign="✅")
    await bot.told("done")
    pressed = next(i for i in bot.core.taken if isinstance(i, Called) and i.words == "done")
    assert (pressed.place.id, pressed.seen, pressed.by.user) == (place.id, "1.offload", peer.user)
    await peer.stop()
