"""Who facilitates and who presents: proposed, agreed by the group, never seized."""

from datetime import timedelta
from typing import Final

from space_to_think.messages import Refusal
from space_to_think.practice.model import Role
from space_to_think.session import asking, deadlines, gathering
from space_to_think.session.commands import Join, Propose
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    Event,
    FacilitatorMissing,
    PersonLeft,
    QuestionClosed,
    RoleGivenUp,
    RoleTaken,
    Voted,
)
from space_to_think.session.gathering import ask_facilitator
from space_to_think.session.leaving import FEWEST, gone
from space_to_think.session.stages import open_first, present
from space_to_think.session.state import (
    Number,
    Outcome,
    Phase,
    Question,
    QuestionKind,
    Session,
    Standing,
    Why,
)

KIND: Final = {Role.FACILITATOR: QuestionKind.FACILITATOR, Role.PRESENTER: QuestionKind.PRESENTER}


def join(session: Session, command: Join, context: Context) -> Decision:
    """Take part, and in the same breath offer to facilitate. The offer counts while nobody facilitates yet."""
    joined = gathering.join(session, command, context)
    if isinstance(joined, Refusal) or not command.facilitates or session.phase is not Phase.GATHERING:
        return joined
    here = after(session, joined, context.now)
    if here.facilitator is not None:
        return joined
    offered = propose(here, Propose(command.by, Role.FACILITATOR, command.by), context)
    assert not isinstance(offered, Refusal), "somebody who has just joined has no role that stands in the way"
    return *joined, *offered


def propose(session: Session, command: Propose, context: Context) -> Decision:
    """Take a role oneself, or propose somebody; it is taken once most of the others agree."""
    refused = unfit(session, command)
    if refused is not None:
        return refused
    kind, person = KIND[command.role], command.person
    standing = asking.open_of(session, kind, person)
    if standing is not None:
        return agreed_already(standing, command, session, context)
    others = asked(session, person)
    if not others:
        return take(session, command.role, person, context)
    voters = others if command.by == person else (*others, person)
    needed = asking.majority(len(others))
    events = asking.ask(session, kind, context.now, voters=voters, needed=needed, about=person, by=command.by)
    return settle(after(session, events, context.now), events, context)


def asked(session: Session, person: Number) -> tuple[Number, ...]:
    """Everybody else who is not away. All are: then everybody else, because nobody can take a role unasked.

    A facilitator whose silence had the group look for another is not waited for again.
    """
    unheard = {person, session.facilitator} if silent(session) else {person}
    others = tuple(p for p in session.taking_part() if p.number not in unheard)
    return tuple(p.number for p in others if not p.away) or tuple(p.number for p in others)


def silent(session: Session) -> bool:
    """Whether the group has been asked who takes over, because the facilitator said nothing."""
    return session.stage is not None and session.stage.silent


def sought(session: Session) -> bool:
    """Whether the group was asked who takes over from a facilitator who is still in the session."""
    facilitator = session.people.get(session.facilitator or 0)
    return facilitator is not None and (silent(session) or (session.stage is not None and facilitator.away))


def agreed_already(question: Question, command: Propose, session: Session, context: Context) -> Decision:
    """Proposing what is already proposed is saying yes to it."""
    if command.by not in question.voters - question.yes:
        return no("asked-already")
    events = (Voted(question.id, command.by, yes=True),)
    return settle(after(session, events, context.now), events, context)


def settle(session: Session, events: tuple[Event, ...], context: Context) -> tuple[Event, ...]:
    """Take the role at once where the proposal already has all it needs."""
    for question in session.questions.values():
        if question.kind in KIND.values() and asking.settled(question) is Outcome.AGREED:
            closed = QuestionClosed(question.id, Outcome.AGREED)
            return (*events, closed, *taken(after(session, (closed,), context.now), question, context))
    return events


def taken(session: Session, question: Question, context: Context) -> tuple[Event, ...]:
    """What follows when the group has agreed on somebody."""
    role = Role.FACILITATOR if question.kind is QuestionKind.FACILITATOR else Role.PRESENTER
    assert question.about is not None
    return take(session, role, question.about, context)


def unfit(session: Session, command: Propose) -> Decision | None:
    """Why this person cannot be proposed for this role now."""
    if not present(session, command.person):
        return no("not-joined")
    held = session.role(command.person)
    if held is command.role:
        return no("role-already", role=command.role.value)
    if session.phase is Phase.GATHERING:
        return None
    if held is not Role.CONSULTANT:
        return no("both-roles")
    if command.role is Role.PRESENTER:
        vacant = session.phase is Phase.PAUSED and not present(session, session.presenter)
        if not vacant or session.confirmed is not None:
            return no("presenter-now")
    return None


def take(session: Session, role: Role, person: Number, context: Context) -> tuple[Event, ...]:
    """Take a role, and put away every question that this settles."""
    other = session.role(person)
    given_up = () if other is Role.CONSULTANT else (RoleGivenUp(other, person),)
    settled = (q.id for q in session.questions.values() if q.kind is KIND[role] or about_role(q, person))
    closed = (QuestionClosed(question, Outcome.DROPPED) for question in settled)
    events = (*given_up, RoleTaken(role, person), *closed)
    rest = after(session, events, context.now)
    follow = presented if role is Role.PRESENTER else facilitated
    return *events, *follow(session, rest, context)


def about_role(question: Question, person: Number) -> bool:
    """Whether it asks about a role for somebody who has just got one."""
    return question.kind in KIND.values() and question.about == person


def presented(before: Session, rest: Session, context: Context) -> tuple[Event, ...]:
    """Another presents. If they had facilitated, somebody else has to; if only they were missing, it starts anew."""
    if rest.phase is Phase.GATHERING:
        gave_up = before.facilitator is not None and rest.facilitator is None
        return (FacilitatorMissing(),) if gave_up else ()
    enough = rest.facilitator is not None and rest.place_ready and len(rest.taking_part()) >= FEWEST
    return open_first(rest, context) if enough and rest.paused_why is Why.PRESENTER else ()


def facilitated(before: Session, rest: Session, context: Context) -> tuple[Event, ...]:
    """What waited for the old facilitator is put away, or asked anew of the new one."""
    events: tuple[Event, ...] = ()
    if before.facilitator is not None:
        own = (q.id for q in rest.questions.values() if q.voters == frozenset({before.facilitator}))
        events = tuple(QuestionClosed(question, Outcome.DROPPED) for question in own)
        if before.leaving:
            left = PersonLeft(before.facilitator)
            events = (*events, *gone(after(rest, events, context.now), left, context))
    waiting = [p.number for p in rest.people.values() if p.standing is Standing.ASKING]
    for person in waiting:
        now_open = after(rest, events, context.now)
        assert rest.facilitator is not None
        events = (*events, *ask_facilitator(now_open, person, rest.facilitator, context))
    return *events, *due_again(after(rest, events, context.now), context)


def due_again(session: Session, context: Context) -> tuple[Event, ...]:
    """Whoever takes over a stage whose time is over is asked as the one before was: move on, or more time?"""
    overdue = session.phase is Phase.OPEN and session.stage is not None and session.stage.asked
    return deadlines.stage(session, "", timedelta(), context) if overdue else ()
