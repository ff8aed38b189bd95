"""Requesting and gathering: who comes in how, and when it can start."""

from datetime import timedelta

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.model import Role
from space_to_think.practice.pace import plan
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.context import Context
from space_to_think.session.decide import decide, route
from space_to_think.session.state import Outcome, Phase, QuestionKind, Reason, Standing, Why
from space_to_think.testing.sessions import (
    CONSULTANT,
    FACILITATOR,
    KINDS,
    MONDAY,
    OTHER,
    PRESENTER,
    Walk,
)


def requested(walk: Walk, title: str | None = None) -> e.Requested:
    walk.do(c.Request(7, "STT-7K2M3", Reason.NEEDS, walk.pace, walk.charter, "south", title, readers=12))
    event = walk.events[0]
    assert isinstance(event, e.Requested)
    return event


# ---- requesting


def test_the_requester_presents_unless_another_is_agreed() -> None:
    walk = Walk()
    requested(walk)
    assert walk.events[1] == e.RoleTaken(Role.PRESENTER, 7)
    assert (walk.session.requester, walk.session.presenter, walk.session.facilitator) == (7, 7, None)
    assert walk.session.people[7].agency == "south"


def test_a_session_has_a_reason_a_reference_a_plan_and_who_can_read_there() -> None:
    walk = Walk("45m")
    event = requested(walk)
    assert (event.reason, event.reference, event.readers) == (Reason.NEEDS, "STT-7K2M3", 12)
    assert event.plan == plan(walk.charter.practice, walk.pace, Calendar())
    assert walk.session.plan == event.plan


def test_a_title_is_content_and_no_fact() -> None:
    walk = Walk()
    event = requested(walk, "A long week")
    (content,) = walk.contents
    assert (content.id, content.kind, content.by, content.text) == (event.title, "title", 7, "A long week")
    assert walk.session.title == event.title
    assert requested(Walk()).title is None


@pytest.mark.parametrize("reason", Reason)
def test_each_of_the_seven_reasons(reason: Reason) -> None:
    walk = Walk()
    walk.do(c.Request(1, "STT-1", reason, walk.pace, walk.charter, None))
    assert walk.session.reason is reason


def test_a_session_is_requested_once_and_first() -> None:
    walk = Walk().to("requested")
    request = c.Request(1, "STT-1", Reason.NEEDS, walk.pace, walk.charter, None)
    context = Context(MONDAY, "c99", KINDS)
    for door in (decide, route):
        with pytest.raises(AssertionError, match="a session is requested once"):
            door(walk.session, request, context)
    with pytest.raises(AssertionError):
        decide(None, c.Tick(), context)


# ---- the place


def test_the_place_may_say_again_that_it_is_ready() -> None:
    walk = Walk().to("requested")
    assert walk.do(c.MarkPlaceReady(5)) == (e.PlaceReady(5),)
    assert walk.do(c.MarkPlaceReady(5)) == ()
    assert walk.do(c.MarkPlaceReady(None)) == ()
    assert walk.do(c.MarkPlaceReady(6)) == (e.PlaceReady(6),)
    assert walk.session.readers == 6


def test_a_place_that_does_not_say_who_can_read_leaves_what_was_known() -> None:
    walk = Walk()
    requested(walk)
    walk.do(c.MarkPlaceReady(None))
    assert (walk.session.place_ready, walk.session.readers) == (True, 12)


def test_when_the_place_goes_it_pauses_and_nothing_goes_on_by_itself() -> None:
    walk = Walk().to("exploration")
    assert [type(event) for event in walk.do(c.MarkPlaceGone())] == [e.PlaceGone, e.Paused]
    assert walk.session.paused_why is Why.PLACE
    assert walk.do(c.MarkPlaceGone()) == ()
    assert walk.refused(c.Resume(FACILITATOR)) == "refuse-resume-place"
    walk.do(c.MarkPlaceReady(5))
    assert walk.session.phase is Phase.PAUSED
    assert isinstance(walk.do(c.Resume(FACILITATOR))[-1], e.Resumed)


def test_when_the_place_goes_before_it_has_begun_it_cannot_start() -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.MarkPlaceGone()) == (e.PlaceGone(),)
    assert walk.refused(c.Start(FACILITATOR)) == "refuse-start-place"


# ---- invite, join, decline


def test_those_who_are_here_or_invited_are_not_invited_again() -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.Invite(CONSULTANT, (7, 8, 7, 1)))[0] == e.Invited(7, CONSULTANT, walk.now + timedelta(minutes=3))
    assert [event.person for event in walk.all(e.Invited)[-2:]] == [7, 8]
    assert walk.refused(c.Invite(CONSULTANT, (7, 1))) == "refuse-invited-already"
    assert walk.refused(c.Invite(CONSULTANT, ())) == "refuse-invite-whom"


def test_who_declined_can_be_invited_again_or_come_after_all() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    assert walk.do(c.Decline(7)) == (e.Declined(7),)
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.do(c.Decline(7))
    assert walk.do(c.Join(7, "south")) == (e.Joined(7, "south", late=False),)


def test_anybody_who_is_there_can_join_while_it_gathers() -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.Join(9, None)) == (e.Joined(9, None, late=False),)
    assert walk.refused(c.Join(9, None)) == "refuse-joined-already"


def test_the_agency_can_be_named_later() -> None:
    walk = Walk().to("gathering")
    walk.do(c.NameAgency(CONSULTANT, "west"))
    assert walk.session.people[CONSULTANT].agency == "west"


