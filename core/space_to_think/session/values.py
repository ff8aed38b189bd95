"""Frozen values with some of their fields changed.

For type checkers `replace` is that of dataclasses. That one asks `__init__` to set every field again, one by one
through the frozen class's own guard, and a session has more than thirty of them, copied with every event. A dataclass
without slots keeps its fields in a dict, and a dict is copied as a whole.
"""

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value: T, /, **changes: Any) -> T:
        """The value with these fields changed. A class that works something out as it is made has to have slots."""
        if not hasattr(value, "__dict__"):
            return dataclasses.replace(value, **changes)
        made = object.__new__(type(value))
        object.__setattr__(made, "__dict__", value.__dict__ | changes)
        return made
