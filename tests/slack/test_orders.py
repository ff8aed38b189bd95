"""Places and files: what was made although nobody was told is found again, and is made once."""

from typing import Any

import pytest
from aiohttp import web

from space_to_think.delivery import Delivery, File, InvitePeople, OpenPlace, Post, Retry, Sent
from space_to_think.identity import PlaceId
from space_to_think.inbound import PlaceOpened
from space_to_think.rendered import RenderedCard, Said
from tests.slack.alone import Bot, Core, bot, who
from tests.slack.conftest import AS_INSTALLED, Strict
from tests.slack.local import BOT, ROOM, TEAM, person
from tests.slack.strict.faults import Carry, accepted_then_dropped, limited, lost

HERE = PlaceId("slack", TEAM, ROOM)
OPEN = OpenPlace(None, (who("grace"), who("owen")), "STT-ABCDEF")
FAULTS = pytest.mark.parametrize(
    "fault", [accepted_then_dropped, lost, limited(1)], ids=["accepted", "lost", "limited"]
)


async def well(carry: Carry) -> web.Response:
    """Nothing goes wrong."""
    return web.json_response(await carry())


async def again(one: Bot, delivery: Delivery) -> list[Any]:
    """Deliver it until it is sent; what was said before that."""
    told: list[Any] = []
    for attempt in range(1, 5):
        receipt = await one.adapter.deliver(Delivery(delivery.key, delivery.to, delivery.what, attempt))
        if isinstance(receipt, Sent):
            return told
        told.append(receipt)
    raise AssertionError(f"it was never sent: {told}")


@FAULTS
@pytest.mark.parametrize("method", ["conversations.create", "conversations.invite"])
async def test_a_channel_is_made_once_and_everybody_is_in_it(strict: Strict, method: str, fault: Any) -> None:
    async with strict(**AS_INSTALLED) as peer, bot(peer) as one:
        peer.faults[method] += [fault]
        told = await again(one, Delivery("k1", who("ros"), OPEN))
        assert all(isinstance(receipt, Retry) for receipt in told)
        state = await peer.control("GET", "/_control/state")
        made = [channel["id"] for channel in state["channels"] if channel["name"].startswith("stt-abcdef")]
        assert len(made) == 1
        opened = [inbound.place.id.room for inbound in one.core.taken if isinstance(inbound, PlaceOpened)]
        assert set(opened) == set(made)
        channel = await peer.channel(made[0])
        assert channel is not None
        members = peer.state.members(made[0], channel["members"])
        assert {BOT, person("grace"), person("owen")} <= set(members)
        assert peer.wrong == []


@FAULTS
async def test_the_message_that_a_thread_hangs_on_is_posted_once(strict: Strict, fault: Any) -> None:
    async with strict(**AS_INSTALLED) as peer, bot(peer) as one:
        peer.faults["chat.postMessage"] += [fault]
        await again(one, Delivery("k1", HERE, OpenPlace(HERE, (who("grace"),), "STT-ABCDEF")))
        (root,) = [message for message in await peer.messages(ROOM) if "STT-ABCDEF" in message["text"]]
        opened = [inbound.place.id for inbound in one.core.taken if isinstance(inbound, PlaceOpened)]
        assert {place.thread for place in opened} == {root["ts"]}


@FAULTS
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_file_is_given_once(strict: Strict, method: str, fault: Any) -> None:
    async with strict(**AS_INSTALLED) as peer, bot(peer) as one:
        peer.faults[method] += [fault]
        card = RenderedCard((Said(("Here is your note.",)),))
        file = File("note.txt", "text/plain", b"What we did.\n")
        await again(one, Delivery("k1", who("ros"), Post(card, shared=False, file=file)))
        shown = await peer.messages(await one.people.direct("ros"))
        assert len([message for message in shown if "Here is your note" in message["text"]]) == 1
        assert len([message for message in shown if message.get("files")]) == 1


async def test_people_who_cannot_be_added_are_named_and_the_others_come(strict: Strict) -> None:
    """Somebody of another workspace has to accept an invitation first: the channel is made all the same."""
    async with strict(**AS_INSTALLED) as peer, bot(peer) as one:
        peer.state.users[person("owen")]["cannot_be_invited"] = "user_team_not_in_channel"
        await again(one, Delivery("k1", who("ros"), OPEN))
        (place,) = [inbound.place.id for inbound in one.core.taken if isinstance(inbound, PlaceOpened)]
        channel = await peer.channel(place.room)
        assert channel is not None
        members = peer.state.members(place.room, channel["members"])
        assert person("grace") in members
        assert person("owen") not in members
        said = [call.args.get("text", "") for call in peer.calls if call.method.startswith("chat.post")]
        assert any("@owen" in text for text in said), said


async def test_inviting_twice_does_no_harm(strict: Strict) -> None:
    async with strict(**AS_INSTALLED) as peer, bot(peer) as one:
        await again(one, Delivery("k1", who("ros"), OPEN))
        (place,) = [inbound.place.id for inbound in one.core.taken if isinstance(inbound, PlaceOpened)]
        for key in ("k2", "k3"):
            await again(one, Delivery(key, place, InvitePeople((who("priya"),))))
        channel = await peer.channel(place.room)
        assert channel is not None
        assert peer.state.members(place.room, channel["members"]).count(person("priya")) == 1


@FAULTS
@pytest.mark.parametrize("inside", [HERE, None], ids=["thread", "channel"])
async def test_who_is_missing_is_said_once_however_often_the_order_comes(
    strict: Strict, inside: PlaceId | None, fault: Any
) -> None:
    """Also by the next process, which knows nothing of what the last one has said."""
    core = Core()
    async with strict(**AS_INSTALLED) as peer:
        peer.state.go(ROOM, person("owen"))
        peer.state.users[person("owen")]["cannot_be_invited"] = "user_team_not_in_channel"
        order = OpenPlace(inside, (who("owen"),), "STT-ABCDEF")
        to = inside or who("ros")
        async with bot(peer, core) as one:
            peer.faults["chat.postMessage"] += [well, fault] if inside else [fault]  # first the thread's own message
            await again(one, Delivery("k1", to, order))
        async with bot(peer, core) as one:
            await one.adapter.deliver(Delivery("k1", to, order, 2))
            place = next(inbound.place.id for inbound in reversed(core.taken) if isinstance(inbound, PlaceOpened))
            asked = InvitePeople((who("owen"),))
            for attempt in (1, 2):
                await one.adapter.deliver(Delivery("k2", place, asked, attempt))
        said = [message["text"] for message in await peer.messages(place.room)]
        assert len([text for text in said if "@owen" in text]) == 2, said  # for each of the two orders once
        assert peer.wrong == []
