"""A message of which nobody can say whether it has arrived: it is not posted again, and the facilitator is told."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from space_to_think.runtime.store import tables as t
from space_to_think.testing.house import House
from tests.slack.conftest import Mode, Strict
from tests.slack.strict.faults import accepted_then_dropped, refused
from tests.slack.team import in_thread, on_slack

LOOKED_FOR = {"thread": "conversations.replies", "channel": "conversations.history"}


async def states(house: House) -> list[str]:
    """The fates of all messages."""
    return list(
        await house.service.store.read(lambda connection: connection.execute(select(t.outbox.c.state)).scalars().all())
    )


@pytest.mark.parametrize("mode", ["socket", "events"])
@pytest.mark.parametrize("place", LOOKED_FOR)
async def test_where_slack_may_not_be_asked_it_shows_once_and_the_facilitator_is_told(
    strict: Strict, mode: Mode, place: str, tmp_path: Path
) -> None:
    """Slack took it, the line went, and the right to look has been taken away."""
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await (in_thread(house, bench) if place == "thread" else house.begin())
        before = len(peer.calls)
        peer.faults["chat.postMessage"] += [accepted_then_dropped]
        for method in LOOKED_FOR.values():
            peer.faults[method] += [refused("missing_scope")] * 5
        await house.call("grace", "pause", private=False)
        await house.advance(timedelta(minutes=2))
        assert LOOKED_FOR[place] in [call.method for call in peer.calls[before:]]
        shown = [one for one in await peer.messages(bench.group().id.room) if "We pause here" in one["text"]]
        assert len(shown) == 1
        assert (await states(house)).count("uncertain") == 1
        told = "I am not sure that my last message to the group arrived. Please have a look."
        assert told in house.in_private("grace")
        assert told not in house.in_private("ros")
        assert told not in house.in_group()
