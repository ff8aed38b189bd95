"""Feedback: without names by construction, shown from three answers up, otherwise erased and said so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from space_to_think.messages import GROUP, Card, Message
from space_to_think.runtime.store.tables import unnamed
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.testing.house import House
from tests.plugins.play import AGENCIES, Play, Refused, presses

ON = {**AGENCIES, "north": replace(AGENCIES["north"], plugins=frozenset({"feedback"}))}


def at_the_end(*people: int) -> Play:
    play = Play("feedback", agencies=ON).start(*(people or (3, 4)))
    play.to("next_steps")
    return play


def card(play: Play) -> str:
    (part,) = play.parts()
    return play.words(Message(GROUP, Card(part.lines, part.buttons)))


def test_it_is_asked_on_the_card_in_the_last_stage_only() -> None:
    play = Play("feedback", agencies=ON).start(3, 4)
    assert play.parts() == ()
    with pytest.raises(Refused, match="feedback-later"):
        play.call("feedback", "feedback", 3)
    play.to("next_steps")
    assert card(play) == "[How was it for you?] /feedback"
    (asked,) = play.call("feedback", "feedback", 3)
    assert presses(asked) == [
        "safe yes",
        "safe partly",
        "safe no",
        "useful yes",
        "useful partly",
        "useful no",
        "comment",
    ]
    assert all(button.discreet for button in asked.card.buttons)
    assert "I cannot find out whose it is" in play.words(asked)
    assert play.heard == [asked]


def test_three_answers_are_shown_without_names_when_it_ends() -> None:
    play = at_the_end()
    for number, answer in ((1, "yes"), (3, "yes"), (4, "partly")):
        play.do(c.Give(number, "feedback-safe", answer))
    assert "yes" not in card(play)
    play.end()
    said = card(play)
    assert said.startswith("Did it feel safe?\n> ")
    assert sorted(line for line in said.splitlines() if line.startswith(">")) == ["> partly", "> yes", "> yes"]
    assert "p3" not in said


def test_two_answers_are_shown_to_nobody_and_it_is_said() -> None:
    play = at_the_end()
    play.do(c.Give(3, "feedback-comment", "It went too fast."))
    play.do(c.Give(4, "feedback-comment", "Thank you."))
    play.end()
    assert card(play) == "Too few of us said how it was. I showed it to nobody, and it is gone soon."


def test_who_answered_what_stands_in_no_event() -> None:
    play = at_the_end()
    play.do(c.Give(3, "feedback-safe", "no"))
    assert play.session.contributions == {}
    assert all(spoken.by is None for spoken in play.known.spoken.values())
    assert play.session.people[3].said is None  # and it says nothing of their turn
    assert not play.session.stage or not play.session.stage.spoken


def test_everybody_answers_each_question_once() -> None:
    play = at_the_end()
    play.do(c.Give(3, "feedback-safe", "no"))
    play.do(c.Give(3, "feedback-useful", "yes"))
    with pytest.raises(Refused, match="refuse-kind-limit"):
        play.do(c.Give(3, "feedback-safe", "yes"))


def test_among_two_it_is_not_asked_and_not_taken() -> None:
    play = at_the_end()
    play.do(c.Back(2))
    play.do(c.Leave(3))
    play.do(c.Leave(4))
    play.do(c.Resume(2))
    play.to("next_steps")
    assert play.parts() == ()
    with pytest.raises(Refused, match="feedback-few"):
        play.call("feedback", "feedback", 1)
    with pytest.raises(Refused, match="refuse-kind-few"):
        play.do(c.Give(1, "feedback-safe", "yes"))


def test_it_holds_up_nothing() -> None:
    play = at_the_end()
    play.do(c.Give(3, "feedback-safe", "no"))
    play.do(c.End(2))
    (question,) = play.session.questions.values()
    assert question.why is None


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    agencies = {"home": {"name": "Home", "tenants": ["fake:northshire"], "plugins": ["feedback"]}}
    async with House(tmp_path, agencies=agencies) as house:
        yield house


async def answers(house: House) -> int:
    return await house.service.store.read(
        lambda connection: connection.execute(select(func.count()).select_from(unnamed)).scalar_one()
    )


@pytest.mark.parametrize(("people", "kept"), [(("grace", "owen"), 0), (("grace", "owen", "priya"), 3)])
async def test_what_was_not_shown_is_erased_when_the_end_settles(
    house: House, people: tuple[str, ...], kept: int
) -> None:
    await house.begin("next_steps")
    for who in people:
        await house.call(who, "comment It was good to be heard")
    assert await answers(house) == len(people)
    await house.call("grace", "end")
    await house.call("grace", "agree")
    assert ("It was good to be heard" in house.in_group()) == bool(kept)
    assert ("I showed it to nobody" in house.in_group()) == (not kept)
    while not any(isinstance(record.event, e.EndSettled) for record in await house.records()):
        await house.advance((await house.session()).deadlines["settle"] - house.clock.now())
    assert await answers(house) == kept
