"""A small web server for whoever watches the service: a few pages that are made anew each time they are asked for.

h11 reads what comes and writes what goes; here are only the connection and the pages.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import h11

from space_to_think.runtime.errors import OperatorFault

PATIENCE: Final = 10.0  # seconds for one connection
READ: Final = 4096
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered."""

    body: bytes
    type: str = TEXT
    status: HTTPStatus = HTTPStatus.OK


Route = Callable[[], Awaitable[Page]]


class Web:
    """Serves pages by their paths, to GET and HEAD, one a connection."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Route]) -> None:
        self._host = host
        self._port = port
        self._pages = pages
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen. Raises OperatorFault when the address cannot be had."""
        try:
            self._server = await asyncio.start_server(self._connected, self._host, self._port)
        except OSError as error:
            sentence = f"Nothing can listen on {self._host}, port {self._port} ({error.strerror})."
            raise OperatorFault(sentence, "Write another web.host or web.port, or end what listens there.") from None

    @property
    def port(self) -> int:
        """Where it listens; of use where port 0 left the choice to the system."""
        assert self._server is not None, "it has been started"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Listen no longer. Whoever is connected is let go, so that nobody holds up the end of the service."""
        if self._server is not None:
            self._server.close()
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            async with asyncio.timeout(PATIENCE):
                page, head = await self._page(connection, reader)
                writer.write(_sent(connection, page, head))
                await writer.drain()
        except (TimeoutError, ConnectionError, h11.LocalProtocolError):
            pass  # whoever asked has gone
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _page(self, connection: h11.Connection, reader: asyncio.StreamReader) -> tuple[Page, bool]:
        """The page that is asked for, and whether only its head is."""
        try:
            request = await _request(connection, reader)
        except h11.RemoteProtocolError:
            return _said(HTTPStatus.BAD_REQUEST), False
        if request.method not in (b"GET", b"HEAD"):
            return _said(HTTPStatus.METHOD_NOT_ALLOWED), False
        path = request.target.partition(b"?")[0].decode("ascii", "replace")
        route = self._pages.get(path)
        page = _said(HTTPStatus.NOT_FOUND) if route is None else await route()
        return page, request.method == b"HEAD"


async def _request(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Request:
    """The head of a request; what may follow it is not read."""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            return event
        if event is not h11.NEED_DATA:
            raise ConnectionResetError
        connection.receive_data(await reader.read(READ))


def _said(status: HTTPStatus) -> Page:
    return Page(f"{status.phrase}\n".encode(), status=status)


def _sent(connection: h11.Connection, page: Page, head: bool) -> bytes:
    headers = [
        ("Content-Type", page.type),
        ("Content-Length", str(len(page.body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    answer = h11.Response(status_code=page.status.value, headers=headers, reason=page.status.phrase.encode())
    parts = [connection.send(answer)]
    if not head:
        parts.append(connection.send(h11.Data(data=page.body)))
    parts.append(connection.send(h11.EndOfMessage()))
    return b"".join(parts)
