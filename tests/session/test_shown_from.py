"""Answers that are shown only from so many up: one from each, apart from the turn, and nobody's."""

from dataclasses import replace

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Phase
from space_to_think.testing.sessions import (
    CONSULTANT,
    FACILITATOR,
    GROUP,
    KINDS,
    OTHER,
    PRESENTER,
    STRENGTH,
    Walk,
    by_name,
)

ROUND = replace(
    STRENGTH,
    name="round",
    word="round",
    stages=frozenset({"next_steps"}),
    roles=GROUP,
    limit=1,
    anonymous=True,
    anonymous_from=3,
    shown_from=3,
)


def walk(people: int = 4) -> Walk:
    return Walk(people=people, kinds={**KINDS, **by_name(ROUND)}).to("next_steps")


def answer(walk: Walk, *people: int) -> None:
    for number in people:
        walk.do(c.Give(number, "round", "yes"))


def finish(walk: Walk) -> None:
    walk.do(c.End(FACILITATOR))
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.session.phase is Phase.ENDED


def test_an_answer_says_nothing_of_the_turn_and_is_asked_of_nobody() -> None:
    played = walk()
    (given,) = played.do(c.Give(CONSULTANT, "round", "yes"))
    assert given == e.GivenUnnamed("round", CONSULTANT, "next_steps", apart=True)
    person = played.session.people[CONSULTANT]
    assert (person.said, person.unnamed, "round" in person.answered) == (None, 0, True)
    assert played.session.stage is not None
    assert not played.session.stage.spoken
    (question,) = played.do(c.End(FACILITATOR))
    assert isinstance(question, e.QuestionAsked)
    assert question.why is None


def test_each_answers_once() -> None:
    played = walk()
    answer(played, CONSULTANT)
    assert played.refused(c.Give(CONSULTANT, "round", "no")) == "refuse-kind-limit"


def test_from_three_up_they_are_shown_when_it_ends() -> None:
    played = walk()
    answer(played, FACILITATOR, CONSULTANT, OTHER)
    finish(played)
    assert [r.count for r in played.all(e.Revealed) if r.kind == "round"] == [3]
    assert "1.round" in played.session.shown


def test_fewer_are_never_shown() -> None:
    played = walk()
    answer(played, FACILITATOR, CONSULTANT)
    finish(played)
    assert [r for r in played.all(e.Revealed) if r.kind == "round"] == []
    assert "1.round" not in played.session.shown


def test_where_too_few_could_answer_none_is_taken() -> None:
    played = walk(people=3)  # two may give one
    assert played.refused(c.Give(FACILITATOR, "round", "yes")) == "refuse-kind-few"
    assert played.refused(c.Give(PRESENTER, "round", "yes")) == "refuse-kind-role"
