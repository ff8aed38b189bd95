"""Going: leave, be away, be removed, and what that means for those who stay."""

from typing import Final

from space_to_think.practice.model import Role
from space_to_think.session import asking
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    Event,
    FacilitatorMissing,
    PersonAway,
    PersonLeft,
    PersonRemoved,
    RoleGivenUp,
    SuccessorWanted,
)
from space_to_think.session.gathering import HERE, standing_of
from space_to_think.session.stages import cancelled
from space_to_think.session.state import Phase, QuestionKind, Session, Standing, Why
from space_to_think.session.timing import pause_for
from space_to_think.session.turns import everyone_done

FEWEST: Final = 3


def leave(session: Session, command: c.Leave, context: Context) -> Decision:
    """Go. A facilitator's successor is looked for first; saying it again goes all the same."""
    stays_until_succeeded = session.phase is not Phase.GATHERING and command.by == session.facilitator
    if stays_until_succeeded and not session.leaving:
        return (SuccessorWanted(Why.FACILITATOR),)
    return gone(session, PersonLeft(command.by), context)


def remove(session: Session, command: c.Remove, context: Context) -> Decision:
    """Removing somebody asks first."""
    if standing_of(session, command.person) not in HERE:
        return no("remove-whom")
    if command.person == command.by:
        return no("remove-self")
    if asking.open_of(session, QuestionKind.REMOVE, command.person) is not None:
        return no("asked-already")
    kind = QuestionKind.REMOVE
    return asking.ask(session, kind, context.now, voters=(command.by,), about=command.person, by=command.by)


def gone(session: Session, event: PersonLeft | PersonRemoved, context: Context) -> tuple[Event, ...]:
    """Somebody is gone: their roles, the questions about and to them, and whether it can go on without them."""
    person, was = event.person, session.role(event.person)
    took_part = session.people[person].standing is Standing.AGREED
    events: list[Event] = [*asking.drop_about(session, person)]
    keeps_role = was is Role.PRESENTER and session.phase is not Phase.GATHERING  # they may come back to it
    if was is not Role.CONSULTANT and not keeps_role:
        events.append(RoleGivenUp(was, person))
    events.append(event)
    rest = after(session, events, context.now)
    return (*events, *consequence(rest, was, context)) if took_part else tuple(events)


def consequence(rest: Session, was: Role, context: Context) -> tuple[Event, ...]:
    """A pause when the session cannot simply go on; otherwise those left may all be done by now."""
    if rest.phase is Phase.GATHERING:
        return fewer_gather(rest, was, context)
    wanted = (SuccessorWanted(Why.FACILITATOR),) if was is Role.FACILITATOR else ()
    if rest.phase is Phase.PAUSED:
        return wanted
    if was is not Role.CONSULTANT:
        why = Why.PRESENTER if was is Role.PRESENTER else Why.FACILITATOR
        return *pause_for(rest, why, context.now), *wanted
    if len(rest.taking_part()) < FEWEST:
        return pause_for(rest, Why.FEW, context.now)
    return everyone_done(rest)


def fewer_gather(rest: Session, was: Role, context: Context) -> tuple[Event, ...]:
    """Before it has begun: nobody is left, or somebody else has to facilitate."""
    if not rest.taking_part():
        return cancelled(rest, Why.ASKED, context.now)
    return (FacilitatorMissing(),) if was is Role.FACILITATOR else ()


def away(session: Session, command: c.Away, context: Context) -> Decision:
    """Away counts as a pass. A facilitator who is away is stood in for."""
    if command.until is not None and command.until <= context.now:
        return no("away-past")
    event = PersonAway(command.by, command.until)
    if session.phase is Phase.GATHERING:
        return (event,)
    if command.by == session.facilitator:
        return (event,) if session.people[command.by].away else (event, SuccessorWanted(Why.AWAY))
    return (event, *everyone_done(after(session, (event,), context.now)))
