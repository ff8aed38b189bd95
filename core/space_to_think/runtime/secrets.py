"""Keys: what people say is sealed under a key of its session's own, which is wrapped by the key file's.

Overwriting a session's wrapped key erases everything sealed under it. Who and where are looked up by a blind index, a
keyed hash that cannot be turned back. Ids are random.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from space_to_think.runtime.errors import KeyFault

NONCE = 12
NAME = 4  # bytes that name the key something was wrapped with
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is easily misread


def new_id() -> str:
    """A fresh random id."""
    return secrets.token_hex(16)


def new_reference() -> str:
    """A short reference that people can put in their records: STT-7K2M3."""
    return "STT-" + "".join(secrets.choice(ALPHABET) for _ in range(5))


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The key of one session."""

    session: str
    cipher: AESGCM

    def seal(self, row: str, plain: bytes) -> bytes:
        """Encrypt; what was sealed for one row cannot be opened as another, nor in another session."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.cipher.encrypt(nonce, plain, self._bound(row))

    def open(self, row: str, sealed: bytes) -> bytes:
        """Decrypt; raises `cryptography.exceptions.InvalidTag` when it is not what was sealed for this row."""
        return self.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._bound(row))

    def _bound(self, row: str) -> bytes:
        return f"{self.session}/{row}".encode()


class Keys:
    """What the key file holds: the key that wraps the sessions' keys (old ones too), and the blind index's."""

    def __init__(self, wrapping: Iterable[bytes], index: bytes) -> None:
        self._index = index
        self._wrapping = {_name(key): AESGCM(key) for key in wrapping}
        self._current = next(iter(self._wrapping))
        self.blind = lru_cache(maxsize=16_384)(self._blind)

    def new_session(self, session: str) -> tuple[SessionKey, bytes]:
        """A fresh key for a session, and the same wrapped for the store."""
        key = AESGCM.generate_key(bit_length=256)
        nonce = secrets.token_bytes(NONCE)
        wrapped = self._wrapping[self._current].encrypt(nonce, key, session.encode())
        return SessionKey(session, AESGCM(key)), self._current + nonce + wrapped

    def unwrap(self, session: str, wrapped: bytes) -> SessionKey:
        """A session's key; raises KeyFault when no key in the file opens it."""
        cipher = self._wrapping.get(wrapped[:NAME])
        try:
            if cipher is not None:
                nonce, sealed = wrapped[NAME : NAME + NONCE], wrapped[NAME + NONCE :]
                return SessionKey(session, AESGCM(cipher.decrypt(nonce, sealed, session.encode())))
        except InvalidTag:
            pass
        raise KeyFault("A session's key does not open with this key file.", "Put the key file of this store back.")

    def _blind(self, *parts: str) -> bytes:
        return hmac.digest(self._index, "\0".join(parts).encode(), "sha256")[:16]

    def proof(self) -> str:
        """What the store remembers, so that another key file is noticed at the start."""
        return self._blind("proof").hex()


def _name(key: bytes) -> bytes:
    return hmac.digest(key, b"name", "sha256")[:NAME]


class KeyFile:
    """The key file, and beside it the list of erased sessions, which a restored backup is made to forget again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.erased_path = path.with_name(path.name + ".erased")

    def create(self) -> Keys:
        """Make a new key file, readable by its owner only; KeyFault when there is one already."""
        keys = [base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2)]
        text = json.dumps({"version": 1, "wrapping": keys[:1], "index": keys[1]}, indent=2) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            cure = f"Look at {self.path}: it must not be there yet, and its folder must be writable."
            raise KeyFault(f"The key file could not be made ({error.strerror}).", cure) from None
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self.path.parent)
        return self.read()

    def read(self) -> Keys:
        """The keys; KeyFault when the file is missing or damaged."""
        try:
            data: dict[str, Any] = json.loads(self.path.read_text("ascii"))
            return Keys([base64.b64decode(key) for key in data["wrapping"]], base64.b64decode(data["index"]))
        except FileNotFoundError:
            cure = "Put it back from its backup: without it nothing that people said can be read again."
            raise KeyFault(f"The key file {self.path} is missing.", cure) from None
        except (OSError, ValueError, KeyError, TypeError, StopIteration):
            raise KeyFault(f"The key file {self.path} cannot be read.", "Put it back from its backup.") from None

    def erased(self) -> frozenset[str]:
        """The sessions that have been erased."""
        try:
            return frozenset(self.erased_path.read_text("ascii").split())
        except FileNotFoundError:
            return frozenset()

    def note_erased(self, sessions: Iterable[str]) -> None:
        """Add sessions to the list, durably; those that stand in it already are not written again."""
        new = sorted(set(sessions) - self.erased())
        if not new:
            return
        handle = os.open(self.erased_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("".join(f"{session}\n" for session in new))
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self.erased_path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
