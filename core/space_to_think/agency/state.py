"""What an agency has chosen: frozen values. Changed by the agency's own events, as a session is by its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from space_to_think.messages import SAFEGUARDING
from space_to_think.practice.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where an agency sends people for one kind of concern, who looks after the entry, and until when it holds."""

    title: str
    links: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    out_of_hours_phone: str | None = None
    owner: str | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency's choices. The agency whose slug is "" stands for every other one: built-in texts, no admins."""

    slug: str
    name: str
    version: int = 0
    tenants: frozenset[str] = frozenset()  # "matrix:northshire.example": where its people usually come from
    admins: frozenset[str] = frozenset()  # "slack:T0123:U0456"
    nation: str = "GB-ENG"
    time_zone: str = "Europe/London"
    working_hours: str = "Mon-Fri 09:00-17:00"
    language: str = "en-GB"
    turns: str = "guide"
    retention_days: int = 28
    moves_on: bool = False
    federated: bool = True  # people of other homeservers may come into the rooms of its sessions
    plugins: frozenset[str] | None = None  # the optional ones that are on; None: the usual five
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    signposts: Mapping[str, Signpost] = field(default_factory=dict[str, Signpost])
    wording: Mapping[str, str] = field(default_factory=dict[str, str])  # texts it says in its own way, by id
    practices: Mapping[str, str] = field(default_factory=dict[str, str])  # its own practice files: TOML by name
    people: frozenset[str] = frozenset()  # whom an admin said to work here, as "slack:T0123:U0456"
    elsewhere: frozenset[str] = frozenset()  # whom an admin said not to work here, whatever their tenant suggests
    failing: frozenset[str] = frozenset()  # plugins that have failed too often: off, unless they are always on

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.nation, self.time_zone, self.working_hours)

    @property
    def safeguards(self) -> bool:
        """Whether it has set where its people turn with each concern that nobody should have to look for."""
        return self.signposts.keys() >= SAFEGUARDING

    @property
    def chosen(self) -> frozenset[str]:
        """The optional plugins that are on."""
        return USUAL_PLUGINS if self.plugins is None else self.plugins


USUAL_PLUGINS = frozenset({"questions", "strengths", "escalation", "facilitator-script", "no-names"})

# Every other agency than the configured ones.
BUILT_IN = Agency("", "")
