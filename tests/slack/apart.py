"""The bot as a process of its own that a test can still wait for: its clock stands still until the test moves it.

The test tells it over a pipe what time it is, and to say when nothing is left to do. Everything else goes its real way:
from the platform to the process and back, and into the store.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, cast

from space_to_think.agency.events import Event
from space_to_think.cli.options import log_to_stderr
from space_to_think.delivery import Adapter
from space_to_think.inbound import Answer, Inbound
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.rig.process import LONGEST, Process, pipe
from tests.slack.bench import SlackBench, Watched, settings, under_way
from tests.slack.strict.peer import Peer


@dataclass(frozen=True, slots=True)
class Spec:
    """What the service is started with there."""

    url: str
    key_file: Path
    log: Path
    agencies: Mapping[str, Iterable[Event]]
    adapter: Mapping[str, Any]
    start: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What a question has come to, and what has been taken and carried out since the one before."""

    found: Any
    taken: list[tuple[Inbound, Answer]]
    did: list[str]
    pinned: str | None


class ServiceApart(Service):
    """The house's service. Here are only its eyes, which look into the store."""

    def __init__(self, parts: Parts, bench: "BenchApart") -> None:
        super().__init__(parts)
        self._bench = bench
        self._spec = Spec(
            parts.url,
            parts.key_file,
            parts.key_file.with_name("service.log"),
            {slug: list(events) for slug, events in parts.agencies.items()},
            settings(bench.peer),
            parts.clock.now(),
        )

    async def start(self) -> None:
        """Start the process."""
        self._bench.link, its = pipe()
        self._process = Process(run, self._spec, its)
        its.close()

    async def stop(self) -> None:
        """Let it end in order. AssertionError when it does not."""
        try:
            await self._bench.ask("stop")
            assert await self._process.ended() == 0, self._spec.log.read_text()
        finally:
            self._process.kill()
            await self._process.ended()
            self._bench.link.close()
            await self.store.close()

    async def settle(self) -> None:
        await self._bench.ask("settle")

    async def next_wake(self) -> datetime | None:
        found: datetime | None = await self._bench.ask("next_wake")
        return found


class BenchApart(SlackBench):
    """The bench's hands and eyes, and what it knows of the bot from the other side of the pipe."""

    link: Connection

    def __init__(self, peer: Peer, people: Mapping[str, str], clock: FrozenClock, bare: bool = False) -> None:
        super().__init__(peer, people, clock, bare)
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, what: str) -> Any:
        """Tell the process what time it is and what is wanted; the answer. EOFError: it is gone."""
        async with self._one_at_a_time:
            self.link.send((what, self._clock.now()))
            news: News = await asyncio.to_thread(self.link.recv)
        self.watched.taken += news.taken
        self.watched.did, self.watched.pinned = news.did, news.pinned
        return news.found

    async def ready(self) -> None:
        port = await self.ask("ready")
        if self.peer.mode == "events":
            self.peer.signed.url = f"http://127.0.0.1:{port}/slack/events"
        else:
            await self.peer.sockets.connected()

    async def rest(self) -> None:
        while True:
            await self.peer.idle()
            if not await self.ask("rest"):
                return


# ---- in that process


async def _settle(service: Service, watched: Watched) -> None:
    await service.settle()


async def _next_wake(service: Service, watched: Watched) -> datetime | None:
    return await service.next_wake()


async def _ready(service: Service, watched: Watched) -> int | None:
    await watched.inner.ready.wait()
    return watched.inner.bound


async def _rest(service: Service, watched: Watched) -> bool:
    busy = under_way(watched.inner)
    await asyncio.gather(*busy, return_exceptions=True)
    return bool(busy)


async def _stop(service: Service, watched: Watched) -> None:
    await service.stop()


QUESTIONS: Final[Mapping[str, Callable[[Service, Watched], Awaitable[Any]]]] = {
    "settle": _settle, "next_wake": _next_wake, "ready": _ready, "rest": _rest, "stop": _stop,
}  # fmt: skip


def run(spec: Spec, link: Connection) -> None:
    """What the process does."""
    signal.alarm(LONGEST)
    with spec.log.open("a") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    log_to_stderr()
    asyncio.run(_serve(spec, link))


async def _serve(spec: Spec, link: Connection) -> None:
    from space_to_think.testing.rig.warm import HOST, WORDING  # heavy, and there already where it counts

    clock, watched = FrozenClock(spec.start), Watched(**spec.adapter)
    service = Service(
        Parts(spec.url, spec.key_file, HOST, WORDING, clock, (cast("Adapter", watched),), agencies=spec.agencies)
    )
    await service.start()
    told = 0
    what = ""
    while what != "stop":
        what, now = await asyncio.to_thread(link.recv)
        clock.set(now)
        found = await QUESTIONS[what](service, watched)
        link.send(News(found, watched.taken[told:], watched.did, watched.pinned))
        told = len(watched.taken)
