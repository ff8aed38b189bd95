"""Who facilitates and who presents: taken by most of the others' yes, never seized, and found anew when lost."""

from datetime import timedelta

import pytest

from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Outcome, Phase, QuestionKind, Session, Standing, Why
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Walk

FACILITATE, PRESENT = Role.FACILITATOR, Role.PRESENTER


def propose(by: int, role: Role, person: int | None = None) -> c.Propose:
    return c.Propose(by, role, by if person is None else person)


def alone_with(*people: int) -> Walk:
    """A session that has been requested, and who else has joined."""
    walk = Walk().to("requested")
    for number in people:
        walk.do(c.Join(number, None))
    return walk


def questions(session: Session, kind: QuestionKind) -> list[int | None]:
    return [q.about for q in session.questions.values() if q.kind is kind]


# ---- while it gathers


def test_whoever_says_so_facilitates_once_most_of_the_others_agree() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(propose(2, FACILITATE))
    assert walk.session.facilitator is None
    walk.do(c.Answer(1, True))
    events = walk.do(c.Answer(3, True))
    assert events[1:] == (e.QuestionClosed("q1", Outcome.AGREED), e.RoleTaken(FACILITATE, 2))


def test_joining_and_offering_to_facilitate_are_one_step() -> None:
    walk = alone_with(2, 3)
    joined, asked = walk.do(c.Join(4, "north", facilitates=True))
    assert (joined, walk.session.taking_part()[-1].number) == (e.Joined(4, "north", late=False), 4)
    assert isinstance(asked, e.QuestionAsked)
    assert (asked.about, asked.voters) == (4, (1, 2, 3))
    walk.do(c.Answer(1, True))
    walk.do(c.Answer(2, True))
    assert walk.session.facilitator == 4
    assert walk.do(c.Join(5, None, facilitates=True)) == (e.Joined(5, None, late=False),)  # somebody does by now
    assert walk.refused(c.Join(5, None, facilitates=True)) == "refuse-joined-already"


def test_an_offer_to_facilitate_is_heard_only_before_it_begins() -> None:
    walk = Walk().to("offload")
    assert [type(event) for event in walk.do(c.Join(7, None, facilitates=True))] == [e.AskedToJoin, e.QuestionAsked]


def test_whoever_is_proposed_must_be_willing() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(propose(1, FACILITATE, 2))
    walk.do(c.Answer(3, True))
    walk.do(c.Answer(4, True))
    assert walk.session.facilitator is None
    walk.do(c.Answer(2, True))
    assert walk.session.facilitator == 2


def test_proposing_what_is_proposed_is_agreeing() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(propose(1, FACILITATE, 2))
    walk.do(propose(2, FACILITATE))
    assert walk.do(propose(3, FACILITATE, 2))[-1] == e.RoleTaken(FACILITATE, 2)
    walk = alone_with(2, 3, 4)
    walk.do(propose(2, FACILITATE))
    assert walk.refused(propose(2, FACILITATE)) == "refuse-asked-already"


def test_two_may_offer_and_the_first_with_enough_is_it() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(propose(2, FACILITATE))
    walk.do(propose(3, FACILITATE))
    walk.do(c.Answer(1, True, "q2"))
    events = walk.do(c.Answer(4, True, "q2"))
    assert events[-1] == e.QuestionClosed("q1", Outcome.DROPPED)
    assert walk.session.facilitator == 3


def test_the_requester_who_facilitates_gives_up_presenting() -> None:
    walk = alone_with(2, 3)
    walk.agree(propose(1, FACILITATE))
    assert (walk.session.facilitator, walk.session.presenter) == (1, None)
    assert walk.refused(c.Start(1)) == "refuse-start-presenter"
    walk.agree(propose(2, PRESENT))
    walk.do(c.MarkPlaceReady(3))
    walk.do(c.Start(1))
    assert (walk.session.facilitator, walk.session.presenter) == (1, 2)


def test_who_is_alone_takes_a_role_without_asking() -> None:
    walk = alone_with()
    assert walk.do(propose(1, FACILITATE)) == (e.RoleGivenUp(PRESENT, 1), e.RoleTaken(FACILITATE, 1))


def test_a_facilitator_who_presents_leaves_a_gap_and_the_requester_is_asked() -> None:
    walk = Walk().to("gathering")
    walk.agree(propose(FACILITATOR, PRESENT))
    assert (walk.session.facilitator, walk.session.presenter) == (None, FACILITATOR)
    assert walk.events[-1] == e.FacilitatorMissing()


def test_so_does_a_facilitator_who_goes_before_it_has_begun() -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.Leave(FACILITATOR)) == (
        e.RoleGivenUp(FACILITATE, FACILITATOR),
        e.PersonLeft(FACILITATOR),
        e.FacilitatorMissing(),
    )


