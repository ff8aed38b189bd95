"""The demo's story: who plays, what they say and when. Read from `story.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

SEATS: Final = ("presenter", "facilitator", "first", "second", "third")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who plays. `key` is also the user id."""

    key: str
    name: str
    works: str
    agency: str
    seat: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say or to call; `call` is without the `/`. `live`: only at one sitting, or only over days."""

    id: str
    seat: str
    text: str
    call: bool
    live: bool | None


@dataclass(frozen=True, slots=True)
class Cue:
    """A line and when it is due: `at` is a share of the stage's time."""

    line: Line
    at: float


@dataclass(frozen=True, slots=True)
class Reaction:
    """A line that answers a button, or "" to press it. `time` counts how often it has come, `after` is seconds."""

    line: Line
    button: str
    time: int
    after: float


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is played."""

    reason: str
    actors: tuple[Actor, ...]
    agencies: Mapping[str, str]
    stages: Mapping[str, tuple[Cue, ...]]
    reactions: tuple[Reaction, ...]

    def in_seat(self, seat: str) -> Actor:
        """Who plays that seat."""
        return next(actor for actor in self.actors if actor.seat == seat)


@cache
def story() -> Story:
    """The story that is shipped."""
    read = tomllib.loads(files("space_to_think.cli.demo").joinpath("story.toml").read_text(encoding="utf-8"))
    return Story(
        read["reason"],
        tuple(Actor(key, **actor) for key, actor in read["people"].items()),
        read["agencies"],
        {stage: tuple(_cues(stage, cues)) for stage, cues in read["stages"].items()},
        tuple(_reaction(number, reaction) for number, reaction in enumerate(read["reactions"])),
    )


def _cues(stage: str, cues: list[dict[str, Any]]) -> list[Cue]:
    return [Cue(_line(f"{stage}-{number}", cue), float(cue["at"])) for number, cue in enumerate(cues)]


def _reaction(number: int, read: dict[str, Any]) -> Reaction:
    return Reaction(_line(f"{read['button']}-{number}", read), read["button"], read["time"], float(read["after"]))


def _line(key: str, read: dict[str, Any]) -> Line:
    return Line(key, read["who"], read.get("call", read.get("say", "")), "call" in read, read.get("live"))
