"""The bot as a process of its own that a test can still wait for: its clock stands still until the test moves it.

Over a pipe the test tells it what time it is, and asks it to say when nothing is left to do. Everything else goes its
real way: from the platform to the process and back, and into the store.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
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
from space_to_think.testing.rig.verify import FAULTS as OURS
from tests.slack.bench import WITHIN, SlackBench, Watched, settings, under_way
from tests.slack.strict.peer import Peer

STOP: Final = "stop"
FAULTS: Final = (*OURS, "adapter failed", "delivery failed", "Traceback")


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
    """The house's service, with the host and the wording that are installed.

    What is here only looks into the store: `sessions`, `records`, `store.read`. The rest is in the process.
    """

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
        """Let it end in order. AssertionError when it does not, or has logged anything that must not happen."""
        try:
            with suppress(OSError):  # it is gone already: its log says why
                self._bench.link.send((STOP, self._spec.start))
            code, log = await self._process.ended(), self._spec.log.read_text()
            assert code == 0, log
            assert [line for line in log.splitlines() if any(fault in line for fault in FAULTS)] == []
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
        """Tell the process what time it is and what is wanted; the answer.

        EOFError or OSError: it is gone. TimeoutError: it does not answer.
        """
        async with self._one_at_a_time:
            self.link.send((what, self._clock.now()))
            if not await asyncio.to_thread(self.link.poll, WITHIN):
                raise TimeoutError(what)
            news: News = self.link.recv()
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


QUESTIONS: Final[Mapping[str, Callable[[Service, Watched], Coroutine[Any, Any, Any]]]] = {
    "settle": _settle, "next_wake": _next_wake, "ready": _ready, "rest": _rest,
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
    made = Parts(spec.url, spec.key_file, HOST, WORDING, clock, (cast("Adapter", watched),), spec.agencies)
    async with Service(made) as service:
        told = 0
        while True:
            what, now = await asyncio.to_thread(link.recv)
            if what == STOP:
                break
            clock.set(now)
            found = await _unless_failed(service, QUESTIONS[what](service, watched))
            link.send(News(found, watched.taken[told:], watched.did, watched.pinned))
            told = len(watched.taken)


async def _unless_failed(service: Service, question: Coroutine[Any, Any, Any]) -> Any:
    """The answer, or what the service has failed with meanwhile, which ends the process as it ends `run`."""
    asked = asyncio.create_task(question)
    await asyncio.wait([asked, service.failed], return_when=asyncio.FIRST_COMPLETED)
    if service.failed.done():
        service.failed.result()
    return asked.result()
