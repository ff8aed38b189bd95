"""The web server for whoever watches: a few pages, and nothing that a stranger sends gets further."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from space_to_think.runtime.errors import OperatorFault
from space_to_think.runtime.watching import web
from space_to_think.runtime.watching.web import Page, Web
from tests.runtime.watching.watcher import ask, get


async def page() -> Page:
    return Page(b"hello\n")


@pytest.fixture
async def served() -> AsyncIterator[Web]:
    served = Web("127.0.0.1", 0, {"/page": page})
    await served.start()
    yield served
    await served.stop()


async def test_a_page_is_served(served: Web) -> None:
    assert await get(served.port, "/page") == (200, "hello\n")
    assert await get(served.port, "/page?more=1") == (200, "hello\n")


async def test_only_its_head_is_sent_to_head(served: Web) -> None:
    answer = await ask(served.port, b"HEAD /page HTTP/1.1\r\nHost: here\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: 6\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /other HTTP/1.1\r\nHost: here\r\n\r\n", 404),
        (b"GET /\xff HTTP/1.1\r\nHost: here\r\n\r\n", 400),
        (b"POST /page HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi", 405),
        (b"what is this\r\n\r\n", 400),
        (b"GET /page HTTP/1.1\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\n", 400),
    ],
)
async def test_anything_else_is_refused(served: Web, request_: bytes, status: int) -> None:
    answer = await ask(served.port, request_)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


async def test_who_goes_away_or_says_nothing_is_let_go(served: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.05)
    assert await ask(served.port, b"GET /page HT") == b""
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.close()
    await writer.wait_closed()
    assert await get(served.port, "/page") == (200, "hello\n")


async def test_who_is_connected_and_says_nothing_holds_up_no_end(served: Web) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET /page HT")
    await writer.drain()
    assert await get(served.port, "/page") == (200, "hello\n")  # so the other is being served by now
    await asyncio.wait_for(served.stop(), web.PATIENCE / 2)
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_an_address_that_is_taken_is_said_with_its_cure(served: Web) -> None:
    with pytest.raises(OperatorFault, match=r"Nothing can listen on 127\.0\.0\.1, port \d+ .* web\.port"):
        await Web("127.0.0.1", served.port, {}).start()


async def test_one_that_never_listened_can_be_stopped() -> None:
    await Web("127.0.0.1", 0, {}).stop()
