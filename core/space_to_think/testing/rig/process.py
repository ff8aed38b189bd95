"""Processes that a rig starts, and ends by their ids: the platform, and the real service."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from space_to_think.agency.events import Event
from space_to_think.cli.options import log_to_stderr, plainly
from space_to_think.cli.run import serve
from space_to_think.delivery import Adapter
from space_to_think.runtime.clock import Clock, RealClock
from space_to_think.runtime.parts import Parts
from space_to_think.testing.rig import platform
from space_to_think.testing.rig.ledger import Ledger

LONGEST: Final = 1200  # seconds after which a service ends, whatever happens
LONGEST_RUN: Final = 6 * 3600  # the same for a platform, which outlives thousands of services; it ends with its test
PATIENCE: Final = 30.0  # seconds for a process to start or to end

_context: Final = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["space_to_think.testing.rig.warm", "space_to_think.testing.rig.process"])


@dataclass(frozen=True, slots=True)
class Spec:
    """What a service is started with. All of it goes to another process, so it has to be picklable.

    `adapter` makes the adapter there. `before` are called there first: a test puts its own parts in place of ours.
    """

    folder: Path
    adapter: Callable[[], Adapter]
    clock: Clock = field(default_factory=RealClock)
    agencies: Mapping[str, Iterable[Event]] = field(default_factory=dict[str, Iterable[Event]])
    before: tuple[Callable[[], None], ...] = ()

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'rig.db'}"

    @property
    def key_file(self) -> Path:
        return self.folder / "rig.key"

    @property
    def log(self) -> Path:
        """What every service of this rig has logged."""
        return self.folder / "service.log"

    def parts(self) -> Parts:
        """The service's parts, made where it runs."""
        from space_to_think.testing.rig.warm import HOST, WORDING  # heavy, and there already where it counts

        return Parts(self.url, self.key_file, HOST, WORDING, self.clock, (self.adapter(),), self.agencies)


class Process:
    """A process of the rig's. Whoever starts it ends it."""

    def __init__(self, target: Callable[..., None], *args: Any) -> None:
        self._process: ForkServerProcess = _context.Process(target=target, args=args, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at this very moment: kill -9."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, as the system does."""
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self._process.is_alive():
            os.kill(self.pid, number)

    async def ended(self, within: float = PATIENCE) -> int:
        """Its exit code. Raises TimeoutError when it does not end in time."""
        await asyncio.to_thread(self._process.join, within)
        if self._process.exitcode is None:
            raise TimeoutError(f"the process did not end within {within} s")
        return self._process.exitcode


def pipe() -> tuple[Connection, Connection]:
    """Both ends of a pipe, one of them for a process."""
    return _context.Pipe()


def start_service(spec: Spec) -> Process:
    """The real service, as a process of its own. It logs to `spec.log`."""
    return Process(run_service, spec)


def start_platform(ledger: Ledger, delay: float = 0.0) -> tuple[Process, int]:
    """The rig's own platform, as a process of its own, and the port it listens to."""
    mine, its = _context.Pipe(duplex=False)
    process = Process(run_platform, ledger, delay, its)
    if not mine.poll(PATIENCE):
        raise TimeoutError("the platform did not start")
    return process, mine.recv()


# ---- in those processes


def run_service(spec: Spec) -> None:
    """What the service's process does."""
    signal.alarm(LONGEST)
    with spec.log.open("a") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    log_to_stderr()
    for put in spec.before:
        put()
    with plainly():
        asyncio.run(serve(spec.parts()))


def run_platform(ledger: Ledger, delay: float, ready: Connection) -> None:
    """What the platform's process does."""
    signal.alarm(LONGEST_RUN)
    platform.run(ledger, delay, ready)
