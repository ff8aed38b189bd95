"""What a demo is asked to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`auto`: nobody plays along. `speed`: so many times faster than outside; None: as fast as it goes."""

    auto: bool
    speed: float | None
    json: bool
