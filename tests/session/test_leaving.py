"""Leaving, being away and being removed, for those who are neither facilitator nor presenter."""

from datetime import timedelta

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Concern, Phase, Standing, Why
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, OUTSIDER, PRESENTER, Walk


def test_a_consultant_who_leaves_leaves_the_rest_to_go_on() -> None:
    walk = Walk().to("exploration")
    assert walk.do(c.Leave(CONSULTANT)) == (e.PersonLeft(CONSULTANT),)
    assert walk.session.phase is Phase.OPEN


def test_fewer_than_three_pause_and_the_facilitator_chooses() -> None:
    def few() -> Walk:
        walk = Walk(people=3).to("exploration")
        walk.do(c.Leave(CONSULTANT))
        assert (walk.session.phase, walk.session.paused_why) == (Phase.PAUSED, Why.FEW)
        return walk

    on = few()
    on.do(c.Resume(FACILITATOR))  # go on as they are
    assert on.session.phase is Phase.OPEN
    invited = few()
    invited.do(c.Invite(FACILITATOR, (9,)))
    assert isinstance(invited.do(c.Join(9, None))[-1], e.Joined)
    ended = few()
    ended.agree(c.End(FACILITATOR))
    assert ended.session.phase is Phase.ENDED


def test_who_left_can_come_back_at_any_stage() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Leave(CONSULTANT))
    walk.to("reflection")
    assert walk.do(c.Join(CONSULTANT, "south")) == (e.Joined(CONSULTANT, "south", late=True),)


def test_who_left_before_it_had_begun_comes_anew() -> None:
    walk = Walk(people=5).to("gathering")
    walk.do(c.Leave(CONSULTANT))
    assert walk.session.people[CONSULTANT].standing is Standing.DECLINED
    walk.to("strengths")
    assert walk.refused(c.Join(CONSULTANT, None)) == "refuse-too-late"


def test_in_a_pause_people_may_leave() -> None:
    walk = Walk(people=4).to("paused")
    assert walk.do(c.Leave(CONSULTANT)) == (e.PersonLeft(CONSULTANT),)


def test_after_the_end_there_is_nothing_to_leave() -> None:
    assert Walk().to("ended").refused(c.Leave(CONSULTANT)) == "refuse-not-now"


# ---- away


def test_whoever_does_something_is_back() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Away(CONSULTANT, walk.now + timedelta(days=1)))
    assert walk.do(c.Speak(CONSULTANT, "text"))[0] == e.PersonBack(CONSULTANT)
    assert not walk.session.people[CONSULTANT].away
    assert walk.session.people[CONSULTANT].away_until is None
    assert "back:3" not in walk.session.deadlines


def test_a_refused_step_brings_nobody_back() -> None:
    walk = Walk().to("offload")
    walk.do(c.Away(CONSULTANT, None))
    walk.refused(c.Done(CONSULTANT))
    assert walk.session.people[CONSULTANT].away


def test_away_may_be_said_again_with_another_time_or_with_none() -> None:
    walk = Walk().to("exploration")
    for until in (walk.now + timedelta(days=1), walk.now + timedelta(days=2), None):
        assert walk.do(c.Away(CONSULTANT, until)) == (e.PersonAway(CONSULTANT, until),)
        assert walk.session.deadlines.get("back:3") == until


def test_a_time_that_is_over_is_none_to_be_away_until() -> None:
    walk = Walk().to("exploration")
    assert walk.refused(c.Away(CONSULTANT, walk.now)) == "refuse-away-past"


@pytest.mark.parametrize(
    "command",
    [
        c.Flag(CONSULTANT, Concern.CHILD),
        c.SuggestPause(CONSULTANT, False, None),
        c.ShowProcedures(CONSULTANT, Concern.DISAGREEMENT),
    ],
)
def test_that_somebody_comes_back_never_tells_who_had_a_concern(command: c.Command) -> None:
    walk = Walk().to("exploration")
    walk.do(c.Away(CONSULTANT, None))
    assert e.PersonBack(CONSULTANT) not in walk.do(command)
    assert walk.session.people[CONSULTANT].away


def test_who_left_is_not_away() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Away(CONSULTANT, walk.now + timedelta(days=1)))
    walk.do(c.Leave(CONSULTANT))
    assert not walk.session.people[CONSULTANT].away
    assert "back:3" not in walk.session.deadlines
    assert isinstance(walk.do(c.Flag(CONSULTANT, Concern.CHILD))[0], e.ConcernFlagged)


# ---- remove


def test_removing_asks_first() -> None:
    walk = Walk(people=5).to("exploration")
    (asked,) = walk.do(c.Remove(FACILITATOR, OTHER))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.voters == (FACILITATOR,)
    assert walk.refused(c.Remove(FACILITATOR, OTHER)) == "refuse-asked-already"
    assert walk.do(c.Answer(FACILITATOR, True))[-1] == e.PersonRemoved(OTHER, FACILITATOR)
    assert walk.refused(c.Speak(OTHER, "text")) == "refuse-not-in-session"


def test_nobody_removes_themselves_or_a_stranger() -> None:
    walk = Walk().to("exploration")
    assert walk.refused(c.Remove(FACILITATOR, FACILITATOR)) == "refuse-remove-self"
    assert walk.refused(c.Remove(FACILITATOR, OUTSIDER)) == "refuse-remove-whom"


def test_a_removed_presenter_pauses_it() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Remove(FACILITATOR, PRESENTER))
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.session.paused_why is Why.PRESENTER


def test_that_somebody_invited_is_removed_changes_nothing_for_the_others() -> None:
    walk = Walk(people=3).to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.to("exploration")
    walk.do(c.Leave(CONSULTANT))
    walk.do(c.Resume(FACILITATOR))  # two, as they are
    walk.do(c.Remove(FACILITATOR, 7))
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.session.people[7].standing is Standing.REMOVED
    assert walk.session.phase is Phase.OPEN


def test_somebody_who_waits_can_be_removed() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Join(9, None))
    walk.do(c.Remove(FACILITATOR, 9))
    walk.do(c.Answer(FACILITATOR, True, "q3"))
    assert walk.session.questions == {}
    assert walk.session.people[9].standing is Standing.REMOVED


def test_who_declines_is_not_removed_any_more() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.do(c.Remove(FACILITATOR, 7))
    walk.do(c.Decline(7))
    assert walk.session.questions == {}
    assert walk.refused(c.Remove(FACILITATOR, 7)) == "refuse-remove-whom"
