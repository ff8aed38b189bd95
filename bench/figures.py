"""What was measured: one line of the table, one object of bench.json."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Goal:
    """`ratio` of value to reference has to be at least, or at most, `bound`; without a reference the value itself."""

    bound: float
    least: bool

    def __str__(self) -> str:
        return f"{'at least' if self.least else 'at most'} {self.bound:,g}"

    def met(self, number: float) -> bool:
        return number >= self.bound if self.least else number <= self.bound


@dataclass(frozen=True)
class Figure:
    """A median over several rounds. `against` says what the reference is."""

    name: str
    value: float
    unit: str
    against: str = ""
    reference: float | None = None
    ratio: float | None = None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.goal.met(self.value if self.ratio is None else self.ratio)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "against": self.against,
            "reference": None if self.reference is None else rounded(self.reference),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": None if self.goal is None else str(self.goal),
            "met": self.met,
        }

    def cells(self) -> tuple[str, ...]:
        met = {None: "", True: "yes", False: "NO"}[self.met]
        return (
            self.name,
            f"{rounded(self.value):,g} {self.unit}",
            "" if self.reference is None else f"{rounded(self.reference):,g} {self.against}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.goal is None else str(self.goal),
            met,
        )


HEAD = ("what", "value", "reference", "ratio", "goal", "met")


def table(figures: Sequence[Figure]) -> str:
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]])


def write(path: Path, figures: Sequence[Figure]) -> None:
    path.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n", encoding="utf-8")


def rounded(number: float) -> float:
    """Three figures that count, so that nobody reads more into it than there is."""
    return float(f"{number:.3g}") if abs(number) < 1000 else round(number)
