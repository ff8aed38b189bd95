"""Files made of a card's lines: a note as plain text, a sheet as HTML that prints well.

The lines were written without names, so there are none to put in.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final, assert_never

from space_to_think.rendered import Gauge, Quoted, RenderedLine, Said
from space_to_think.wording.bundles import WordingError
from space_to_think.wording.plain import line_text, spans

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


def write(type: str, lines: tuple[RenderedLine, ...], language: str) -> bytes:
    """The file's bytes, UTF-8. Raises WordingError for a type that it cannot write."""
    if type not in _WRITERS:
        raise WordingError(f"A document of the type {type} cannot be written.")
    return _WRITERS[type](lines, language).encode()


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
