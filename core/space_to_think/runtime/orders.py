"""Orders to a place as the outbox keeps them: the wanted state, with people as numbers. Repeating one does no harm."""

from dataclasses import dataclass
from typing import TypeAlias

from space_to_think.messages import Card, Message
from space_to_think.session.state import Number


@dataclass(frozen=True, slots=True)
class Open:
    """Make the session's place; `room`, sealed: as a thread in it."""

    room: str | None = None


@dataclass(frozen=True, slots=True)
class Bring:
    """Invite these people into the place."""

    people: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Let:
    """Who may write in the place now; None: everybody."""

    speakers: tuple[Number, ...] | None


@dataclass(frozen=True, slots=True)
class Hold:
    """Pin what stands in a slot."""

    slot: str


@dataclass(frozen=True, slots=True)
class Close:
    """Give the place back."""


@dataclass(frozen=True, slots=True)
class Advise:
    """Tell an admin of an agency something; no order to a place, and outside every session."""

    agency: str
    card: Card


Order: TypeAlias = Open | Bring | Let | Hold | Close
Body: TypeAlias = Message | Order
