"""Slack's socket. The SDK opens a new one at once whenever Slack closes the old one; here it waits longer each time.

apps.connections.open may be called about once a minute (Tier 1), and a link that is disabled would loop into it
(docs.slack.dev/apis/events-api/using-socket-mode).
"""

import asyncio
import time
from typing import Any, Final, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from space_to_think_adapters.slack.api import meaning, quiet

log = structlog.get_logger()

LONGEST: Final = 60.0  # seconds between two tries
STEADY: Final = 300.0  # a link that held for so long was a good one


class Socket(SocketModeClient):
    """The SDK's client, which asks for a new address no faster than Slack lets it."""

    def __init__(self, app_token: str, client: AsyncWebClient) -> None:
        super().__init__(app_token=app_token, web_client=client, logger=quiet)
        self._tries = 0
        self._last = 0.0

    async def begin(self) -> None:
        """Connect, and stay connected."""
        await self.connect()  # type: ignore[no-untyped-call]

    async def end(self) -> None:
        """Close everything."""
        await self.close()  # type: ignore[no-untyped-call]

    async def issue_new_wss_url(self) -> str:
        """Ask Slack where to connect."""
        while True:
            held = time.monotonic() - self._last
            self._tries = 0 if held > STEADY else self._tries + 1
            if self._tries > 1:
                wait = min(2.0 ** (self._tries - 2), LONGEST)
                log.warning("the socket was closed again", wait=wait)
                await asyncio.sleep(wait)
            self._last = time.monotonic()
            try:
                headers = {"Authorization": f"Bearer {self.app_token}"}
                answer: Any = await cast("Any", self.web_client).api_call("apps.connections.open", headers=headers)
                return str(answer.data["url"])
            except SlackApiError as error:
                code = str(meaning(error))
                log.error("slack gives no socket", code=code, cure="Look at app_token, and whether Socket Mode is on.")
            except (aiohttp.ClientError, OSError) as error:
                log.warning("slack cannot be reached", error=type(error).__name__)
