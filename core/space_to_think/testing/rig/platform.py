"""The platform at the other end, in a process of its own: whatever becomes of the service, it remembers.

It takes what people do from the test and pushes it to the service until that has acknowledged it; it accepts what the
service delivers. It listens on 127.0.0.1 only, and ends with the test's connection.
"""

import asyncio
from collections.abc import Coroutine
from multiprocessing.connection import Connection

from space_to_think.testing.rig.ledger import Entry, Ledger
from space_to_think.testing.rig.wire import HOST, LINE, Line, Wire

WINDOW = 256  # pushes under way
REST = 0.05  # seconds before something that was refused is pushed again


class Platform:
    """Serves one test and one service at a time. `delay` is how long a delivery takes, in seconds."""

    def __init__(self, ledger: Ledger, delay: float = 0.0) -> None:
        self.ledger = ledger
        self._delay = delay
        self._service: Wire | None = None
        self._test: Wire | None = None
        self._flying: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()

    async def serve(self, ready: Connection) -> None:
        """Serve until the test is gone; `ready` is told the port."""
        server = await asyncio.start_server(self._connection, HOST, 0, limit=LINE)
        ready.send(server.sockets[0].getsockname()[1])
        await self._over.wait()
        server.close()
        if self._service is not None:
            self._service.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        lines = wire.lines()
        hello = await anext(lines, None)
        if hello is not None and hello["hello"] == "test":
            self._test = wire
            async for line in lines:
                self._from_test(line)
            self._over.set()
        elif hello is not None:
            self._welcome(wire, hello)
            async for line in lines:
                self._from_service(wire, line)
            self._lost(wire)
        wire.close()

    # ---- the test

    def _from_test(self, line: Line) -> None:
        if "push" in line:
            for inbound in line["push"]:
                self.ledger.push(inbound, line.get("again", False))
            self._pump()
        elif "account" in line:
            self._tell({"account": self.ledger.account(), "n": line["account"]})
        elif "left" in line:
            self._tell({"left": self.ledger.left(), "n": line["left"]})
        else:
            self._tell({"place": self.ledger.place_of(line["place"]), "n": line["n"]})

    def _tell(self, line: Line) -> None:
        if self._test is not None:
            self._test.send(line)

    # ---- the service

    def _welcome(self, wire: Wire, hello: Line) -> None:
        self._service = wire
        self._flying.clear()
        for entry in self.ledger.connected(hello.get("cursor")):
            self._tell({"taken": entry.inbound["key"]})
        self._tell({"service": True})
        self._pump()

    def _lost(self, wire: Wire) -> None:
        if self._service is wire:
            self._service = None
            self._tell({"service": False})

    def _from_service(self, wire: Wire, line: Line) -> None:
        if "deliver" in line:
            self._tell({"delivering": line["deliver"]["key"]})
            self._later(self._accept(wire, line))
        elif "taken" in line:
            self._landed(line["taken"])
            entry = self.ledger.entries[int(line["taken"]) - 1]
            entry.taken = True
            self._tell({"taken": entry.inbound["key"], "said": line.get("said", "")})
            self._pump()
        else:
            self._landed(line["again"])
            self._later(self._repeat(line["again"]))

    def _landed(self, number: int) -> None:
        self._flying.discard(number)

    async def _accept(self, wire: Wire, line: Line) -> None:
        await asyncio.sleep(self._delay)
        receipt = self.ledger.deliver(line["deliver"])
        wire.send({"receipt": receipt, "n": line["n"]})
        self._pump()

    async def _repeat(self, number: int) -> None:
        await asyncio.sleep(REST)
        self.ledger.refused(number)
        self._pump()

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pump(self) -> None:
        while self._service is not None and self.ledger.waiting and self._room():
            self._push(self._service, self.ledger.waiting.popleft())

    def _room(self) -> bool:
        return self.ledger.pushes_once or len(self._flying) < WINDOW

    def _push(self, service: Wire, entry: Entry) -> None:
        self._flying.add(entry.number)
        entry.pushed += 1
        service.send({"push": entry.inbound, "n": entry.number, "again": entry.again})


def run(ledger: Ledger, delay: float, ready: Connection) -> None:
    """The platform's process."""
    asyncio.run(Platform(ledger, delay).serve(ready))
