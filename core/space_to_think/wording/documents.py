"""Files made of a card's lines: a note as plain text, a sheet as HTML that prints well, days for a calendar.

The lines were written without names, so there are none to put in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final, assert_never

from icalendar import Calendar, Event

from space_to_think.rendered import Gauge, Quoted, RenderedLine, Said
from space_to_think.wording.bundles import WordingError
from space_to_think.wording.plain import line_text, spans

_CALENDAR: Final = "text/calendar"
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }}
blockquote {{ margin: 0 0 1rem; padding: 0 0 0 1rem; border-left: 0.2rem solid; white-space: pre-wrap; }}
@media print {{
  body {{ font-size: 11pt; max-width: none; margin: 0; padding: 0; }}
  p, blockquote {{ break-inside: avoid; orphans: 3; widows: 3; }}
}}
@page {{ margin: 2cm; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Day:
    """A whole day in a calendar, by the date of `at`, and what for."""

    id: str
    at: datetime
    lines: tuple[RenderedLine, ...]


def write(
    type: str, lines: tuple[RenderedLine, ...], language: str, days: tuple[Day, ...] = (), now: datetime | None = None
) -> bytes:
    """The file's bytes, UTF-8. Raises WordingError for a type that it cannot write. `days`, `now`: of a calendar."""
    if type == _CALENDAR:
        return _calendar(days, now)
    if type not in _WRITERS:
        raise WordingError(f"A document of the type {type} cannot be written.")
    return _WRITERS[type](lines, language).encode()


def _calendar(days: tuple[Day, ...], now: datetime | None) -> bytes:
    """One whole-day entry each, in the order given. Times of day and time zones are left out: a day is meant."""
    calendar: Any = Calendar()  # its values are of many types
    calendar.add("prodid", "-//Space to Think//EN")
    calendar.add("version", "2.0")
    for day in days:
        entry: Any = Event()
        entry.add("uid", day.id)
        entry.add("summary", " ".join(_words(line) for line in day.lines))
        entry.add("dtstart", day.at.date())
        entry.add("dtstamp", now or day.at)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _text(lines: tuple[RenderedLine, ...], language: str) -> str:
    return "\n\n".join(line_text(line, lambda person: "") for line in lines) + "\n"


def _html(lines: tuple[RenderedLine, ...], language: str) -> str:
    title = _words(lines[0]) if lines else ""
    body = "\n".join(_element(line, heading=place == 0) for place, line in enumerate(lines))
    return _PAGE.format(language=escape(language), title=escape(title), body=body)


def _element(line: RenderedLine, heading: bool) -> str:
    if isinstance(line, Quoted):
        return f"<blockquote>{escape(line.text)}</blockquote>"
    tag = "h1" if heading else "p"
    return f"<{tag}>{escape(_words(line))}</{tag}>".replace("\n", "<br>")


def _words(line: RenderedLine) -> str:
    match line:
        case Said():
            return spans(line.spans, lambda person: "")
        case Quoted() | Gauge():
            return line.text
        case _:
            assert_never(line)


_WRITERS: Final[Mapping[str, Callable[[tuple[RenderedLine, ...], str], str]]] = {
    "text/plain": _text,
    "text/html": _html,
}
