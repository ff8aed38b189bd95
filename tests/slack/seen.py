"""Everything that an app has shown in a run: each set of blocks and each view, by calls and in acknowledgements."""

from collections.abc import Iterator
from typing import Any

from tests.slack.strict.peer import Peer
from tests.slack.validators import by_sdk, by_slackblocks

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
    """What two of the validators have against any of it. The third looks at all of it at once."""
    wrong: list[str] = []
    for _, thing in found:
        view: Json | None = thing if isinstance(thing, dict) else None
        blocks: Any = thing if view is None else view["blocks"]
        wrong += by_sdk(blocks, view)
        wrong += by_slackblocks(blocks, view)
    return wrong
