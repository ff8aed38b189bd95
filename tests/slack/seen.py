"""Everything that an app has shown in a run: each set of blocks and each view, by calls and in acknowledgements."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.slack.strict import blocks as strict
from tests.slack.strict.peer import Peer
from tests.slack.validators import by_sdk, by_slackblocks, by_types

Json = dict[str, Any]

KINDS = {"modal": "ModalView", "home": "HomeView"}


def everything(peer: Peer) -> Iterator[tuple[str, Any]]:
    """Pairs: what Slack's own types call it, and the thing itself."""
    given = [call.args for call in peer.calls] + [done.answer for done in peer.delivered]
    for one in given:
        if isinstance(one, dict):
            if one.get("blocks"):
                yield "KnownBlock[]", one["blocks"]
            if one.get("view"):
                yield KINDS[one["view"]["type"]], one["view"]


def faults(found: Iterator[tuple[str, Any]]) -> list[str]:
    """What our own rules and two of the validators have against any of it. The third looks at all of it at once.

    The gate sees calls only; answers in acknowledgements and to response URLs are looked at here alone.
    """
    wrong: list[str] = []
    for _, thing in found:
        view: Json | None = thing if isinstance(thing, dict) else None
        blocks: Any = thing if view is None else view["blocks"]
        wrong += strict.blocks(blocks) if view is None else strict.view(view)
        wrong += by_sdk(blocks, view)
        wrong += by_slackblocks(blocks, view)
    return wrong


@dataclass
class Shapes:
    """What was shown in many runs, one of each shape: all words are the same to a compiler, which takes its time."""

    found: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def add(self, shown: Iterable[tuple[str, Any]]) -> None:
        for kind, thing in shown:
            self.found.setdefault(json.dumps([kind, _shape(thing)]), (kind, thing))

    def faults(self, folder: Path) -> list[str]:
        """What the third validator has against any of it."""
        return by_types(list(self.found.values()), folder)


def _shape(thing: Any, key: str = "") -> Any:
    if isinstance(thing, dict):
        return {name: _shape(value, name) for name, value in sorted(thing.items())}
    if isinstance(thing, list):
        shapes = {json.dumps(shape): shape for shape in map(_shape, thing)}
        return list(shapes.values())
    return thing if key in ("type", "style") else type(thing).__name__
