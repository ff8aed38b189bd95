"""The walk through a session that other tests begin with."""

from datetime import timedelta

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.evolve import fold
from space_to_think.session.state import Concern, Phase
from space_to_think.testing.sessions import (
    CONSULTANT,
    FACILITATOR,
    KINDS,
    MONDAY,
    PRESENTER,
    UNNAMED,
    Refused,
    Walk,
)

STAGES = ("offload", "facts", "exploration", "strengths", "reflection", "next_steps")


@pytest.mark.parametrize("pace", ["guided", "full", "45m", "async", "5d"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_session_at_any_stage_in_one_line(stage: str, pace: str) -> None:
    walk = Walk(pace).to(stage)
    assert (walk.stage, walk.session.phase) == (stage, Phase.OPEN)
    assert fold(walk.records) == walk.session


@pytest.mark.parametrize(
    ("where", "phase"),
    [
        ("requested", Phase.GATHERING),
        ("gathering", Phase.GATHERING),
        ("paused", Phase.PAUSED),
        ("ended", Phase.ENDED),
    ],
)
def test_and_before_between_and_after(where: str, phase: Phase) -> None:
    assert Walk().to(where).session.phase is phase


def test_it_walks_on_from_where_it_is() -> None:
    walk = Walk(people=5).to("requested").to("gathering").to("gathering").to("facts").to("reflection")
    walk.to("paused").to("ended")
    assert [event.stage for event in walk.all(e.StageOpened)] == list(STAGES[:5])


def test_to_the_gathering_others_may_have_come_before() -> None:
    walk = Walk().to("requested")
    walk.do(c.MarkPlaceReady(7))
    for number in (2, 3, 4):
        walk.do(c.Join(number, None))
    walk.to("gathering")
    assert walk.all(e.Invited) == []
    assert walk.session.facilitator == FACILITATOR


def test_before_anything_has_happened_there_is_no_session() -> None:
    with pytest.raises(AssertionError, match="nothing has been requested yet"):
        _ = Walk().session


def test_no_such_stage_no_such_pace() -> None:
    with pytest.raises(KeyError):
        Walk().to("nowhere")
    with pytest.raises(AssertionError, match="fast is no pace"):
        Walk("fast")


def test_what_is_refused_says_so_and_what_is_not_too() -> None:
    walk = Walk().to("offload")
    with pytest.raises(Refused, match="Next was refused: refuse-not-yours-to-do") as refused:
        walk.do(c.Next(CONSULTANT))
    assert refused.value.refusal.text.facts["who"] == "facilitator"
    assert walk.refused(c.Next(CONSULTANT)) == "refuse-not-yours-to-do"
    with pytest.raises(AssertionError, match="Flag was not refused"):
        walk.refused(c.Flag(CONSULTANT, Concern.CHILD))


def test_time_passes_a_little_with_each_command() -> None:
    walk = Walk(apart=timedelta(minutes=1)).to("requested")
    assert walk.now == MONDAY + timedelta(minutes=1)
    assert Walk(apart=timedelta(0)).to("gathering").now == MONDAY


def test_a_tick_waits_for_the_next_deadline() -> None:
    walk = Walk().to("offload")
    due = walk.session.deadlines["stage"]
    (event,) = walk.tick()
    assert isinstance(event, e.StageDue)
    assert event.late == timedelta(0)
    assert walk.now == due


def test_a_deadline_that_has_passed_is_late() -> None:
    walk = Walk(apart=timedelta(0)).to("offload")
    walk.now = walk.session.deadlines["stage"] + timedelta(minutes=4)
    (event,) = walk.tick()
    assert isinstance(event, e.StageDue)
    assert event.late == timedelta(minutes=4)


def test_where_nothing_is_waited_for_there_is_no_tick() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Cancel(FACILITATOR))
    with pytest.raises(AssertionError, match="nothing is waited for"):
        walk.tick()
    assert walk.wait(timedelta(days=1)) == []


def test_waiting_takes_every_deadline_as_it_comes() -> None:
    walk = Walk().to("offload")
    assert [type(event) for event in walk.wait(timedelta(hours=1))] == [
        e.StageDue,
        e.FacilitatorReminded,
        e.SuccessorWanted,
    ]
    assert walk.now == MONDAY + timedelta(hours=1, seconds=10)


def test_what_people_said_is_kept_beside_it() -> None:
    walk = Walk().to("next_steps")
    walk.do(c.Give(PRESENTER, "summary", "What I take away."))
    assert walk.contents[-1].text == "What I take away."


def test_kinds_are_those_of_the_plugins_that_come_with_it() -> None:
    assert set(KINDS) == set(UNNAMED) == {"strength", "idea", "note", "parked", "summary", "action"}
    assert [kind.name for kind in UNNAMED.values() if kind.anonymous] == ["strength"]
