"""Who may speak in which stage, written out by hand from the practice; and what counts as everyone being done."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import get_args

import pytest

from space_to_think.practice.load import load_practice
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Manner, Said, Turns
from space_to_think.testing.sessions import (
    CONSULTANT,
    FACILITATOR,
    IDEA,
    KINDS,
    OTHER,
    PRESENTER,
    UNNAMED,
    Walk,
    by_name,
)
from tests.session.practices import PEER_LEARNING

IN, OUT, GUIDES = Manner.IN_TURN, Manner.OUT_OF_TURN, Manner.GUIDING
WHO = {Role.FACILITATOR: FACILITATOR, Role.PRESENTER: PRESENTER, Role.CONSULTANT: CONSULTANT}

# The table of practice.md: facilitator, presenter, consultant.
TURNS = {
    "offload": (GUIDES, IN, OUT),
    "facts": (IN, IN, OUT),
    "exploration": (IN, IN, IN),
    "strengths": (IN, OUT, IN),
    "reflection": (IN, OUT, IN),
    "next_steps": (GUIDES, IN, OUT),
}
EVERY_STAGE_AND_ROLE = [
    (stage, role, manner) for stage, row in TURNS.items() for role, manner in zip(Role, row, strict=True)
]


@pytest.mark.parametrize(("stage", "role", "manner"), EVERY_STAGE_AND_ROLE)
def test_a_plain_message_is_in_turn_out_of_turn_or_guiding(stage: str, role: Role, manner: Manner) -> None:
    walk = Walk(kinds={}).to(stage)
    assert walk.do(c.Speak(WHO[role], "text")) == (e.Spoke(WHO[role], stage, manner),)
    assert walk.session.people[WHO[role]].turns == {stage: Turns(**{manner.value: 1})}


@pytest.mark.parametrize(("stage", "role", "manner"), EVERY_STAGE_AND_ROLE)
@pytest.mark.parametrize(("command", "said"), [(c.Done, Said.DONE), (c.Pass, Said.PASS)])
def test_done_and_pass_belong_to_those_whose_turn_it_is(
    stage: str, role: Role, manner: Manner, command: type[c.Done | c.Pass], said: Said
) -> None:
    walk = Walk().to(stage)
    if manner is IN:
        walk.do(command(WHO[role]))
        assert walk.session.people[WHO[role]].said is said
        assert walk.refused(command(WHO[role])) == "refuse-said-already"
    else:
        assert walk.refused(command(WHO[role])) == "refuse-not-your-turn"


@pytest.mark.parametrize("stage", TURNS)
def test_a_stage_says_who_speaks_as_it_opens(stage: str) -> None:
    opened = Walk().to(stage).all(e.StageOpened)[-1]
    assert opened.speakers == tuple(role for role, manner in zip(Role, TURNS[stage], strict=True) if manner is IN)


def test_another_practice_has_other_turns() -> None:
    # Seven stages, and a facilitator from outside who speaks only as it begins.
    walk = Walk(practice=load_practice(PEER_LEARNING.read_text(encoding="utf-8"), "peer-learning.toml"), kinds=KINDS)
    walk.to("welcome")
    assert walk.do(c.Speak(FACILITATOR, "")) == (e.Spoke(FACILITATOR, "welcome", IN),)
    walk.to("guesses")
    assert walk.do(c.Speak(FACILITATOR, "")) == (e.Spoke(FACILITATOR, "guesses", GUIDES),)
    assert walk.do(c.Speak(PRESENTER, "")) == (e.Spoke(PRESENTER, "guesses", OUT),)
    walk.to("closing").to("ended")
    assert [opened.number for opened in walk.all(e.StageOpened)] == [1, 2, 3, 4, 5, 6, 7]


def test_messages_are_counted_and_not_kept() -> None:
    walk = Walk().to("offload")
    for text in ("one", "two"):
        walk.do(c.Speak(CONSULTANT, text))
    walk.do(c.Speak(FACILITATOR, "three"))
    assert walk.session.people[CONSULTANT].turns["offload"] == Turns(out_of_turn=2)
    assert walk.session.people[FACILITATOR].turns["offload"] == Turns(guiding=1)
    assert walk.contents == []


def test_outside_an_open_stage_nothing_is_counted() -> None:
    for where in ("gathering", "paused", "ended"):
        assert Walk().to(where).do(c.Speak(CONSULTANT, "text")) == ()


def test_the_counts_go_when_the_end_is_settled() -> None:
    walk = Walk().to("next_steps")
    walk.do(c.Speak(PRESENTER, "text"))
    walk.to("ended")
    assert walk.session.people[PRESENTER].turns != {}
    assert walk.tick() == (e.EndSettled(),)
    assert all(person.turns == {} for person in walk.session.people.values())


# ---- a plain message in turn as a contribution


@pytest.mark.parametrize(
    ("stage", "kind", "label"), [("strengths", "strength", None), ("reflection", "idea", "priority")]
)
def test_a_plain_message_in_turn_counts_as_a_contribution(stage: str, kind: str, label: str | None) -> None:
    walk = Walk().to(stage)
    spoke, given = walk.do(c.Speak(CONSULTANT, "text"))
    assert isinstance(spoke, e.Spoke)
    assert isinstance(given, e.Given)
    assert (given.kind, given.label) == (kind, label)
    assert walk.session.contributions[given.contribution].revealed  # everybody has read it already
    assert walk.contents[-1].text == "text"
    walk.do(c.Withdraw(CONSULTANT, given.contribution))
    assert given.contribution not in walk.session.contributions


def test_a_plain_message_out_of_turn_is_no_contribution() -> None:
    walk = Walk().to("strengths")
    assert len(walk.do(c.Speak(PRESENTER, "text"))) == 1
    assert [content.kind for content in walk.contents] == ["understood"]


def test_a_plain_message_has_a_name_even_where_strengths_are_given_without() -> None:
    walk = Walk(kinds=UNNAMED).to("strengths")
    assert isinstance(walk.do(c.Speak(CONSULTANT, "text"))[-1], e.Given)


def test_of_very_many_plain_messages_the_last_are_only_counted() -> None:
    walk = Walk().to("strengths")
    for _ in range(KINDS["strength"].limit):
        assert len(walk.do(c.Speak(CONSULTANT, "text"))) == 2
    assert walk.do(c.Speak(CONSULTANT, "text")) == (e.Spoke(CONSULTANT, "strengths", IN),)


def test_without_the_plugin_a_plain_message_is_only_counted() -> None:
    assert len(Walk(kinds={}).to("reflection").do(c.Speak(CONSULTANT, "text"))) == 1


# ---- everyone is done


def test_the_facilitator_is_told_when_everyone_is_done_and_is_not_waited_for() -> None:
    walk = Walk().to("exploration")
    assert walk.do(c.Done(PRESENTER)) == (e.SaidDone(PRESENTER),)
    assert walk.do(c.Pass(CONSULTANT)) == (e.Passed(CONSULTANT),)
    assert walk.do(c.Done(OTHER)) == (e.SaidDone(OTHER), e.EveryoneDone("exploration"))


def test_done_on_a_card_of_an_earlier_stage_is_not_done_in_this_one() -> None:
    walk = Walk().to("facts")
    assert walk.refused(c.Done(PRESENTER, seen="1.1")) == "refuse-stale"
    assert walk.do(c.Done(PRESENTER, seen="1.2")) == (e.SaidDone(PRESENTER),)


def test_it_is_told_once_a_stage() -> None:
    walk = Walk().to("offload")
    assert e.EveryoneDone("offload") in walk.do(c.Done(PRESENTER))
    walk.do(c.Speak(PRESENTER, "one thing more"))
    assert walk.do(c.Done(PRESENTER)) == (e.SaidDone(PRESENTER),)


def test_speaking_takes_done_back() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Done(CONSULTANT))
    walk.do(c.Speak(CONSULTANT, "one thing more"))
    assert walk.session.people[CONSULTANT].said is None
    walk.do(c.Done(PRESENTER))
    assert walk.do(c.Done(OTHER)) == (e.SaidDone(OTHER),)


def test_away_counts_as_pass() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Done(PRESENTER))
    walk.do(c.Done(OTHER))
    assert walk.do(c.Away(CONSULTANT, None)) == (e.PersonAway(CONSULTANT, None), e.EveryoneDone("exploration"))


def test_all_whose_turn_it_is_may_be_away() -> None:
    walk = Walk().to("offload")
    assert e.EveryoneDone("offload") in walk.do(c.Away(PRESENTER, walk.now + timedelta(hours=1)))


def test_when_the_last_who_was_waited_for_leaves_everyone_is_done() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Done(PRESENTER))
    walk.do(c.Done(OTHER))
    assert walk.do(c.Leave(CONSULTANT))[-1] == e.EveryoneDone("exploration")


def test_facts_wait_for_confirm_whatever_is_said() -> None:
    walk = Walk().to("facts")
    assert walk.do(c.Done(PRESENTER)) == (e.SaidDone(PRESENTER),)


def test_giving_a_strength_is_all_that_is_asked_of_somebody_in_strengths() -> None:
    walk = Walk().to("strengths")
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    assert e.EveryoneDone("strengths") in walk.do(c.Give(OTHER, "strength", "text"))


def test_what_was_said_of_one_stage_does_not_count_in_the_next() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Done(CONSULTANT))
    walk.move_on()
    assert walk.session.people[CONSULTANT].said is None


def test_every_manner_is_counted() -> None:
    assert {manner.value for manner in Manner} == {field.name for field in fields(Turns)}
    assert len(get_args(e.Event)) == len(set(get_args(e.Event)))


# ---- where the bot posts what people say

SAID = replace(IDEA, name="said", word="say", stages=frozenset(), roles=frozenset(Role), labels=(), spoken=True)


def test_what_the_bot_posts_for_somebody_is_their_turn() -> None:
    walk = Walk(kinds=by_name(SAID)).to("offload")
    given, spoke = walk.do(c.Give(PRESENTER, "said", "It began in spring."))
    assert isinstance(given, e.Given)
    assert spoke == e.Spoke(PRESENTER, "offload", Manner.IN_TURN, given.contribution)
    assert walk.session.heard(PRESENTER)
    _, guiding = walk.do(c.Give(FACILITATOR, "said", "Please go on."))
    assert isinstance(guiding, e.Spoke)
    assert guiding.manner is Manner.GUIDING
    assert walk.refused(c.Give(CONSULTANT, "said", "Is it the bus?")) == "refuse-say-early"
    walk.do(c.Pause(FACILITATOR, None))
    assert walk.refused(c.Give(PRESENTER, "said", "And then…")) == "refuse-not-now"
