"""What went wrong, as one of four errors that say what to do."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from space_to_think_adapters.matrix.http import Http, Limited, LoggedOut, Refused, Unreachable, at
from tests.matrix.synapse import free_port


@pytest.fixture
async def homeserver() -> AsyncIterator[str]:
    """A homeserver that gives the answer that the path names: status, errcode."""

    async def handle(request: web.Request) -> web.Response:
        status, code = request.path.split("/")[-2:]
        if code == "SLOW":
            await asyncio.sleep(5)
        if code == "TEXT":
            return web.Response(status=int(status), text="<html>")
        headers = {"Retry-After": "7"} if code == "HEADER" else {}
        body = {"errcode": code, "retry_after_ms": 1500} if code == "M_LIMIT_EXCEEDED" else {"errcode": code}
        return web.json_response(body, status=int(status), headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("502/TEXT", Unreachable),
        ("200/TEXT", Unreachable),
        ("500/M_UNKNOWN", Unreachable),
        ("401/M_UNKNOWN_TOKEN", LoggedOut),
        ("403/M_FORBIDDEN", Refused),
        ("429/M_LIMIT_EXCEEDED", Limited),
        ("429/HEADER", Limited),
    ],
)
async def test_an_answer_that_is_no_answer(homeserver: str, path: str, error: type[Exception]) -> None:
    http = Http(homeserver, "token")
    try:
        with pytest.raises(error) as raised:
            await http.get(f"/{path}")
        if isinstance(raised.value, Limited):
            assert raised.value.after == (7 if "HEADER" in path else 1.5)
    finally:
        await http.close()


async def test_nobody_there_and_somebody_slow(homeserver: str) -> None:
    http, nobody = Http(homeserver), Http(f"http://127.0.0.1:{free_port()}")
    try:
        with pytest.raises(Unreachable):
            await http.get("/200/SLOW", within=0.1)
        with pytest.raises(Unreachable):
            await nobody.get("/")
    finally:
        await http.close()
        await nobody.close()


def test_every_part_of_a_path_is_quoted() -> None:
    assert at("rooms", "!a/b:c", "state") == "/_matrix/client/v3/rooms/%21a%2Fb%3Ac/state"
