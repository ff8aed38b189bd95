"""Every move against its inverse: the same state again, with the time that was left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.stages import UNDO_FOR, left
from space_to_think.session.state import Move, Phase, QuestionKind, Session, Standing, Why
from space_to_think.session.undo import INVERSE
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, MONDAY, OTHER, PRESENTER, Refused, Walk

STAGES = ("offload", "facts", "exploration", "strengths", "reflection", "next_steps")


def yes(walk: Walk) -> None:
    walk.do(c.Answer(FACILITATOR, True))


def next_anyway(walk: Walk) -> None:
    walk.do(c.Next(FACILITATOR))
    if walk.session.questions:
        yes(walk)


def end(walk: Walk) -> None:
    walk.do(c.End(FACILITATOR))
    yes(walk)


Act = Callable[[Walk], object]
MOVES: list[tuple[Move, str, Act]] = [
    (Move.START, "gathering", lambda walk: walk.do(c.Start(FACILITATOR))),
    *((Move.NEXT, stage, next_anyway) for stage in STAGES[:-1]),
    *((Move.BACK, stage, lambda walk: walk.do(c.Back(FACILITATOR))) for stage in STAGES[1:]),
    *((Move.EXTEND, stage, lambda walk: walk.do(c.Extend(FACILITATOR, minutes=20))) for stage in STAGES),
    *((Move.PAUSE, stage, lambda walk: walk.do(c.Pause(FACILITATOR, "why"))) for stage in STAGES),
    (Move.RESUME, "paused", lambda walk: walk.do(c.Resume(FACILITATOR))),
    *((Move.END, stage, end) for stage in STAGES),
    (Move.END, "paused", end),
]
EVERY_MOVE = pytest.mark.parametrize(("move", "where", "act"), MOVES, ids=[f"{m}-{w}" for m, w, _ in MOVES])


def before(where: str, pace: str) -> Walk:
    """A session in which things have been said that a move could lose."""
    walk = Walk(pace, people=6)
    walk.to("gathering").do(c.Invite(PRESENTER, (7,)))
    walk.to(where)
    walk.apart = timedelta(0)
    if walk.session.phase is Phase.OPEN:
        speaker = walk.session.speakers()[0].number
        walk.do(c.Speak(speaker, "text"))
        walk.do(c.Done(speaker))
    if walk.session.phase is not Phase.GATHERING:
        walk.do(c.Away(6, walk.now + timedelta(days=3)))
        walk.do(c.Give(CONSULTANT, "parked", "text"))
    walk.now += timedelta(minutes=1)
    return walk


def comparable(session: Session) -> Session:
    """What undoing does not bring back: how many steps there were, and how many questions were asked."""
    return replace(session, version=0, last_move=None, last_step=MONDAY, asked=0)


def as_it_was(session: Session, now: datetime) -> Session:
    """The same, with what was left instead of a time of day."""
    stage = session.stage and replace(session.stage, due=None, left=left(session, now))
    names = dict.fromkeys(session.deadlines, MONDAY)
    return replace(comparable(session), stage=stage, deadlines=names)


@pytest.mark.parametrize("pace", ["guided", "async"])
@EVERY_MOVE
def test_undone_at_once_everything_is_as_it_was(move: Move, where: str, act: Act, pace: str) -> None:
    walk = before(where, pace)
    was = walk.session
    act(walk)
    assert walk.session.last_move is not None
    assert walk.session.last_move.move is move
    undone = walk.do(c.Undo(FACILITATOR))
    assert isinstance(undone[-1], e.MoveUndone)
    assert undone[-1].move is move
    # The moment of a new reminder and of a new date to start by is worked out anew; all else is the same.
    assert as_it_was(walk.session, walk.now) == as_it_was(with_contents_of(was, walk.session), walk.now)
    shifted = {"start", "nudge"}
    kept = {n: at for n, at in walk.session.deadlines.items() if n not in shifted}
    assert kept == {n: at for n, at in was.deadlines.items() if n not in shifted}


def with_contents_of(was: Session, now: Session) -> Session:
    """What was revealed stays revealed."""
    assert was.contributions.keys() == now.contributions.keys()
    return replace(was, contributions=now.contributions)


@pytest.mark.parametrize("pace", ["guided", "async"])
@EVERY_MOVE
def test_the_time_that_was_left_is_given_back(move: Move, where: str, act: Act, pace: str) -> None:
    walk = before(where, pace)
    was = left(walk.session, walk.now) if walk.session.stage else None
    act(walk)
    walk.now += timedelta(minutes=9)
    walk.do(c.Undo(FACILITATOR))
    assert was == (left(walk.session, walk.now) if walk.session.stage else None)
    if walk.session.phase is Phase.OPEN:
        assert walk.session.deadlines["stage"] > walk.now


@EVERY_MOVE
def test_after_ten_minutes_it_is_too_late(move: Move, where: str, act: Act) -> None:
    walk = before(where, "async")
    act(walk)
    walk.now += UNDO_FOR
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-late"


@EVERY_MOVE
def test_undoing_is_not_undone(move: Move, where: str, act: Act) -> None:
    walk = before(where, "guided")
    act(walk)
    walk.do(c.Undo(FACILITATOR))
    # In gathering nothing can be undone at all.
    assert walk.refused(c.Undo(FACILITATOR)) in ("refuse-undo-nothing", "refuse-not-now")


def test_every_move_has_an_inverse() -> None:
    assert set(INVERSE) == set(Move) == {move for move, _, _ in MOVES}


def test_only_the_last_move_is_undone() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Extend(FACILITATOR))
    walk.do(c.Undo(FACILITATOR))
    assert walk.stage == "exploration"
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-nothing"


# ---- what happened since is not lost


def test_what_was_said_since_stays() -> None:
    walk = Walk().to("offload")
    walk.do(c.Extend(FACILITATOR))
    walk.do(c.Speak(PRESENTER, "text"))
    walk.do(c.Done(PRESENTER))
    stage = walk.session.stage
    walk.do(c.Undo(FACILITATOR))
    assert walk.session.people[PRESENTER].said is not None
    assert walk.session.stage
    assert stage
    assert (walk.session.stage.spoken, walk.session.stage.rest_told) == (True, True)


def test_what_was_given_stays_given_and_what_was_revealed_stays_revealed() -> None:
    walk = Walk().to("strengths")
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Speak(OTHER, "an idea"))
    given = dict(walk.session.contributions)
    walk.do(c.Undo(FACILITATOR))
    assert walk.stage == "strengths"
    assert walk.session.contributions == given
    assert next(con for con in given.values() if con.kind == "strength").revealed
    assert "strength" in walk.session.people[CONSULTANT].answered


def test_who_is_told_nothing_more_is_told_nothing_more_after_undoing() -> None:
    walk = Walk("async").to("exploration")
    assert isinstance(walk.wait(timedelta(days=2))[-1], e.SpeakersNudged)
    walk.do(c.Next(FACILITATOR))
    undone = walk.do(c.Undo(FACILITATOR))[-1]
    assert isinstance(undone, e.MoveUndone)
    assert undone.nudge is None  # they were reminded once


def test_a_question_of_the_stage_that_is_left_is_dropped() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Next(FACILITATOR))  # no strength has been given: asks first
    walk.do(c.End(FACILITATOR))
    assert {q.kind for q in walk.session.questions.values()} == {QuestionKind.NEXT, QuestionKind.END}
    walk.do(c.Undo(FACILITATOR))
    assert walk.session.questions == {}
    assert walk.stage == "exploration"


def test_undoing_the_end_drops_the_question_about_another_round() -> None:
    walk = Walk().to("ended")
    walk.do(c.Again(CONSULTANT))
    walk.do(c.Undo(FACILITATOR))
    assert walk.session.questions == {}
    assert walk.session.phase is Phase.OPEN


def test_undoing_the_start_lets_in_whoever_waits() -> None:
    walk = Walk().to("offload")
    walk.do(c.Join(9, "south"))
    assert walk.session.people[9].standing is Standing.ASKING
    events = walk.do(c.Undo(FACILITATOR))
    assert events[-1] == e.Joined(9, "south", late=False)
    assert walk.session.questions == {}


# ---- by whom, and when not


def test_the_facilitator_of_now_undoes_the_move_of_the_one_before() -> None:
    walk = Walk().to("offload")
    walk.agree(c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-not-yours-to-do"
    walk.do(c.Undo(CONSULTANT))
    assert walk.session.phase is Phase.GATHERING


def test_that_a_stage_changed_by_itself_can_be_undone_too() -> None:
    walk = Walk(moves_on=True).to("exploration")
    walk.wait(timedelta(minutes=14))
    assert walk.stage == "strengths"
    walk.do(c.Undo(FACILITATOR))
    assert walk.stage == "exploration"
    assert left(walk.session, walk.now) == timedelta(0)
    # Its time was over, so the facilitator is asked anew; nobody is moved on before they had time to answer.
    assert [type(event) for event in walk.wait(timedelta(minutes=1))] == [e.StageDue]
    walk.do(c.Extend(FACILITATOR))
    assert walk.session.deadlines["stage"] == walk.now + timedelta(minutes=5)


@pytest.mark.parametrize("where", ["offload", "reflection"])
def test_a_pause_that_came_about_by_itself_is_not_undone(where: str) -> None:
    walk = Walk().to(where)
    walk.do(c.Leave(PRESENTER))
    assert walk.session.paused_why is Why.PRESENTER
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-nothing"


def test_a_pause_is_not_undone_while_the_presenter_is_gone() -> None:
    walk = Walk().to("paused")
    walk.do(c.Leave(PRESENTER))
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-resume-presenter"
    walk.do(c.Join(PRESENTER, None))
    walk.do(c.Undo(FACILITATOR))
    assert walk.session.phase is Phase.OPEN


def test_the_end_is_not_undone_while_the_place_is_gone() -> None:
    walk = Walk().to("ended")
    walk.do(c.MarkPlaceGone())
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-resume-place"


def test_nobody_goes_on_in_a_stage_of_the_presenter_before() -> None:
    walk = Walk(people=5).to("paused")
    walk.do(c.Leave(PRESENTER))
    walk.agree(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-nothing"


def test_that_the_first_stage_opens_anew_is_not_undone() -> None:
    walk = Walk(people=5).to("facts")
    walk.do(c.Leave(PRESENTER))
    walk.agree(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    assert walk.stage == "offload"
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-nothing"


def test_undone_to_a_pause_it_is_the_same_pause() -> None:
    walk = Walk(people=3).to("exploration")
    walk.do(c.Leave(CONSULTANT))
    assert walk.session.paused_why is Why.FEW
    for act in (lambda: walk.do(c.Resume(FACILITATOR)), lambda: end(walk)):
        act()
        walk.do(c.Undo(FACILITATOR))
        assert (walk.session.phase, walk.session.paused_why) == (Phase.PAUSED, Why.FEW)


def test_a_refused_undo_changes_nothing() -> None:
    walk = Walk().to("offload")
    walk.wait(timedelta(minutes=11))
    was = walk.session
    with pytest.raises(Refused):
        walk.do(c.Undo(FACILITATOR))
    assert walk.session is was