def test_another_presenter_takes_the_place_of_the_first() -> None:
    walk = Walk().to("gathering")
    walk.agree(propose(CONSULTANT, PRESENT))
    assert walk.session.role(PRESENTER) is Role.CONSULTANT
    assert walk.session.facilitator == FACILITATOR


def test_who_has_just_got_a_role_is_not_asked_about_the_other_any_more() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(propose(3, FACILITATE, 2))
    walk.agree(propose(2, PRESENT))
    assert walk.session.questions == {}
    assert walk.session.presenter == 2


def test_the_role_one_has_is_not_proposed_again() -> None:
    walk = Walk().to("gathering")
    assert walk.refused(propose(CONSULTANT, FACILITATE, FACILITATOR)) == "refuse-role-already"
    assert walk.refused(propose(CONSULTANT, PRESENT, 9)) == "refuse-not-joined"


def test_who_is_away_is_not_asked() -> None:
    walk = alone_with(2, 3, 4)
    walk.do(c.Away(4, None))
    walk.do(propose(2, FACILITATE))
    assert walk.session.questions["q1"].voters == {1, 3}


def test_while_all_others_are_away_nobody_seizes_a_role() -> None:
    walk = Walk(people=3).to("exploration")
    for number in (PRESENTER, FACILITATOR):
        walk.do(c.Away(number, None))
    walk.do(propose(CONSULTANT, FACILITATE))
    assert walk.session.facilitator == FACILITATOR
    assert walk.session.questions["q2"].voters == {PRESENTER, FACILITATOR}


# ---- under way


def test_the_group_may_agree_on_another_facilitator_at_any_time() -> None:
    walk = Walk(people=5).to("exploration")
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.facilitator == CONSULTANT
    assert walk.session.people[FACILITATOR].standing is Standing.AGREED
    assert walk.session.phase is Phase.OPEN


def test_the_presenter_does_not_facilitate_and_the_facilitator_does_not_present() -> None:
    walk = Walk().to("exploration")
    assert walk.refused(propose(PRESENTER, FACILITATE)) == "refuse-both-roles"
    walk.do(c.Leave(PRESENTER))
    assert walk.refused(propose(FACILITATOR, PRESENT)) == "refuse-both-roles"


def test_what_waited_for_the_facilitator_before_waits_for_the_new_one() -> None:
    walk = Walk(people=6).to("exploration")
    walk.do(c.Join(9, None))
    walk.do(c.End(FACILITATOR))
    walk.do(c.Remove(FACILITATOR, OTHER))
    walk.agree(propose(CONSULTANT, FACILITATE))
    (late,) = walk.session.questions.values()
    assert (late.kind, late.about, late.voters) == (QuestionKind.LATE, 9, frozenset({CONSULTANT}))
    assert walk.refused(c.Answer(FACILITATOR, True)) == "refuse-no-question"
    walk.do(c.Answer(CONSULTANT, True))
    assert walk.session.people[9].standing is Standing.AGREED


# ---- the facilitator goes


def test_a_facilitator_who_leaves_is_asked_to_wait_for_a_successor() -> None:
    walk = Walk(people=5).to("exploration")
    assert walk.do(c.Leave(FACILITATOR)) == (e.SuccessorWanted(Why.FACILITATOR),)
    assert (walk.session.leaving, walk.session.facilitator) == (True, FACILITATOR)
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.facilitator == CONSULTANT
    assert walk.session.people[FACILITATOR].standing is Standing.LEFT
    assert (walk.session.leaving, walk.session.phase) == (False, Phase.OPEN)


def test_when_that_leaves_too_few_it_pauses() -> None:
    walk = Walk(people=3).to("exploration")
    walk.do(c.Leave(FACILITATOR))
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert (walk.session.phase, walk.session.paused_why) == (Phase.PAUSED, Why.FEW)


def test_questions_about_a_leaver_go_with_them() -> None:
    walk = Walk(people=6).to("exploration")
    walk.do(c.Leave(FACILITATOR))
    walk.do(propose(OTHER, FACILITATE))
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.questions == {}


def test_a_facilitator_who_says_it_twice_goes_and_it_pauses() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Join(9, None))
    walk.do(c.End(FACILITATOR))
    walk.do(c.Leave(FACILITATOR))
    events = walk.do(c.Leave(FACILITATOR))
    assert [type(event) for event in events[-4:]] == [e.RoleGivenUp, e.PersonLeft, e.Paused, e.SuccessorWanted]
    assert (walk.session.facilitator, walk.session.paused_why) == (None, Why.FACILITATOR)
    assert walk.session.questions == {}
    # In this pause nobody can go on, so somebody can be proposed, and hears then who waits to come in.
    assert walk.refused(c.Resume(CONSULTANT)) == "refuse-not-yours-to-do"
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.phase is Phase.PAUSED
    assert questions(walk.session, QuestionKind.LATE) == [9]
    walk.do(c.Resume(CONSULTANT))


