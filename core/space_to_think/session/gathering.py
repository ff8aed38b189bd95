"""Coming together: a session is requested, its place is made, people are invited, join or decline."""

from datetime import datetime, timedelta
from typing import Final

from space_to_think.practice.calendar import Calendar
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
    PlaceGone,
    PlaceReady,
    Requested,
    RoleTaken,
)
from space_to_think.session.state import (
    Number,
    Participant,
    Phase,
    QuestionKind,
    Session,
    Standing,
    Why,
)
from space_to_think.session.timing import pause_for

START_WITHIN_DAYS: Final = 5
LIVE_FACILITATE: Final = timedelta(minutes=5)
LIVE_REMIND: Final = timedelta(minutes=3)
HERE: Final = (Standing.AGREED, Standing.INVITED, Standing.ASKING)


def request(command: c.Request, context: Context) -> Decision:
    """The requester presents unless another is agreed."""
    calendar, now = command.charter.calendar, context.now
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
        start_by=start_by(calendar, now),
        facilitate_by=now + LIVE_FACILITATE if command.pace.live else calendar.add(now, calendar.day_length()),
    )
    return requested, RoleTaken(Role.PRESENTER, command.by)


def start_by(calendar: Calendar, now: datetime) -> datetime:
    """When a session that gathers since then is asked about, if it has not started."""
    return calendar.add(now, START_WITHIN_DAYS * calendar.day_length())


# ---- the place


def place_ready(session: Session, command: c.MarkPlaceReady) -> Decision:
    """Orders to a place may be repeated, so this may be said again. A pause is not over because of it."""
    if session.place_ready and command.readers in (None, session.readers):
        return ()
    return (PlaceReady(command.readers),)


def place_gone(session: Session, context: Context) -> Decision:
    if not session.place_ready:
        return ()
    if session.phase is Phase.OPEN:
        return PlaceGone(), *pause_for(session, Why.PLACE, context.now)
    return (PlaceGone(),)


# ---- invite, join, decline


def invite(session: Session, command: c.Invite, context: Context) -> Decision:
    """Ask people in. From the stage on where nobody may join any more, only those who left are asked back."""
    if not command.people:
        return no("invite-whom")
    fresh = tuple(n for n in dict.fromkeys(command.people) if standing_of(session, n) not in HERE)
    if not fresh:
        return no("invited-already")
    if not newcomers_welcome(session):
        fresh = tuple(n for n in fresh if standing_of(session, n) is Standing.LEFT)
    if not fresh:
        return no("too-late")
    calendar = session.charter.calendar
    remind = context.now + LIVE_REMIND if session.live else calendar.add(context.now, calendar.day_length())
    return tuple(Invited(number, command.by, remind) for number in fresh)


def standing_of(session: Session, number: Number) -> Standing | None:
    person = session.people.get(number)
    return person.standing if person else None


def newcomers_welcome(session: Session) -> bool:
    return session.stage is None or session.charter.practice.stage(session.stage.key).newcomers


def join(session: Session, command: c.Join, context: Context) -> Decision:
    """Agree and take part. Whoever comes late without having been invited is asked about."""
    person = session.people.get(command.by)
    refused = unwelcome(session, person)
    if refused is not None:
        return refused
    expected = person is not None and (person.standing is Standing.LEFT or person.invited_early)
    if session.phase is Phase.GATHERING or expected:
        joined = Joined(command.by, command.agency, late=session.phase is not Phase.GATHERING)
        # The presenter is back, so nobody has to stand in for them.
        back = asking.drop(session, QuestionKind.PRESENTER) if command.by == session.presenter else ()
        return (*back, joined)
    if session.facilitator is None:
        return no("join-no-facilitator")
    asked = AskedToJoin(command.by, command.agency)
    return asked, *ask_facilitator(after(session, (asked,), context.now), command.by, session.facilitator, context)


def ask_facilitator(session: Session, person: Number, facilitator: Number, context: Context) -> tuple[Event, ...]:
    """May somebody join although it has begun?"""
    kind = QuestionKind.LATE
    return asking.ask(session, kind, context.now, voters=(facilitator,), about=person, by=person)


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


def decline(session: Session, command: c.Decline) -> Decision:
    return (*asking.drop_about(session, command.by), Declined(command.by))


def name_agency(session: Session, command: c.NameAgency) -> Decision:
    return (AgencyNamed(command.by, command.agency),)
