"""After the end: another round with roles reassigned, or the wish for further sessions."""

from datetime import timedelta
from typing import Final

from space_to_think.practice.model import Role
from space_to_think.practice.pace import plan
from space_to_think.session import asking
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    EndSettled,
    Event,
    FurtherWished,
    RoundBegan,
    RoundDescribed,
)
from space_to_think.session.gathering import LIVE_FACILITATE, start_by
from space_to_think.session.state import Number, Question, QuestionKind, Session

AGAIN_WITHIN: Final = timedelta(hours=24)
LIVE_BREAK: Final = timedelta(minutes=10)


def again(session: Session, command: c.Again, context: Context) -> Decision:
    """Ask the others for another round; most must agree, and silence is no yes."""
    assert session.ended is not None
    last = session.ended + AGAIN_WITHIN
    if context.now >= last:
        return no("again-late")
    if asking.open_of(session, QuestionKind.AGAIN) is not None:
        return no("asked-already")
    voters = tuple(p.number for p in session.taking_part())
    if len(voters) < 3:
        return no("again-few")
    needed = asking.majority(len(voters))
    kind = QuestionKind.AGAIN
    return asking.ask(session, kind, context.now, voters=voters, needed=needed, by=command.by, until=last)


def begun(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    """Gather anew: roles are proposed to those who have not had them, and nothing said is carried over."""
    presenter = next_for(session, Role.PRESENTER, None)
    facilitator = next_for(session, Role.FACILITATOR, presenter)
    calendar, now = session.charter.calendar, context.now
    settle: tuple[Event, ...] = (EndSettled(),) if "settle" in session.deadlines else ()
    began = RoundBegan(
        session.round + 1,
        facilitator,
        presenter,
        now + LIVE_BREAK if session.live else None,
        start_by(calendar, now),
        now + LIVE_BREAK + LIVE_FACILITATE if session.live else calendar.add(now, calendar.day_length()),
    )
    events = (*settle, began)
    for kind, about in ((QuestionKind.PRESENTER, presenter), (QuestionKind.FACILITATOR, facilitator)):
        events = (*events, *propose(after(session, events, now), kind, about, context))
    return events


def propose(session: Session, kind: QuestionKind, about: Number, context: Context) -> tuple[Event, ...]:
    voters = tuple(p.number for p in session.taking_part())
    needed = asking.majority(len(voters) - 1)
    # A break comes first, so that nobody has to answer within it.
    until = context.now + LIVE_BREAK + LIVE_FACILITATE if session.live else None
    return asking.ask(session, kind, context.now, voters=voters, needed=needed, about=about, until=until)


def next_for(session: Session, role: Role, other: Number | None) -> Number:
    """Who is here and has not had this role in this group, in order of numbers; failing that, whoever comes next."""
    people = [p for p in session.taking_part() if p.number != other]
    people = [p for p in people if not p.away] or people
    waiting = [p for p in people if (p.number, role) not in session.had]
    return (waiting or people)[0].number


def describe(session: Session, command: c.Describe, context: Context) -> Decision:
    """The presenter of another round says what it is for."""
    if session.round == 1:
        return no("describe-first-round")
    stages = plan(session.charter.practice, command.pace, session.charter.calendar)
    title = context.id if command.title else None
    return (RoundDescribed(command.reason, command.pace, stages, title),)


def further(session: Session, command: c.Further) -> Decision:
    if session.further:
        return no("further-already")
    return (FurtherWished(command.by),)
