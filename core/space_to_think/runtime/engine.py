"""From `accept` to its Answer: a bounded queue, batches, one hop to the store each, and a commit for all of a batch.

A batch that cannot be committed is taken again one message at a time. When the store does not let us write, or takes
too long, people are told within three seconds, and whatever safety needs is answered from memory.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog

from space_to_think.inbound import Answer, Inbound
from space_to_think.runtime.desk import Desk, Taken
from space_to_think.runtime.errors import OperatorFault, StoreUnavailable
from space_to_think.runtime.memory import Memory
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.work import Work

log = structlog.get_logger()

QUEUE: Final = 1024
BATCH: Final = 128
PATIENCE: Final = 2.5  # seconds until people are told that it did not work


@dataclass(slots=True, eq=False)
class Waiting:
    """One message on its way, and whoever waits for its Answer."""

    inbound: Inbound
    cursor: str | None
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def give(self, answer: Answer) -> None:
        """Answer, unless that has been done or nobody waits any more."""
        if not self.answer.done():
            self.answer.set_result(answer)


class Engine:
    """Takes everything that comes in. `committed` is told of each batch that is in the store."""

    def __init__(self, store: SqliteStore, desk: Desk, memory: Memory, committed: Callable[[Work], None]) -> None:
        self._store = store
        self._desk = desk
        self._memory = memory
        self._committed = committed
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(QUEUE)
        self._rest = asyncio.Event()  # nothing waits and nothing is being taken
        self._rest.set()
        self._stuck = False  # the store takes too long
        self._closed = False  # nothing new is taken
        self._over = False  # nothing at all
        self._outside = 0  # those who wait for room in the queue
        self._given_up = 0  # how often all who waited were told that it did not work

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        """Take one message; returns after the commit. When the queue is full, it waits for room.

        No more wait for room than the queue holds, so that what comes in faster than it can be taken fills no memory.
        """
        if self._stuck or self._closed or self._outside >= QUEUE:
            return self._memory.answer(inbound)
        waiting = Waiting(inbound, cursor)
        if self._queue.full():
            self._outside += 1
            given_up = self._given_up
            try:
                await asyncio.wait_for(self._queue.put(waiting), PATIENCE)
            except TimeoutError:
                return self._memory.answer(inbound)
            finally:
                self._outside -= 1
            if self._over or self._given_up != given_up:  # there is room because those before were given up
                return self._memory.answer(inbound)
        else:
            self._queue.put_nowait(waiting)
        self._rest.clear()
        return await waiting.answer

    @property
    def waiting(self) -> int:
        """How many messages wait to be taken."""
        return self._queue.qsize() + self._outside

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is being taken."""
        return self._rest.is_set()

    async def run(self) -> None:
        """Take batch after batch. Raises OperatorFault when the store is damaged or its key is not there."""
        try:
            while True:
                batch = [await self._queue.get()]
                while len(batch) < BATCH and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                await self._take(batch)
                if self._queue.empty():
                    self._rest.set()
        finally:
            self._closed = self._over = True
            self._give_up([])
            self._rest.set()

    async def drain(self) -> None:
        """Take what waits, and nothing new."""
        self._closed = True
        await self._rest.wait()

    async def _take(self, batch: Sequence[Waiting]) -> None:
        work = partial(self._desk.take, batch=[(waiting.inbound, waiting.cursor) for waiting in batch])
        hop = asyncio.ensure_future(self._store.run(work, self._desk.committed))
        await self._watch(hop, batch)
        try:
            taken = hop.result()
        except StoreUnavailable as fault:
            log.error("store unavailable", code=fault.code, cure=fault.cure, messages=len(batch))
            self._give_up(batch)
        except OperatorFault:
            self._give_up(batch)
            raise
        except Exception as error:
            await self._one_by_one(batch, error)
        else:
            await self._give(batch, taken)

    async def _watch(self, hop: "asyncio.Future[Taken]", batch: Sequence[Waiting]) -> None:
        """Wait for the store; when that takes too long, tell everybody who waits, and go on waiting."""
        done, _ = await asyncio.wait({hop}, timeout=PATIENCE)
        if not done:
            log.error("store takes too long", messages=len(batch))
            self._stuck = True
            self._give_up(batch)
            await asyncio.wait({hop})
            self._stuck = False

    async def _one_by_one(self, batch: Sequence[Waiting], error: Exception) -> None:
        log.error("batch failed", error=type(error).__name__, messages=len(batch))
        if len(batch) > 1:
            for waiting in batch:
                await self._take([waiting])
            return
        failed = partial(self._desk.failed, inbound=batch[0].inbound, cursor=batch[0].cursor, error=error)
        try:
            batch[0].give(await self._store.run(failed))
        except Exception as again:
            log.error("failure not stored", error=type(again).__name__)
            self._give_up(batch)

    async def _give(self, batch: Sequence[Waiting], taken: Taken) -> None:
        if taken.work.to_empty:
            await self._store.truncate()
        for waiting, answer in zip(batch, taken.answers, strict=True):
            waiting.give(answer)
        self._committed(taken.work)

    def _give_up(self, batch: Sequence[Waiting]) -> None:
        """Nothing of these is stored, as far as we know; a repeat is taken once, whatever became of them."""
        self._given_up += 1
        left = [*batch]
        while not self._queue.empty():
            left.append(self._queue.get_nowait())
        for waiting in left:
            waiting.give(self._memory.answer(waiting.inbound))
