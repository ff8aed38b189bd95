"""What can happen to a call. Each takes what would carry it out, and gives what is sent back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from aiohttp import web

from tests.slack.strict.gate import Call

Carry: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Fault: TypeAlias = Callable[[Carry], Awaitable[web.Response | None]]  # None: the line is dropped

UNKNOWN: Final = ("fatal_error", "internal_error")  # some of it may have happened: every method's page


def limited(seconds: int) -> Fault:
    """429 with Retry-After: https://docs.slack.dev/apis/web-api/rate-limits"""

    async def fault(_: Carry) -> web.Response:
        return too_many(seconds)

    return fault


def too_many(seconds: int) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})


def status(code: int) -> Fault:
    """Nothing happened, and something went wrong on the way."""

    async def fault(_: Carry) -> web.Response:
        return web.Response(status=code, text="upstream error")

    return fault


def refused(error: str, **more: Any) -> Fault:
    """200 with an error, as Slack says most things."""

    async def fault(_: Carry) -> web.Response:
        return web.json_response({"ok": False, "error": error, **more})

    return fault


def unsure(error: str = "fatal_error") -> Fault:
    """It happened, and Slack says that it may or may not have."""

    async def fault(carry: Carry) -> web.Response:
        await carry()
        return web.json_response({"ok": False, "error": error})

    return fault


async def lost(_: Carry) -> None:
    """It never arrived."""


async def accepted_then_dropped(carry: Carry) -> None:
    """It happened, and the line went before the answer."""
    await carry()


@dataclass
class Held:
    """No fault, but a moment: Slack has done the first call that `wants`, and keeps the answer back until `go`."""

    wants: Callable[[Call], bool]
    call: Call | None = None  # the one, as soon as Slack has done it
    there: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def done(self, call: Call) -> None:
        """Slack has done this call."""
        if self.call is None and self.wants(call):
            self.call = call
            self.there.set()
            await self.go.wait()
