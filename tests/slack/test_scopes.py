"""That each scope is used and each method called, in one session that has everything; neither is there to spare."""

from datetime import timedelta
from pathlib import Path

from space_to_think.delivery import Delivery, Post, Vanished
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.slack.api import TIERS
from space_to_think_adapters.slack.manifest import SCOPES
from tests.slack.conftest import Strict
from tests.slack.local import ROOM
from tests.slack.strict.faults import accepted_then_dropped
from tests.slack.team import form, in_thread, on_slack

A_WHILE = timedelta(minutes=2)


async def test_each_scope_is_used_and_each_method_called(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        # A channel, a reply and a direct message of which nobody knows whether they are there.
        peer.faults["conversations.create"] += [accepted_then_dropped]
        await house.call("priya", "new stuck pace guided")
        await house.advance(A_WHILE)
        await in_thread(house, bench)
        await bench.people.say("ros", "status", await bench.people.direct("ros"))
        await house.settle()
        peer.faults["chat.postMessage"] += [accepted_then_dropped]
        await house.call("grace", "pause", private=False)
        await house.advance(A_WHILE)
        await house.call("grace", "resume", private=False)
        await house.press("owen", "choices")
        await house.press("owen", "flag")  # in the window that is open then
        (field,) = [one["block_id"] for one in form(bench, "owen")["blocks"] if one["type"] == "input"]
        peer.faults["chat.postMessage"] += [accepted_then_dropped]
        await house.send_form("owen", {field: "child"})
        await house.advance(A_WHILE)
        # The Home page, a hint, a file, and a card that has become too long for one message.
        await bench.people.home("ros")
        await bench.people.say("owen", f"<@{peer.bot}> nonsense", ROOM, bench.group().id.thread)
        await house.move_to("strengths")
        await house.call("owen", "strength @ros You listen")
        await house.move_to("reflection")
        stands = next(call.args for call in reversed(peer.calls) if call.method == "chat.update")
        long = RenderedCard(tuple(Said(("word " * 300,)) for _ in range(9)))
        delivery = Delivery("k", bench.group().id, Post(long, replaces=f"{stands['channel']}/{stands['ts']}"))
        assert isinstance(await bench.adapter.deliver(delivery), Vanished)
        assert {scope for _, scope in peer.gate.used} - {"connections:write"} == SCOPES.keys() - {"commands"}
        assert {call.method for call in peer.calls} - {"response_url"} == TIERS.keys()
