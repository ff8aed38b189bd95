"""Whether the service does its work: one word, and if not, why not."""

import json
from collections.abc import Iterator
from http import HTTPStatus

from space_to_think.runtime.store.standing import Standing
from space_to_think.runtime.watching.web import Page


def health(standing: Standing | None, down: frozenset[str]) -> Page:
    """200 while all is well, else 503. `down` are adapters that do not read; `standing` None: no store."""
    why = list(reasons(standing, down))
    said = {"status": "failing" if why else "ok", "why": why}
    status = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
    return Page(json.dumps(said).encode() + b"\n", "application/json", status)


def reasons(standing: Standing | None, down: frozenset[str]) -> Iterator[str]:
    """Why not, in slugs."""
    if standing is None:
        yield "store"
    elif standing.late:
        yield "deadlines-late"
    yield from (f"adapter-{name}" for name in sorted(down))
