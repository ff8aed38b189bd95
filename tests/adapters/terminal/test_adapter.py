"""The terminal as a platform: who sees what, what a line does, and what happens twice."""

import asyncio
import io
from collections.abc import Callable

import pytest

from space_to_think.delivery import Delivery, Failed, OpenPlace, Post, Sent, Vanished
from space_to_think.identity import PersonId, PlaceId, PlaceKind
from space_to_think.inbound import Nothing
from space_to_think.rendered import RenderedButton, RenderedCard, Said
from space_to_think.testing.house import House
from space_to_think_adapters.terminal import TerminalAdapter
from tests.contract.benches import TerminalBench

NewHouse = Callable[..., House]
ROS, GRACE = (PersonId("terminal", "here", name) for name in ("ros", "grace"))
ROOM = PlaceId("terminal", "here", "room")
CARD = RenderedCard((Said(("Hello",)),))


@pytest.fixture
def terminal() -> TerminalAdapter:
    return TerminalAdapter({ROS: "Ros (you)", GRACE: "Grace"})


def talk(terminal: TerminalAdapter, person: PersonId) -> list[str]:
    lines = [line for item in terminal.seat(person).talk for line in item.card.lines]
    return ["".join(map(str, line.spans)) for line in lines if isinstance(line, Said)]


async def test_the_group_sees_what_is_for_the_group_and_one_person_what_is_theirs(terminal: TerminalAdapter) -> None:
    await terminal.deliver(Delivery("k1", ROOM, Post(CARD)))
    await terminal.deliver(Delivery("k2", ROS, Post(CARD, shared=False)))
    assert [item.private for item in terminal.seat(ROS).talk] == [False, True]
    assert [item.private for item in terminal.seat(GRACE).talk] == [False]
    assert terminal.place is not None  # from before this process began
    assert terminal.place.kind is PlaceKind.ROOM


async def test_the_same_delivery_shows_once(terminal: TerminalAdapter) -> None:
    delivery = Delivery("k1", ROS, Post(CARD))
    assert await terminal.deliver(delivery) == await terminal.deliver(delivery)
    assert len(terminal.seat(ROS).talk) == 1


async def test_what_is_not_there_has_vanished_and_who_is_not_there_cannot_be_reached(terminal: TerminalAdapter) -> None:
    assert await terminal.deliver(Delivery("k1", ROS, Post(CARD, replaces="gone"))) == Vanished()
    stranger = PersonId("terminal", "elsewhere", "nobody")
    assert await terminal.deliver(Delivery("k2", stranger, Post(CARD))) == Failed("unknown", unreachable=True)


async def test_a_place_is_made_where_it_was_asked_for_and_a_second_time_it_is_the_same(new_house: NewHouse) -> None:
    async with new_house(bench=TerminalBench) as house:
        terminal = house.bench.adapter
        assert isinstance(terminal, TerminalAdapter)
        for key, inside, kind in (("k1", ROOM, PlaceKind.THREAD), ("k2", None, PlaceKind.ROOM)):
            order = OpenPlace(inside, (), "STT-1")
            assert await terminal.deliver(Delivery(key, ROS, order)) == Sent()
            first = terminal.place
            assert first is not None
            assert first.kind is kind
            assert await TerminalAdapter.deliver(terminal, Delivery(key, ROS, order, attempt=2)) == Sent()
            assert terminal.place == first


def test_people_are_found_by_their_id_and_by_how_they_are_called(terminal: TerminalAdapter) -> None:
    assert terminal.find("grace") == GRACE
    assert terminal.find("Ros") == ROS
    assert terminal.find("owen") is None
    assert terminal.shown(PersonId("terminal", "elsewhere", "owen")) == "owen"


async def test_without_a_group_a_message_is_for_nobody(terminal: TerminalAdapter) -> None:
    assert await terminal.typed(ROS, "Hello?") == Nothing()
    assert await terminal.typed(ROS, "  ") == Nothing()
    assert talk(terminal, ROS) == [
        "There is no group here yet. An invitation comes by itself. To ask for a session of your own, type /new."
    ]


async def test_a_line_that_begins_with_a_slash_leaves_a_form(new_house: NewHouse) -> None:
    async with new_house(bench=TerminalBench) as house:
        terminal = house.bench.adapter
        assert isinstance(terminal, TerminalAdapter)
        ros = house.bench.person("ros")
        await terminal.typed(ros, "/new")
        assert terminal.fills_in(ros)
        await terminal.typed(ros, "nothing of the sort")
        assert "That does not fit here. Please try again." in talk(terminal, ros)
        await terminal.typed(ros, "/")
        assert not terminal.fills_in(ros)
        assert "You have left that form. Nothing was sent." in talk(terminal, ros)
        await terminal.typed(ros, "/new stuck")
        await house.settle()
        assert terminal.cards(ros)


async def test_what_one_says_everybody_hears_and_what_one_calls_nobody(new_house: NewHouse) -> None:
    async with new_house(bench=TerminalBench) as house:
        await house.begin()
        terminal = house.bench.adapter
        assert isinstance(terminal, TerminalAdapter)
        ros, owen = house.bench.person("ros"), house.bench.person("owen")
        await terminal.typed(ros, "It is about Mondays.")
        await terminal.call(ros, "status", label="Where are we?")
        assert "It is about Mondays." in talk(terminal, owen)
        assert "[Where are we?]" in talk(terminal, ros)
        assert "[Where are we?]" not in talk(terminal, owen)


async def test_a_screen_shows_its_seat(terminal: TerminalAdapter) -> None:
    out = io.StringIO()
    terminal.printed(ROS, "Europe/London", out=out)
    terminal.note(ROS, "This is a demo.")
    await terminal.deliver(Delivery("k1", ROOM, Post(CARD, slot="card")))
    terminal.heard(GRACE, "Good morning")
    assert [line for line in ("This is a demo.", "Hello", "Grace", "Good morning") if line not in out.getvalue()] == []
    assert "<svg" in terminal.picture(ROS, "Europe/London", "A seat")


async def test_where_nothing_can_be_drawn_it_is_printed(terminal: TerminalAdapter) -> None:
    assert type(terminal.drawn(ROS, "Europe/London", str)).__name__ == "PlainView"


async def test_what_an_order_brought_about_is_handed_over_while_it_runs(new_house: NewHouse) -> None:
    async with new_house(bench=TerminalBench) as house:
        terminal = house.bench.adapter
        assert isinstance(terminal, TerminalAdapter)
        await terminal.typed(house.bench.person("ros"), "/new stuck")
        async with asyncio.timeout(10):
            while not (await house.records())[-1:] or not (await house.session()).place_ready:
                await asyncio.sleep(0.01)


async def test_a_line_means_the_words_of_the_button_whose_key_it_is(terminal: TerminalAdapter) -> None:
    card = RenderedCard((Said(("Hello",)),), (RenderedButton("Take part", "join"),))
    await terminal.deliver(Delivery("k1", ROS, Post(card, shared=False)))
    assert [terminal.meant(ROS, line) for line in ("/a", "/z", "a")] == ["/join", "/z", "a"]
