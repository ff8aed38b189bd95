"""What is installed, and its texts in words."""

from datetime import UTC, datetime
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from space_to_think.agency.state import BUILT_IN
from space_to_think.host import Host
from space_to_think.host.loading import GROUP
from space_to_think.messages import Text
from space_to_think.wording.reader import Reader
from space_to_think.wording.render import Wording

OURS: Final = "space_to_think_plugins"


@cache
def host() -> Host:
    """The plugins of this repository, whatever else is installed."""
    points = entry_points(group=GROUP)
    return Host({point.name: point.load() for point in points if point.value.startswith(OURS)})


@cache
def _wording() -> Wording:
    return Wording.load(host().manifests, strict=True)


class _Nobody:
    def person(self, number: int) -> None:
        return None

    def words(self, id: str) -> None:
        return None

    def all(self, kind: str, round: int, by: int | None) -> tuple[()]:
        return ()


def said(text: Text | None) -> str:
    """A text in words, as anybody would read it outside a session; nothing for none."""
    if text is None:
        return ""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    reader = Reader("en-GB", BUILT_IN, BUILT_IN, "Europe/London", None, None, shared=False, now=now)
    return _wording().text(text, reader, _Nobody())
