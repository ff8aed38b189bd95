"""Where the demo keeps its store: in the user's data folder, unless the configuration or the environment names one."""

import fcntl
import os
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from space_to_think.config import DEFAULT, PREFIX, Store, load_config

SQLITE: Final = "sqlite:///"


class AlreadyRunning(Exception):
    """Another demo is at work on the same store."""


@dataclass(frozen=True, slots=True)
class Home:
    """The store, and the file that says where the demo stopped. `own`: nothing but demos lies in that store."""

    store: Store
    memory: Path
    own: bool

    def clear(self) -> None:
        """Forget the last demo; somebody else's store is left as it is."""
        self.memory.unlink(missing_ok=True)
        if self.own:
            database = Path(self.store.url.get_secret_value().removeprefix(SQLITE))
            for file in (
                *database.parent.glob(f"{database.name}*"),
                *database.parent.glob(f"{self.store.key_file.name}*"),
            ):
                file.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Generator[None]:
        """Hold the demo's lock. Raises AlreadyRunning."""
        self.memory.parent.mkdir(parents=True, exist_ok=True)
        with self.memory.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning from None
            yield


def data_folder() -> Path:
    """The user's folder for data of ours."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share") / "space-to-think"


def home(config: Path | None = None) -> Home:
    """Where this demo is kept. Raises ConfigError for a configuration that cannot be read."""
    configured = load_config(config).store
    if names_store(config):
        url = configured.url.get_secret_value()
        database = Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else data_folder() / "demo"
        return Home(configured, database.with_name(f"{database.name}.demo.json"), own=False)
    folder = data_folder()
    store = Store(url=SecretStr(f"{SQLITE}{folder / 'demo.db'}"), key_file=folder / "demo.key")
    return Home(store, folder / "demo.json", own=True)


def names_store(config: Path | None) -> bool:
    """Whether a file or the environment says where the store is."""
    if any(name.upper().startswith(f"{PREFIX}STORE") for name in os.environ):
        return True
    file = config or Path(DEFAULT)
    return file.exists() and "store" in tomllib.loads(file.read_text(encoding="utf-8"))
