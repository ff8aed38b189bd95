"""How Slack hands things to an app: over its sockets, or by signed HTTP, with the tries after the first.

https://docs.slack.dev/apis/events-api                    3 s, three more tries, the headers
https://docs.slack.dev/apis/events-api/using-socket-mode  envelopes, acknowledgements, disconnect frames
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["events_api", "slash_commands", "interactive"]

ACK: Final = 3.0  # seconds
GAPS: Final = (0.0, 60.0, 300.0)  # seconds before each further try of an event
SOCKETS: Final = 10  # that an app may have open at once: the same page


@dataclass(slots=True)
class Delivered:
    """One thing that was handed over: how often, and what came back; None when it never was acknowledged."""

    kind: Kind
    payload: Json
    tries: int = 0
    acknowledged: bool = False
    answer: Any = None
    seconds: float = 0.0  # until the acknowledgement, from the last try
    reasons: list[str] = field(default_factory=list)


class Way(Protocol):
    """Hands one thing over once: the answer, or why not."""

    async def once(self, kind: Kind, payload: Json, number: int, reason: str | None) -> tuple[bool, Any]: ...


def sign(secret: str, body: str, at: int) -> str:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    return "v0=" + hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()


@dataclass
class Signed:
    """Signed HTTP to one URL."""

    url: str
    secret: str
    ack: float = ACK
    late: float = 0.0  # seconds that the signature is old
    statuses: list[int] = field(default_factory=list)

    def request(
        self, kind: Kind, payload: Json, number: int = 0, reason: str | None = None
    ) -> tuple[str, dict[str, str]]:
        """Body and headers, as they go out."""
        body, type = json.dumps(payload), "application/json"
        if kind != "events_api":
            fields = payload if kind == "slash_commands" else {"payload": body}
            body, type = urlencode(fields), "application/x-www-form-urlencoded"
        at = int(time.time() - self.late)
        headers = {
            "Content-Type": type,
            "X-Slack-Request-Timestamp": str(at),
            "X-Slack-Signature": sign(self.secret, body, at),
        }
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason or "unknown_error"}
        return body, headers

    async def once(self, kind: Kind, payload: Json, number: int, reason: str | None) -> tuple[bool, Any]:
        body, headers = self.request(kind, payload, number, reason)
        return await self.raw(body, headers)

    async def raw(self, body: str | bytes, headers: dict[str, str]) -> tuple[bool, Any]:
        """A body as it is: whether it was taken, and the answer, or why not."""
        try:
            async with (
                ClientSession(timeout=ClientTimeout(self.ack)) as http,
                http.post(self.url, data=body, headers=headers) as answer,
            ):
                text = await answer.text()
                self.statuses.append(answer.status)
                if answer.status != 200:
                    return False, "no_retry" if answer.headers.get("x-slack-no-retry") == "1" else "http_error"
                return True, json.loads(text) if text.startswith("{") else text
        except TimeoutError:
            return False, "http_timeout"
        except (ClientError, OSError):
            return False, "connection_failed"


@dataclass
class Sockets:
    """The app's sockets; each thing goes to one of them. `patience` is how long one may take to come back."""

    ack: float = ACK
    patience: float = 10.0
    open: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    _waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _there: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: int = 0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, until it is closed."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if len(self.open) >= SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.open.append(socket)
        self.opened += 1
        await socket.send_json({"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": "A"}})
        self._there.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._heard(json.loads(message.data))
        finally:
            self.open.remove(socket)
            if not self.open:
                self._there.clear()
                for future in self._waiting.values():
                    if not future.done():
                        future.set_exception(ConnectionError("the socket is gone"))
        return socket

    def _heard(self, frame: Json) -> None:
        future = self._waiting.get(str(frame.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(frame.get("payload"))

    async def connected(self, within: float = 30.0) -> None:
        await asyncio.wait_for(self._there.wait(), within)

    async def disconnect(self, reason: str) -> None:
        """warning (ten seconds before), refresh_requested, link_disabled; then the socket is closed."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "peer"}})

    async def once(self, kind: Kind, payload: Json, number: int, reason: str | None) -> tuple[bool, Any]:
        try:
            await asyncio.wait_for(self._there.wait(), self.patience)
        except TimeoutError:
            return False, "connection_failed"
        if not self.open:  # it was closed again while we were told of it
            return False, "connection_failed"
        id = str(uuid4())
        envelope: Json = {
            "envelope_id": id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": reason or ""}
        self._turn += 1
        self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            await self.open[self._turn % len(self.open)].send_json(envelope)
            return True, await asyncio.wait_for(self._waiting[id], self.ack)
        except (TimeoutError, ConnectionError, IndexError):
            return False, "timeout"
        finally:
            del self._waiting[id]


async def hand_over(way: Way, kind: Kind, payload: Json, gaps: tuple[float, ...] = GAPS) -> Delivered:
    """Until it is acknowledged or given up. Only events are tried again; https://docs.slack.dev/apis/events-api"""
    done = Delivered(kind, payload)
    for number, gap in enumerate((0.0, *(gaps if kind == "events_api" else ()))):
        await asyncio.sleep(gap)
        began = time.monotonic()
        done.tries += 1
        done.acknowledged, done.answer = await way.once(kind, payload, number, done.reasons[-1] if number else None)
        done.seconds = time.monotonic() - began
        if done.acknowledged:
            break
        done.reasons.append(done.answer)
        if done.answer == "no_retry":
            break
    return done
