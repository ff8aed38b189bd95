"""Answers that are lost on their way: between the bot and its homeserver stands somebody who swallows them."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from space_to_think.delivery import Delivery, OpenPlace, Post, Retry, Sent
from space_to_think.identity import PersonId
from space_to_think.inbound import PlaceOpened
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.matrix.http import at
from space_to_think_adapters.matrix.rooms import person
from tests.matrix.bench import Watched, bot_settings
from tests.matrix.bot import Bot, Core
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse, free_port


class Swallower:
    """Hands everything on to a homeserver. Of what is in `swallows`, a part of a path, the answer gets lost."""

    def __init__(self, synapse: Synapse) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.swallows = ""
        self.lost = 0
        self._to = synapse.url

    async def handle(self, request: web.Request) -> web.Response:
        headers = {key: request.headers[key] for key in ("Authorization", "Content-Type") if key in request.headers}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, self._to + request.raw_path, data=await request.read(), headers=headers
            ) as answer,
        ):
            body = await answer.read()
        if self.swallows and self.swallows in request.raw_path:
            self.lost += 1
            return web.Response(status=502)
        return web.Response(status=answer.status, body=body, content_type="application/json")


@pytest.fixture
async def swallower(synapse: Synapse) -> AsyncIterator[Swallower]:
    made = Swallower(synapse)
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{rest:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(made.url.rpartition(":")[2])).start()
    yield made
    await runner.cleanup()


@pytest.mark.parametrize("what", ["/createRoom", "/invite", "/send/m.room.encrypted/"])
async def test_what_the_homeserver_did_and_nobody_heard_of_is_done_once_also_after_a_restart(
    synapse: Synapse, account: Account, core: Core, swallower: Swallower, tmp_path: Path, what: str
) -> None:
    people = [
        await Someone(synapse, synapse.register(f"{name}-{uuid4().hex[:8]}"), tmp_path / name, name).start()
        for name in ("ann", "ben")
    ]
    to: PersonId = person(people[0].user)
    card = RenderedCard((Said(("Once and no more.",)),))
    bot = Bot(synapse, account, tmp_path / "bot", core)
    bot.adapter = Watched(**bot_settings(synapse, account, tmp_path / "bot") | {"homeserver": swallower.url})
    await bot.start()
    swallower.swallows = what
    opens = OpenPlace(None, tuple(person(one.user) for one in people), "STT-1")
    first = await bot.adapter.deliver(Delivery("open", to, opens))
    if isinstance(first, Sent):
        place = next(i for i in core.taken if isinstance(i, PlaceOpened)).place.id
        assert await bot.adapter.deliver(Delivery("said", place, Post(card))) == Retry()
    else:
        assert first == Retry()
    assert swallower.lost
    await bot.stop()

    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    assert await bot.adapter.deliver(Delivery("open", to, opens, 2)) == Sent()
    place = next(i for i in core.taken if isinstance(i, PlaceOpened)).place.id
    assert isinstance(await bot.adapter.deliver(Delivery("said", place, Post(card), 2)), Sent)
    for one in people:
        await one.sync()
        await one.until(place.room, one.user)
        assert [id for id, room in one.rooms.by_id.items() if len(room.members()) > 1] == [place.room]
    sent = Delivery("said", place, Post(card), 3)
    assert isinstance(await bot.adapter.deliver(sent), Sent)
    # Looked at by the bot: people do not see what was there before they came in.
    path = at("rooms", place.room, "messages")
    timeline = (await bot.adapter._account.http.get(path, {"dir": "b", "limit": "100"}))["chunk"]
    assert sum(e["type"] == "m.room.encrypted" and e["sender"] == bot.user for e in timeline) == 1
    if what.startswith("/send"):
        assert len(bot.adapter._account.rooms.by_id) == 1
    for one in people:
        await one.stop()
    await bot.stop()
