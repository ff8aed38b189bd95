"""Folds of the check of facts and of contributions."""

from datetime import datetime

from space_to_think.session import events as e
from space_to_think.session.folds.common import open_stage, person, put
from space_to_think.session.folds.stages import heard
from space_to_think.session.state import Audience, Contribution, Keep, Number, Reveal, Said, Session
from space_to_think.session.values import replace


def understood(session: Session, event: e.FactsUnderstood, at: datetime) -> Session:
    session = contributed(session, core(session, event.contribution, "understood", event.person))
    return replace(session, understood=event.contribution)


def corrected(session: Session, event: e.FactsCorrected, at: datetime) -> Session:
    session = contributed(session, core(session, event.contribution, "correction", event.person))
    return replace(session, understood=None)


def confirmed(session: Session, event: e.FactsConfirmed, at: datetime) -> Session:
    return replace(session, understood=None, confirmed=event.contribution)


def core(session: Session, id: str, kind: str, by: Number) -> Contribution:
    group, at_once, keep = Audience.GROUP, Reveal.AT_ONCE, Keep.RETENTION
    return Contribution(id, kind, by, session.round, open_stage(session).key, group, at_once, keep, revealed=True)


def contributed(session: Session, contribution: Contribution) -> Session:
    session = replace(session, contributions=put(session.contributions, contribution.id, contribution))
    return in_turn(session, contribution.by) if contribution.audience is Audience.GROUP else session


def in_turn(session: Session, number: Number) -> Session:
    """Giving something for the group counts as a word, if it is their turn."""
    speaks = session.charter.practice.stage(open_stage(session).key).speaks
    return heard(session) if session.role(number) in speaks else session


def given(session: Session, event: e.Given, at: datetime) -> Session:
    shown = event.reveal is Reveal.AT_ONCE
    session = contributed(
        session,
        Contribution(
            event.contribution, event.kind, event.person, session.round, event.stage, event.audience,
            event.reveal, event.keep, event.label, event.due, shown,
        ),
    )  # fmt: skip
    return answered(session, event.person, event.kind, done=event.reveal is Reveal.STAGE)


def given_unnamed(session: Session, event: e.GivenUnnamed, at: datetime) -> Session:
    count = session.unnamed.get(event.kind, 0) + 1
    shown = session.shown - {f"{session.round}.{event.kind}"}
    session = replace(session, unnamed=put(session.unnamed, event.kind, count), shown=shown)
    if not event.apart:
        session = person(session, event.person, unnamed=session.people[event.person].unnamed + 1)
    if event.apart:
        return answered(session, event.person, event.kind, done=False)
    return answered(in_turn(session, event.person), event.person, event.kind, done=True)


def answered(session: Session, number: Number, kind: str, *, done: bool) -> Session:
    """Giving what is shown together at the end of the stage is all that is asked of somebody there."""
    who = session.people[number]
    said = Said.DONE if done else who.said
    return person(session, number, answered=who.answered | {kind}, said=said)


def changed(session: Session, event: e.Changed, at: datetime) -> Session:
    return session


def withdrawn(session: Session, event: e.Withdrawn, at: datetime) -> Session:
    rest = {i: con for i, con in session.contributions.items() if i != event.contribution}
    return replace(session, contributions=rest)


def held_back(session: Session, event: e.HeldBack, at: datetime) -> Session:
    return replace(session, unnamed=put(session.unnamed, event.kind, session.unnamed[event.kind] - 1))


def revealed(session: Session, event: e.Revealed, at: datetime) -> Session:
    shown = {
        i: replace(con, revealed=True) if i in event.contributions else con for i, con in session.contributions.items()
    }
    named_only = event.count == len(event.contributions)
    together = session.shown if named_only else session.shown | {f"{session.round}.{event.kind}"}
    return replace(session, contributions=shown, shown=together)
