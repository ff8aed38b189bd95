"""Plugins that misbehave: what is said about it, and when it is too much.

A Fault never holds text. The Watch is the only thing here that changes; it belongs to the runtime, which hands it to
the host and settles it after each batch. That a plugin is off because of its faults stands in the agency's history.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

FAULTS: Final = 3
WITHIN: Final = timedelta(minutes=10)
SLOW_MS: Final = 50  # counted
STUCK_MS: Final = 500  # holds everybody up: a fault


class FaultKind(StrEnum):
    RAISED = "raised"
    RUBBISH = "rubbish"  # gave back something that is not what the hook promises
    SLOW = "slow"  # counted only; what it gave is taken
    STUCK = "stuck"  # so slow that it counts as a fault; what it gave is taken


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that went wrong; whatever it would have done is dropped whole.

    `error` is the name of the exception's class or a slug; `where` is a file and line of the code, never its text.
    """

    plugin: str
    agency: str
    hook: str
    kind: FaultKind
    error: str
    where: str | None = None


class Watch:
    """Counts faults. Three in ten minutes are too much for the agency that the plugin was called for."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, FaultKind, str]] = Counter()  # by plugin, hook, kind, error
        self._pending: list[Fault] = []
        self._times: dict[tuple[str, str], list[datetime]] = {}

    def note(self, fault: Fault) -> None:
        """Take note of a fault; `settle` draws the conclusions."""
        self.counts[fault.plugin, fault.hook, fault.kind, fault.error] += 1
        if fault.kind is not FaultKind.SLOW:
            self._pending.append(fault)

    def settle(self, now: datetime) -> tuple[Fault, ...]:
        """The faults that were one too many; counting begins again after each."""
        pending, self._pending = self._pending, []
        return tuple(fault for fault in pending if self._too_many(fault, now))

    def _too_many(self, fault: Fault, now: datetime) -> bool:
        key = (fault.plugin, fault.agency)
        recent = [*(at for at in self._times.get(key, ()) if now - at < WITHIN), now]
        enough = len(recent) >= FAULTS
        self._times[key] = [] if enough else recent
        return enough
