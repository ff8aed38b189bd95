"""Slack's JSON, read without belief: what is not there, or is something else, is empty."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias, cast

Json: TypeAlias = dict[str, Any]

_NONE: Final[Json] = {}


def part(value: Json, name: str) -> Json:
    """An object in an object."""
    found = value.get(name)
    return cast("Json", found) if isinstance(found, dict) else _NONE.copy()


def each(value: Json, name: str) -> list[Json]:
    """The objects of a list in an object."""
    found = value.get(name)
    return [cast("Json", one) for one in _listed(found) if isinstance(one, dict)]


def first(value: Json, name: str) -> Json:
    """The first of them."""
    return next(iter(each(value, name)), _NONE.copy())


def _listed(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list) else ()
