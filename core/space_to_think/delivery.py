"""What goes out: the outbox's deliveries, what became of them, and what an adapter is to the core."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import Answer, Inbound
from space_to_think.rendered import RenderedCard


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Make a place for a session, or a thread in `inside`, and invite these people. Comes back as PlaceOpened."""

    inside: PlaceId | None
    invite: tuple[PersonId, ...]
    title: str  # the session's reference and nothing else
    federated: bool = True  # people of other servers may come in, where the platform has such


@dataclass(frozen=True, slots=True)
class InvitePeople:
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class SetTurns:
    """Who may write in the place now. None: everybody."""

    speakers: tuple[PersonId, ...] | None


@dataclass(frozen=True, slots=True)
class Pin:
    ref: str | None  # what to pin; None: nothing any more


@dataclass(frozen=True, slots=True)
class ClosePlace:
    """The session is over; the place goes back to what it was."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message in words. `replaces`: the platform's ref of the message that stands in the slot and is edited.

    `card` may carry a `file`. `call` notifies those whom the card mentions. `slot` names the slot it stands in, so
    that a screen that draws itself can give each slot a place of its own.
    """

    card: RenderedCard
    replaces: str | None = None
    call: bool = False
    hint: bool = False
    shared: bool = True  # seen by several people: discreet buttons are not shown
    file: "File | None" = None
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    name: str
    type: str
    data: bytes


What: TypeAlias = Post | OpenPlace | InvitePeople | SetTurns | Pin | ClosePlace


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outbox row on its way. `key` is the idempotency key: the same key must never show twice on the platform."""

    key: str
    to: PlaceId | PersonId
    what: What
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands there. `waits`: of those who are here, these let an invitation into their own chat lie; each is named
    once, with whatever is delivered next to them or to the place they are in."""

    ref: str | None = None  # what the platform calls it
    waits: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now. `after` seconds, if the platform said so. `only`: no other destination has to wait for it."""

    after: float | None = None
    only: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have arrived; the platform cannot be asked. It is shown to the facilitator and never sent again."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never arrive. `why` is a slug; `unreachable`: this person cannot be written to privately."""

    why: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Vanished:
    """The message to replace is gone: it is posted again."""


Receipt: TypeAlias = Sent | Retry | Uncertain | Failed | Vanished


@dataclass(frozen=True, slots=True)
class Features:
    """What a platform can do; where it cannot, the words say so."""

    idempotent: bool  # the same key twice has one effect: nothing is ever uncertain
    edits: bool = True
    forms: bool = True
    buttons: bool = True
    makes_places: bool = True
    threads: bool = False  # a session that is asked for in a room gets a thread of its own there
    enforces_turns: bool = False
    files: bool = True
    default_pace_live: bool = False
    prefix: str = ""  # what people type before a word in the group's place


class Sealing(Protocol):
    """Encrypts what an adapter has to keep, such as the keys of its account, under the key file's key."""

    def seal(self, row: str, plain: bytes) -> bytes:
        """Encrypt; `row` says what it is, and has to be the same to open it."""
        ...

    def open(self, row: str, sealed: bytes) -> bytes:
        """Decrypt. Raises KeyFault, or `cryptography.exceptions.InvalidTag`, when it is not what was sealed."""
        ...


class Runtime(Protocol):
    """What the core gives an adapter."""

    @property
    def sealing(self) -> Sealing:
        """For what the adapter itself has to keep."""
        ...

    def private(self, words: str) -> bool:
        """Whether these words are nobody else's business: where others see them, take them away if that can be done."""
        ...

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        """Take one inbound; returns after it is stored. `cursor` commits with it and says how far the platform was
        read. Raises nothing that an adapter has to know of: when the store fails, the Answer says so."""
        ...

    async def cursor(self, adapter: str) -> str | None:
        """The last cursor that was committed."""
        ...

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        """Keep a small value for an adapter, sealed; None: nothing any more. Raises when the store fails."""
        ...

    async def kept(self, adapter: str, name: str) -> bytes | None:
        """What is kept under a name. Raises when the store fails."""
        ...


class Founding(Runtime, Protocol):
    """What the core gives an adapter that can be installed by whoever wants it."""

    async def found(self, name: str, admin: PersonId) -> bool:
        """Add an agency of that name for the tenant of its first admin; False when the tenant has one already."""
        ...


class Adapter(Protocol):
    """A platform. `run` reads from it until it is cancelled; `deliver` writes to it."""

    name: str
    features: Features

    async def run(self, runtime: Runtime) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry one delivery out. Whatever it raises is taken for Retry (idempotent) or Uncertain (otherwise)."""
        ...


AdapterFactory: TypeAlias = Callable[..., Adapter]
