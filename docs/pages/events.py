"""Every event of a session, as its class is written."""

import ast
import inspect
from collections.abc import Iterator
from typing import get_args

from docs.pages.markdown import code, page, table
from docs.pages.source import about, fields
from space_to_think.session import events


def text() -> str:
    """The page."""
    return page(
        "The events",
        "What happened in a session, in the order of `session/events.py`. An event never holds what somebody typed, a "
        "name, or an id of a platform: people are numbers, contributions are random ids. The types are in "
        "`session/state.py`; times are UTC, spans are working time when the pace is asynchronous. *clock*: the service "
        "brings it about by itself.",
        "`demo --json` and `session show ID --json` print one event a line: `type`, `at`, `session` and `version` "
        "first, then the fields below.",
        *_sections(),
    )


def _sections() -> Iterator[str]:
    known = {event.__name__: event for event in get_args(events.Event)}
    for heading, names in _order():
        found = [known[name] for name in names if name in known]
        if found:
            yield f"## {heading}"
            yield table(("Event", "What it says", "Fields"), (_row(event) for event in found))


def _order() -> Iterator[tuple[str, list[str]]]:
    """The headings in the module, and the classes under each."""
    source = inspect.getsource(events)
    lines = source.splitlines()
    heads = [(n, line.removeprefix("# ---- ")) for n, line in enumerate(lines, 1) if line.startswith("# ---- ")]
    classes = [(node.lineno, node.name) for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for index, (first, heading) in enumerate(heads):
        last = heads[index + 1][0] if index + 1 < len(heads) else len(lines)
        yield heading[0].upper() + heading[1:], [name for line, name in classes if first < line < last]


def _row(event: type) -> tuple[str, str, str]:
    name = event.__name__
    marks = []
    if event in events.BY_THE_CLOCK:
        marks.append("*clock*")
    if name in events.VERSIONS:
        marks.append(f"version {events.VERSIONS[name]}")
    said = "; ".join(
        code(f"{field.name}: {field.type}") + (f" ({field.comment})" if field.comment else "")
        for field in fields(event)
    )
    return f"{code(name)} {', '.join(marks)}".strip(), about(event), said
