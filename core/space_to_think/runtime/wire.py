"""Messages and orders as JSON, for the outbox: every value of `messages.py`, tagged with its type's name under "$"."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any, Final, cast

from pydantic_core import from_json, to_json

from space_to_think import messages
from space_to_think.practice.model import Role
from space_to_think.runtime import orders
from space_to_think.runtime.clock import MICROSECOND, micros, moment
from space_to_think.session.state import Concern

DATACLASSES: Mapping[str, type] = {
    name: kind
    for module in (messages, orders)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}
KINDS = frozenset(DATACLASSES.values())
LEAVES = frozenset({type(None), bool, int, float, str})
ENUMS: Mapping[str, type[Enum]] = {kind.__name__: kind for kind in (Role, Concern, messages.Group, messages.FieldKind)}
ALWAYS: Final = dataclasses.MISSING  # where a field has no usual value, it is always written


def dumps(value: object) -> str:
    """A message or an order as JSON."""
    return to_json(_plain(value)).decode()


def loads(text: str) -> Any:
    """The message or order again; ValueError for what this version does not know."""
    return _value(from_json(text))


def digest(value: object) -> str:
    """A short hash, to see whether a card has changed."""
    return blake2b(to_json(_plain(value)), digest_size=8).hexdigest()


@cache
def _writer(kind: Any) -> Callable[[Any], dict[str, Any]]:
    """What writes a dataclass: its name, and those fields that are not as usual."""
    fields = [
        (field.name, field.default_factory() if callable(field.default_factory) else field.default)
        for field in dataclasses.fields(kind)
    ]

    def write(value: Any) -> dict[str, Any]:
        said: dict[str, Any] = {"$": kind.__name__}
        for name, usual in fields:
            part = getattr(value, name)
            if part is not usual and (usual is ALWAYS or part != usual):
                said[name] = part if part.__class__ in LEAVES else _plain(part)
        return said

    return write


def _plain(value: Any) -> Any:
    kind: Any = cast("object", value).__class__
    if kind in LEAVES:
        return value
    if kind in KINDS:  # by far the most
        return _writer(kind)(value)
    match value:
        case tuple() | list():
            return [_plain(part) for part in cast("Iterable[Any]", value)]
        case Enum():
            return {"$": kind.__name__, "v": value.value} if kind.__name__ in ENUMS else value.value
        case datetime():
            return {"$": "at", "v": micros(value)}
        case timedelta():
            return {"$": "span", "v": value // MICROSECOND}
        case Mapping():
            facts = cast("Mapping[str, Any]", value)
            return {key: _plain(part) for key, part in facts.items()}
        case str() | int() | float():
            return value  # a plugin's own kind of text or number
        case _:
            raise TypeError(f"no {kind.__name__} can be written down")


def _value(data: Any) -> Any:
    match data:
        case list():
            return tuple(_value(part) for part in cast("Iterable[Any]", data))
        case {"$": "at", "v": int(at)}:
            return moment(at)
        case {"$": "span", "v": int(span)}:
            return span * MICROSECOND
        case {"$": str(name), "v": value} if name in ENUMS:
            return ENUMS[name](value)
        case {"$": str(name), **rest} if name in DATACLASSES:
            return DATACLASSES[name](**{str(key): _value(part) for key, part in rest.items()})
        case {"$": name}:
            raise ValueError(f"nothing known is called {name}")
        case dict():
            return {key: _value(part) for key, part in cast("dict[str, Any]", data).items()}
        case _:
            return data
