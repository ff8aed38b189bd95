"""Locks between processes: a file beside what each guards. They end with the process, however that ends."""

import fcntl
from io import TextIOWrapper
from pathlib import Path
from time import monotonic, sleep
from typing import Final

NAP: Final = 0.005


def take(path: Path) -> TextIOWrapper | None:
    """Hold the lock until the handle is closed; None when another has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


class Turns:
    """Programs that take turns at a file: one at a time, and nobody waits longer than they say."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".turn")
        self._handle: TextIOWrapper | None = None

    def take(self, patience: float) -> None:
        """Have a turn, until `give`. TimeoutError: it has not come within so many seconds; OSError: the disk's."""
        if self._handle is None:
            self._handle = self._path.open("w")
        until = monotonic() + patience
        while not _locked(self._handle):
            if monotonic() > until:
                raise TimeoutError
            sleep(NAP)

    def give(self) -> None:
        """Let the next one have theirs."""
        if self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Take no more turns."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def _locked(handle: TextIOWrapper) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
