"""Time: the facilitator is asked, reminded once, and those who have said nothing are nudged once."""

from datetime import timedelta

import pytest

from space_to_think.messages import Person
from space_to_think.session import commands as c
from space_to_think.session.events import FacilitatorReminded, Joined, SpeakersNudged, StageDue, SuccessorWanted
from tests.plugins.play import ASYNC, Play, presses, texts, to


def test_when_a_stage_is_due_the_facilitator_is_asked_with_both_answers() -> None:
    play = Play("time-keeper").start(3, 4)
    play.do(c.Speak(1, "what happened"))
    (asked,) = play.tick_until(StageDue)
    assert asked.to == Person(2)
    assert asked.call
    assert asked.stage == "1.1"
    assert presses(asked) == ["next", "extend"]
    assert {button.seen for button in asked.card.buttons} == {"1.1"}
    assert texts(asked) == ["time-keeper-due"]


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("offload", "has not written anything yet"),
        ("facts", "has not yet said that you got the facts right"),
        ("strengths", "Nobody has given anything here yet. You can add something yourself."),
        ("next_steps", "This is the last stage."),
    ],
)
def test_what_is_missing_is_said(stage: str, why: str) -> None:
    play = Play("time-keeper").start(3, 4)
    play.to(stage)
    (asked,) = to(play.tick_until(StageDue), 2)
    assert why in play.words(asked)
    assert ("add" in presses(asked)) == (stage == "strengths")


def test_in_the_last_stage_moving_on_is_ending() -> None:
    play = Play("time-keeper").start(3, 4)
    play.to("next_steps")
    (asked,) = to(play.tick_until(StageDue), 2)
    assert "[Move on to the end]" in play.words(asked)


def test_a_stage_that_only_its_facilitator_closes_says_so() -> None:
    play = Play("time-keeper").start(3, 4)
    (asked,) = play.happens(StageDue("offload", timedelta(), play.now, "facilitator"))
    assert "Only you can close this stage." in play.words(asked)


def test_a_question_that_comes_late_says_so() -> None:
    play = Play("time-keeper").start(3, 4)
    play.now += timedelta(minutes=25)
    (asked,) = play.tick_until(StageDue)
    assert "I was away, so this comes" in play.words(asked)


def test_without_an_answer_there_is_one_reminder_that_names_what_comes_next() -> None:
    play = Play("time-keeper").start(3, 4)
    play.tick_until(StageDue)
    (reminder,) = play.tick_until(FacilitatorReminded)
    assert reminder.to == Person(2)
    assert presses(reminder) == ["next", "extend"]
    assert "I can wait until about 09:42." in play.words(reminder)
    assert play.tick_until(SuccessorWanted) == []


def test_nobody_is_asked_while_nobody_facilitates() -> None:
    play = Play("time-keeper").start(3, 4)
    play.do(c.Leave(2))
    play.do(c.Leave(2))
    assert play.happens(StageDue("offload", timedelta(), play.now, None)) == []


# ---- nudges


def test_over_days_those_who_have_said_nothing_are_nudged_once() -> None:
    play = Play("time-keeper", pace=ASYNC).start(3, 4, 5)
    play.to("strengths")
    play.give(3, "strength", "patience")
    play.do(c.Pass(4))
    nudges = play.tick_until(SpeakersNudged)
    assert [message.to for message in nudges] == [Person(2), Person(5)]
    assert [presses(message) for message in nudges] == [["add", "pass"]] * 2
    assert {message.stage for message in nudges} == {"1.4"}
    assert all(message.call and not message.asked for message in nudges)
    assert "You can write until" in play.words(nudges[0])


def test_whoever_has_just_come_in_is_not_nudged_in_that_stage() -> None:
    play = Play("time-keeper", pace=ASYNC).start(3, 4)
    play.to("exploration")
    play.happens(Joined(4, None, late=True))
    assert [message.to for message in play.happens(SpeakersNudged("exploration", (3, 4)))] == [Person(3)]


def test_in_a_check_of_facts_the_nudge_says_what_is_waited_for() -> None:
    play = Play("time-keeper", pace=ASYNC).start(3, 4)
    play.to("facts")
    (nudge,) = play.happens(SpeakersNudged("facts", (2,)))
    assert presses(nudge) == ["understood"]
    play.do(c.Understood(2, "You want help with the meetings"))
    (nudge,) = play.happens(SpeakersNudged("facts", (1,)))
    assert presses(nudge) == ["confirm", "correct"]
    assert "> p2: You want help with the meetings" in play.words(nudge)


def test_while_the_facilitator_is_asked_whether_to_end_the_clock_keeps_still() -> None:
    play = Play("time-keeper").start(3, 4)
    play.to("next_steps")
    play.do(c.End(2))
    assert play.tick_until(StageDue) == []


def test_passing_is_not_offered_where_the_stage_hangs_on_somebody() -> None:
    play = Play("time-keeper", pace=ASYNC).start(3, 4)
    (nudge,) = play.tick_until(SpeakersNudged)
    assert nudge.to == Person(1)
    assert presses(nudge) == []


def test_a_nudge_without_a_time_names_none() -> None:
    play = Play("time-keeper", pace=ASYNC).start(3, 4)
    play.do(c.Pause(2))
    (nudge,) = play.happens(SpeakersNudged("offload", (1,)))
    assert texts(nudge) == ["time-keeper-nudge"]
