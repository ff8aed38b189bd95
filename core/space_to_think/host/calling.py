"""One call of one hook: in a try, timed, its result looked at, its fault noted."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from time import perf_counter
from traceback import walk_tb
from typing import Final, TypeAlias, TypeVar

from space_to_think.host.content import Rubbish
from space_to_think.host.seats import Seat
from space_to_think.host.watch import SLOW_MS, STUCK_MS, Fault, FaultKind, Watch

T = TypeVar("T")
Trace: TypeAlias = Callable[[str], None]
Given: TypeAlias = dict[str, object]  # what hooks are given, by the names of their arguments; each call adds `settings`

TRACE: Final = "SPACE_TO_THINK_TRACE_HOOKS"


def trace_if_asked() -> Trace | None:
    """Where to print each call, if the environment asks for it: standard error."""
    return (lambda line: print(line, file=sys.stderr)) if os.environ.get(TRACE) == "1" else None


@dataclass(slots=True)
class Caller:
    """Makes the calls. `stopwatch` gives seconds; it times a call and tells nobody what time it is."""

    watch: Watch
    trace: Trace | None = None
    stopwatch: Callable[[], float] = field(default=perf_counter)

    def call(
        self,
        seat: Seat,
        hook: str,
        about: str,
        given: Given,
        read: Callable[[Seat, object], T],
    ) -> tuple[T | None, Fault | None]:
        """Call a hook with what it takes of `given` and of its settings, and read its result with `read`.

        `about` says in a word what for, without content. No result and no fault: the plugin has no such hook.
        """
        implementation = seat.loaded.hooks.get(hook)
        if implementation is None:
            return None, None
        result: T | None = None
        fault: Fault | None = None
        took = 0.0
        try:
            # Within the try: settings that do not fit are the plugin's fault, not ours.
            given["settings"] = seat.model() if seat.read is None else seat.read
            started = self.stopwatch()
            back = implementation.call(*implementation.pick(given))
            took = (self.stopwatch() - started) * 1000
            result = read(seat, back)
        except Rubbish as rubbish:
            fault = _fault(seat, hook, FaultKind.RUBBISH, rubbish.error)
        except Exception as error:
            fault = _fault(seat, hook, FaultKind.RAISED, type(error).__name__, _where(error))
        if took > SLOW_MS:
            slow = FaultKind.SLOW if took <= STUCK_MS else FaultKind.STUCK
            self.watch.note(_fault(seat, hook, slow, slow.value))
        if fault is not None:
            self.watch.note(fault)
        if self.trace is not None:
            self._print(self.trace, seat, f"{hook}({about})", took, fault)
        return result, fault

    def _print(self, trace: Trace, seat: Seat, what: str, took: float, fault: Fault | None) -> None:
        went = "ok" if fault is None else f"{fault.kind} {fault.error} at {fault.where or '-'}"
        trace(f"hook {what} {seat.loaded.name} for {seat.agency.slug or '(another agency)'}: {went}, {took:.1f} ms")


def _fault(seat: Seat, hook: str, kind: FaultKind, error: str, where: str | None = None) -> Fault:
    return Fault(seat.loaded.name, seat.agency.slug, hook, kind, error, where)


def _where(error: Exception) -> str:
    """File and line of the code that raised. Never the exception's text, which may quote somebody."""
    *_, (frame, line) = walk_tb(error.__traceback__)
    return f"{PurePath(frame.f_code.co_filename).name}:{line}"
