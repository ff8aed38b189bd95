"""What lies beside the store, for `backup`, `restore` and `key`: the device's folder is one unit with it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from space_to_think.config import Matrix
from space_to_think.runtime.secrets import Keys
from space_to_think_adapters.matrix.unit import LOGIN, MatrixFault, Unit


def copy(table: Matrix, folder: Path) -> None:
    """Copy the unit into a new folder, also while the bot works with it."""
    folder.mkdir(mode=0o700, parents=True)
    for file in table.data_dir.glob("*.sealed"):
        copyfile(file, folder / file.name)
    for file in table.data_dir.glob("*.db"):
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(folder / file.name)) as target:
            source.backup(target)


def restore(table: Matrix, folder: Path) -> str:
    """Put a copy back where there is no device now; what is to be done then. Raises MatrixFault."""
    if not folder.is_dir():
        raise MatrixFault(f"There is no copy of the Matrix device at {folder}.", LOGIN)
    if list(table.data_dir.glob("*.sealed")):
        raise MatrixFault(f"There is a Matrix device in {table.data_dir} already.", "Move it away first.")
    table.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.iterdir():
        copyfile(file, table.data_dir / file.name)
    for file in table.data_dir.glob("*.db"):
        # Others have gone on with these since: using one again is like saying old words. New ones are begun.
        with closing(sqlite3.connect(file)) as store:
            store.execute("DELETE FROM olmsessions")
            store.commit()
    return f"The Matrix device is back, without the keys that people have given it since. {LOGIN}"


def reseal(table: Matrix, keys: Keys) -> None:
    """Seal it with the newest key, so that the old ones can be forgotten."""
    Unit(table.data_dir, keys).reseal()
