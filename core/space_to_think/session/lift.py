"""Old events lifted to today's shape: small functions, one a change, applied one after the other.

`LIFTS["StageDue"][1]` turns the data of version 1 into that of version 2. Data are JSON values.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from space_to_think.session.events import VERSIONS

Lift = Callable[[dict[str, Any]], dict[str, Any]]

LIFTS: Final[Mapping[str, Mapping[int, Lift]]] = {}


class NewerEvent(Exception):
    """The store holds an event of a newer kind than this program knows; it must not go on."""

    def __init__(self, type: str, version: int) -> None:
        super().__init__(f"The event {type} has version {version}, which is newer than this program.")


def lifted(
    type: str,
    version: int,
    data: dict[str, Any],
    lifts: Mapping[str, Mapping[int, Lift]] = LIFTS,
    versions: Mapping[str, int] = VERSIONS,
) -> dict[str, Any]:
    """The data in today's shape; raises NewerEvent for one from the future."""
    today = versions.get(type, 1)
    if version > today:
        raise NewerEvent(type, version)
    for step in range(version, today):
        data = lifts[type][step](data)
    return data
