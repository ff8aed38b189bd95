"""Every kind of question with every outcome, and how answers are counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.answers import AGREED
from space_to_think.session.asking import majority, settled
from space_to_think.session.state import Outcome, Phase, Question, QuestionKind, Session, Standing
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Refused, Walk

ASKED: dict[QuestionKind, tuple[str, c.Command]] = {
    QuestionKind.FACILITATOR: ("exploration", c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT)),
    QuestionKind.PRESENTER: ("gathering", c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT)),
    QuestionKind.LATE: ("exploration", c.Join(9, "south")),
    QuestionKind.NEXT: ("strengths", c.Next(FACILITATOR)),
    QuestionKind.END: ("exploration", c.End(FACILITATOR)),
    QuestionKind.REMOVE: ("exploration", c.Remove(FACILITATOR, OTHER)),
    QuestionKind.AGAIN: ("ended", c.Again(CONSULTANT)),
}
HAPPENED: dict[QuestionKind, Callable[[Session], bool]] = {
    QuestionKind.FACILITATOR: lambda s: s.facilitator == CONSULTANT,
    QuestionKind.PRESENTER: lambda s: s.presenter == CONSULTANT,
    QuestionKind.LATE: lambda s: s.people[9].standing is Standing.AGREED,
    QuestionKind.NEXT: lambda s: s.stage is not None and s.stage.key == "reflection",
    QuestionKind.END: lambda s: s.phase is Phase.ENDED,
    QuestionKind.REMOVE: lambda s: s.people[OTHER].standing is Standing.REMOVED,
    QuestionKind.AGAIN: lambda s: s.round == 2,
}
# Something that makes the question pointless.
MOOT: dict[QuestionKind, c.Command] = {
    QuestionKind.FACILITATOR: c.Leave(CONSULTANT),
    QuestionKind.PRESENTER: c.Start(FACILITATOR),
    QuestionKind.LATE: c.Decline(9),
    QuestionKind.NEXT: c.Extend(FACILITATOR),
    QuestionKind.END: c.Next(FACILITATOR),
    QuestionKind.REMOVE: c.Leave(OTHER),
    QuestionKind.AGAIN: c.Undo(FACILITATOR),
}
EVERY_KIND = pytest.mark.parametrize("kind", QuestionKind)


def asked(kind: QuestionKind, people: int = 5) -> tuple[Walk, Question]:
    where, command = ASKED[kind]
    walk = Walk(people=people).to(where)
    walk.do(command)
    (question,) = walk.session.questions.values()
    assert question.kind is kind
    return walk, question


@EVERY_KIND
def test_agreed_it_happens(kind: QuestionKind) -> None:
    walk, question = asked(kind)
    for number in sorted(question.voters - question.yes):
        if question.id in walk.session.questions:
            assert not HAPPENED[kind](walk.session)
            walk.do(c.Answer(number, True))
    assert HAPPENED[kind](walk.session)
    assert walk.all(e.QuestionClosed)[-1].outcome is Outcome.AGREED or kind is QuestionKind.AGAIN


@EVERY_KIND
def test_refused_it_does_not(kind: QuestionKind) -> None:
    walk, question = asked(kind)
    for number in sorted(question.voters):
        if question.id in walk.session.questions:
            walk.do(c.Answer(number, False))
    assert walk.all(e.QuestionClosed)[-1] == e.QuestionClosed(question.id, Outcome.REFUSED)
    assert not HAPPENED[kind](walk.session)
    assert walk.session.questions == {}


@EVERY_KIND
def test_lapsed_it_does_not(kind: QuestionKind) -> None:
    walk, question = asked(kind)
    assert question.until is not None
    walk.wait_until(question.until)
    assert e.QuestionClosed(question.id, Outcome.LAPSED) in walk.events
    assert not HAPPENED[kind](walk.session)
    assert f"question:{question.id}" not in walk.session.deadlines


@EVERY_KIND
def test_dropped_it_does_not(kind: QuestionKind) -> None:
    walk, question = asked(kind)
    walk.do(MOOT[kind])
    assert e.QuestionClosed(question.id, Outcome.DROPPED) in walk.events
    assert question.id not in walk.session.questions


def test_every_outcome_and_every_kind_is_here() -> None:
    assert set(AGREED) == set(QuestionKind) == set(ASKED) == set(HAPPENED) == set(MOOT)
    assert set(Outcome) == {Outcome.AGREED, Outcome.REFUSED, Outcome.LAPSED, Outcome.DROPPED}


# ---- until when


@pytest.mark.parametrize(("kind", "minutes"), [("facilitator", 2), ("presenter", 2), ("late", 10), ("remove", 10)])
def test_live_the_group_has_two_minutes_and_one_person_ten(kind: str, minutes: int) -> None:
    walk, question = asked(QuestionKind(kind))
    assert question.until == walk.now + timedelta(minutes=minutes)


@pytest.mark.parametrize("kind", ["facilitator", "presenter", "late", "next", "end", "remove"])
def test_over_days_it_is_one_working_day(kind: str) -> None:
    where, command = ASKED[QuestionKind(kind)]
    walk = Walk("async").to(where)
    walk.do(command)
    (question,) = walk.session.questions.values()
    assert question.until == walk.now + timedelta(days=1)


def test_another_round_can_be_agreed_for_a_day() -> None:
    walk, question = asked(QuestionKind.AGAIN)
    assert walk.session.ended is not None
    assert question.until == walk.session.ended + timedelta(hours=24)


# ---- how it is counted


def outcome_of(question: Question) -> Outcome | None:
    """The same rule in other words: who is proposed must not say no and must say yes if they were asked."""
    others = question.voters - {question.about}
    if question.about in question.no:
        return Outcome.REFUSED
    could = len(others - question.no)
    if could < question.needed:
        return Outcome.REFUSED
    willing = question.about in question.yes or question.about not in question.voters
    return Outcome.AGREED if willing and len(others & question.yes) >= question.needed else None


@given(
    st.frozensets(st.integers(1, 6), min_size=1),
    st.integers(1, 7) | st.none(),
    st.integers(1, 4),
    st.dictionaries(st.integers(1, 6), st.booleans()),
)
def test_counting(voters: frozenset[int], about: int | None, needed: int, votes: dict[int, bool]) -> None:
    yes = frozenset(n for n, vote in votes.items() if vote and n in voters)
    no = frozenset(n for n, vote in votes.items() if not vote and n in voters)
    question = Question("q1", QuestionKind.FACILITATOR, about, None, voters, needed, None, None, yes, no)
    assert settled(question) is outcome_of(question)


def test_most_is_more_than_half() -> None:
    assert [majority(n) for n in (1, 2, 3, 4, 5)] == [1, 2, 2, 3, 3]


def test_most_of_the_others_are_enough_and_silence_is_no_yes() -> None:
    walk, _ = asked(QuestionKind.FACILITATOR)
    walk.do(c.Answer(PRESENTER, True))
    walk.do(c.Answer(OTHER, True))
    assert walk.session.facilitator == FACILITATOR  # two of four
    walk.do(c.Answer(5, True))
    assert walk.session.facilitator == CONSULTANT


def test_somebody_can_think_again() -> None:
    walk, question = asked(QuestionKind.FACILITATOR)
    walk.do(c.Answer(PRESENTER, False))
    walk.do(c.Answer(PRESENTER, True))
    still = walk.session.questions[question.id]
    assert (still.yes, still.no) == (frozenset({PRESENTER}), frozenset[int]())
    assert walk.refused(c.Answer(PRESENTER, True)) == "refuse-said-already"


def test_who_was_not_asked_cannot_answer() -> None:
    walk, question = asked(QuestionKind.NEXT)
    assert walk.refused(c.Answer(CONSULTANT, True)) == "refuse-no-question"
    assert walk.refused(c.Answer(CONSULTANT, True, question.id)) == "refuse-no-question"
    assert walk.refused(c.Answer(FACILITATOR, True, "q99")) == "refuse-no-question"


def test_where_two_are_open_it_is_asked_which() -> None:
    walk = Walk(people=5).to("strengths")
    walk.do(c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
    walk.do(c.Next(FACILITATOR))
    first, second = walk.session.questions
    with pytest.raises(Refused) as refused:
        walk.do(c.Answer(FACILITATOR, False))
    refusal = refused.value.refusal
    assert refusal.text.id == "refuse-which-question"
    assert [button.words for button in refusal.buttons] == [f"disagree {first}", f"disagree {second}"]
    assert all(button.discreet for button in refusal.buttons)
    walk.do(c.Answer(FACILITATOR, True, second))
    assert walk.stage == "reflection"


def test_the_one_that_is_not_answered_yet_is_meant() -> None:
    walk = Walk(people=5).to("gathering")
    walk.do(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    walk.do(c.Propose(OTHER, Role.PRESENTER, OTHER))
    walk.do(c.Answer(5, False, "q2"))
    walk.do(c.Answer(5, True))
    assert walk.session.questions["q3"].yes == {5}
