"""What was changed at an agency: frozen values in the past tense, the only way its choices change.

Each says who changed it (`by`, a person as "slack:T0123:U0456", OPERATOR or FILE), from what and to what. Nothing
here was said in a session; wording and signposts are the agency's own public words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from space_to_think.agency.state import Signpost

Simple: TypeAlias = bool | int | float | str
Value: TypeAlias = Simple | list[Simple]  # a setting: text, yes or no, number, choice, or a list of these

OPERATOR: Final = "operator"  # somebody at the command line
FILE: Final = "file"  # the configuration file
SERVICE: Final = "service"  # the service itself: a plugin that fails too often


@dataclass(frozen=True, slots=True)
class AgencyAdded:
    by: str
    name: str


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """One of the agency's own settings: name, nation, time_zone, working_hours, language, turns …"""

    by: str
    key: str
    old: Simple
    new: Simple


@dataclass(frozen=True, slots=True)
class TenantAdded:
    by: str
    tenant: str


@dataclass(frozen=True, slots=True)
class TenantRemoved:
    by: str
    tenant: str


@dataclass(frozen=True, slots=True)
class AdminAdded:
    by: str
    person: str


@dataclass(frozen=True, slots=True)
class AdminRemoved:
    by: str
    person: str


@dataclass(frozen=True, slots=True)
class PersonMoved:
    """An admin said that somebody works here, or does not; None: what they say themselves holds again.

    `was` is what held before. Since version 2.
    """

    by: str
    person: str
    here: bool | None
    was: bool | None = None


@dataclass(frozen=True, slots=True)
class PluginEnabled:
    by: str
    plugin: str
    on: tuple[str, ...]  # all the optional ones that are on now


@dataclass(frozen=True, slots=True)
class PluginDisabled:
    """Its settings and what it remembers stay."""

    by: str
    plugin: str
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PluginFailed:
    """A plugin has failed too often: it is off for this agency until an admin switches it on, unless always on.

    `error` is the name of an exception's class or a slug.
    """

    by: str
    plugin: str
    hook: str
    error: str


@dataclass(frozen=True, slots=True)
class PluginsChosen:
    """All the optional plugins at once; None: the usual ones."""

    by: str
    old: tuple[str, ...] | None
    new: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PluginSet:
    """A plugin's setting; None: its default."""

    by: str
    plugin: str
    key: str
    old: Value | None
    new: Value | None


@dataclass(frozen=True, slots=True)
class SignpostSet:
    by: str
    kind: str
    old: Signpost | None
    new: Signpost | None


@dataclass(frozen=True, slots=True)
class WordingSet:
    """A text in the agency's own words; None: the built-in ones."""

    by: str
    text: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """A practice of the agency's own, as TOML."""

    by: str
    name: str
    old: str | None
    new: str | None


Event: TypeAlias = (
    AgencyAdded
    | SettingChanged
    | TenantAdded
    | TenantRemoved
    | AdminAdded
    | AdminRemoved
    | PersonMoved
    | PluginEnabled
    | PluginDisabled
    | PluginFailed
    | PluginsChosen
    | PluginSet
    | SignpostSet
    | WordingSet
    | PracticeSet
)

# How many times an event's shape has changed, plus one; 1 where nothing is said.
VERSIONS: Final[Mapping[str, int]] = {"PersonMoved": 2}


@dataclass(frozen=True, slots=True)
class Record:
    """An event, when it happened, and its number in the agency's history (1 …, without gaps)."""

    agency: str  # slug
    version: int
    at: datetime
    event: Event
