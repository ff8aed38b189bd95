"""The adapter by itself on a real homeserver, with a core that only repeats what it was told."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from space_to_think.inbound import Answer, Called, Inbound, Nothing, Notice
from space_to_think.rendered import RenderedCard, Said
from space_to_think.runtime.secrets import Keys
from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.rooms import Room
from tests.matrix.bench import WITHIN, Watched, bot_settings
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse


@dataclass
class Core:
    """A runtime that says back what it was told, unless it is `quiet`, and remembers it."""

    sealing: Keys
    token: str | None = None
    quiet: bool = False

    def __post_init__(self) -> None:
        self.taken: list[Inbound] = []

    def private(self, words: str) -> bool:
        return words.startswith("park")

    async def cursor(self, adapter: str) -> str | None:
        return self.token

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        raise AssertionError("Matrix keeps what it has to beside the store")

    async def kept(self, adapter: str, name: str) -> bytes | None:
        return None

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        self.taken.append(inbound)
        self.token = cursor or self.token
        if self.quiet:
            return Nothing()
        words = inbound.words if isinstance(inbound, Called) else type(inbound).__name__
        return Notice(RenderedCard((Said((f"You said: {words}",)),)))


class Bot:
    """The adapter with that core."""

    def __init__(self, synapse: Synapse, account: Account, folder: Path, core: Core, **more: object) -> None:
        self.user = account.user
        self.core = core
        self.adapter = Watched(**bot_settings(synapse, account, folder), **more)

    async def start(self) -> "Bot":
        self._task = asyncio.create_task(self.adapter.run(self.core))
        ready = asyncio.create_task(self.adapter._ready.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        if self._task.done():
            ready.cancel()
            self._task.result()
        return self

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def words(self) -> list[str]:
        return [inbound.words for inbound in self.core.taken if isinstance(inbound, Called)]

    async def told(self, words: str) -> None:
        """Wait until the core was told these words."""
        for _ in range(200):
            if words in self.words():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{words!r} did not come, but {self.words()}")


class Gate:
    """Holds back the batches with news of a room, and lets them through one at a time: a bot that is behind."""

    def __init__(self, bot: Bot, room: str) -> None:
        self._bot = bot
        self._room = room
        self._held = ""
        self._pass = self._open = False
        self._taken = 0
        self._news = asyncio.Condition()
        self._take = bot.adapter._take
        bot.adapter._take = self._through  # type: ignore[method-assign]

    async def holds(self, event: str) -> None:
        """Wait until the batch with this event is held; those before it go through."""
        while True:
            await self._until(lambda: bool(self._held))
            if event in self._held:
                return
            await self.one()

    async def one(self) -> None:
        """Let the batch through that is held, and wait until it is taken."""
        before, self._pass = self._taken, True
        await self._until(lambda: self._taken > before)

    async def open(self) -> None:
        """Hold nothing any more."""
        self._open = True
        await self._until(lambda: not self._held)

    async def _until(self, so: Callable[[], bool]) -> None:
        async with self._news:
            self._news.notify_all()
            await asyncio.wait_for(self._news.wait_for(so), WITHIN)

    async def _through(self, batch: Json, since: str | None, first: bool) -> None:
        part = batch.get("rooms", {}).get("join", {}).get(self._room)
        if part is not None and not self._open:
            self._held = json.dumps(part)
            await self._until(lambda: self._pass or self._open)
            self._held, self._pass = "", False
        await self._take(batch, since, first)
        self._taken += 1
        await self._until(lambda: True)


async def answered(ann: Someone, bot: Bot, room: Room, text: str) -> None:
    """Wait until the bot has said this to somebody."""
    for _ in range(200):
        await ann.sync()
        if any(text in content["body"] for content in ann.messages(room.id, bot.user).values()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{text!r} is not there")
