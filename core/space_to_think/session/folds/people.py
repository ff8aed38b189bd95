"""Folds of requesting and gathering: the session's beginning, its place, who comes, goes and is away."""

from datetime import datetime

from space_to_think.session import events as e
from space_to_think.session.folds.common import deadline, person
from space_to_think.session.state import Number, Participant, Phase, Session, Standing
from space_to_think.session.values import replace


def requested(record: e.Record, event: e.Requested) -> Session:
    return Session(
        id=record.session,
        reference=event.reference,
        charter=event.charter,
        version=record.version,
        phase=Phase.GATHERING,
        round=1,
        reason=event.reason,
        pace=event.pace,
        plan=event.plan,
        requester=event.person,
        requested=record.at,
        last_step=record.at,
        people={event.person: Participant(event.person, Standing.AGREED, event.agency, invited_early=True)},
        title=event.title,
        readers=event.readers,
        deadlines={"start": event.start_by, "facilitate": event.facilitate_by},
    )


def place_ready(session: Session, event: e.PlaceReady, at: datetime) -> Session:
    readers = session.readers if event.readers is None else event.readers
    return replace(session, place_ready=True, readers=readers)


def place_gone(session: Session, event: e.PlaceGone, at: datetime) -> Session:
    return replace(session, place_ready=False)


def invited(session: Session, event: e.Invited, at: datetime) -> Session:
    known = session.people.get(event.person)
    # Whoever left may come back whenever they like, so an invitation takes nothing from them.
    standing = Standing.LEFT if known and known.standing is Standing.LEFT else Standing.INVITED
    session = person(session, event.person, standing=standing, invited_early=True, reminded=False)
    return deadline(session, "invitees", event.remind) if event.remind else session


def declined(session: Session, event: e.Declined, at: datetime) -> Session:
    return answered(person(session, event.person, standing=Standing.DECLINED))


def answered(session: Session) -> Session:
    """Nobody is reminded of an invitation once all have answered theirs."""
    waits = any(p.standing is Standing.INVITED and not p.reminded for p in session.people.values())
    return session if waits else deadline(session, "invitees", None)


def asked_to_join(session: Session, event: e.AskedToJoin, at: datetime) -> Session:
    return person(session, event.person, standing=Standing.ASKING, agency=event.agency)


def joined(session: Session, event: e.Joined, at: datetime) -> Session:
    return answered(person(session, event.person, standing=Standing.AGREED, agency=event.agency, said=None))


def agency_named(session: Session, event: e.AgencyNamed, at: datetime) -> Session:
    return person(session, event.person, agency=event.agency)


def invitees_reminded(session: Session, event: e.InviteesReminded, at: datetime) -> Session:
    for number in event.people:
        session = person(session, number, reminded=True)
    return deadline(session, "invitees", None)


def facilitator_missing(session: Session, event: e.FacilitatorMissing, at: datetime) -> Session:
    return deadline(session, "facilitate", None)


def start_overdue(session: Session, event: e.StartOverdue, at: datetime) -> Session:
    return deadline(deadline(session, "start", None), "cancel", event.cancel_at)


def left(session: Session, event: e.PersonLeft, at: datetime) -> Session:
    # Before it has begun nobody has heard anything: coming back is coming anew.
    begun = session.phase is not Phase.GATHERING
    return gone(session, event.person, Standing.LEFT if begun else Standing.DECLINED)


def removed(session: Session, event: e.PersonRemoved, at: datetime) -> Session:
    return gone(session, event.person, Standing.REMOVED)


def gone(session: Session, number: Number, standing: Standing) -> Session:
    session = person(session, number, standing=standing, away=False, away_until=None)
    return answered(deadline(session, f"back:{number}", None))


def away(session: Session, event: e.PersonAway, at: datetime) -> Session:
    session = person(session, event.person, away=True, away_until=event.until)
    return deadline(session, f"back:{event.person}", event.until)


def back(session: Session, event: e.PersonBack, at: datetime) -> Session:
    session = person(session, event.person, away=False, away_until=None)
    return deadline(session, f"back:{event.person}", None)
