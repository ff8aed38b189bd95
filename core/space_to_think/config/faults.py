"""What is wrong with a configuration: each fault with its place and what would be right.

A value is never repeated, because it may be a secret.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from space_to_think.config.shape import PREFIX, Config
from space_to_think.practice.toml import Lines, sentence
from space_to_think.practice.toml import Path as Keys


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and what would be right."""

    file: str  # "environment" for a variable
    line: int | None
    key: str
    sentence: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}, {self.key}: {self.sentence}" if self.key else f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its name, and where its keys stand."""

    file: str
    lines: Lines

    def fault(self, path: Keys, sentence: str, key: Keys | None = None) -> Fault:
        """A fault at a key's place; `key` where it is named otherwise than it stands there."""
        return Fault(self.file, self.lines[path], named(path if key is None else key), sentence)


class ConfigError(Exception):
    """The configuration cannot be used. `faults` says why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def stray_variables(environment: Mapping[str, str]) -> Iterator[Fault]:
    """Variables that look as if they were meant for us and would be passed over in silence."""
    tables = [name.upper() for name in Config.model_fields]
    for name in sorted(environment):
        table, _, rest = name.upper().removeprefix(PREFIX).partition("__")
        if not name.upper().startswith(PREFIX) or table in tables:
            continue
        if rest:
            known = ", ".join(f"{PREFIX}{table}__…" for table in tables)
            yield Fault("environment", None, name, f"There is no such setting. There are: {known}.")
        elif table.partition("_")[0] in tables:
            yield Fault("environment", None, name, "Put two underscores between the levels.")


def faults(error: ValidationError, data: Mapping[str, Any], file: str, lines: Lines) -> list[Fault]:
    """What pydantic found, in the order of the file; what was wrong in several ways is told once."""
    found: dict[tuple[str, str], Fault] = {}
    for detail in error.errors(include_input=False, include_url=False):
        fault = _fault(detail, data, file, lines)
        found.setdefault((fault.file, fault.key), fault)
    return sorted(found.values(), key=lambda fault: fault.line or 0)


def named(path: Keys) -> str:
    """A key with the tables it lies in."""
    return ".".join(str(key) for key in path)


def _fault(detail: ErrorDetails, data: Mapping[str, Any], file: str, lines: Lines) -> Fault:
    path, what = _place(data, detail), sentence(Config, detail)
    if variable := _variable(detail["loc"]):
        return Fault("environment", None, variable, what)
    if len(path) < len(detail["loc"]) and detail["loc"][-1] != "[key]":
        what = "This has to be text, a number, true or false, or a list of these."
    return Fault(file, lines[path], named(path), what)


def _place(data: Mapping[str, Any], detail: ErrorDetails) -> Keys:
    """Where the fault lies in the file, without what pydantic adds to tell the sorts of a union apart."""
    inner: Any = data
    for depth, key in enumerate(detail["loc"]):
        if not _has(inner, key):
            return detail["loc"][: depth + (detail["type"] == "missing")]
        inner = inner[key]
    return detail["loc"]


def _has(table: object, key: int | str) -> bool:
    return isinstance(table, list) if isinstance(key, int) else isinstance(table, dict) and key in table


def _variable(path: Keys) -> str | None:
    """The environment variable that a value came from, if it did."""
    for length in range(len(path), 0, -1):
        name = PREFIX + "__".join(str(key) for key in path[:length])
        for each in os.environ:
            if each.upper() == name.upper():
                return each
    return None
