"""From `accept` to its Answer: a bounded queue, batches, one hop to the store each, and a commit for all of a batch.

A batch that cannot be committed is taken again one message at a time. When the store does not let us write, or takes
too long, people are told within three seconds, and whatever safety needs is answered from memory. The three seconds
are each message's own, from when it came in: for room in the queue, for the batches before it, and for its own.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
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
PATIENCE: Final = 2.5  # seconds until people are told that it did not work …
GRACE: Final = 0.1  # … at the latest so much after that


@dataclass(slots=True, eq=False)
class Waiting:
    """One message on its way, and whoever waits for its Answer: `until` then, by the loop's time."""

    inbound: Inbound
    cursor: str | None
    until: float
    answer: asyncio.Future[Answer]

    @property
    def told(self) -> bool:
        """Whether it has its answer; somebody who merely waits no more has none."""
        return self.answer.done() and not self.answer.cancelled()

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
        self._open: dict[Waiting, None] = {}  # all who wait for their answer, in the order in which they came
        self._alarm: asyncio.TimerHandle | None = None  # goes off when the first of them has waited too long
        self._rest = asyncio.Event()  # nothing waits and nothing is being taken
        self._rest.set()
        self._began = inf  # when the store was given what it has in hand, by the loop's time
        self._took = 0.0  # seconds that it took for the last batch
        self._closed = False  # nothing new is taken
        self._outside = 0  # those who wait for room in the queue

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        """Take one message; returns after the commit. When the queue is full, it waits for room.

        No more wait for room than the queue holds, so that what comes in faster than it can be taken fills no memory.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._closed or self._outside >= QUEUE or self._stuck(now):
            return self._memory.answer(inbound)
        waiting = Waiting(inbound, cursor, now + PATIENCE, loop.create_future())
        self._open[waiting] = None
        if self._alarm is None:
            self._alarm = loop.call_at(waiting.until + GRACE, self._look)
        try:
            if not self._queue.full():
                self._queue.put_nowait(waiting)
            elif not await self._room(waiting):
                return self._memory.answer(inbound)
            self._rest.clear()
            return await waiting.answer
        finally:
            del self._open[waiting]

    async def _room(self, waiting: Waiting) -> bool:
        """Wait for room; False when the time is over, or there is room because all before have been given up."""
        self._outside += 1
        try:
            async with asyncio.timeout_at(waiting.until):
                await self._queue.put(waiting)
        except TimeoutError:
            return False
        finally:
            self._outside -= 1
        return not waiting.told

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
                await self._take(self._batch(await self._queue.get()))
                if self._queue.empty():
                    self._rest.set()
        finally:
            self._closed = True
            self._give_up()
            self._rest.set()
            if self._alarm is not None:
                self._alarm.cancel()

    def _batch(self, waiting: Waiting) -> Sequence[Waiting]:
        """The next batch, beginning with the one who has waited longest. Whose time will be over before it is stored,
        as far as can be foreseen, is told now and left out: nothing is to be stored that somebody will type again."""
        batch: list[Waiting] = []
        # Fresh ones always pass, however long it took: else nobody would notice that the store has become quick again.
        soon = asyncio.get_running_loop().time() + min(self._took, PATIENCE / 2)
        while True:
            if not waiting.answer.done() and waiting.until <= soon:
                self._tell([waiting])
            elif not waiting.told:
                batch.append(waiting)
            if len(batch) == BATCH or self._queue.empty():
                return batch
            waiting = self._queue.get_nowait()

    async def drain(self) -> None:
        """Take what waits, and nothing new."""
        self._closed = True
        await self._rest.wait()

    async def _take(self, batch: Sequence[Waiting]) -> None:
        if not batch:
            return
        work = partial(self._desk.take, batch=[(waiting.inbound, waiting.cursor) for waiting in batch])
        self._began = asyncio.get_running_loop().time()
        try:
            taken = await self._store.run(work, self._desk.committed)
        except StoreUnavailable as fault:
            log.error("store unavailable", code=fault.code, cure=fault.cure, messages=len(batch))
            self._give_up()
        except OperatorFault:
            self._give_up()
            raise
        except Exception as error:
            await self._one_by_one(batch, error)
        else:
            await self._give(batch, taken)
        finally:
            self._took = asyncio.get_running_loop().time() - self._began
            self._began = inf

    async def _one_by_one(self, batch: Sequence[Waiting], error: Exception) -> None:
        log.error("batch failed", error=type(error).__name__, messages=len(batch))
        if len(batch) > 1:
            for waiting in batch:
                await self._take([] if waiting.told else [waiting])
            return
        failed = partial(self._desk.failed, inbound=batch[0].inbound, cursor=batch[0].cursor, error=error)
        try:
            batch[0].give(await self._store.run(failed))
        except Exception as again:
            log.error("failure not stored", error=type(again).__name__)
            self._give_up()

    async def _give(self, batch: Sequence[Waiting], taken: Taken) -> None:
        if taken.work.to_empty:
            await self._store.truncate()
        for waiting, answer in zip(batch, taken.answers, strict=True):
            waiting.give(answer)
        self._committed(taken.work)

    # ---- when it takes too long

    def _stuck(self, now: float) -> bool:
        """Whether the store has had what it has in hand for so long that nobody new needs to wait for it."""
        return now - self._began >= PATIENCE

    def _look(self) -> None:
        """Tell those who have waited too long; all of them, when the store is stuck."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        late = [waiting for waiting in self._open if waiting.until <= now and not waiting.answer.done()]
        if late:
            log.error("store takes too long", messages=len(late))
        if self._stuck(now):
            self._give_up()
        self._tell(late)
        left = next((waiting for waiting in self._open if not waiting.answer.done()), None)
        self._alarm = None if left is None else loop.call_at(left.until + GRACE, self._look)

    def _give_up(self) -> None:
        """Nothing that waits is stored, as far as we know; a repeat is taken once, whatever became of it."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._tell(self._open)

    def _tell(self, those: Iterable[Waiting]) -> None:
        for waiting in those:
            if not waiting.answer.done():
                waiting.give(self._memory.answer(waiting.inbound))
