"""Small helpers over frozen values, for every fold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from space_to_think.session.state import Number, OpenStage, Participant, Session, Standing
from space_to_think.session.values import replace

V = TypeVar("V")

# The deadlines of the open stage.
MOVED: Final = ("stage", "remind", "successor", "nudge")


def without(mapping: Mapping[str, V], *heads: str) -> Mapping[str, V]:
    """A copy without the names that are, or begin with `head:`, one of these."""
    return {name: v for name, v in mapping.items() if name.partition(":")[0] not in heads}


def only(mapping: Mapping[str, V], *heads: str) -> Mapping[str, V]:
    """A copy with the names that are, or begin with `head:`, one of these."""
    return {name: v for name, v in mapping.items() if name.partition(":")[0] in heads}


def put(mapping: Mapping[Any, V], key: Any, value: V) -> Mapping[Any, V]:
    return {**mapping, key: value}


def person(session: Session, number: Number, **changes: Any) -> Session:
    """The session with one person changed; somebody new is added."""
    known = session.people.get(number) or Participant(number, Standing.INVITED)
    return replace(session, people=put(session.people, number, replace(known, **changes)))


def everybody(session: Session, **changes: Any) -> Session:
    """The session with everybody changed alike."""
    return replace(session, people={n: replace(p, **changes) for n, p in session.people.items()})


def deadline(session: Session, name: str, at: datetime | None) -> Session:
    """The session with a deadline set, or taken away."""
    if at is None:
        return replace(session, deadlines={n: t for n, t in session.deadlines.items() if n != name})
    return replace(session, deadlines=put(session.deadlines, name, at))


def open_stage(session: Session) -> OpenStage:
    assert session.stage is not None, "decided only while a stage is open or paused"
    return session.stage
