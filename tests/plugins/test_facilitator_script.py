"""What to say now, on the facilitator's own card only: by stage, by reason, one stage ahead."""

from dataclasses import replace

import pytest

from space_to_think.hooks import CardPart
from space_to_think.messages import Card, Message, Person
from space_to_think.practice.load import shipped
from space_to_think.session import commands as c
from space_to_think.session.state import Reason
from tests.plugins.play import AGENCIES, Play

NAME = "facilitator-script"


def part(play: Play) -> CardPart | None:
    parts = play.host.card(play.session, play.now, play.agencies)
    mine = [p for p in parts if any(getattr(line, "id", "").startswith(f"{NAME}-") for line in p.facilitator_lines)]
    assert all(not p.lines for p in mine)  # nobody else sees it
    return mine[0] if mine else None


def said(play: Play) -> str:
    shown = part(play)
    assert shown is not None
    return play.words(Message(Person(2), Card(shown.facilitator_lines)))


def with_settings(**settings: object) -> Play:
    north = replace(AGENCIES["north"], settings={NAME: settings})
    return Play(NAME, agencies={**AGENCIES, "north": north})


def test_nothing_before_there_is_a_facilitator_and_nothing_after_the_end() -> None:
    play = Play(NAME)
    play.request()
    assert part(play) is None
    ended = Play(NAME).start(3, 4)
    ended.to("next_steps")
    ended.end()
    assert part(ended) is None


@pytest.mark.parametrize("reason", list(Reason))
def test_every_stage_has_words_for_every_reason(reason: Reason) -> None:
    play = Play(NAME, reason=reason).gather(3, 4)
    assert "you could say:\n“Welcome. " in said(play)
    play.do(c.Start(2))
    for stage in shipped().stages:
        play.to(stage.key)
        words = said(play)
        assert words.startswith(f"You could say now:\n“{stage.prompt}”\n")
        assert "“" in words.partition(stage.prompt)[2]


def test_it_is_one_stage_ahead_and_closes_at_the_last() -> None:
    play = Play(NAME).start(3, 4)
    facts = shipped().stages[1]
    assert f"After that comes “{facts.title}”. It opens like this: “{facts.prompt}”" in said(play)
    play.to("next_steps")
    assert "To close, you could say" in said(play)


def test_exploration_has_four_steps_that_can_be_reworded() -> None:
    play = Play(NAME).start(3, 4)
    play.to("exploration")
    assert ["First, listen" in said(play), "say what stands out" in said(play)] == [True, True]
    assert "Then share it back" in said(play)
    kind = with_settings(empathise=True).start(3, 4)
    kind.to("exploration")
    assert "try to feel with them" in said(kind)
    assert "say what stands out" not in said(kind)
    own = with_settings(steps=["Breathe.", "Look."]).start(3, 4)
    own.to("exploration")
    assert "Breathe.\nLook." in said(own)
    assert "First, listen" not in said(own)


def test_in_a_pause_it_says_how_to_go_on() -> None:
    play = Play(NAME).start(3, 4)
    play.do(c.Pause(2))
    assert said(play) == "When you are all back, you could say: “Is there something we need before we go on?”"


def test_an_agency_s_own_stages_are_said_in_the_practice_s_words() -> None:
    practice = shipped()
    first = replace(practice.stages[0], key="circle", prompt="Who would like to begin?")
    play = Play(NAME, practice=replace(practice, stages=(first, *practice.stages[1:]))).start(3, 4)
    assert "You could say now:\n“Who would like to begin?”\nAfter that" in said(play)


def test_it_posts_nothing() -> None:
    play = Play(NAME).start(3, 4)
    play.to("next_steps")
    play.end()
    assert play.heard == []