def test_a_facilitator_who_goes_in_a_pause_is_looked_for_too() -> None:
    walk = Walk().to("paused")
    walk.do(c.Leave(FACILITATOR))
    assert walk.do(c.Leave(FACILITATOR))[-1] == e.SuccessorWanted(Why.FACILITATOR)
    assert walk.session.paused_why is Why.ASKED


def test_a_facilitator_who_comes_back_is_a_consultant_until_agreed_again() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Leave(FACILITATOR))
    walk.do(c.Leave(FACILITATOR))
    walk.do(c.Join(FACILITATOR, "south"))
    assert walk.session.role(FACILITATOR) is Role.CONSULTANT
    walk.agree(propose(FACILITATOR, FACILITATE))
    walk.do(c.Resume(FACILITATOR))
    assert walk.session.facilitator == FACILITATOR


def test_an_away_facilitator_is_stood_in_for_and_asked_about_once() -> None:
    walk = Walk(people=5).to("exploration")
    back = walk.now + timedelta(hours=2)
    assert walk.do(c.Away(FACILITATOR, None)) == (e.PersonAway(FACILITATOR, None), e.SuccessorWanted(Why.AWAY))
    assert walk.do(c.Away(FACILITATOR, back)) == (e.PersonAway(FACILITATOR, back),)
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert (walk.session.facilitator, walk.session.phase) == (CONSULTANT, Phase.OPEN)
    assert walk.session.people[FACILITATOR].standing is Standing.AGREED  # away, and not gone


def test_an_away_facilitator_who_does_something_is_back_and_still_the_facilitator() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Away(FACILITATOR, None))
    assert walk.do(c.Extend(FACILITATOR))[0] == e.PersonBack(FACILITATOR)
    assert walk.session.facilitator == FACILITATOR


def test_while_it_gathers_nobody_stands_in_for_a_facilitator() -> None:
    walk = Walk().to("gathering")
    assert walk.do(c.Away(FACILITATOR, None)) == (e.PersonAway(FACILITATOR, None),)


def test_a_silent_facilitator_is_succeeded_only_by_agreement() -> None:
    walk = Walk(people=5).to("exploration")
    while walk.tick()[-1] != e.SuccessorWanted(Why.SILENT):
        pass
    assert walk.session.facilitator == FACILITATOR
    assert not walk.session.leaving
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.facilitator == CONSULTANT


def test_a_silent_facilitator_is_not_waited_for_when_another_is_asked_about() -> None:
    walk = Walk(people=5).to("exploration")
    while walk.tick()[-1] != e.SuccessorWanted(Why.SILENT):
        pass
    walk.do(propose(CONSULTANT, FACILITATE))
    asked = walk.all(e.QuestionAsked)[-1]
    assert FACILITATOR not in asked.voters
    assert asked.needed == 2


def test_the_requester_can_have_a_facilitator_removed_before_it_has_begun() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Remove(PRESENTER, FACILITATOR))
    walk.do(c.Answer(PRESENTER, True))
    assert walk.session.facilitator is None
    assert walk.events[-1] == e.FacilitatorMissing()


def test_a_question_to_nobody_but_a_leaver_goes_with_them() -> None:
    walk = Walk(people=5).to("gathering")
    walk.do(c.Remove(PRESENTER, OTHER))
    walk.do(c.Leave(PRESENTER))
    assert walk.session.questions == {}


# ---- the presenter goes


@pytest.mark.parametrize("stage", ["offload", "facts"])
def test_before_the_facts_are_confirmed_another_may_present_and_it_starts_anew(stage: str) -> None:
    walk = Walk(people=5).to(stage)
    walk.do(c.Leave(PRESENTER))
    assert (walk.session.paused_why, walk.session.presenter) == (Why.PRESENTER, PRESENTER)
    assert walk.refused(c.Resume(FACILITATOR)) == "refuse-resume-presenter"
    walk.agree(propose(CONSULTANT, PRESENT))
    assert (walk.session.presenter, walk.stage, walk.session.phase) == (CONSULTANT, "offload", Phase.OPEN)


def test_what_the_first_presenter_was_understood_to_say_does_not_wait_for_the_second() -> None:
    walk = Walk(people=5).to("facts")
    walk.do(c.Understood(FACILITATOR, "text"))
    walk.do(c.Leave(PRESENTER))
    walk.agree(propose(CONSULTANT, PRESENT))
    assert walk.session.understood is None


