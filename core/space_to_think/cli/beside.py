"""What adapters keep beside the store, such as the keys of a device: copied, put back and sealed anew with it."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final, Protocol

from space_to_think.config import Config
from space_to_think.runtime.secrets import Keys

GROUP: Final = "space_to_think.beside"  # entry points: a module with the three functions of `Beside`


class Beside(Protocol):
    """What an adapter does with what it keeps; `table` is its table of the configuration. OperatorFault: what ails."""

    def copy(self, table: Any, folder: Path) -> None:
        """Copy it into a new folder, also while the service runs."""
        ...

    def restore(self, table: Any, folder: Path) -> str:
        """Put such a copy back, and say what is to be done then. Nothing that is there is overwritten."""
        ...

    def reseal(self, table: Any, keys: Keys) -> None:
        """Seal it with the newest key; no service runs."""
        ...


def beside(config: Config) -> Iterator[tuple[str, Any, Beside]]:
    """Each adapter that is switched on and keeps something: its name, its table, and what it does."""
    for name, table in config.adapters.on().items():
        for point in entry_points(group=GROUP, name=name):
            yield name, table, point.load()


def folder_of(copy: Path, name: str) -> Path:
    """Where an adapter's part of a backup lies: next to the store's copy."""
    return copy.with_name(f"{copy.stem}-{name}")
