"""Coming together, and coming and going: request, invite, join, leave, be away, be removed; the place itself."""

from datetime import timedelta
from typing import Final

from space_to_think.practice.model import Role
from space_to_think.practice.pace import plan
from space_to_think.session import asking
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    AgencyNamed,
    AskedToJoin,
    Declined,
    Event,
    Invited,
    Joined,
    PersonAway,
    PersonLeft,
    PersonRemoved,
    PlaceGone,
    PlaceReady,
    QuestionClosed,
    Requested,
    RoleGivenUp,
    RoleTaken,
    SuccessorWanted,
)
from space_to_think.session.stages import cancelled, paused
from space_to_think.session.state import (
    Number,
    Outcome,
    Participant,
    Phase,
    QuestionKind,
    Session,
    Standing,
    Why,
)
from space_to_think.session.turns import everyone_done

START_WITHIN_DAYS: Final = 5
LIVE_FACILITATE: Final = timedelta(minutes=5)
LIVE_REMIND: Final = timedelta(minutes=3)
FEWEST: Final = 3


def request(command: c.Request, context: Context) -> Decision:
    """The requester presents unless another is agreed."""
    calendar, day = command.charter.calendar, command.charter.calendar.day_length()
    live = command.pace.live
    requested = Requested(
        reference=command.reference,
        person=command.by,
        agency=command.agency,
        reason=command.reason,
        pace=command.pace,
        plan=plan(command.charter.practice, command.pace, calendar),
        charter=command.charter,
        title=f"{context.id}-title" if command.title else None,
        readers=command.readers,
        start_by=calendar.add(context.now, START_WITHIN_DAYS * day),
        facilitate_by=context.now + LIVE_FACILITATE if live else calendar.add(context.now, day),
    )
    return requested, RoleTaken(Role.PRESENTER, command.by)


# ---- the place


def place_ready(session: Session, command: c.MarkPlaceReady) -> Decision:
    return (PlaceReady(command.readers),)


def place_gone(session: Session, context: Context) -> Decision:
    if not session.place_ready:
        return ()
    if session.phase is Phase.OPEN:
        return PlaceGone(), paused(session, Why.PLACE, context.now)
    return (PlaceGone(),)


# ---- invite, join, decline


def invite(session: Session, command: c.Invite, context: Context) -> Decision:
    """Ask people in. From the stage on where nobody may join any more, nobody is invited."""
    if not command.people:
        return no("invite-whom")
    if not newcomers_welcome(session):
        return no("too-late")
    fresh = tuple(n for n in dict.fromkeys(command.people) if invitable(session, n))
    if not fresh:
        return no("invited-already")
    calendar = session.charter.calendar
    remind = context.now + LIVE_REMIND if session.live else calendar.add(context.now, calendar.day_length())
    return tuple(Invited(number, command.by, remind) for number in fresh)


def invitable(session: Session, number: Number) -> bool:
    person = session.people.get(number)
    return person is None or person.standing not in (Standing.AGREED, Standing.INVITED, Standing.ASKING)


def newcomers_welcome(session: Session) -> bool:
    return session.stage is None or session.charter.practice.stage(session.stage.key).newcomers


def join(session: Session, command: c.Join, context: Context) -> Decision:
    """Agree and take part. Whoever comes late without having been invited early is asked about."""
    person = session.people.get(command.by)
    refused = unwelcome(session, person)
    if refused is not None:
        return refused
    came_back = person is not None and person.standing is Standing.LEFT
    early = person is not None and person.invited_early
    if session.phase is Phase.GATHERING or came_back or early:
        return (Joined(command.by, command.agency, late=session.phase is not Phase.GATHERING),)
    if session.facilitator is None:
        return no("join-no-facilitator")
    asked = AskedToJoin(command.by, command.agency)
    return (
        asked,
        *asking.ask(
            after(session, (asked,), context.now),
            QuestionKind.LATE,
            context.now,
            voters=(session.facilitator,),
            about=command.by,
            by=command.by,
        ),
    )


