"""A practice from TOML: read, checked, and turned into a `Practice`.

`space-to-think.toml` beside this module is the shipped practice and shows the shape of such a file.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, ValidationInfo
from pydantic import field_validator as check

from space_to_think.practice.model import Closing, Practice, Role, Stage, Window
from space_to_think.practice.toml import Lines, Path, sentence, syntax_error

SHIPPED: Final = "space-to-think.toml"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Minutes = Annotated[int, Field(ge=1, le=480, strict=True)]
Days = Annotated[int, Field(ge=1, le=120, strict=True)]
Bounds = Annotated[tuple[Minutes, ...], Field(min_length=2, max_length=2)]


class PracticeError(ValueError):
    """A practice's file is wrong: where, and a sentence that says what would be right."""

    def __init__(self, file: str, line: int, key: str, sentence: str) -> None:
        where = f"{file}, line {line}"
        super().__init__(f"{where}, {key}: {sentence}" if key else f"{where}: {sentence}")
        self.file = file
        self.line = line
        self.key = key
        self.sentence = sentence


def load_practice(text: str, file: str) -> Practice:
    """Read a practice from TOML text; `file` is what errors call it. Raises PracticeError for the first
    fault.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, what = syntax_error(error, text)
        raise PracticeError(file, line, "", what) from None
    lines = Lines(text)
    try:
        read = _File.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        # A key that was mistyped is missing too; that it is not known says more.
        first = min(faults, key=lambda fault: (fault["type"] != "extra_forbidden", lines[fault["loc"]]))
        raise PracticeError(file, lines[first["loc"]], _name(first["loc"]), sentence(_File, first)) from None
    for path, what in _stage_faults(read):
        raise PracticeError(file, lines[path], _name(path), what)
    return read.practice()


@cache
def shipped() -> Practice:
    """Space to Think itself."""
    return load_practice(files("space_to_think.practice").joinpath(SHIPPED).read_text(encoding="utf-8"), SHIPPED)


def _name(path: Path) -> str:
    return ".".join(key for key in path if isinstance(key, str))


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _ascending(bounds: tuple[int, ...]) -> tuple[int, ...]:
    if bounds[0] > bounds[1]:
        raise ValueError("The first number is the least, the second the most; the first is larger here.")
    return bounds


class _Roles(_Table):
    facilitator: Sentence
    presenter: Sentence
    consultant: Sentence


class _Stage(_Table):
    key: Slug
    title: Sentence
    purpose: Sentence
    prompt: Sentence
    speaks: Annotated[frozenset[Role], Field(min_length=1)]
    listens: frozenset[Role]
    minutes: Bounds
    days: Days
    closes: Closing
    plain: Slug | None = None
    newcomers: Annotated[bool, Field(strict=True)] = True

    _ordered = check("minutes")(_ascending)

    @check("listens")
    @classmethod
    def _not_both(cls, listens: frozenset[Role], info: ValidationInfo) -> frozenset[Role]:
        both = sorted(listens & info.data.get("speaks", frozenset()))
        if both:
            raise ValueError(f"A role speaks or listens, and not both: {', '.join(both)}.")
        return listens

    def stage(self) -> Stage:
        return Stage(
            key=self.key,
            title=self.title,
            purpose=self.purpose,
            prompt=self.prompt,
            speaks=self.speaks,
            listens=self.listens,
            window=Window(self.minutes[0], self.minutes[1], self.days),
            closes=self.closes,
            plain=self.plain,
            newcomers=self.newcomers,
        )


class _File(_Table):
    name: Slug
    version: Annotated[int, Field(ge=1, strict=True)]
    title: Sentence
    source: Sentence
    budget: Bounds | None = None  # minutes
    ground_rules: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    roles: _Roles
    stages: Annotated[tuple[_Stage, ...], Field(min_length=1)]

    @check("budget")
    @classmethod
    def _ordered(cls, budget: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return budget and _ascending(budget)

    def practice(self) -> Practice:
        days = sum(stage.days for stage in self.stages)
        return Practice(
            name=self.name,
            version=self.version,
            title=self.title,
            source=self.source,
            budget=Window(self.budget[0], self.budget[1], days) if self.budget else None,
            ground_rules=self.ground_rules,
            roles={role: getattr(self.roles, role) for role in Role},
            stages=tuple(stage.stage() for stage in self.stages),
        )


def _stage_faults(read: _File) -> Iterator[tuple[Path, str]]:
    """What only shows when the stages are seen together."""
    keys: set[str] = set()
    closed = False
    for number, stage in enumerate(read.stages):
        if stage.key in keys:
            yield ("stages", number, "key"), f'There are two stages with the key "{stage.key}".'
        if closed and stage.newcomers:
            yield (
                ("stages", number, "newcomers"),
                "Nobody may join here: an earlier stage lets nobody in. Say false.",
            )
        keys.add(stage.key)
        closed = not stage.newcomers
