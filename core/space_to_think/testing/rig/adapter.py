"""The rig's adapter: the smallest that is whole. It runs in the service's process."""

import asyncio
from collections.abc import Sequence
from itertools import count
from typing import Final

from space_to_think.delivery import Delivery, Features, Receipt, Retry, Runtime, Sent
from space_to_think.inbound import Answer, Notice
from space_to_think.testing.rig.wire import Line, Wire, told, unpack
from space_to_think.wording.plain import card_text

AT_ONCE: Final = 16  # pushes that one cursor covers
REST: Final = 0.1  # seconds until what could not be taken is tried again


class RigAdapter:
    """Speaks with the rig's platform at a port of 127.0.0.1.

    `by_cursor`: what was read is told by a cursor that commits with the last inbound it covers; otherwise each push is
    acknowledged by itself. That a push is marked as a repeat is passed over: only the store knows what was taken.
    """

    name = "rig"

    def __init__(self, port: int, idempotent: bool = True, by_cursor: bool = False) -> None:
        self.features = Features(idempotent=idempotent, prefix="/", default_pace_live=True)
        self._port = port
        self._by_cursor = by_cursor
        self._wire: Wire | None = None
        self._numbers = count(1)
        self._receipts: dict[int, asyncio.Future[Line]] = {}
        self._pushes: asyncio.Queue[Line] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, runtime: Runtime) -> None:
        """Read until the platform is gone. Raises OSError then."""
        wire = await Wire.to(self._port)
        self._pushes = asyncio.Queue()
        wire.send({"hello": "service", "cursor": await runtime.cursor(self.name)})
        self._wire = wire
        reader = asyncio.create_task(self._in_order(wire, runtime)) if self._by_cursor else None
        try:
            async for line in wire.lines():
                self._read(wire, runtime, line)
        finally:
            self._wire = None
            wire.close()
            for task in [*self._tasks, *([reader] if reader else [])]:
                task.cancel()
            for receipt in self._receipts.values():
                if not receipt.done():
                    receipt.set_exception(ConnectionError("the platform is gone"))
        raise ConnectionError("the platform is gone")

    def _read(self, wire: Wire, runtime: Runtime, line: Line) -> None:
        if "receipt" in line:
            receipt = self._receipts.pop(line["n"], None)
            if receipt is not None and not receipt.done():
                receipt.set_result(line["receipt"])
        elif self._by_cursor:
            self._pushes.put_nowait(line)
        else:
            task = asyncio.create_task(self._one(wire, runtime, line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _one(self, wire: Wire, runtime: Runtime, line: Line) -> None:
        answer = await runtime.accept(unpack(line["push"]))
        wire.send({"taken" if taken(answer) else "again": line["n"], "said": said(answer)})

    # ---- by cursor

    async def _in_order(self, wire: Wire, runtime: Runtime) -> None:
        while True:
            batch = [await self._pushes.get()]
            while len(batch) < AT_ONCE and not self._pushes.empty():
                batch.append(self._pushes.get_nowait())
            await self._all(runtime, batch)
            for line in batch:
                wire.send({"taken": line["n"]})

    async def _all(self, runtime: Runtime, batch: Sequence[Line]) -> None:
        """Return when all are taken; the cursor goes with the last, and only after the others."""
        *first, last = batch
        left: list[Line] = list(first)
        while left:
            answers = await asyncio.gather(*(runtime.accept(unpack(line["push"])) for line in left))
            left = [line for line, answer in zip(left, answers, strict=True) if not taken(answer)]
            if left:
                await asyncio.sleep(REST)
        while not taken(await runtime.accept(unpack(last["push"]), str(last["n"]))):  # noqa: ASYNC110
            await asyncio.sleep(REST)

    # ---- what goes out

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Hand it to the platform, and wait for what it says."""
        if self._wire is None:
            return Retry()
        number = next(self._numbers)
        self._receipts[number] = receipt = asyncio.get_running_loop().create_future()
        self._wire.send({"deliver": told(delivery), "n": number})
        return Sent((await receipt)["ref"])


def said(answer: Answer) -> str:
    """What whoever acted is told; nothing where there is nothing to say."""
    return card_text(answer.card, lambda person: f"@{person.user}") if isinstance(answer, Notice) else ""


def taken(answer: Answer) -> bool:
    """Whether an inbound was taken, so that the platform may be told."""
    return not (isinstance(answer, Notice) and not answer.taken)
