"""After the end: another round with roles reassigned, or the wish for further sessions."""

from datetime import timedelta

import pytest

from space_to_think.practice.model import Role
from space_to_think.practice.pace import parse_pace, plan
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Outcome, Phase, QuestionKind, Reason, Standing, Why
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Walk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def second_round(pace: str = "guided", people: int = 5) -> Walk:
    walk = Walk(pace, people).to("next_steps").to("ended")
    walk.agree(c.Again(CONSULTANT))
    return walk


def agreed(walk: Walk) -> Walk:
    """Everybody says yes to the roles that are proposed."""
    for question in list(walk.session.questions.values()):
        for number in sorted(question.voters):
            if question.id in walk.session.questions:
                walk.do(c.Answer(number, True, question.id))
    return walk


def describe(walk: Walk, pace: str = "full", title: str | None = None) -> None:
    speed = parse_pace(pace)
    assert speed is not None
    assert walk.session.presenter is not None
    walk.do(c.Describe(walk.session.presenter, Reason.NEEDS, speed, title))


# ---- again


def test_anybody_asks_and_most_agree() -> None:
    walk = Walk(people=5).to("ended")
    walk.do(c.Again(CONSULTANT))
    assert walk.refused(c.Again(OTHER)) == "refuse-asked-already"
    walk.do(c.Answer(PRESENTER, True))
    assert walk.session.round == 1
    assert isinstance(walk.do(c.Answer(OTHER, True))[-1], e.QuestionAsked)
    assert (walk.session.round, walk.session.phase) == (2, Phase.GATHERING)


def test_within_a_day() -> None:
    walk = Walk().to("ended")
    walk.wait(DAY - MINUTE)
    walk.do(c.Again(CONSULTANT))
    assert walk.wait(2 * MINUTE) == [e.QuestionClosed("q3", Outcome.LAPSED)]
    assert walk.refused(c.Again(CONSULTANT)) == "refuse-again-late"


def test_it_needs_three_people() -> None:
    walk = Walk(people=3).to("exploration")
    walk.do(c.Leave(CONSULTANT))
    walk.agree(c.End(FACILITATOR))
    assert walk.refused(c.Again(PRESENTER)) == "refuse-again-few"


def test_the_end_is_settled_first() -> None:
    walk = Walk(people=5).to("ended")
    walk.agree(c.Again(CONSULTANT))
    assert len(walk.all(e.EndSettled)) == 1
    walk = Walk(people=5).to("ended")
    walk.wait(HOUR)
    walk.agree(c.Again(CONSULTANT))
    assert len(walk.all(e.EndSettled)) == 1


def test_roles_are_proposed_to_those_who_have_not_had_them() -> None:
    walk = second_round()
    proposed = {question.kind: question.about for question in walk.session.questions.values()}
    # 1 presented and 2 facilitated.
    assert proposed == {QuestionKind.PRESENTER: FACILITATOR, QuestionKind.FACILITATOR: PRESENTER}
    assert (walk.session.facilitator, walk.session.presenter) == (None, None)
    agreed(walk)
    assert (walk.session.facilitator, walk.session.presenter) == (PRESENTER, FACILITATOR)


def test_in_a_third_round_they_are_others_again() -> None:
    walk = agreed(second_round())
    describe(walk)
    walk.do(c.Start(PRESENTER))
    walk.do(c.End(PRESENTER))
    walk.do(c.Answer(PRESENTER, True))
    walk.agree(c.Again(CONSULTANT))
    began = walk.all(e.RoundBegan)[-1]
    assert (began.round, began.presenter, began.facilitator) == (3, CONSULTANT, OTHER)


