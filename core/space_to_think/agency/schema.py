"""What a setting takes, read from a pydantic model, so that typed words and forms come to the same value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from space_to_think.agency.events import Value


class Takes(StrEnum):
    """The sorts of settings there are."""

    TEXT = "text"
    YES_NO = "yes-no"
    NUMBER = "number"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Shape:
    """One setting. `choices` are those of a choice, or of each entry of a list."""

    key: str
    takes: Takes
    default: object
    choices: tuple[str, ...] = ()
    title: str = ""
    about: str = ""


def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """Every setting of a model, in its order."""
    schema = model.model_json_schema()
    parts: Mapping[str, Any] = schema.get("$defs", {})
    return {key: _shape(key, part, parts) for key, part in schema.get("properties", {}).items()}


def read(model: type[BaseModel], key: str, value: Value) -> Value | None:
    """The value of a setting as JSON, from words as typed or a JSON value; None when it does not fit.

    A list may be typed with commas between its entries. `key` must be one of the model's.
    """
    shape = shapes(model)[key]
    if isinstance(value, str) and shape.takes is Takes.LIST:
        value = [part.strip() for part in value.split(",") if part.strip()]
    try:
        # The others are left at their defaults: a setting is checked by itself.
        checked = model.model_validate({key: value})
    except ValidationError:
        return None
    return cast("Value", checked.model_dump(mode="json", include={key})[key])


def _shape(key: str, part: Mapping[str, Any], parts: Mapping[str, Any]) -> Shape:
    takes, choices = _takes(part, parts)
    return Shape(key, takes, part.get("default"), choices, part.get("title", ""), part.get("description", ""))


def _takes(part: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[Takes, tuple[str, ...]]:
    if "$ref" in part:
        return _takes(parts[part["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in part:  # something or nothing
        return _takes(next(each for each in part["anyOf"] if each.get("type") != "null"), parts)
    if "enum" in part or "const" in part:
        return Takes.CHOICE, tuple(part.get("enum", (part.get("const"),)))
    match part.get("type"):
        case "boolean":
            return Takes.YES_NO, ()
        case "integer" | "number":
            return Takes.NUMBER, ()
        case "array":
            return Takes.LIST, _takes(part.get("items", {}), parts)[1]
        case _:
            return Takes.TEXT, ()
