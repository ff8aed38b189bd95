"""Going on all the same: past what is odd or meant badly, and after what did not work yet."""

import random
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import structlog

LONGEST: Final = 60.0  # seconds between two tries

log = structlog.get_logger()


def pause(tries: int, error: Exception) -> float:
    """Seconds until the next try: longer each time, and at least what the homeserver asks for."""
    return max(getattr(error, "after", 0.0), min(2.0 ** min(tries, 10), LONGEST) * random.uniform(0.5, 1.0))


@contextmanager
def passed_over(what: str, *but: type[Exception]) -> Generator[None]:
    """Go on after whatever is raised within, `but` for these; of the error only its type is logged."""
    try:
        yield
    except but:
        raise
    except Exception as error:
        log.error("passed over on matrix", what=what, error=type(error).__name__)
