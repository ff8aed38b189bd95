"""Keys: what people say is sealed under a key of its session's own, which is wrapped by the key file's.

Overwriting a session's wrapped key erases everything sealed under it. Who and where are looked up by a blind index, a
keyed hash that cannot be turned back. Ids are random.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from space_to_think.runtime.errors import KeyFault

NONCE = 12
NAME = 4  # bytes that name the key something was wrapped with
WRAPPED = NAME + NONCE + 32 + 16  # a wrapped key: by what, nonce, key, tag
DRAWN = 256  # ids at once
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is easily misread


_drawn: list[str] = []
os.register_at_fork(after_in_child=_drawn.clear)


def new_id() -> str:
    """A fresh random id.

    Many are drawn at once: each time the system is asked, another thread takes the processor meanwhile.
    """
    try:
        return _drawn.pop()
    except IndexError:
        digits = os.urandom(16 * DRAWN).hex()
        first, *rest = (digits[at : at + 32] for at in range(0, len(digits), 32))
        _drawn.extend(rest)
        return first


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
    """What the key file holds: the key that wraps the sessions' keys (old ones too), and the blind index's.

    `again` reads the file once more: the key may have been rotated beside a running service.
    """

    def __init__(self, wrapping: Iterable[bytes], index: bytes, again: Callable[[], "Keys"] | None = None) -> None:
        self._index = index
        self._wrapping = {_name(key): AESGCM(key) for key in wrapping}
        self._current = next(iter(self._wrapping))
        self._again = again
        self.blind = lru_cache(maxsize=16_384)(self.once)

    def refresh(self) -> None:
        """Take up what the key file says now. Raises KeyFault when it cannot be read."""
        if self._again is not None:
            now = self._again()
            self._wrapping, self._current = now._wrapping, now._current

    def new_session(self, session: str) -> tuple[SessionKey, bytes]:
        """A fresh key for a session, and the same wrapped for the store."""
        key = AESGCM.generate_key(bit_length=256)
        return SessionKey(session, AESGCM(key)), self._wrap(session, key)

    def unwrap(self, session: str, wrapped: bytes) -> SessionKey:
        """A session's key; raises KeyFault when no key in the file opens it."""
        return SessionKey(session, AESGCM(self._unwrap(session, wrapped)))

    def rewrap(self, session: str, wrapped: bytes) -> bytes | None:
        """A session's key wrapped with the newest key of the file; None when it is that already."""
        return None if wrapped[:NAME] == self._current else self._wrap(session, self._unwrap(session, wrapped))

    def seal(self, row: str, plain: bytes) -> bytes:
        """Encrypt what is no session's, under a key of its own that is wrapped like a session's."""
        key, wrapped = self.new_session(row)
        return wrapped + key.seal(row, plain)

    def open(self, row: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` gave; raises KeyFault, or `cryptography.exceptions.InvalidTag`."""
        return self.unwrap(row, sealed[:WRAPPED]).open(row, sealed[WRAPPED:])

    def _wrap(self, session: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return self._current + nonce + self._wrapping[self._current].encrypt(nonce, key, session.encode())

    def _unwrap(self, session: str, wrapped: bytes) -> bytes:
        name, nonce, sealed = wrapped[:NAME], wrapped[NAME : NAME + NONCE], wrapped[NAME + NONCE :]
        if name not in self._wrapping:
            self.refresh()
        cipher = self._wrapping.get(name)
        try:
            if cipher is not None:
                return cipher.decrypt(nonce, sealed, session.encode())
        except InvalidTag:
            pass
        raise KeyFault("A session's key does not open with this key file.", "Put the key file of this store back.")

    def once(self, *parts: str) -> bytes:
        """The blind index of something that is hardly asked for again; `blind` remembers."""
        return hmac.digest(self._index, "\0".join(parts).encode(), "sha256")[:16]

    def proof(self) -> str:
        """What the store remembers, so that another key file is noticed at the start."""
        return self.once("proof").hex()


def _name(key: bytes) -> bytes:
    return hmac.digest(key, b"name", "sha256")[:NAME]


class KeyFile:
    """The key file, and beside it the list of erased sessions, which a restored backup is made to forget again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.erased_path = path.with_name(path.name + ".erased")

    def create(self) -> Keys:
        """Make a new key file, readable by its owner only; KeyFault when there is one already."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write(self.path, {"version": 1, "wrapping": [_new_key()], "index": _new_key()})
        except OSError as error:
            cure = f"Look at {self.path}: it must not be there yet, and its folder must be writable."
            raise KeyFault(f"The key file could not be made ({error.strerror}).", cure) from None
        return self.read()

    def rotate(self) -> Keys:
        """Put a new key in front of the old ones, which still open what they have wrapped."""
        data = self._load()
        return self._replace(data | {"wrapping": [_new_key(), *data["wrapping"]]})

    def forget_old(self) -> int:
        """Keep the newest key only; how many have gone. What they have wrapped can never be opened again."""
        data = self._load()
        self._replace(data | {"wrapping": data["wrapping"][:1]})
        return len(data["wrapping"]) - 1

    def _replace(self, data: dict[str, Any]) -> Keys:
        beside = self.path.with_name(self.path.name + ".new")
        try:
            beside.unlink(missing_ok=True)
            _write(beside, data)
            beside.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            cure = f"Look at the folder of {self.path}: it must be writable, and its disk must have room."
            raise KeyFault(f"The key file could not be written ({error.strerror}).", cure) from None
        return self.read()

    def read(self) -> Keys:
        """The keys; KeyFault when the file is missing or damaged."""
        data = self._load()
        return Keys([base64.b64decode(key) for key in data["wrapping"]], base64.b64decode(data["index"]), self.read)

    def _load(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self.path.read_text("ascii"))
            newest, *old = data["wrapping"]
            for key in (newest, *old, data["index"]):
                AESGCM(base64.b64decode(key))  # raises for what is no key
            return data
        except FileNotFoundError:
            cure = "Put it back from its backup: without it nothing that people said can be read again."
            raise KeyFault(f"The key file {self.path} is missing.", cure) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise KeyFault(f"The key file {self.path} cannot be read.", "Put it back from its backup.") from None

    def erased(self) -> frozenset[str]:
        """The sessions that have been erased."""
        try:
            return frozenset(self.erased_path.read_text("ascii").split())
        except FileNotFoundError:
            return frozenset()

    def note_erased(self, sessions: Iterable[str]) -> None:
        """Add sessions to the list, durably; those that stand in it already are not written again.

        Raises KeyFault when the disk does not let us.
        """
        try:
            new = sorted(set(sessions) - self.erased())
            if new:
                # A line of its own, also after one that a full disk has cut off.
                _append(self.erased_path, "".join(f"\n{session}" for session in new) + "\n")
        except OSError as error:
            cure = f"Look at {self.erased_path}: it must be writable, and its disk must have room."
            raise KeyFault(f"The list of erased sessions could not be written ({error.strerror}).", cure) from None


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, data: dict[str, Any]) -> None:
    """A new file, readable by its owner only. Raises OSError when there is one already."""
    _durably(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), json.dumps(data, indent=2) + "\n")
    _sync_folder(path.parent)


def _append(path: Path, text: str) -> None:
    _durably(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), text)
    _sync_folder(path.parent)


def _durably(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