def test_when_all_have_had_a_role_it_is_whoever_comes_next() -> None:
    walk = Walk(people=3).to("ended")
    walk.agree(c.Again(CONSULTANT))
    agreed(walk)
    describe(walk)
    walk.do(c.Start(PRESENTER))
    walk.agree(c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
    walk.do(c.End(CONSULTANT))
    walk.do(c.Answer(CONSULTANT, True))
    walk.agree(c.Again(CONSULTANT))
    began = walk.all(e.RoundBegan)[-1]
    assert (began.presenter, began.facilitator) == (CONSULTANT, PRESENTER)


def test_who_is_away_is_not_proposed() -> None:
    walk = Walk(people=5).to("exploration")
    walk.do(c.Away(PRESENTER, walk.now + DAY))
    walk.agree(c.End(FACILITATOR))
    walk.do(c.Again(CONSULTANT))
    for number in (FACILITATOR, OTHER):
        walk.do(c.Answer(number, True))
    began = walk.all(e.RoundBegan)[-1]
    assert (began.presenter, began.facilitator) == (FACILITATOR, CONSULTANT)
    assert f"back:{PRESENTER}" in walk.session.deadlines


@pytest.mark.parametrize("pace", ["guided", "async"])
def test_live_a_short_break_comes_first(pace: str) -> None:
    walk = second_round(pace)
    began = walk.all(e.RoundBegan)[-1]
    until = {question.until for question in walk.session.questions.values()}
    if pace == "guided":
        assert began.rest_until == walk.now + 10 * MINUTE
        assert began.facilitate_by == walk.now + 15 * MINUTE
        assert until == {walk.now + 15 * MINUTE}
    else:
        assert began.rest_until is None
        assert began.facilitate_by == walk.now + DAY
        assert until == {walk.now + DAY}


def test_nothing_said_is_carried_over() -> None:
    walk = Walk(people=5).to("next_steps")
    walk.do(c.Give(PRESENTER, "summary", "text"))
    walk.do(c.Further(CONSULTANT))
    walk.to("ended")
    walk.agree(c.Again(CONSULTANT))
    session = walk.session
    assert (session.title, session.understood, session.confirmed, session.stage) == (None, None, None, None)
    assert (session.further, session.ended, session.last_move, session.described) == (False, None, None, False)
    assert all(con.round == 1 for con in session.contributions.values())
    assert all(person.turns == {} for person in session.people.values())


# ---- what it is for


def test_the_new_presenter_says_anew_what_it_is_for() -> None:
    walk = agreed(second_round())
    assert walk.refused(c.Start(PRESENTER)) == "refuse-start-describe"
    assert walk.refused(c.Describe(PRESENTER, Reason.NEEDS, walk.pace)) == "refuse-not-yours-to-do"
    describe(walk, "full", "A new question")
    assert (walk.session.reason, walk.session.pace, walk.session.described) == (Reason.NEEDS, parse_pace("full"), True)
    assert walk.session.plan == plan(walk.charter.practice, walk.session.pace, walk.charter.calendar)
    assert (walk.contents[-1].kind, walk.contents[-1].text) == ("title", "A new question")
    assert walk.session.title == walk.contents[-1].id
    walk.do(c.Start(PRESENTER))
    assert (walk.stage, walk.all(e.StageOpened)[-1].round) == ("offload", 2)


def test_another_new_presenter_says_it_anew() -> None:
    walk = agreed(second_round())
    describe(walk)
    walk.agree(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    assert walk.refused(c.Start(PRESENTER)) == "refuse-start-describe"
    describe(walk)
    walk.do(c.Start(PRESENTER))


def test_of_the_first_round_it_has_been_said() -> None:
    walk = Walk().to("gathering")
    assert walk.refused(c.Describe(PRESENTER, Reason.NEEDS, walk.pace)) == "refuse-describe-first-round"


def test_roles_that_nobody_agreed_to_can_be_taken() -> None:
    walk = second_round()
    walk.wait(16 * MINUTE)
    assert walk.session.questions == {}
    assert e.FacilitatorMissing() in walk.events
    walk.agree(c.Propose(OTHER, Role.FACILITATOR, OTHER))
    walk.agree(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    describe(walk)
    walk.do(c.Start(OTHER))


# ---- called off


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_later_round_that_is_called_off_does_not_take_the_first_one_with_it(by_hand: bool) -> None:
    walk = second_round("async")
    if by_hand:
        (event,) = walk.do(c.Cancel(PRESENTER))
    else:
        event = walk.wait(9 * DAY)[-1]
    why = Why.ASKED if by_hand else Why.NOT_STARTED
    assert event == e.Cancelled(why, walk.session.deadlines["erase"])
    assert walk.session.deadlines == {"erase": walk.session.deadlines["erase"]}
    assert not walk.session.erased
    assert walk.session.contributions != {}
    assert walk.wait(29 * DAY) == [e.Erased("retention")]


def test_when_all_go_it_is_called_off_too() -> None:
    walk = second_round(people=3)
    for number in (1, 2, 3):
        events = walk.do(c.Leave(number))
    assert isinstance(events[-1], e.Cancelled)
    assert not walk.session.erased


def test_who_left_the_first_round_is_a_newcomer_in_the_second() -> None:
    walk = Walk(people=6).to("exploration")
    walk.do(c.Leave(6))
    walk.agree(c.End(FACILITATOR))
    walk.agree(c.Again(CONSULTANT))
    assert walk.session.people[6].standing is Standing.DECLINED


# ---- further


@pytest.mark.parametrize("where", ["offload", "paused", "ended"])
def test_a_further_session_can_be_wished_for(where: str) -> None:
    walk = Walk().to(where)
    assert walk.do(c.Further(CONSULTANT)) == (e.FurtherWished(CONSULTANT),)
    assert walk.session.further
    assert walk.refused(c.Further(OTHER)) == "refuse-further-already"
