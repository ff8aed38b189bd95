"""Questions: anything that needs a yes from somebody. How one is asked, and when it is settled."""

from datetime import datetime, timedelta
from typing import Final

from space_to_think.session.events import Event, QuestionAsked, QuestionClosed, Voted
from space_to_think.session.state import Number, Outcome, Question, QuestionKind, Session

LIVE_VOTE: Final = timedelta(minutes=2)
LIVE_CONFIRM: Final = timedelta(minutes=10)


def ask(
    session: Session,
    kind: QuestionKind,
    now: datetime,
    *,
    voters: tuple[Number, ...],
    needed: int = 1,
    about: Number | None = None,
    by: Number | None = None,
    why: str | None = None,
    until: datetime | None = None,
) -> tuple[Event, ...]:
    """Ask it. Whoever proposes something to others has said yes to it."""
    question = f"q{session.asked + 1}"
    asked = QuestionAsked(question, kind, about, by, voters, needed, until or answer_by(session, kind, now), why)
    if by in voters and len(voters) > 1:
        return asked, Voted(question, by, yes=True)
    return (asked,)


def answer_by(session: Session, kind: QuestionKind, now: datetime) -> datetime:
    """Live: two minutes for the group, ten for one's own confirmation. Asynchronous: one working day."""
    if not session.live:
        calendar = session.charter.calendar
        return calendar.add(now, calendar.day_length())
    own = kind in (QuestionKind.NEXT, QuestionKind.END, QuestionKind.REMOVE, QuestionKind.LATE)
    return now + (LIVE_CONFIRM if own else LIVE_VOTE)


def majority(people: int) -> int:
    return people // 2 + 1


def settled(question: Question) -> Outcome | None:
    """What the answers so far come to. Whoever is proposed for a role must say yes too; silence is no yes."""
    others = question.voters - {question.about}
    if question.about in question.no:
        return Outcome.REFUSED
    if len(question.no & others) > len(others) - question.needed:
        return Outcome.REFUSED
    consent = question.about not in question.voters or question.about in question.yes
    if consent and len(question.yes & others) >= question.needed:
        return Outcome.AGREED
    return None


def open_of(session: Session, kind: QuestionKind, about: Number | None = None) -> Question | None:
    """The open question of that kind, about that person if one is named."""
    for question in session.questions.values():
        if question.kind is kind and (about is None or question.about == about):
            return question
    return None


def drop(session: Session, *kinds: QuestionKind) -> tuple[Event, ...]:
    """Questions of these kinds no longer matter."""
    return tuple(QuestionClosed(q.id, Outcome.DROPPED) for q in session.questions.values() if q.kind in kinds)


def drop_about(session: Session, person: Number) -> tuple[Event, ...]:
    """Questions about somebody, or to nobody but them, no longer matter."""
    gone = (q.id for q in session.questions.values() if q.about == person or q.voters == frozenset({person}))
    return tuple(QuestionClosed(question, Outcome.DROPPED) for question in gone)


def turn_away(session: Session) -> tuple[Event, ...]:
    """Whoever waits to be let in is told kindly that it is too late now."""
    late = (q.id for q in session.questions.values() if q.kind is QuestionKind.LATE)
    return tuple(QuestionClosed(question, Outcome.LAPSED) for question in late)
