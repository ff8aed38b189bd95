"""What makes this account's device: who we are, our keys, and whose identities we know. One folder, one process.

The folder holds the crypto store and one sealed file; with the store's cursor they form one unit, which is backed up
and restored together. Everything in the sealed file is encrypted under the key file's key.
"""

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag

from space_to_think.delivery import Sealing
from space_to_think.runtime.errors import KeyFault, OperatorFault

ROW: Final = "matrix/device"
ACCEPTED: Final = "matrix/accepted"
LOGIN: Final = "Run `space-to-think matrix login` to make a new device."


class MatrixFault(OperatorFault):
    """Something about the account that an operator has to mend."""


@dataclass(slots=True)
class Device:
    """What is sealed: also the seeds of the cross-signing keys, people's master keys, and the first sync token."""

    user: str
    device: str
    token: str
    pickle_key: str = field(default_factory=lambda: secrets.token_hex(32))
    seeds: tuple[str, str, str] | None = None
    pins: dict[str, str] = field(default_factory=dict[str, str])
    since: str | None = None


class Unit:
    """The folder. `device` is what it holds; changes are written by `save`."""

    def __init__(self, folder: Path, sealing: Sealing) -> None:
        self.folder = folder
        self._sealing = sealing
        self._file = folder / "device.sealed"
        self._accepted = folder / "accepted.sealed"
        self._lock: IO[str] | None = None
        self.device: Device | None = self._read()

    @property
    def crypto_store(self) -> Path:
        """Where the keys of conversations lie; made for one device."""
        assert self.device is not None
        return self.folder / f"{self.device.device}.db"

    def save(self) -> None:
        """Write what has changed, durably and at once."""
        assert self.device is not None
        self._write(self._file, ROW, asdict(self.device))

    def accepted(self) -> dict[str, str]:
        """People's new master keys that somebody who runs the bot has accepted."""
        return self._open(self._accepted, ACCEPTED) or {}

    def accept(self, user: str, master: str) -> None:
        """Accept somebody's new master key. A bot that runs sees it when it next has something to say to them."""
        self._write(self._accepted, ACCEPTED, self.accepted() | {user: master})

    def reseal(self) -> None:
        """Seal what is there with the newest key of the key file."""
        if self.device is not None:
            self.save()
        if accepted := self.accepted():
            self._write(self._accepted, ACCEPTED, accepted)

    def _write(self, path: Path, row: str, value: Any) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._sealing.seal(row, json.dumps(value).encode()))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def own(self) -> None:
        """Make sure that no other process works with this device. Raises MatrixFault."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = (self.folder / "lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            raise MatrixFault(
                "Another process works with this Matrix account.", "Stop it first: one process may use a device."
            ) from None
        self._lock = handle

    def give_back(self) -> None:
        """Let another process have it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _open(self, path: Path, row: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._sealing.open(row, path.read_bytes()))
            return found
        except FileNotFoundError:
            return None
        except (OSError, ValueError, InvalidTag, KeyFault):
            cure = f"Put it back from its backup, with its key file. Or take it away. {LOGIN}"
            raise MatrixFault(f"{path} cannot be read.", cure) from None

    def _read(self) -> Device | None:
        found = self._open(self._file, ROW)
        if found is None:
            return None
        seeds = found.pop("seeds")
        return Device(**found, seeds=None if seeds is None else (seeds[0], seeds[1], seeds[2]))
