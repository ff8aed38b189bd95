"""The fake platform shows what it is told to, and fails when it is told to."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from space_to_think.delivery import Delivery, Failed, OpenPlace, Post, Retry, Sent, SetTurns, Vanished
from space_to_think.identity import PersonId, PlaceKind
from space_to_think.inbound import FieldErrors, Nothing
from space_to_think.rendered import RenderedCard, Said
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House

CARD = RenderedCard((Said(("Hello",)),))


@pytest.fixture
def fake(frozen_clock: FrozenClock) -> FakeAdapter:
    return FakeAdapter({"ros": "northshire", "grace": "riverside"}, frozen_clock)


async def test_the_same_key_shows_once(fake: FakeAdapter) -> None:
    delivery = Delivery("k1", fake.person("ros"), Post(CARD, shared=False))
    assert await fake.deliver(delivery) == await fake.deliver(delivery)
    assert [post.card for post in fake.in_private("ros")] == [CARD]
    assert len(fake.deliveries) == 2


async def test_an_edit_takes_the_place_of_what_stood_there(fake: FakeAdapter) -> None:
    sent = await fake.deliver(Delivery("k1", fake.group().id, Post(CARD)))
    assert isinstance(sent, Sent)
    edited = RenderedCard((Said(("Good morning",)),))
    assert await fake.deliver(Delivery("k2", fake.group().id, Post(edited, replaces=sent.ref))) == sent
    assert [post.card for post in fake.in_group()] == [edited]
    assert [entry.edit for entry in fake.transcript.entries] == [False, True]


async def test_what_is_gone_has_vanished(fake: FakeAdapter) -> None:
    sent = await fake.deliver(Delivery("k1", fake.group().id, Post(CARD)))
    assert isinstance(sent, Sent)
    assert sent.ref is not None
    fake.forget(sent.ref)
    assert await fake.deliver(Delivery("k2", fake.group().id, Post(CARD, replaces=sent.ref))) == Vanished()


async def test_there_is_one_as_a_fixture(fake_adapter: FakeAdapter) -> None:
    await fake_adapter.deliver(Delivery("k1", fake_adapter.person("owen"), Post(CARD, shared=False)))
    assert [post.card for post in fake_adapter.in_private("owen")] == [CARD]


async def test_a_stranger_cannot_be_reached(fake: FakeAdapter) -> None:
    stranger = PersonId("fake", "elsewhere", "nobody")
    assert await fake.deliver(Delivery("k1", stranger, Post(CARD))) == Failed("unknown", unreachable=True)


async def test_it_fails_as_it_is_told(fake: FakeAdapter) -> None:
    fake.answer("ros", Retry(3.0), OSError("gone"))
    delivery = Delivery("k1", fake.person("ros"), Post(CARD))
    assert await fake.deliver(delivery) == Retry(3.0)
    with pytest.raises(OSError, match="gone"):
        await fake.deliver(delivery)
    assert isinstance(await fake.deliver(delivery), Sent)


async def test_orders_are_carried_out(fake: FakeAdapter) -> None:
    room = fake.group().id
    await fake.deliver(Delivery("k1", room, OpenPlace(room, (), "STT-1")))
    assert fake.group().kind is PlaceKind.THREAD
    assert fake.group().id.room == room.room
    await fake.deliver(Delivery("k2", fake.person("ros"), OpenPlace(None, (), "STT-2")))
    assert fake.group().kind is PlaceKind.ROOM
    await fake.deliver(Delivery("k3", fake.group().id, SetTurns((fake.person("ros"),))))
    assert fake.turns == (fake.person("ros"),)
    assert fake.orders() == ["open", "open", "turns"]


async def test_it_says_when_it_does_not_run(fake: FakeAdapter) -> None:
    with pytest.raises(RuntimeError, match="does not run"):
        await fake.say("ros", "Hello")


async def test_a_message_that_fails_is_tried_again(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        house.fake.answer("grace", Retry())
        await house.call("ros", "new stuck @grace")
        assert "invites you" not in house.in_private("grace")
        await house.advance(timedelta(minutes=1))
        assert "invites you" in house.in_private("grace")


async def test_a_form_that_is_wrong_stays_open(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        await house.begin()
        await house.call("grace", "extend ?")
        assert house.fake.form("grace") is not None
        assert isinstance(await house.send_form("grace", {"time": "soon"}), FieldErrors)
        assert house.fake.form("grace") is not None
        await house.send_form("grace", {"time": "5m"})
        assert house.fake.form("grace") is None
        assert "extend" in [button.words for button in house.fake.buttons("grace")]


async def test_a_plain_message_has_no_answer(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        await house.begin()
        assert await house.say("ros", "It is about Mondays.") == Nothing()
        text = house.fake.transcript.text(house.bench.person("owen"))
        assert "09:30 ros\n      It is about Mondays." in text
        assert "(only you see this)" in text
        assert "(changed)" in text
