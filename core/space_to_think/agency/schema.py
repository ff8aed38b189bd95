"""What a setting takes, read from a pydantic model, so that typed words and forms come to the same value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

from pydantic import BaseModel, ValidationError

from space_to_think.agency.events import Value

# The names that the schema has for bounds.
LEAST: Final = ("minimum",)
MOST: Final = ("maximum", "maxLength", "maxItems")


class Takes(StrEnum):
    """The sorts of settings there are."""

    TEXT = "text"
    YES_NO = "yes-no"
    NUMBER = "number"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Shape:
    """One setting. `choices` are those of a choice, or of each entry of a list.

    `least` and `most` bound a number; `most` is also how many letters a text may have, or how many entries a list.
    """

    key: str
    takes: Takes
    default: object
    choices: tuple[str, ...] = ()
    title: str = ""
    about: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def written(self) -> bool:
        """A list of texts in one's own words: commas may stand in them."""
        return self.takes is Takes.LIST and not self.choices


def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """Every setting of a model, in its order."""
    schema = model.model_json_schema()
    parts: Mapping[str, Any] = schema.get("$defs", {})
    return {key: _shape(key, part, parts) for key, part in schema.get("properties", {}).items()}


def read(model: type[BaseModel], key: str, value: Value) -> Value | None:
    """The value of a setting as JSON, from words as typed or a JSON value; None when it does not fit.

    A list of choices may be typed with commas between its entries, one of free texts with semicolons or one a line.
    `key` must be one of the model's.
    """
    shape = shapes(model)[key]
    if isinstance(value, str) and shape.takes is Takes.LIST:
        parts = re.split(r"[;\n]" if shape.written else ",", value)
        value = [part.strip() for part in parts if part.strip()]
    try:
        # The others are left at their defaults: a setting is checked by itself.
        checked = model.model_validate({key: value})
    except ValidationError:
        return None
    return cast("Value", checked.model_dump(mode="json", include={key})[key])


def _shape(key: str, part: Mapping[str, Any], parts: Mapping[str, Any]) -> Shape:
    core = _core(part, parts)
    takes, choices = _takes(core, parts)
    title, about = part.get("title", ""), part.get("description", "")
    least, most = (next((core[name] for name in names if name in core), None) for names in (LEAST, MOST))
    return Shape(key, takes, part.get("default"), choices, title, about, least, most)


def _core(part: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the setting is when it is something."""
    if "$ref" in part:
        return _core(parts[part["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in part:  # something or nothing
        return _core(next(each for each in part["anyOf"] if each.get("type") != "null"), parts)
    return part


def _takes(part: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[Takes, tuple[str, ...]]:
    if "enum" in part or "const" in part:
        return Takes.CHOICE, tuple(part.get("enum", (part.get("const"),)))
    match part.get("type"):
        case "boolean":
            return Takes.YES_NO, ()
        case "integer" | "number":
            return Takes.NUMBER, ()
        case "array":
            return Takes.LIST, _takes(_core(part.get("items", {}), parts), parts)[1]
        case _:
            return Takes.TEXT, ()
