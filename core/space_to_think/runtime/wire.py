"""Messages and orders as JSON, for the outbox: every value of `messages.py`, tagged with its type's name under "$"."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any, cast

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
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def dumps(value: object) -> str:
    """A message or an order as JSON."""
    return _encode(_plain(value))


def loads(text: str) -> Any:
    """The message or order again; ValueError for what this version does not know."""
    return _value(json.loads(text))


def digest(value: object) -> str:
    """A short hash, to see whether a card has changed."""
    return blake2b(dumps(value).encode(), digest_size=8).hexdigest()


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:
    """The names of a dataclass's fields with what they are when nothing is said."""
    return tuple(
        (field.name, field.default_factory() if callable(field.default_factory) else field.default)
        for field in dataclasses.fields(kind)
    )


def _plain(value: Any) -> Any:
    kind: Any = cast("object", value).__class__
    if kind in LEAVES:  # by far the most
        return value
    if kind in KINDS:
        said = {"$": kind.__name__}
        for name, unsaid in _fields(kind):
            if (part := getattr(value, name)) != unsaid:
                said[name] = _plain(part)
        return said
    match value:
        case Enum():
            return {"$": kind.__name__, "v": value.value} if kind.__name__ in ENUMS else value.value
        case datetime():
            return {"$": "at", "v": micros(value)}
        case timedelta():
            return {"$": "span", "v": value // MICROSECOND}
        case tuple() | list():
            return [_plain(part) for part in cast("Iterable[Any]", value)]
        case Mapping():
            facts = cast("Mapping[str, Any]", value)
            return {key: _plain(part) for key, part in facts.items()}
        case _:
            return value  # a plugin's own kind of text or number


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
