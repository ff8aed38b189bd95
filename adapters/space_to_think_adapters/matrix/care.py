"""What people send may be odd, or meant badly: it is passed over, and stops nothing that others wait for."""

from collections.abc import Generator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()


@contextmanager
def passed_over(what: str, *but: type[Exception]) -> Generator[None]:
    """Go on after whatever is raised within, `but` for these; of the error only its type is logged."""
    try:
        yield
    except but:
        raise
    except Exception as error:
        log.error("passed over on matrix", what=what, error=type(error).__name__)