def test_after_that_they_come_back_or_it_is_ended() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Leave(PRESENTER))
    assert walk.refused(propose(CONSULTANT, PRESENT)) == "refuse-presenter-now"
    walk.do(c.Join(PRESENTER, "north"))
    assert walk.session.role(PRESENTER) is Role.PRESENTER
    walk.do(c.Resume(FACILITATOR))
    walk.do(c.Leave(PRESENTER))
    walk.agree(c.End(FACILITATOR))
    assert walk.session.phase is Phase.ENDED


def test_the_presenter_can_come_back_even_where_nobody_may_join() -> None:
    walk = Walk(people=5).to("reflection")
    walk.do(c.Leave(PRESENTER))
    walk.do(c.Invite(FACILITATOR, (PRESENTER, 9)))  # nobody else is invited then
    assert 9 not in walk.session.people
    walk.do(c.Join(PRESENTER, "north"))
    walk.do(c.Resume(FACILITATOR))
    assert walk.stage == "reflection"


def test_when_the_presenter_is_back_nobody_has_to_stand_in() -> None:
    walk = Walk(people=5).to("offload")
    walk.do(c.Leave(PRESENTER))
    walk.do(propose(CONSULTANT, PRESENT))
    assert walk.do(c.Join(PRESENTER, None))[0] == e.QuestionClosed("q2", Outcome.DROPPED)


def test_while_the_presenter_is_there_nobody_else_is_proposed() -> None:
    for where in ("offload", "paused"):
        assert Walk().to(where).refused(propose(CONSULTANT, PRESENT)) == "refuse-presenter-now"


def test_without_a_facilitator_it_starts_anew_when_there_is_one() -> None:
    walk = Walk(people=6).to("facts")
    for number in (FACILITATOR, FACILITATOR, PRESENTER):
        walk.do(c.Leave(number))
    walk.agree(propose(CONSULTANT, PRESENT))
    assert (walk.session.phase, walk.session.anew) == (Phase.PAUSED, True)
    walk.agree(propose(OTHER, FACILITATE))
    (opened,) = walk.do(c.Resume(OTHER))
    assert isinstance(opened, e.StageOpened)
    assert (walk.stage, walk.session.anew) == ("offload", False)


def test_where_the_facilitator_had_asked_for_the_pause_they_say_when_it_starts_anew() -> None:
    walk = Walk(people=5).to("facts").to("paused")
    walk.do(c.Leave(PRESENTER))
    walk.agree(propose(CONSULTANT, PRESENT))
    assert walk.session.phase is Phase.PAUSED
    walk.do(c.Resume(FACILITATOR))
    assert walk.stage == "offload"


@pytest.mark.parametrize("lack", ["people", "place"])
def test_with_too_few_or_without_a_place_it_does_not_start_anew_by_itself(lack: str) -> None:
    walk = Walk(people=3 if lack == "people" else 5).to("offload")
    walk.do(c.Leave(PRESENTER))
    if lack == "place":
        walk.do(c.MarkPlaceGone())
    walk.agree(propose(CONSULTANT, PRESENT))
    assert (walk.session.phase, walk.session.anew) == (Phase.PAUSED, True)


def test_every_role_that_somebody_had_is_remembered() -> None:
    walk = Walk(people=5).to("exploration")
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.had == {
        (PRESENTER, PRESENT),
        (FACILITATOR, FACILITATE),
        (CONSULTANT, FACILITATE),
    }


def test_whoever_took_over_from_a_silent_facilitator_is_waited_for() -> None:
    walk = Walk(people=5).to("exploration")
    while walk.tick()[-1] != e.SuccessorWanted(Why.SILENT):
        pass
    walk.agree(propose(CONSULTANT, FACILITATE))
    walk.do(propose(OTHER, FACILITATE))
    (question,) = walk.session.questions.values()
    assert CONSULTANT in question.voters


def test_whoever_takes_over_a_stage_whose_time_is_over_is_asked_to_move_on_and_waited_for() -> None:
    walk = Walk(people=5).to("exploration")
    while walk.tick()[-1] != e.SuccessorWanted(Why.SILENT):
        pass
    walk.agree(propose(CONSULTANT, FACILITATE))
    taken, asked = walk.events[-2:]
    assert taken == e.RoleTaken(FACILITATE, CONSULTANT)
    assert isinstance(asked, e.StageDue)
    assert (asked.stage, asked.late, asked.why_not) == ("exploration", timedelta(), None)
    assert isinstance(walk.tick()[-1], e.FacilitatorReminded)
    assert walk.tick()[-1] == e.SuccessorWanted(Why.SILENT)


def test_whoever_takes_over_in_time_is_not_asked_yet() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Leave(FACILITATOR))
    walk.agree(propose(CONSULTANT, FACILITATE))
    assert walk.session.facilitator == CONSULTANT
    assert not walk.all(e.StageDue)
