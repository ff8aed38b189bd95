"""A lock between processes: a file beside what it guards. It ends with the process, however that ends."""

import fcntl
from io import TextIOWrapper
from pathlib import Path


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
