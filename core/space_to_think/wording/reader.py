"""Who reads, and what can be known at delivery: what the renderer is given beside the card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from space_to_think.agency.state import Agency
from space_to_think.identity import PersonId
from space_to_think.session.state import Audience, Number, Session


@dataclass(frozen=True, slots=True)
class Reader:
    """One person privately, or everybody in a place (`shared`; `number` None).

    A private message speaks in the words of `agency`, the reader's own; a shared one in those of `host`. `now` is an
    aware UTC datetime.
    """

    language: str
    agency: Agency
    host: Agency
    time_zone: str
    number: Number | None
    session: Session | None
    shared: bool
    now: datetime
    agencies: Mapping[str, Agency] = field(default_factory=dict[str, Agency])  # every configured one, for its name
    prefix: str = ""  # what one types before a word where this is read

    @property
    def voice(self) -> Agency:
        """The agency whose words, settings and signposts this reader gets."""
        return self.host if self.shared else self.agency


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody gave, in words, as the store has it. `by` None: nobody knows who.

    `kind`, `round` and `audience` are looked at where the session has no entry for it: for anonymous ones, a title,
    the reason of a pause. Left out, nobody but the author may see it.
    """

    id: str
    by: Number | None
    text: str
    kind: str = ""
    round: int = 0
    audience: Audience = Audience.AUTHOR


class Known(Protocol):
    """What lies encrypted and is opened for one delivery. Whatever was erased is not there."""

    def person(self, number: Number) -> PersonId | None:
        """Who a number is."""
        ...

    def words(self, id: str) -> Spoken | None:
        """One contribution."""
        ...

    def all(self, kind: str, round: int, by: Number | None) -> Sequence[Spoken]:
        """Every contribution of a kind in a round; of one person, if one is named."""
        ...
