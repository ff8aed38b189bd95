"""Folds of what plugins keep, of the end of keeping, and of what leaves the state as it is."""

from datetime import datetime

from space_to_think.session import events as e
from space_to_think.session.folds.common import deadline, everybody, only, put
from space_to_think.session.state import Audience, Session
from space_to_think.session.values import replace


def remembered(session: Session, event: e.Remembered, at: datetime) -> Session:
    facts = put(session.memory.get(event.plugin, {}), event.key, event.fact)
    return replace(session, memory=put(session.memory, event.plugin, facts))


def wake_set(session: Session, event: e.WakeSet, at: datetime) -> Session:
    return deadline(session, f"plugin:{event.plugin}:{event.name}", event.at)


def woken(session: Session, event: e.Woken, at: datetime) -> Session:
    return deadline(session, f"plugin:{event.plugin}:{event.name}", None)


def tallied(session: Session, event: e.Tallied, at: datetime) -> Session:
    return replace(session, tallies=put(session.tallies, event.name, session.tallies.get(event.name, 0) + 1))


def erasure_warned(session: Session, event: e.ErasureWarned, at: datetime) -> Session:
    return deadline(session, "silence-erase", event.erase_at)


def erased(session: Session, event: e.Erased, at: datetime) -> Session:
    """What is left says that there was a session, and nothing of what was in it.

    Some may be kept for its author alone, because its date is still to come; then plugins still know it, too.
    """
    kept = {id: replace(session.contributions[id], audience=Audience.AUTHOR) for id in event.kept}
    waits = {} if event.until is None else {**only(session.deadlines, "plugin"), "erase": event.until}
    return replace(
        everybody(session, turns={}),
        erased=True,
        title=None,
        understood=None,
        confirmed=None,
        contributions=kept,
        unnamed={},
        shown=frozenset(),
        memory=session.memory if kept else {},
        questions={},
        deadlines=waits,
        last_move=None,
    )


def unchanged(session: Session, event: e.Event, at: datetime) -> Session:
    return session
