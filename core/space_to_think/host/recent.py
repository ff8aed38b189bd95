"""What was worked out lately, for whoever sees that it still holds."""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

V = TypeVar("V")

REMEMBERED: Final = 512  # as many sessions as the runtime holds


class Recent(Generic[V]):
    """Remembers the last values, by a key; the one that was made longest ago goes first."""

    def __init__(self) -> None:
        self._values: dict[Hashable, V] = {}

    def get(self, key: Hashable) -> V | None:
        """What was put there last."""
        return self._values.get(key)

    def put(self, key: Hashable, value: V) -> V:
        """Remember a value, in the place of the one before; returns it."""
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > REMEMBERED:
            del self._values[next(iter(self._values))]
        return value
