"""Concerns: heard from anybody at any time, and kept without a person unless they choose otherwise."""

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Concern, Phase
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, OUTSIDER, PRESENTER, Walk


@pytest.mark.parametrize("where", ["gathering", "offload", "reflection", "paused", "ended"])
@pytest.mark.parametrize("by", [PRESENTER, FACILITATOR, CONSULTANT, OUTSIDER])
@pytest.mark.parametrize("concern", Concern)
def test_anybody_can_flag_anything_at_any_stage_in_one_step(where: str, by: int, concern: Concern) -> None:
    walk = Walk().to(where)
    was = walk.session
    assert walk.do(c.Flag(by, concern)) == (e.ConcernFlagged(concern, walk.stage),)
    assert walk.session.people == was.people
    assert walk.session.questions == was.questions
    assert walk.session.deadlines == was.deadlines


def test_before_a_stage_is_open_there_is_none() -> None:
    assert Walk().to("requested").do(c.Flag(PRESENTER, Concern.ADULT)) == (e.ConcernFlagged(Concern.ADULT, None),)


def test_when_it_was_called_off_it_is_heard_too() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Cancel(FACILITATOR))
    assert walk.session.phase is Phase.CANCELLED
    assert isinstance(walk.do(c.Flag(CONSULTANT, Concern.CHILD))[0], e.ConcernFlagged)


def test_the_event_has_no_place_for_a_person() -> None:
    assert set(e.ConcernFlagged.__slots__) == {"concern", "stage"}


def test_the_facilitator_is_told_only_that_somebody_asks_for_a_pause() -> None:
    walk = Walk().to("exploration")
    assert walk.do(c.SuggestPause(CONSULTANT, False, None)) == (e.PauseSuggested(None, None),)
    assert walk.do(c.SuggestPause(CONSULTANT, False, Concern.CHILD)) == (e.PauseSuggested(None, None),)
    assert walk.session.phase is Phase.OPEN  # it is the facilitator who pauses


def test_name_and_kind_are_added_only_if_they_choose() -> None:
    walk = Walk().to("exploration")
    assert walk.do(c.SuggestPause(CONSULTANT, True, Concern.CHILD)) == (e.PauseSuggested(CONSULTANT, Concern.CHILD),)


def test_for_an_allegation_it_is_not_offered() -> None:
    for named in (True, False):
        command = c.SuggestPause(CONSULTANT, named, Concern.ALLEGATION)
        assert Walk().to("exploration").refused(command) == "refuse-suggest-allegation"


def test_the_facilitator_pauses_themselves() -> None:
    walk = Walk().to("exploration")
    assert walk.refused(c.SuggestPause(FACILITATOR, False, None)) == "refuse-suggest-self"


def test_while_nobody_facilitates_nobody_is_told() -> None:
    walk = Walk().to("requested")
    assert walk.refused(c.SuggestPause(PRESENTER, False, None)) == "refuse-suggest-no-facilitator"


@pytest.mark.parametrize("by", [FACILITATOR, OTHER])
def test_on_a_disagreement_everyone_can_be_shown_their_own_procedure(by: int) -> None:
    walk = Walk().to("exploration")
    assert walk.do(c.ShowProcedures(by, Concern.DISAGREEMENT)) == (e.ProceduresShown(Concern.DISAGREEMENT),)


@pytest.mark.parametrize("concern", [concern for concern in Concern if concern is not Concern.DISAGREEMENT])
def test_on_nothing_else(concern: Concern) -> None:
    walk = Walk().to("exploration")
    assert walk.refused(c.ShowProcedures(CONSULTANT, concern)) == "refuse-show-only-disagreement"
