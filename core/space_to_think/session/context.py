"""What deciding is given besides the session and the command, and what it gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from space_to_think.messages import Refusal, Text
from space_to_think.session.events import Event, Record
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Kind, Session

Decision: TypeAlias = tuple[Event, ...] | Refusal


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that changes from one call to the next: the time, one fresh random id, the kinds that are on.

    `id` becomes the session's id when one is requested, otherwise that of the contribution the command may give.
    """

    now: datetime
    id: str
    kinds: Mapping[str, Kind]


def after(session: Session, events: Iterable[Event], now: datetime) -> Session:
    """The session as it will be once these events have happened."""
    for event in events:
        session = evolve(session, Record(session.id, session.version + 1, now, event))
    return session


def no(text: str, **facts: str | int | bool) -> Refusal:
    """A refusal whose sentence is `refuse-<text>`."""
    return Refusal(Text(f"refuse-{text}", facts))
