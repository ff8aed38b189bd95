"""What the group must notice of the stages, and what the facilitator and the presenter hear."""

from dataclasses import replace
from datetime import timedelta

import pytest

from space_to_think.messages import Quote, Text, Who
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Why
from tests.speech.play import ASYNC, Play, posted, presses, texts, told

STAGE_BUTTONS = ["done", "add", "choices", "flag"]


def test_a_stage_opens_with_one_short_message() -> None:
    play = Play().gather()
    (message,) = posted(play.do(c.Start(2)))
    words = play.words(message)
    assert "Stage 1 of 6: Offload" in words
    assert "p1 speaks. Everyone else listens." in words
    assert "Open until about" in words
    assert presses(message) == STAGE_BUTTONS
    assert [b.seen for b in message.card.buttons] == ["1.1", "1.1", None, None]
    assert [b.discreet for b in message.card.buttons] == [False, False, False, True]
    assert (message.call, message.stage) == (False, "1.1")


def test_over_days_it_calls_those_whose_turn_begins() -> None:
    play = Play(ASYNC).gather()
    (message,) = posted(play.do(c.Start(2)))
    assert message.call
    (turn,) = [line for line in message.card.lines if isinstance(line, Text) and line.id.startswith("turn-")]
    assert turn.facts["speakers"] == (Who(1, call=True),)
    play.go_to("exploration")
    (message,) = [m for m in posted(tuple(play.said)) if m.stage == "1.3"]
    assert "turn-speak" in texts(message)


def test_a_live_stage_marks_whose_turn_it_is_and_leaves_the_call_to_the_place() -> None:
    play = Play().start().go_to("exploration")
    (message,) = [m for m in posted(tuple(play.said)) if m.stage == "1.3"]
    (turn,) = [line for line in message.card.lines if isinstance(line, Text) and line.id.startswith("turn-")]
    assert turn.facts["speakers"] == tuple(Who(number, call=True) for number in sorted(play.session.people))
    assert not message.call


def test_more_time_is_put_right_in_place() -> None:
    play = Play().start()
    (opening,) = [m for m in posted(tuple(play.said)) if m.stage]
    said = play.do(c.Extend(2))
    assert [m.slot for m in posted(said)] == [opening.slot]
    assert [texts(m) for m in told(said, 2)] == [["told-extended"]]
    said = play.do(c.Undo(2))
    assert [m.slot for m in posted(said)] == [opening.slot]
    assert "taken back" in play.words(told(said, 2)[0])


def test_time_that_is_added_while_nobody_facilitates_is_told_to_nobody() -> None:
    play = Play().start()
    due = play.now + timedelta(minutes=9)
    gone = replace(play.session, facilitator=None)
    play._session = gone
    assert told(play.happens(e.Extended("offload", timedelta(minutes=5), due, timedelta())), 2) == []
    assert play.happens(e.EveryoneDone("offload")) == ()
    assert [texts(m) for m in play.happens(e.Paused(Why.FEW, timedelta()))] == [["told-paused"]]


def test_the_facilitator_hears_that_everyone_has_finished() -> None:
    play = Play().start()
    said = play.do(c.Done(1))
    (message,) = told(said, 2)
    assert texts(message) == ["told-everyone-done"]
    assert presses(message) == ["next", "extend", "choices", "flag"]
    assert message.stage == "1.1"
    assert [(m.hint, texts(m)) for m in told(said, 1)] == [(True, ["told-done"])]


def test_a_pause_says_why_and_going_on_calls_whoever_speaks() -> None:
    play = Play(ASYNC).start()
    (message,) = play.do(c.Pause(2, "a break"))
    assert isinstance(message.card.lines[1], Quote)
    (opening, message) = play.do(c.Resume(2))
    assert opening.slot is not None
    assert texts(message)[0] == "told-resumed"
    assert message.call
    (message,) = play.do(c.Pause(2))
    assert len(message.card.lines) == 1


def test_after_a_pause_that_came_about_by_itself_the_facilitator_chooses() -> None:
    play = Play().start(2, 3)
    said = play.do(c.Leave(3))
    (message,) = [m for m in told(said, 2) if "told-paused-facilitator" in texts(m)]
    assert {"invite", "resume", "end"} <= set(presses(message))
    play = Play().start(2, 3, 4)
    said = play.do(c.Leave(1))
    (message,) = [m for m in told(said, 2) if "told-paused-facilitator" in texts(m)]
    assert "presenter ?" in presses(message)
    assert "resume" not in presses(message)


def test_once_confirmed_no_other_presenter_is_offered() -> None:
    play = Play().start(2, 3, 4).go_to("facts")
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    (message,) = [m for m in told(play.do(c.Leave(1)), 2) if "told-paused-facilitator" in texts(m)]
    assert "presenter ?" not in presses(message)


def test_out_of_time_the_presenter_hears_too_if_they_are_there() -> None:
    play = Play(moves_on=True).start()
    while not posted(said := play.tick()):
        pass
    assert [texts(m) for m in told(said, 1)] == [["told-paused-presenter"]]
    play = Play().start()
    play._session = replace(play.session, presenter=None)
    assert told(play.happens(e.Paused(Why.TIME, timedelta())), 1) == []


@pytest.mark.parametrize(
    ("moves", "undone"),
    [
        ([], "The start was undone."),
        ([c.Next(2)], "We go back to where we were."),
        ([c.Next(2), c.Back(2)], "We go on from where we were."),
        ([c.Pause(2)], "The pause was undone."),
        ([c.Pause(2), c.Resume(2)], "We pause again."),
        ([c.End(2), c.Answer(2, True)], "The end was undone."),
    ],
)
def test_what_was_undone_is_said(moves: list[c.Command], undone: str) -> None:
    play = Play().start()
    play.do(c.Speak(1, "…"))
    for move in moves:
        play.do(move)
    (message,) = posted(play.do(c.Undo(2)))
    assert undone in play.words(message)


def test_the_end_says_how_long_it_is_kept_and_how_to_go_on() -> None:
    play = Play().start()
    (message,) = posted(play.end())
    assert texts(message) == ["told-ended", "card-kept"]
    assert presses(message) == ["again", "further", "choices", "flag"]
    (message,) = play.do(c.Further(3))
    assert message.hint
    play.do(c.Again(3))


def test_a_round_without_a_break_or_a_presenter() -> None:
    play = Play(ASYNC).start()
    play.end()
    (message,) = play.happens(e.RoundBegan(2, 3, 4, None, play.now, play.now))
    assert "told-break" not in texts(message)
    described = e.RoundDescribed(play.session.reason, ASYNC, play.session.plan, None)
    assert play.happens(described) == ()


def test_a_whole_session_stays_within_its_posts() -> None:
    play = Play(ASYNC).start(2, 3, 4, 5).go_to("next_steps")
    play.do(c.Pause(2, "lunch"))
    play.do(c.Resume(2))
    play.end()
    slots = [m.slot or str(n) for n, m in enumerate(posted(tuple(play.said)))]
    assert len(set(slots)) <= 9
