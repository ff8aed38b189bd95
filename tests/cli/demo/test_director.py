"""The director, where there is nothing to direct."""

import asyncio
from collections.abc import Callable

import pytest

from space_to_think.cli.demo.colleague import Act, Colleague, How
from space_to_think.cli.demo.director import Director
from space_to_think.cli.demo.story import story
from space_to_think.cli.demo.tempo import Tempo
from space_to_think.cli.demo.troupe import Troupe, filled
from space_to_think.delivery import Post
from space_to_think.identity import PersonId
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.rendered import RenderedButton, RenderedCard, RenderedChoice, RenderedField, RenderedForm
from space_to_think.testing.house import MONDAY, House
from space_to_think_adapters.terminal import TerminalAdapter

OWEN = PersonId("terminal", "here", "owen")


def owen() -> Colleague:
    return Colleague(story().in_seat("first"), 1, story(), Tempo.of(shipped(), Pace(PaceKind.GUIDED), Calendar()))


async def never() -> bool:
    return False


async def nothing() -> None:
    pass


async def test_a_standstill_is_said_and_not_waited_for(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        director = Director(house.service, Troupe(TerminalAdapter(), {}, "run"), house.clock, None)
        with pytest.raises(RuntimeError, match="standstill"):
            await director.play(never, nothing)


async def test_what_the_runtime_gives_an_adapter_the_troupe_hands_on(new_house: Callable[..., House]) -> None:
    async with new_house() as house:
        troupe = Troupe(TerminalAdapter(), {}, "run")
        running = asyncio.create_task(troupe.run(house.service))
        await asyncio.sleep(0)
        assert troupe.sealing is house.service.sealing
        assert not troupe.private("flag child")  # nobody sees what another types here
        assert await troupe.cursor("terminal") is None
        running.cancel()


def test_of_a_form_a_colleague_fills_in_what_has_to_be() -> None:
    agency = RenderedField("agency", "Where?", "choice", (RenderedChoice("oakfield", "Oakfield"),), value="oakfield")
    offer = RenderedField("facilitate", "Could you?", "choice", (RenderedChoice("yes", "Yes"),), required=False)
    why = RenderedField("why", "Why?", "choice", (RenderedChoice("rest", "A rest"),))
    fields = filled(RenderedForm("join", "Take part", (agency, offer, why)), owen())
    assert fields == {
        "agency": "oakfield",
        "facilitate": "",
        "why": "rest",
    }  # who offers to guide does so of themselves


def test_what_needs_no_answer_any_more_is_not_offered() -> None:
    troupe = Troupe(TerminalAdapter(), {OWEN: owen()}, "run")
    open_one = Post(RenderedCard((), (RenderedButton("Yes", "agree q1"),)), slot="question-q1")
    troupe.seen.append((OWEN, open_one, True))
    (act,) = troupe.look(MONDAY)
    assert not troupe.stale(act)
    troupe.seen.append((OWEN, Post(RenderedCard(()), replaces="r1", slot="question-q1"), True))
    assert troupe.look(MONDAY) == []
    assert troupe.stale(act)
    assert not troupe.stale(Act("q2", "owen", MONDAY, How.PRESS, "agree q2"))
