"""A practice is data: the stages a group walks through, and who may speak in each.

Nothing here knows a session. The shipped practice is `space-to-think.toml`; an agency can bring its own file
(see `practice.load`). Windows are minutes for live sessions and working days for asynchronous ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in a session. Everybody who is neither of the first two is a consultant."""

    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    CONSULTANT = "consultant"


class Closing(StrEnum):
    """What has to have happened before a stage may close without its facilitator's own hand."""

    WORD = "word"  # somebody whose turn it is has said something
    CONFIRM = "confirm"  # the presenter has confirmed what was understood
    TIME = "time"  # its time is over
    FACILITATOR = "facilitator"  # only the facilitator closes it


@dataclass(frozen=True, slots=True)
class Window:
    """How long a stage may take: minutes live, working days when the session runs over days."""

    minimum: int
    maximum: int
    days: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a practice.

    `plain` names the kind of contribution that a plain message in turn counts as, if any. `newcomers` says
    whether somebody may still join while this stage, or one before it, is open.
    """

    key: str
    title: str
    purpose: str
    prompt: str  # what the facilitator may say when it opens
    speaks: frozenset[Role]
    listens: frozenset[Role]
    window: Window
    closes: Closing
    plain: str | None = None
    newcomers: bool = True


@dataclass(frozen=True, slots=True)
class Practice:
    """A whole way of working: who takes part, what is agreed, and its stages in order."""

    name: str
    version: int
    title: str
    source: str
    budget: Window | None  # minutes that a whole session should take; a longer plan is said, not refused
    ground_rules: tuple[str, ...]
    roles: Mapping[Role, str]  # what each role does, in one sentence
    stages: tuple[Stage, ...]

    def stage(self, key: str) -> Stage:
        """The stage of that key; KeyError when there is none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)
