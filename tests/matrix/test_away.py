"""Somebody else's homeserver is away: whoever is here is answered, and what had to wait is done when it is back."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.delivery import Delivery, OpenPlace, Post, Retry
from space_to_think.inbound import PlaceMoved, PlaceOpened
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.matrix.account import MEGOLM
from space_to_think_adapters.matrix.http import Json, Unreachable, at
from space_to_think_adapters.matrix.rooms import person
from tests.matrix.bench import WITHIN
from tests.matrix.bot import Bot, Core, answered
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse, federating

SOON = 10.0  # seconds; one or two are usual


async def eventually(so: object) -> None:
    assert callable(so)
    until = asyncio.get_running_loop().time() + WITHIN
    while not so():
        assert asyncio.get_running_loop().time() < until
        await asyncio.sleep(0.05)


async def test_an_invitation_from_a_homeserver_that_is_away_waits_and_nobody_else_does(
    installed: None, core: Core, tmp_path: Path
) -> None:
    home, elsewhere = servers = federating(tmp_path / "one", tmp_path / "other")
    try:
        for server in servers:
            server.start()
        account, settings = home.register("space"), {"allowed_servers": [elsewhere.name]}
        eve = await Someone(elsewhere, elsewhere.register("eve"), tmp_path / "eve", "eve").start()
        ann = await Someone(home, home.register("ann"), tmp_path / "ann", "ann").start()
        theirs = await eve.hands.open_room("theirs", "The team", first=True)
        await eve.hands.invite(theirs, [account.user])
        elsewhere.stop()

        for words in ("help", "status"):  # also after a restart, where the homeserver says nothing of it any more
            async with asyncio.timeout(SOON):
                bot = await Bot(home, account, tmp_path / "bot", core, **settings).start()
                room = await ann.direct(bot.user)
                await ann.say(room, words)
                await answered(ann, bot, room, f"You said: {words}")
            assert theirs.id not in bot.adapter._account.rooms.by_id
            if words == "help":
                await bot.stop()
        elsewhere.start()
        await eve.until(theirs.id, bot.user)
        for one in (ann, eve):
            await one.stop()
        await bot.stop()
    finally:
        for server in servers:
            server.stop()


async def test_somebody_whose_homeserver_is_away_keeps_no_session_from_beginning_and_is_asked_when_it_is_back(
    installed: None, core: Core, tmp_path: Path
) -> None:
    home, elsewhere = servers = federating(tmp_path / "one", tmp_path / "other")
    try:
        for server in servers:
            server.start()
        bot = await Bot(home, home.register("space"), tmp_path / "bot", core).start()
        eve = await Someone(elsewhere, elsewhere.register("eve"), tmp_path / "eve", "eve").start()
        ann = await Someone(home, home.register("ann"), tmp_path / "ann", "ann").start()
        alone = Delivery("alone", person(eve.user), Post(RenderedCard((Said(("For you alone",)),)), shared=False))
        opens = Delivery("open", person(ann.user), OpenPlace(None, (person(eve.user), person(ann.user)), "STT-1"))
        elsewhere.stop()
        for what in (alone, alone, opens):
            assert await bot.adapter.deliver(what) == Retry()
        place = next(i for i in core.taken if isinstance(i, PlaceOpened)).place.id
        await ann.sync()
        await ann.until(place.room, ann.user)
        elsewhere.start()
        for what in (alone, opens):
            async with asyncio.timeout(WITHIN):
                while isinstance(await bot.adapter.deliver(what), Retry):
                    await asyncio.sleep(0.5)
        await eve.until(place.room, eve.user)
        (direct,) = [room for room in eve.rooms.by_id if room != place.room]
        await answered(eve, bot, eve.rooms.by_id[direct], "For you alone")
        joined = await bot.adapter._account.http.get(at("joined_rooms"))
        assert sorted(joined["joined_rooms"]) == sorted((place.room, direct))
        for one in (ann, eve):
            await one.stop()
        await bot.stop()
    finally:
        for server in servers:
            server.stop()


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_room_that_follows_another_and_is_away_is_come_into_later(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restarts: bool
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann", "ann").start()
    body = {
        "room_version": "11",
        "preset": "public_chat",  # whoever knows of it can come in
        "invite": [account.user],
        "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": MEGOLM}],
    }
    room = await ann.until(str((await ann.http.post(at("createRoom"), body))["room_id"]), bot.user)
    direct, post, tries = await ann.direct(bot.user), bot.adapter._account.http.post, 0

    async def away(path: str, body: Json | bytes, query: dict[str, str] | None = None) -> Json:
        nonlocal tries
        if "/join/" in path:
            tries += 1
            if restarts or tries == 1:
                raise Unreachable
        return await post(path, body, query)

    monkeypatch.setattr(bot.adapter._account.http, "post", away)
    new = (await ann.http.post(at("rooms", room.id, "upgrade"), {"new_version": "12"}))["replacement_room"]
    await eventually(lambda: tries)
    await ann.say(direct, "help")
    await bot.told("help")
    if restarts:
        await bot.stop()
        bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    await eventually(lambda: any(isinstance(i, PlaceMoved) and i.to.room == new for i in core.taken))
    await ann.until(new, bot.user)
    await ann.stop()
    await bot.stop()