def unwelcome(session: Session, person: Participant | None) -> Decision | None:
    """Why this person cannot join now."""
    standing = person.standing if person else None
    if standing is Standing.AGREED:
        return no("joined-already")
    if standing is Standing.ASKING:
        return no("asked-already")
    if standing is Standing.REMOVED:
        return no("join-removed")
    if standing is not Standing.LEFT and not newcomers_welcome(session):
        return no("too-late")
    return None


def decline(session: Session, command: c.Decline, context: Context) -> Decision:
    question = asking.open_of(session, QuestionKind.LATE, command.by)
    dropped = (QuestionClosed(question.id, Outcome.DROPPED),) if question else ()
    return (*dropped, Declined(command.by))


def name_agency(session: Session, command: c.NameAgency) -> Decision:
    return (AgencyNamed(command.by, command.agency),)


# ---- leave, away, remove


def leave(session: Session, command: c.Leave, context: Context) -> Decision:
    """Go. A facilitator's successor is looked for first; saying it again goes all the same."""
    stays_until_succeeded = session.phase in (Phase.OPEN, Phase.PAUSED) and command.by == session.facilitator
    if stays_until_succeeded and not session.leaving:
        return (SuccessorWanted(Why.FACILITATOR),)
    return gone(session, PersonLeft(command.by), context)


def remove(session: Session, command: c.Remove, context: Context) -> Decision:
    """Removing somebody asks first."""
    person = session.people.get(command.person)
    here = (Standing.AGREED, Standing.INVITED, Standing.ASKING)
    if person is None or person.standing not in here:
        return no("remove-whom")
    if command.person == command.by:
        return no("remove-self")
    if asking.open_of(session, QuestionKind.REMOVE, command.person) is not None:
        return no("asked-already")
    kind = QuestionKind.REMOVE
    return asking.ask(session, kind, context.now, voters=(command.by,), about=command.person, by=command.by)


def gone(session: Session, event: PersonLeft | PersonRemoved, context: Context) -> tuple[Event, ...]:
    """Somebody is gone: their roles, the questions about them, and whether the session can go on without them."""
    person = event.person
    events: list[Event] = [
        QuestionClosed(q.id, Outcome.DROPPED) for q in session.questions.values() if q.about == person
    ]
    was = session.role(person)
    if was is Role.FACILITATOR:
        own = (QuestionKind.NEXT, QuestionKind.END, QuestionKind.REMOVE)
        events += [
            QuestionClosed(q.id, Outcome.DROPPED)
            for q in session.questions.values()
            if q.kind in own and q.about != person
        ]
    keeps_role = was is Role.PRESENTER and session.phase is not Phase.GATHERING  # they may come back to it
    if was is not Role.CONSULTANT and not keeps_role:
        events.append(RoleGivenUp(was, person))
    events.append(event)
    rest = after(session, events, context.now)
    if rest.phase is Phase.GATHERING and not rest.taking_part():
        return (*events, *cancelled(Why.ASKED))
    return (*events, *consequence(rest, was, context))


def consequence(rest: Session, was: Role, context: Context) -> tuple[Event, ...]:
    """A pause when the session cannot simply go on; otherwise those left may all be done by now."""
    if rest.phase is not Phase.OPEN:
        return ()
    if was is Role.PRESENTER:
        return (paused(rest, Why.PRESENTER, context.now),)
    if was is Role.FACILITATOR:
        return (paused(rest, Why.FACILITATOR, context.now), SuccessorWanted(Why.FACILITATOR))
    if len(rest.taking_part()) < FEWEST:
        return (paused(rest, Why.FEW, context.now),)
    return everyone_done(rest)


def away(session: Session, command: c.Away, context: Context) -> Decision:
    """Away counts as a pass. A facilitator who is away is stood in for."""
    if command.until is not None and command.until <= context.now:
        return no("away-past")
    event = PersonAway(command.by, command.until)
    if session.phase is Phase.GATHERING:
        return (event,)
    if command.by == session.facilitator:
        return event, SuccessorWanted(Why.AWAY)
    return (event, *everyone_done(after(session, (event,), context.now)))
