"""The check of facts: summed up, confirmed or corrected, until it is right."""

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import QuestionKind
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, PRESENTER, Walk


def understood(walk: Walk, text: str = "What I have understood.") -> str:
    (event,) = walk.do(c.Understood(FACILITATOR, text))
    assert isinstance(event, e.FactsUnderstood)
    return event.contribution


def test_repeated_until_confirmed() -> None:
    walk = Walk().to("facts")
    for _ in range(2):
        understood(walk)
        walk.do(c.Correct(PRESENTER, "Not quite."))
        assert walk.session.understood is None
    last = understood(walk)
    assert walk.session.understood == last
    assert walk.do(c.Confirm(PRESENTER)) == (e.FactsConfirmed(last),)
    assert walk.session.confirmed == last
    assert not walk.session.understood
    assert [content.kind for content in walk.contents] == ["understood", "correction"] * 2 + ["understood"]


def test_what_was_understood_is_content_that_the_group_sees() -> None:
    walk = Walk().to("facts")
    id = understood(walk, "They would like help with school.")
    assert walk.contents[-1].text == "They would like help with school."
    assert walk.session.contributions[id].revealed


def test_next_without_confirm_asks_first() -> None:
    walk = Walk().to("facts")
    (asked,) = walk.do(c.Next(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert (asked.kind, asked.why) == (QuestionKind.NEXT, "confirm")
    assert walk.refused(c.Next(FACILITATOR)) == "refuse-next-asked"
    walk.do(c.Answer(FACILITATOR, False))
    assert walk.stage == "facts"
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.stage == "exploration"


def test_once_confirmed_next_does_not_ask() -> None:
    walk = Walk().to("facts")
    understood(walk)
    walk.do(c.Confirm(PRESENTER))
    assert isinstance(walk.do(c.Next(FACILITATOR))[-1], e.StageOpened)


def test_what_was_confirmed_stays_with_the_session() -> None:
    walk = Walk().to("next_steps").to("ended")
    assert walk.session.confirmed is not None


def test_who_does_it() -> None:
    walk = Walk().to("facts")
    assert walk.refused(c.Understood(PRESENTER, "text")) == "refuse-not-yours-to-do"
    assert walk.refused(c.Confirm(FACILITATOR)) == "refuse-not-yours-to-do"
    assert walk.refused(c.Correct(CONSULTANT, "text")) == "refuse-not-yours-to-do"


@pytest.mark.parametrize("stage", ["offload", "exploration", "next_steps"])
def test_it_belongs_to_its_stage(stage: str) -> None:
    walk = Walk().to(stage)
    for command in (c.Understood(FACILITATOR, "text"), c.Correct(PRESENTER, "text"), c.Confirm(PRESENTER)):
        assert walk.refused(command) == "refuse-facts-stage"


def test_nothing_summed_up_nothing_to_confirm() -> None:
    assert Walk().to("facts").refused(c.Confirm(PRESENTER)) == "refuse-nothing-to-confirm"


def test_the_presenter_may_put_something_right_before_it_is_summed_up() -> None:
    assert isinstance(Walk().to("facts").do(c.Correct(PRESENTER, "text"))[0], e.FactsCorrected)


def test_confirmed_it_stays_as_it_is() -> None:
    walk = Walk().to("facts")
    understood(walk)
    walk.do(c.Confirm(PRESENTER))
    assert walk.refused(c.Confirm(PRESENTER)) == "refuse-facts-confirmed"
    assert walk.refused(c.Correct(PRESENTER, "text")) == "refuse-facts-confirmed"


def test_back_in_the_facts_it_can_be_summed_up_anew_and_the_old_one_stands_until_then() -> None:
    walk = Walk().to("exploration")
    first = walk.session.confirmed
    walk.do(c.Back(FACILITATOR))
    second = understood(walk)
    assert walk.session.confirmed == first
    assert isinstance(walk.do(c.Next(FACILITATOR))[-1], e.QuestionAsked)  # it waits for the presenter's yes
    walk.do(c.Correct(PRESENTER, "text"))
    assert walk.session.confirmed == first
    second = understood(walk)
    walk.do(c.Confirm(PRESENTER))
    assert walk.session.confirmed == second