# ---- start


def test_it_needs_three_people() -> None:
    walk = Walk(people=2).to("gathering")
    assert walk.refused(c.Start(FACILITATOR)) == "refuse-start-few"
    walk.do(c.Join(3, None))
    walk.do(c.Start(FACILITATOR))
    assert walk.stage == "offload"


def test_it_needs_a_presenter() -> None:
    walk = Walk(people=5).to("gathering")
    walk.do(c.Leave(PRESENTER))
    assert walk.refused(c.Start(FACILITATOR)) == "refuse-start-presenter"


def test_only_its_facilitator_starts_it() -> None:
    assert Walk().to("gathering").refused(c.Start(PRESENTER)) == "refuse-not-yours-to-do"


def test_the_rest_are_not_waited_for_and_may_agree_later_without_being_asked_about() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.to("exploration")
    assert walk.do(c.Join(7, "south")) == (e.Joined(7, "south", late=True),)


def test_as_it_starts_open_proposals_and_removals_are_dropped() -> None:
    walk = Walk(people=5).to("gathering")
    walk.do(c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
    walk.do(c.Propose(OTHER, Role.PRESENTER, OTHER))
    walk.do(c.Remove(PRESENTER, OTHER))
    walk.do(c.Start(FACILITATOR))
    assert walk.session.questions == {}


# ---- late


def test_a_late_joiner_needs_the_facilitators_yes() -> None:
    walk = Walk().to("exploration")
    asked, question = walk.do(c.Join(9, "south"))
    assert asked == e.AskedToJoin(9, "south")
    assert isinstance(question, e.QuestionAsked)
    assert (question.kind, question.about, question.voters) == (QuestionKind.LATE, 9, (FACILITATOR,))
    assert walk.refused(c.Join(9, "south")) == "refuse-asked-already"
    assert walk.refused(c.Answer(CONSULTANT, True)) == "refuse-no-question"
    assert walk.do(c.Answer(FACILITATOR, True))[-1] == e.Joined(9, "south", late=True)


def test_an_invitation_by_the_facilitator_is_their_yes() -> None:
    walk = Walk().to("facts")
    assert walk.refused(c.Invite(CONSULTANT, (9,))) == "refuse-not-yours-to-do"
    walk.do(c.Invite(FACILITATOR, (9,)))
    assert walk.do(c.Join(9, None)) == (e.Joined(9, None, late=True),)


def test_who_is_not_let_in_may_ask_once_more() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Join(9, None))
    walk.do(c.Answer(FACILITATOR, False))
    assert walk.session.people[9].standing is Standing.DECLINED
    assert isinstance(walk.do(c.Join(9, None))[0], e.AskedToJoin)


@pytest.mark.parametrize("stage", ["strengths", "reflection", "next_steps"])
def test_nobody_joins_from_strengths_on(stage: str) -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.to(stage)
    for number in (7, 9):
        assert walk.refused(c.Join(number, None)) == "refuse-too-late"
    assert walk.refused(c.Invite(FACILITATOR, (9,))) == "refuse-too-late"


def test_who_waits_as_strengths_opens_is_turned_away_kindly() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Join(9, None))
    events = walk.do(c.Next(FACILITATOR))
    assert e.QuestionClosed("q2", Outcome.LAPSED) in events
    assert walk.session.people[9].standing is Standing.DECLINED
    assert walk.refused(c.Answer(FACILITATOR, True)) == "refuse-no-question"


def test_who_waits_as_it_ends_is_turned_away_too() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Join(9, None))
    walk.to("ended")
    assert walk.session.people[9].standing is Standing.DECLINED


def test_who_waits_still_waits_in_the_next_stage_where_people_may_join() -> None:
    walk = Walk().to("offload")
    walk.do(c.Join(9, None))
    walk.to("exploration")
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.session.people[9].standing is Standing.AGREED


def test_while_nobody_facilitates_nobody_can_be_let_in() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Leave(FACILITATOR))
    walk.do(c.Leave(FACILITATOR))
    assert walk.refused(c.Join(9, None)) == "refuse-join-no-facilitator"


def test_who_waits_may_think_again() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Join(9, None))
    assert walk.do(c.Decline(9)) == (e.QuestionClosed("q2", Outcome.DROPPED), e.Declined(9))


def test_who_was_removed_comes_back_only_when_invited() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Remove(FACILITATOR, OTHER))
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.refused(c.Join(OTHER, None)) == "refuse-join-removed"
    walk.do(c.Invite(FACILITATOR, (OTHER,)))
    assert isinstance(walk.do(c.Join(OTHER, None))[-1], e.Joined)


# ---- calling it off


@pytest.mark.parametrize("by", [PRESENTER, FACILITATOR])
def test_called_off_it_is_erased_at_once(by: int) -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.Cancel(by)) == (e.Cancelled(Why.ASKED), e.Erased("cancelled"))
    assert walk.session.erased


def test_a_consultant_cannot_call_it_off() -> None:
    assert Walk().to("gathering").refused(c.Cancel(CONSULTANT)) == "refuse-not-yours-to-do"


def test_under_way_it_is_ended_and_not_called_off() -> None:
    assert Walk().to("offload").refused(c.Cancel(FACILITATOR)) == "refuse-not-now"


def test_when_the_last_person_goes_it_is_called_off() -> None:
    walk = Walk().to("requested")
    assert walk.do(c.Leave(PRESENTER))[-2:] == (e.Cancelled(Why.ASKED), e.Erased("cancelled"))
