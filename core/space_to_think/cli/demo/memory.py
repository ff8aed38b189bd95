"""Where the demo stopped: what the colleagues have done and are going to do. Nothing that a person typed is in it."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from space_to_think.cli.demo.colleague import Act
from space_to_think.identity import PlaceId


@dataclass(slots=True)
class Known:
    """What one colleague keeps in mind."""

    stage: str | None = None
    done: set[str] = field(default_factory=set[str])
    times: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(slots=True)
class Memory:
    """One demo; `run` tells it from any other in the same store. `cards` are the living cards' references."""

    run: str
    seat: str
    pace: str
    now: datetime
    session: str | None = None
    place: PlaceId | None = None
    cards: list[str] = field(default_factory=list[str])
    joined: set[str] = field(default_factory=set[str])
    colleagues: dict[str, Known] = field(default_factory=dict[str, Known])
    agenda: list[Act] = field(default_factory=list[Act])
    suggestions: list[Act] = field(default_factory=list[Act])


JSON: Final = TypeAdapter(Memory)


def read(file: Path) -> Memory | None:
    """The demo that was left; None when there is none, or when it cannot be read."""
    try:
        return JSON.validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write(file: Path, memory: Memory) -> None:
    """Keep it; a process that dies meanwhile leaves the old one."""
    new = file.with_suffix(".new")
    new.write_bytes(JSON.dump_json(memory))
    os.replace(new, file)


def forget(file: Path) -> None:
    """There is nothing to go on with."""
    file.unlink(missing_ok=True)
