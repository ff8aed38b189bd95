"""Plugins that misbehave: what is said about it, and when one is switched off.

A Fault never holds text. The Watch is the only thing here that changes; it belongs to the runtime, which hands it to
the host and settles it after each batch.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

FAULTS: Final = 3
WITHIN: Final = timedelta(minutes=10)
SLOW_MS: Final = 50


class FaultKind(StrEnum):
    RAISED = "raised"
    RUBBISH = "rubbish"  # gave back something that is not what the hook promises
    SLOW = "slow"  # counted only; what it gave is taken


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


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the admins of an agency are told once. `off`: the plugin has been switched off for it."""

    plugin: str
    agency: str
    off: bool


class Watch:
    """Counts faults. Three in ten minutes switch a plugin off for the agency it was called for.

    One that is always on is never switched off, because safety hangs on it; its admins are told all the same.
    """

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, FaultKind, str]] = Counter()  # by plugin, hook, kind, error
        self._pending: list[tuple[Fault, bool]] = []
        self._times: dict[tuple[str, str], list[datetime]] = {}
        self._told: set[tuple[str, str]] = set()
        self._off: set[tuple[str, str]] = set()

    def note(self, fault: Fault, *, always_on: bool = False) -> None:
        """Take note of a fault; `settle` draws the conclusions."""
        self.counts[fault.plugin, fault.hook, fault.kind, fault.error] += 1
        if fault.kind is not FaultKind.SLOW:
            self._pending.append((fault, always_on))

    def settle(self, now: datetime) -> tuple[Trouble, ...]:
        """Switch off what has to be; returns what the admins have not been told yet."""
        pending, self._pending = self._pending, []
        found = (self._count(fault, always_on, now) for fault, always_on in pending)
        return tuple(trouble for trouble in found if trouble is not None)

    def _count(self, fault: Fault, always_on: bool, now: datetime) -> Trouble | None:
        key = (fault.plugin, fault.agency)
        recent = [at for at in self._times.get(key, ()) if now - at < WITHIN]
        self._times[key] = [*recent, now][-FAULTS:]
        if len(self._times[key]) < FAULTS or key in self._told:
            return None
        self._told.add(key)
        if not always_on:
            self._off.add(key)
        return Trouble(*key, off=not always_on)

    def is_off(self, plugin: str, agency: str) -> bool:
        """Whether it was switched off for that agency."""
        return (plugin, agency) in self._off

    def again(self, plugin: str, agency: str) -> None:
        """An admin has seen to it: switch it on again and forget what was."""
        key = (plugin, agency)
        self._times.pop(key, None)
        self._told.discard(key)
        self._off.discard(key)
