"""The adapter by itself in front of the strict peer, with a core that says back what it was told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, cast

from space_to_think.delivery import Runtime
from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, Called, Inbound, Nothing, Notice
from space_to_think.rendered import RenderedCard, Said
from space_to_think.runtime.secrets import Keys
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.bench import WITHIN, settings, under_way
from tests.slack.local import TEAM, person
from tests.slack.people import People
from tests.slack.strict.peer import Peer

FULL: Final = Notice(RenderedCard((Said(("It could not be stored.",)),)), taken=False)


@dataclass
class Core:
    """A runtime that keeps things in memory. `answers` says what is answered; `taken` holds each key once.

    `refuses`: so many of the next cannot be stored. `slow`: seconds that each takes.
    """

    answers: Callable[[Inbound], Answer] = lambda inbound: Nothing()
    refuses: int = 0
    slow: float = 0.0
    taken: list[Inbound] = field(default_factory=list)
    repeats: int = 0
    values: dict[tuple[str, str], bytes] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def sealing(self) -> Keys:
        raise AssertionError("the Slack adapter seals nothing by itself: what it keeps is sealed by the store")

    def private(self, words: str) -> bool:
        return words.startswith(("park", "flag"))

    async def cursor(self, adapter: str) -> str | None:
        return None

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        self.values.pop((adapter, name), None)
        if value is not None:
            self.values[adapter, name] = value

    async def kept(self, adapter: str, name: str) -> bytes | None:
        return self.values.get((adapter, name))

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        await asyncio.sleep(self.slow)
        if self.refuses > 0:
            self.refuses -= 1
            return FULL
        if any(one.key == inbound.key for one in self.taken):
            self.repeats += 1
            return Nothing()
        self.taken.append(inbound)
        return self.answers(inbound)

    def words(self) -> list[str]:
        return [inbound.words for inbound in self.taken if isinstance(inbound, Called)]

    def said(self) -> list[str]:
        return [str(getattr(inbound, "text", "")) for inbound in self.taken if type(inbound).__name__ == "Said"]


@dataclass
class Bot:
    """A running adapter."""

    peer: Peer
    core: Core
    adapter: SlackAdapter
    people: People

    async def rest(self) -> None:
        """Until nothing is under way."""
        while True:
            await self.peer.idle()
            busy = under_way(self.adapter)
            if not busy:
                return
            await asyncio.gather(*busy, return_exceptions=True)


@asynccontextmanager
async def bot(peer: Peer, core: Core | None = None, **more: Any) -> AsyncIterator[Bot]:
    core = core or Core()
    adapter = SlackAdapter(**settings(peer, **more))
    task = asyncio.create_task(adapter.run(cast("Runtime", core)))
    try:
        ready = asyncio.create_task(adapter.ready.wait())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=WITHIN)
        assert ready.done(), task.exception() if task.done() else "the adapter does not start"
        if peer.mode == "events":
            peer.signed.url = f"http://127.0.0.1:{adapter.bound}/slack/events"
        else:
            await peer.sockets.connected()
        yield Bot(peer, core, adapter, People(peer))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def who(name: str) -> PersonId:
    return PersonId("slack", TEAM, person(name))
