"""Answers to questions, and what each outcome brings about: one table."""

from collections.abc import Callable, Mapping
from typing import Final

from space_to_think.messages import Button, Refusal, Text
from space_to_think.session import asking, leaving, roles, rounds, stages
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import Event, Joined, PersonRemoved, QuestionClosed, Voted
from space_to_think.session.state import Outcome, Question, QuestionKind, Session


def answer(session: Session, command: c.Answer, context: Context) -> Decision:
    """Say yes or no to the question that is open to this person."""
    mine = [q for q in session.questions.values() if command.by in q.voters]
    if command.question is not None:
        mine = [q for q in mine if q.id == command.question]
    else:
        mine = [q for q in mine if command.by not in q.yes | q.no] or mine[:1]
    if not mine:
        return no("no-question")
    if len(mine) > 1:
        return which(mine, command.yes)
    if command.by in (mine[0].yes if command.yes else mine[0].no):
        return no("said-already")
    vote = Voted(mine[0].id, command.by, command.yes)
    return (vote, *outcome(after(session, (vote,), context.now), mine[0].id, context))


def which(questions: list[Question], yes: bool) -> Refusal:
    """Two are open: say which one is meant, with a button for each."""
    word = "agree" if yes else "disagree"
    buttons = tuple(
        Button(Text("button-which-question", {"kind": q.kind.value, "question": q.id}), f"{word} {q.id}", discreet=True)
        for q in questions
    )
    return Refusal(Text("refuse-which-question"), buttons)


def outcome(session: Session, question_id: str, context: Context) -> tuple[Event, ...]:
    """Close the question if it is settled, and do what was agreed."""
    question = session.questions[question_id]
    settled = asking.settled(question)
    if settled is None:
        return ()
    closed = QuestionClosed(question_id, settled)
    if settled is Outcome.REFUSED:
        return (closed,)
    return (closed, *AGREED[question.kind](after(session, (closed,), context.now), question, context))


def let_in(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    assert question.about is not None
    person = session.people[question.about]
    return (Joined(person.number, person.agency, late=True),)


def moved_on(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    return stages.advance(session, context)


def removed(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    assert question.about is not None
    assert question.asked_by is not None
    return leaving.gone(session, PersonRemoved(question.about, question.asked_by), context)


def ended(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    return stages.finish(session, context)


AGREED: Final[Mapping[QuestionKind, Callable[[Session, Question, Context], tuple[Event, ...]]]] = {
    QuestionKind.FACILITATOR: roles.taken,
    QuestionKind.PRESENTER: roles.taken,
    QuestionKind.LATE: let_in,
    QuestionKind.NEXT: moved_on,
    QuestionKind.END: ended,
    QuestionKind.REMOVE: removed,
    QuestionKind.AGAIN: rounds.begun,
}
