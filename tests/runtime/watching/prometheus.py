"""As much of Prometheus as our alert rules need: samples over time, and when an expression has held long enough."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families

from space_to_think.runtime import watching

RULES: Final = Path(watching.__file__).with_name("alerts.yml")
COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "==": operator.eq, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
UNITS: Final = {"s": 1, "m": 60, "h": 3600}

EXPRESSION: Final = re.compile(
    r"(?:(?P<age>time\(\) - )|(?P<increase>increase\())?"
    r"(?P<metric>\w+)(?:\{(?P<label>\w+)(?P<is>!?=)\"(?P<value>[^\"]*)\"\})?"
    r"(?:\[(?P<range>\w+)\]\))? (?P<compare>==|>|<) (?P<bound>\d+)"
)

Series = tuple[str, frozenset[tuple[str, str]]]


def seconds(span: str) -> float:
    return int(span[:-1]) * UNITS[span[-1]]


@dataclass(frozen=True)
class Rule:
    name: str
    expression: re.Match[str]
    lasts: float

    @property
    def metric(self) -> str:
        return self.expression["metric"]


def rules() -> list[Rule]:
    """The shipped rules. An expression that this cannot work out fails the test."""
    data: Any = yaml.safe_load(RULES.read_text("utf-8"))
    found: list[Rule] = []
    for rule in data["groups"][0]["rules"]:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "cure"}
        expression = EXPRESSION.fullmatch(rule["expr"])
        assert expression is not None, rule["expr"]
        found.append(Rule(rule["alert"], expression, seconds(rule.get("for", "0s"))))
    return found


@dataclass
class Prometheus:
    """What was scraped, and when."""

    scrapes: list[tuple[float, dict[Series, float]]] = field(default_factory=list[tuple[float, dict[Series, float]]])

    def scrape(self, at: float, text: str | None) -> None:
        """Take a page; None: nobody answered."""
        up: Series = "up", frozenset({("job", "space-to-think")})
        samples: dict[Series, float] = {up: 0.0 if text is None else 1.0}
        for family in text_string_to_metric_families(text or ""):
            for sample in family.samples:
                samples[sample.name, frozenset(sample.labels.items())] = sample.value
        self.scrapes.append((at, samples))

    def firing(self) -> set[str]:
        """The alerts that fire now."""
        end = self.scrapes[-1][0]
        fire: set[str] = set()
        for rule in rules():
            times = [number for number, (at, _) in enumerate(self.scrapes) if end - rule.lasts <= at]
            long_enough = end - self.scrapes[times[0]][0] >= rule.lasts
            if long_enough and all(self.holds(rule, number) for number in times):
                fire.add(rule.name)
        return fire

    def holds(self, rule: Rule, number: int) -> bool:
        """Whether a rule's expression gave anything at that scrape."""
        compare, bound = COMPARE[rule.expression["compare"]], float(rule.expression["bound"])
        return any(compare(value, bound) for value in self._values(rule.expression, number))

    def _values(self, expression: re.Match[str], number: int) -> Iterator[float]:
        now, samples = self.scrapes[number]
        for series, value in samples.items():
            if not matches(expression, series):
                continue
            if expression["age"]:
                yield now - value
            elif expression["increase"]:
                since = now - seconds(expression["range"])
                seen = [old[series] for at, old in self.scrapes[: number + 1] if at >= since and series in old]
                yield seen[-1] - seen[0]  # the first value that is seen is no increase
            else:
                yield value


def matches(expression: re.Match[str], series: Series) -> bool:
    name, labels = series
    if name != expression["metric"]:
        return False
    if expression["label"] is None:
        return True
    return (dict(labels).get(expression["label"], "") == expression["value"]) is (expression["is"] == "=")
