"""The facilitator's moves through the stages, and the time that stages take."""

from datetime import UTC, datetime, timedelta

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.stages import left, token
from space_to_think.session.state import Move, Phase, QuestionKind, Why
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, MONDAY, PRESENTER, Walk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STAGES = ("offload", "facts", "exploration", "strengths", "reflection", "next_steps")


# ---- along the table


def test_six_stages_one_after_the_other() -> None:
    walk = Walk().to("next_steps")
    opened = walk.all(e.StageOpened)
    assert tuple(event.stage for event in opened) == STAGES
    assert [event.number for event in opened] == [1, 2, 3, 4, 5, 6]
    assert [event.move for event in opened] == [Move.START] + 5 * [Move.NEXT]


def test_back_opens_the_stage_before_and_from_the_first_there_is_none() -> None:
    walk = Walk().to("exploration")
    for stage in ("facts", "offload"):
        events = walk.do(c.Back(FACILITATOR))
        assert isinstance(events[-1], e.StageOpened)
        assert (events[-1].stage, events[-1].move) == (stage, Move.BACK)
    assert walk.refused(c.Back(FACILITATOR)) == "refuse-back-first"


def test_next_from_the_last_stage_is_the_end_and_asks_first() -> None:
    walk = Walk().to("next_steps")
    (asked,) = walk.do(c.Next(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.kind is QuestionKind.END
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.session.phase is Phase.ENDED


@pytest.mark.parametrize("command", [c.Next, c.Back, c.Extend, c.End])
def test_a_button_of_an_earlier_stage_does_nothing(command: type[c.Next | c.Back | c.Extend | c.End]) -> None:
    walk = Walk().to("facts")
    old = token(walk.session)
    walk.to("exploration")
    assert old == "1.2"
    assert walk.refused(command(FACILITATOR, seen=old)) == "refuse-stale"
    assert walk.do(command(FACILITATOR, seen="1.3"))


def test_no_stage_no_button() -> None:
    assert token(Walk().to("gathering").session) is None


# ---- the end


@pytest.mark.parametrize("where", [*STAGES, "paused"])
def test_the_end_asks_first(where: str) -> None:
    walk = Walk().to(where)
    walk.do(c.End(FACILITATOR))
    assert walk.refused(c.End(FACILITATOR)) == "refuse-end-asked"
    events = walk.do(c.Answer(FACILITATOR, True))
    assert isinstance(events[-1], e.Ended)
    assert walk.session.questions == {}


def test_a_no_goes_on() -> None:
    walk = Walk().to("exploration")
    walk.do(c.End(FACILITATOR))
    walk.do(c.Answer(FACILITATOR, False))
    assert (walk.session.phase, walk.session.questions) == (Phase.OPEN, {})


# ---- pace


@pytest.mark.parametrize(
    ("pace", "minutes"),
    [("guided", (5, 3, 10, 2, 10, 5)), ("full", (10, 6, 20, 4, 10, 10)), ("70m", (10, 6, 20, 4, 20, 10))],
)
def test_live_a_stage_is_due_after_its_minutes(pace: str, minutes: tuple[int, ...]) -> None:
    walk = Walk(pace, apart=timedelta(0))
    for stage, time in zip(STAGES, minutes, strict=True):
        walk.to(stage)
        assert walk.session.stage
        assert walk.session.stage.due == walk.now + time * MINUTE


def test_over_days_a_stage_is_due_at_the_end_of_a_working_day_of_the_host() -> None:
    # Friday afternoon before the early May bank holiday; on Sunday the host's clocks are at summer time already.
    walk = Walk("async", start=datetime(2026, 5, 1, 14, 0, tzinfo=UTC), calendar=Calendar(hours="Mon-Fri 08:00-16:00"))
    walk.to("offload")
    assert walk.session.stage
    assert walk.session.stage.due == datetime(2026, 5, 5, 15, 0, tzinfo=UTC)


# ---- more time


def test_bare_extend_gives_half_of_the_minimum() -> None:
    walk = Walk().to("exploration")
    due = walk.session.deadlines["stage"]
    (event,) = walk.do(c.Extend(FACILITATOR))
    assert isinstance(event, e.Extended)
    assert (event.by, event.due) == (5 * MINUTE, due + 5 * MINUTE)


def test_when_the_time_is_over_it_is_given_from_now() -> None:
    walk = Walk().to("exploration")
    walk.wait(12 * MINUTE)
    walk.do(c.Extend(FACILITATOR, minutes=7))
    assert walk.session.deadlines == {"stage": walk.now + 7 * MINUTE}


def test_over_days_a_day_more_ends_with_a_working_day() -> None:
    walk = Walk("async").to("offload")
    walk.do(c.Extend(FACILITATOR, days=1))
    assert walk.session.deadlines["stage"] == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
    walk.do(c.Extend(FACILITATOR, minutes=30))
    assert walk.session.deadlines["stage"] == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    walk.do(c.Extend(FACILITATOR))
    assert walk.session.deadlines["stage"] == datetime(2026, 11, 26, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pace", "command", "text"),
    [
        ("guided", c.Extend(FACILITATOR, days=1), "refuse-extend-days"),
        ("async", c.Extend(FACILITATOR, days=0), "refuse-extend-days"),
        ("async", c.Extend(FACILITATOR, days=21), "refuse-extend-days"),
        ("guided", c.Extend(FACILITATOR, minutes=0), "refuse-extend-minutes"),
        ("guided", c.Extend(FACILITATOR, minutes=241), "refuse-extend-minutes"),
    ],
)
def test_there_is_a_limit_to_more_time(pace: str, command: c.Extend, text: str) -> None:
    assert Walk(pace).to("exploration").refused(command) == text


# ---- pause and resume


@pytest.mark.parametrize("pace", ["guided", "async"])
def test_paused_time_does_not_count(pace: str) -> None:
    walk = Walk(pace).to("exploration")
    walk.apart = timedelta(0)
    walk.now += 4 * MINUTE
    was = left(walk.session, walk.now)
    walk.do(c.Pause(FACILITATOR))
    assert set(walk.session.deadlines) == set()
    walk.now += 3 * DAY
    assert left(walk.session, walk.now) == was
    walk.do(c.Resume(FACILITATOR))
    assert left(walk.session, walk.now) == was
    assert walk.session.paused_why is None


def test_why_it_pauses_may_be_said_and_is_content() -> None:
    walk = Walk().to("offload")
    (event,) = walk.do(c.Pause(FACILITATOR, "We need a minute."))
    assert isinstance(event, e.Paused)
    (content,) = walk.contents
    assert (event.why, event.reason) == (Why.ASKED, content.id)
    assert (content.kind, content.text, content.stage) == ("reason", "We need a minute.", "offload")


def test_whether_to_move_on_is_no_question_in_a_pause() -> None:
    walk = Walk().to("strengths")
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Pause(FACILITATOR))
    assert walk.session.questions == {}
    assert walk.refused(c.Answer(FACILITATOR, True)) == "refuse-no-question"


def test_a_pause_out_of_time_is_gone_on_with_by_being_asked_again() -> None:
    walk = Walk(moves_on=True).to("offload")
    while not isinstance(walk.tick()[-1], e.Paused):
        pass
    walk.do(c.Resume(FACILITATOR))
    assert [type(event) for event in walk.wait(MINUTE)] == [e.StageDue]
    walk.do(c.Extend(FACILITATOR))
    assert walk.session.phase is Phase.OPEN


def test_the_session_itself_says_when_it_began_and_ended() -> None:
    walk = Walk(apart=timedelta(0)).to("ended")
    assert walk.session.requested == MONDAY
    assert walk.session.ended == walk.now
    assert walk.session.live
    assert not Walk("async").to("requested").session.live


def test_without_a_stage_nobody_has_a_turn() -> None:
    walk = Walk().to("gathering")
    assert walk.session.speakers() == ()
    assert [p.number for p in walk.session.taking_part()] == [1, 2, 3, 4]
    assert walk.session.role(CONSULTANT) is not walk.session.role(PRESENTER)
