"""The Web API as it answers: what each answer means, and how calls are paced."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from space_to_think_adapters.slack.api import (
    MOST,
    PATIENCE,
    PAUSE,
    READS,
    TIERS,
    Api,
    Limited,
    LoggedOut,
    Pace,
    Refused,
    SlackError,
    Unanswered,
)

FILE = Path(__file__).parents[3] / "shared" / "platform" / "data" / "rate_limit_tiers.json"

Answer = Callable[[web.Request], Any]


@asynccontextmanager
async def slack(answer: Answer, spacing: float = 0.0) -> AsyncIterator[tuple[Api, list[web.Request]]]:
    """A Web API on 127.0.0.1 that always gives this answer."""
    asked: list[web.Request] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        await request.read()
        asked.append(request)
        found = answer(request)
        return found if isinstance(found, web.StreamResponse) else web.json_response(found)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    async def token(tenant: str) -> str:
        return f"xoxb-{tenant}"

    api = Api(f"http://127.0.0.1:{runner.addresses[0][1]}/api/", token, spacing)
    try:
        yield api, asked
    finally:
        await api.close()
        await runner.cleanup()


async def outcome(answer: Answer, method: str = "chat.postMessage") -> tuple[SlackError, int]:
    async with slack(answer) as (api, asked):
        with pytest.raises(SlackError) as error:
            await api.call("T1", method, channel="C1", text="canary")
        assert "canary" not in f"{error.value!r} {error.value.__cause__!r}"
        return error.value, len(asked)


async def test_a_write_is_json_and_a_read_is_not() -> None:
    async with slack(lambda _: {"ok": True, "ts": "1.2"}) as (api, asked):
        assert (await api.call("T1", "chat.postMessage", channel="C1", thread_ts=None))["ts"] == "1.2"
        await api.call("T2", "conversations.info", channel="C1", include_num_members=True)
        write, read = asked
        assert (write.method, await write.json()) == ("POST", {"channel": "C1"})
        assert (read.method, dict(read.query)) == ("GET", {"channel": "C1", "include_num_members": "1"})
        assert [one.headers["Authorization"] for one in asked] == ["Bearer xoxb-T1", "Bearer xoxb-T2"]


def aborted(request: web.Request) -> Any:
    assert request.transport is not None
    request.transport.abort()
    return {}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (lambda _: {"ok": False, "error": "channel_not_found"}, Refused),
        (lambda _: {"ok": False, "error": "token_revoked"}, LoggedOut),
        (lambda _: {"ok": False, "error": "fatal_error"}, Unanswered),
        (lambda _: web.Response(status=503, text="<html>"), Unanswered),
        (lambda _: web.json_response({"ok": False, "error": "x"}, status=500), Unanswered),
        (aborted, Unanswered),
        (lambda _: {"ok": False, "error": "ratelimited"}, Limited),
        (lambda _: web.json_response({"ok": False}, status=429, headers={"Retry-After": "12"}), Limited),
    ],
)
async def test_each_answer_means_one_thing_and_nothing_is_sent_twice(answer: Answer, wanted: type[SlackError]) -> None:
    error, asked = await outcome(answer)
    assert type(error) is wanted
    assert asked == 1


async def test_slack_says_how_long_to_wait() -> None:
    told, _ = await outcome(lambda _: web.json_response({"ok": False}, status=429, headers={"retry-after": "12"}))
    assert isinstance(told, Limited)
    assert told.after == 12
    untold, _ = await outcome(lambda _: web.json_response({"ok": False}, status=429, headers={"Retry-After": "soon"}))
    assert isinstance(untold, Limited)
    assert untold.after == PAUSE


async def test_only_the_channel_that_is_limited_waits() -> None:
    limits = {"C1": web.json_response({"ok": False}, status=429, headers={"Retry-After": "60"})}

    def answer(request: web.Request) -> Any:
        body = request._read_bytes or b""
        return limits.pop("C1", {"ok": True}) if b"C1" in body else {"ok": True}

    async with slack(answer) as (api, asked):
        with pytest.raises(Limited):
            await api.call("T1", "chat.postMessage", channel="C1")
        with pytest.raises(Limited):  # is not even asked
            await api.call("T1", "chat.postMessage", channel="C1")
        assert len(asked) == 1
        await api.call("T1", "chat.postMessage", channel="C2")
        await api.call("T1", "chat.update", channel="C1")
        await api.call("T2", "chat.postMessage", channel="C1")


async def test_a_person_and_their_direct_chat_have_one_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think_adapters.slack.api.MOST", 2)

    def answer(request: web.Request) -> Any:
        channel = json.loads(request._read_bytes or b"{}")["channel"]
        return {"ok": True, "channel": channel.replace("U", "D"), "ts": "1.2"}

    async with slack(answer, spacing=60.0) as (api, asked):
        await api.call("T1", "chat.postMessage", channel="U1")
        for channel in ("D1", "U1"):
            with pytest.raises(Limited):
                await api.call("T1", "chat.postMessage", channel=channel)
        with pytest.raises(Limited):
            await api.call("T1", "files.completeUploadExternal", channel_id="D1")
        await api.call("T2", "chat.postMessage", channel="D1")  # of another workspace
        for channel in ("U2", "U3"):
            await api.call("T1", "chat.postMessage", channel=channel)
        await api.call("T1", "chat.postMessage", channel="D1")  # the oldest is forgotten
        assert len(asked) == 5


async def test_a_file_goes_where_slack_wants_it() -> None:
    async with slack(lambda request: web.Response(status=200 if request.path == "/up" else 500)) as (api, asked):
        await api.upload(f"{api.web.base_url.removesuffix('/api/')}/up", b"a file")
        assert await asked[0].read() == b"a file"
        with pytest.raises(Refused):
            await api.upload(f"{api.web.base_url.removesuffix('/api/')}/down", b"a file")
    api = Api("http://127.0.0.1:9/", None)  # type: ignore[arg-type]  # no token is asked for
    with pytest.raises(Unanswered):
        await api.upload("http://127.0.0.1:9/", b"")
    await api.close()


# ---- pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_channel_gets_one_message_a_second_and_others_go_on() -> None:
    pace = Pace(1.0, Clock())
    assert [pace.turn("T1", "chat.postMessage", "C1") for _ in range(4)] == [0, 1, 2, 3]
    assert pace.turn("T1", "chat.postMessage", "C2") == 0
    assert pace.turn("T2", "chat.postMessage", "C1") == 0


def test_whatever_shows_in_a_channel_shares_its_pace() -> None:
    pace = Pace(1.0, Clock())
    shows = ("chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal", "chat.postMessage")
    assert [pace.turn("T1", method, "C1") for method in shows] == [0, 1, 2, 3]
    assert pace.turn("T1", "chat.postEphemeral", "C2") == 0
    assert pace.turn("T1", "chat.update", "C1") == 0


async def test_a_file_waits_for_its_turn_in_the_channel_that_it_is_for() -> None:
    async with slack(lambda _: {"ok": True}, spacing=0.2) as (api, _):
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await api.call("T1", "chat.postMessage", channel="C1")
        await api.call("T1", "files.completeUploadExternal", channel_id="C1")
        assert loop.time() - begun >= 0.19


def test_a_method_may_be_called_as_often_as_its_tier_says() -> None:
    clock = Clock()
    pace = Pace(1.0, clock)
    waits = [pace.turn("T1", "chat.update", f"C{n}") for n in range(TIERS["chat.update"] + 1)]
    assert max(waits[:-1]) == pytest.approx(0, abs=1e-9)
    assert waits[-1] == pytest.approx(60 / TIERS["chat.update"])
    clock.now += 60
    assert pace.turn("T1", "chat.update", "C1") == 0


def test_whoever_would_wait_too_long_takes_no_turn() -> None:
    clock = Clock()
    pace = Pace(1.0, clock)
    pace.limited("T1", "chat.postMessage", "C1", PATIENCE + 1)
    for _ in range(3):
        with pytest.raises(Limited) as limited:
            pace.turn("T1", "chat.postMessage", "C1")
        assert limited.value.after == PATIENCE + 1
    clock.now += 2
    assert pace.turn("T1", "chat.postMessage", "C1") == PATIENCE - 1
    pace.limited("T1", "views.open", "", 5)
    assert pace.turn("T1", "views.open", "") == 5
    assert Pace(0.0, clock).turn("T1", "apps.connections.open", "") == 0


def test_channels_of_long_ago_are_forgotten() -> None:
    clock = Clock()
    pace = Pace(0.001, clock)
    for number in range(MOST + 10):
        clock.now += 1
        pace.turn("T1", "chat.postMessage", f"C{number}")
    assert len(pace._next) < MOST


def test_every_method_that_is_read_has_its_tier() -> None:
    assert TIERS.keys() >= READS


@pytest.mark.skipif(not FILE.exists(), reason="Slack's own list of tiers (../shared/platform/data) is not here")
def test_our_tiers_are_slacks() -> None:
    theirs, rates = json.loads(FILE.read_text()), {"Tier1": 1, "Tier2": 20, "Tier3": 50, "Tier4": 100}
    for method, rate in TIERS.items():
        assert rate <= rates.get(theirs[method], 1000), method


async def test_calls_wait_for_their_turn() -> None:
    async with slack(lambda _: {"ok": True}, spacing=0.2) as (api, _):
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.gather(*(api.call("T1", "chat.postMessage", channel="C1") for _ in range(3)))
        assert loop.time() - begun >= 0.39
