"""Whoever watches a service: asks for its pages, and scrapes it as Prometheus does."""

import asyncio
from datetime import timedelta

from space_to_think.testing.house import House
from tests.runtime.watching.prometheus import Prometheus

MINUTE = timedelta(minutes=1)


async def ask(port: int, request: bytes) -> bytes:
    """Send these bytes, and read until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def get(port: int, path: str) -> tuple[int, str]:
    """The status of a page, and the page."""
    answer = await ask(port, f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode()


class Watcher:
    """Lets a house be watched, and scrapes it: a minute passes from one time to the next."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.port = 0
        self._prometheus = Prometheus()

    async def begin(self) -> "Watcher":
        """Listen, and scrape for the first time."""
        watching = self.house.service.watching
        await watching.listen(("127.0.0.1", 0))
        assert watching.web is not None
        self.port = watching.web.port
        assert await self.scrape() == set()
        return self

    async def scrape(self, times: int = 1) -> set[str]:
        """Scrape so many times, and say what fires then."""
        for _ in range(times):
            self.house.clock.advance(MINUTE)
            try:
                status, text = await get(self.port, "/metrics")
            except ConnectionError:
                status, text = 0, ""
            self._prometheus.scrape(self.house.clock.now().timestamp(), text if status == 200 else None)
        return self._prometheus.firing()
