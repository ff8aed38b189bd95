"""The reference pages: one module a page, each with a function that writes it."""

from collections.abc import Callable, Mapping
from typing import Final

from docs.pages import commands, events, hooks, stages

# What stands in docs/reference/, by file name.
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "stages.md": stages.text,
    "stages.svg": stages.picture,
    "commands.md": commands.text,
    "events.md": events.text,
    "hooks.md": hooks.text,
}
