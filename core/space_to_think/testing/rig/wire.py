"""What the rig's platform, service and test say to each other: one JSON object a line, over a loopback socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, TypeAlias, get_args

from pydantic import TypeAdapter

from space_to_think.delivery import Delivery, OpenPlace, Post
from space_to_think.identity import PersonId
from space_to_think.inbound import Inbound
from space_to_think.wording.plain import card_text

HOST: Final = "127.0.0.1"
LINE: Final = 2**28  # bytes; none is longer, not even the account of a run that takes hours

Line: TypeAlias = Mapping[str, Any]

_KINDS: Final[Mapping[str, TypeAdapter[Any]]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Inbound)}


def pack(inbound: Inbound) -> Line:
    """An inbound as JSON values."""
    name = type(inbound).__name__
    return {"$": name, **_KINDS[name].dump_python(inbound, mode="json")}


def unpack(line: Line) -> Inbound:
    """The inbound again. Raises KeyError or ValidationError when it is none."""
    fields = {key: value for key, value in line.items() if key != "$"}
    inbound: Inbound = _KINDS[line["$"]].validate_python(fields)
    return inbound


def told(delivery: Delivery) -> Line:
    """What a platform remembers of a delivery: its key, to whom, what kind of thing, and its text."""
    to, what = delivery.to, delivery.what
    where = f"person:{to.user}" if isinstance(to, PersonId) else f"place:{to.room}"
    line: dict[str, Any] = {"key": delivery.key, "to": where, "kind": type(what).__name__, "attempt": delivery.attempt}
    if isinstance(what, Post):
        text = card_text(what.card, lambda person: f"@{person.user}")
        return line | {"text": text, "slot": what.slot, "replaces": what.replaces}
    if isinstance(what, OpenPlace):
        return line | {"invite": [person.user for person in what.invite]}
    return line


class Wire:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> "Wire":
        """Connect to the platform. Raises OSError when there is none."""
        return cls(*await asyncio.open_connection(HOST, port, limit=LINE))

    def send(self, line: Line) -> None:
        """Say something; the other end may be gone, and nothing is said of that."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")

    async def sent(self) -> None:
        """Return when the other end has kept up. Raises OSError when it is gone."""
        await self._writer.drain()

    async def lines(self) -> AsyncIterator[Line]:
        """Everything the other end says, until it is gone."""
        while True:
            try:
                line = await self._reader.readline()
            except (OSError, ValueError):
                return
            if not line.endswith(b"\n"):
                return
            yield json.loads(line)

    def close(self) -> None:
        """Say nothing more."""
        self._writer.close()
