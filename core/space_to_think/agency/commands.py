"""What an admin, or an operator at the command line, asks for an agency: frozen values in the imperative.

`by` is a person as "slack:T0123:U0456", or OPERATOR. Values come as people type them ("yes", "28", "intention,
impact"), or as JSON values from a form or the command line.
"""

from dataclasses import dataclass
from typing import TypeAlias

from space_to_think.agency.events import Value
from space_to_think.agency.state import Agency, Signpost


@dataclass(frozen=True, slots=True)
class AddAgency:
    by: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Make the agency what a file says, whatever it was."""

    by: str
    wanted: Agency


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    by: str
    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class AddTenant:
    by: str
    tenant: str


@dataclass(frozen=True, slots=True)
class RemoveTenant:
    by: str
    tenant: str


@dataclass(frozen=True, slots=True)
class AddAdmin:
    by: str
    person: str


@dataclass(frozen=True, slots=True)
class RemoveAdmin:
    by: str
    person: str


@dataclass(frozen=True, slots=True)
class MovePerson:
    """Say that somebody works here, or does not; None: what they say themselves holds again."""

    by: str
    person: str
    here: bool | None


@dataclass(frozen=True, slots=True)
class EnablePlugin:
    by: str
    plugin: str


@dataclass(frozen=True, slots=True)
class DisablePlugin:
    by: str
    plugin: str


@dataclass(frozen=True, slots=True)
class SetPlugin:
    """Set a plugin's setting; None: back to its default."""

    by: str
    plugin: str
    key: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class SetSignpost:
    by: str
    kind: str
    signpost: Signpost | None


@dataclass(frozen=True, slots=True)
class SetWording:
    by: str
    text: str
    words: str | None


@dataclass(frozen=True, slots=True)
class SetPractice:
    by: str
    name: str
    toml: str | None


# What is changed at an agency that is there.
Change: TypeAlias = (
    ChangeSetting
    | AddTenant
    | RemoveTenant
    | AddAdmin
    | RemoveAdmin
    | MovePerson
    | EnablePlugin
    | DisablePlugin
    | SetPlugin
    | SetSignpost
    | SetWording
    | SetPractice
)
Command: TypeAlias = AddAgency | TakeOver | Change
