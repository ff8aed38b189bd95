"""The reference pages: one module a page, each with a function that writes it."""

from collections.abc import Callable, Mapping
from typing import Final

from docs.pages import (
    admin,
    commandline,
    commands,
    data,
    events,
    hooks,
    no_names,
    platforms,
    plugins,
    practice,
    settings,
    stages,
    transcripts,
    words,
)

# What stands in docs/reference/, by file name.
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "stages.md": stages.text,
    "stages.svg": stages.picture,
    "admin.md": admin.text,
    "commands.md": commands.text,
    "command-line.md": commandline.text,
    "events.md": events.text,
    "hooks.md": hooks.text,
    "settings.md": settings.text,
    "plugins.md": plugins.text,
    "platforms.md": platforms.text,
    "words.md": words.text,
    "no-names.md": no_names.text,
    "data.md": data.text,
    "practice.md": practice.text,
    "transcript-live.md": transcripts.live,
    "transcript-days.md": transcripts.days,
}
