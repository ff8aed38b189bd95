"""What a running service notes once a minute for `space-to-think check`: that it runs, its socket, what has come."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from space_to_think.delivery import Runtime
from space_to_think_adapters.slack.manifest import EVENTS
from space_to_think_adapters.slack.payload import Json, part
from space_to_think_adapters.slack.places import NAME
from space_to_think_adapters.slack.socket import Socket

MINUTE: Final = 60.0
NOTED: Final = "noted"  # the name that it is kept under
MESSAGES: Final = {"group": "message.groups", "im": "message.im"}  # subscribed to by the kind of channel


class Noted(BaseModel):
    """What was found at a time. `closed`: since when the socket has not stood; None: it stands, or there is none.

    `last` is when Slack has delivered something; `came` are the events of the manifest that have ever come.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    closed: datetime | None = None
    last: datetime | None = None
    came: frozenset[str] = frozenset()


class Notes:
    """Notes it, for as long as the service runs."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._last: datetime | None = None
        self._closed: datetime | None = None
        self._came = set[str]()
        self.socket: Socket | None = None

    def came(self, body: Json) -> None:
        """Slack has delivered something."""
        self._last = datetime.now(UTC)
        if "event" in body:
            self._came.add(subscription(part(body, "event")))

    async def keep(self) -> None:
        """Go on from what an earlier run has noted, until cancelled."""
        begun = False
        while True:
            with suppress(Exception):  # the store says itself when it fails
                begun = begun or await self._begin()
                await self._note()
            await asyncio.sleep(MINUTE)

    async def _begin(self) -> bool:
        before = await read(self._runtime)
        if before is not None:
            self._last = self._last or before.last
            self._came |= before.came
        return True

    async def _note(self) -> None:
        at = datetime.now(UTC)
        stands = self.socket is None or await self.socket.is_connected()
        self._closed = None if stands else self._closed or at
        noted = Noted(at=at, closed=self._closed, last=self._last, came=frozenset(self._came.intersection(EVENTS)))
        await self._runtime.keep(NAME, NOTED, noted.model_dump_json().encode())


async def read(runtime: Runtime) -> Noted | None:
    """What was noted last; None when no service has run."""
    found = await runtime.kept(NAME, NOTED)
    return None if found is None else Noted.model_validate_json(found)


def subscription(event: Json) -> str:
    """What an app subscribes to so that such an event comes."""
    kind = str(event.get("type"))
    return MESSAGES.get(str(event.get("channel_type")), kind) if kind == "message" else kind
