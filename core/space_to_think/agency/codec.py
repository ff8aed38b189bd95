"""An agency's events as JSON, and back."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, cast, get_args

from pydantic import ConfigDict, TypeAdapter, with_config

from space_to_think.agency import events as e

TYPES: Final[Mapping[str, type[e.Event]]] = {event.__name__: event for event in get_args(e.Event)}


class UnknownAgencyEvent(Exception):
    """The store holds an event that a newer version of this program wrote: this one must not go on."""


def dump_event(event: e.Event) -> tuple[str, int, dict[str, Any]]:
    """An event as its type's name, the version of its shape, and its fields as JSON values."""
    name = type(event).__name__
    return name, e.VERSIONS.get(name, 1), cast("dict[str, Any]", _adapter(name).dump_python(event, mode="json"))


def load_event(type: str, version: int, data: Mapping[str, Any]) -> e.Event:
    """An event from its fields. Raises UnknownAgencyEvent for a type or version that is newer than this program."""
    if type not in TYPES or version > e.VERSIONS.get(type, 1):
        raise UnknownAgencyEvent(f"The agency event {type} has version {version}, newer than this program.")
    return _adapter(type).validate_python(dict(data))


@cache
def _adapter(name: str) -> TypeAdapter[e.Event]:
    strict: Any = with_config(ConfigDict(extra="forbid"))
    return TypeAdapter(strict(TYPES[name]))
