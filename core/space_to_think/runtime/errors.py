"""What can go wrong that is not ours to mend, by who has to act.

RuntimeFault
├── OperatorFault          the service does not start, or stops: somebody who runs it has to act
│   ├── KeyFault           the key file is missing or is another store's
│   ├── SchemaFault        a newer version of the program wrote the store
│   ├── BrokenStore        the file is damaged
│   ├── StoreInUse         another service works on the same store
│   └── BackupFault        a backup cannot be made or put back
└── StoreUnavailable       full disk, locked or read-only file, failing disk: it mends itself when the cause is gone
"""

from collections.abc import Mapping
from typing import Final


class RuntimeFault(Exception):
    """The root of the tree; its text never holds what people said, names or ids of a platform."""


class OperatorFault(RuntimeFault):
    """A sentence for whoever runs the service, and what to do about it."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(f"{sentence} {cure}")
        self.sentence = sentence
        self.cure = cure


class KeyFault(OperatorFault):
    """The key file is missing, unreadable or another store's."""


class SchemaFault(OperatorFault):
    """The store was written by a newer version than this one."""


class BrokenStore(OperatorFault):
    """The database file is damaged."""


class StoreInUse(OperatorFault):
    """Another service works on the same store."""


class BackupFault(OperatorFault):
    """A backup cannot be made, or cannot be put back."""


# What helps, by the beginning of SQLite's name for what is wrong.
CURES: Final[Mapping[str, str]] = {
    "SQLITE_FULL": "Make room on its disk.",
    "SQLITE_READONLY": "Let the service write to its file and its folder.",
    "SQLITE_BUSY": "See which other program holds it for so long.",
    "SQLITE_LOCKED": "See which other program holds it for so long.",
    "SQLITE_IOERR": "See what the system's log says of its disk.",
    "SQLITE_CANTOPEN": "See whether its folder is there, and whether the service may write to it.",
}


class StoreUnavailable(RuntimeFault):
    """The store cannot be read or written just now; `code` is SQLite's name for why, `cure` what helps."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.cure = next(
            (cure for name, cure in CURES.items() if code.startswith(name)), "See whether its disk is in order."
        )
        super().__init__(f"The store is not available ({code}). {self.cure}")
