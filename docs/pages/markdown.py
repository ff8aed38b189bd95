"""A few lines of Markdown, so that every generated page is written the same way."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

NOTE: Final = "<!-- Made from the code by `make docs`. Change the code, not this page. -->"
_PROSE_CODE: Final = re.compile(r"``([^`]+)``")


def page(title: str, intro: str, *parts: str) -> str:
    """A whole page: its title, what it shows, and its parts, with one empty line between them."""
    return "\n\n".join([f"# {title}", NOTE, intro, *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. What stands in a cell may be Markdown, on one line."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def cell(text: str) -> str:
    """A text as it can stand in a table: on one line, without bars."""
    return " ".join(text.split()).replace("|", "&#124;")


def code(text: str) -> str:
    """A text that people type or find in a file; nothing for nothing."""
    if "|" in text:  # in a table, every reader of Markdown takes a bar between backticks for something else
        return f"<code>{escape(text, quote=False).replace('|', '&#124;')}</code>"
    return f"`{text}`" if text else ""


def codes(texts: Iterable[str]) -> str:
    return ", ".join(code(text) for text in texts)


def prose(docstring: str | None) -> str:
    """A docstring's paragraphs as Markdown."""
    paragraphs = (docstring or "").split("\n\n")
    return "\n\n".join(" ".join(_PROSE_CODE.sub(r"`\1`", paragraph).split()) for paragraph in paragraphs)
