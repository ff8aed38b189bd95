"""Rounds in which everything is measured in turn, because a ratio holds only between neighbours."""

from collections.abc import Awaitable, Callable, Mapping
from statistics import median

ROUNDS = 5

Measure = Callable[[], Awaitable[float]]


async def alternate(measures: Mapping[str, Measure], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Each measure once a round, always in the same order, after one round that does not count."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            value = await measure()
            if number:
                found[name].append(value)
    return found


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of neighbours, not the ratio of medians."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))
