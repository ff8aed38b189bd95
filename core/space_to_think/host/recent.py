"""What was worked out lately, for as long as it holds."""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

V = TypeVar("V")

REMEMBERED: Final = 512  # as many sessions as the runtime holds


class Recent(Generic[V]):
    """Remembers the last values, by a key; the one that was made longest ago goes first."""

    def __init__(self) -> None:
        self._values: dict[Hashable, V] = {}

    def get(self, key: Hashable, holds: Callable[[V], bool], make: Callable[[], V]) -> V:
        """The value that was made for a key, made anew where there is none that still holds."""
        value = self._values.get(key)
        if value is None or not holds(value):
            self._values.pop(key, None)
            value = self._values[key] = make()
            if len(self._values) > REMEMBERED:
                del self._values[next(iter(self._values))]
        return value
