"""Who facilitates and who presents: proposed, agreed by the group, never seized."""

from space_to_think.practice.model import Role
from space_to_think.session import asking
from space_to_think.session.commands import Propose
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    Event,
    PersonLeft,
    QuestionClosed,
    RoleGivenUp,
    RoleTaken,
    Voted,
)
from space_to_think.session.stages import first_stage
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

KIND = {Role.FACILITATOR: QuestionKind.FACILITATOR, Role.PRESENTER: QuestionKind.PRESENTER}


def propose(session: Session, command: Propose, context: Context) -> Decision:
    """Take a role oneself, or propose somebody; it is taken once most of the others agree."""
    refused = unfit(session, command)
    if refused is not None:
        return refused
    kind, person = KIND[command.role], command.person
    standing = asking.open_of(session, kind, person)
    if standing is not None:
        return agreed_already(standing, command, session, context)
    others = tuple(p.number for p in session.taking_part() if p.number != person and not p.away)
    if not others:
        return take(session, command.role, person, context)
    voters = others if command.by == person else (*others, person)
    needed = asking.majority(len(others))
    events = asking.ask(session, kind, context.now, voters=voters, needed=needed, about=person, by=command.by)
    return settle(after(session, events, context.now), events, context)


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
    person = session.people[question.about]
    if person.standing is not Standing.AGREED:  # left while the others were thinking
        return ()
    return take(session, role, person.number, context)


def unfit(session: Session, command: Propose) -> Decision | None:
    """Why this person cannot be proposed for this role now."""
    person = session.people.get(command.person)
    if person is None or person.standing is not Standing.AGREED:
        return no("not-joined")
    held = session.role(command.person)
    if held is command.role:
        return no("role-already", role=command.role.value)
    if session.phase is Phase.GATHERING:
        return None
    if held is not Role.CONSULTANT:
        return no("both-roles")
    if command.role is Role.PRESENTER:
        gone = session.presenter is None or session.people[session.presenter].standing is not Standing.AGREED
        if not gone or session.confirmed is not None or session.phase is not Phase.PAUSED:
            return no("presenter-now")
    return None


def take(session: Session, role: Role, person: Number, context: Context) -> tuple[Event, ...]:
    """Take a role. The questions that this settles are dropped; what waited for the old facilitator is asked anew."""
    events: list[Event] = []
    other = session.role(person)
    if other is not Role.CONSULTANT:
        events.append(RoleGivenUp(other, person))
    old = session.facilitator
    events.append(RoleTaken(role, person))
    if role is Role.PRESENTER:
        events.extend(asking.drop(session, QuestionKind.PRESENTER))
        if session.phase is Phase.PAUSED and session.paused_why is Why.PRESENTER:
            events.append(first_stage(session, context.now))
        return tuple(events)
    if session.leaving and old is not None and old != person:
        events.append(PersonLeft(old))
    own = (QuestionKind.FACILITATOR, QuestionKind.NEXT, QuestionKind.END, QuestionKind.REMOVE, QuestionKind.LATE)
    late = [q for q in session.questions.values() if q.kind is QuestionKind.LATE]
    events.extend(asking.drop(session, *own))
    for question in late:
        now_open = after(session, events, context.now)
        events.extend(
            asking.ask(
                now_open, QuestionKind.LATE, context.now, voters=(person,), about=question.about, by=question.about
            )
        )
    return tuple(events)
