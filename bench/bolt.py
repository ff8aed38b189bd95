"""slack-bolt, dispatching the same kind of event in memory: no network, and nothing is stored."""

import asyncio
from time import perf_counter
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bench.ours import IN_FLIGHT
from bench.people import TEXT


class Bolt:
    """An app with one listener that counts the messages it has heard."""

    def __init__(self) -> None:
        async def authorize(**_: Any) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id="T1", bot_id="B0", bot_user_id="U-space", bot_token="xoxb-1"
            )

        self.app = AsyncApp(signing_secret="none", authorize=authorize)
        self.heard = 0
        self._all = asyncio.Event()
        self._wanted = 0

        @self.app.event("message")
        async def on_message(event: dict[str, Any]) -> None:
            self.heard += 1
            if self.heard == self._wanted:
                self._all.set()

    def _request(self, number: int) -> AsyncBoltRequest:
        event = {
            "type": "message",
            "user": f"U{number % 4}",
            "channel": f"C{number % IN_FLIGHT}",
            "channel_type": "group",
            "text": TEXT,
            "ts": f"{1_774_258_200 + number}.000100",
            "event_ts": f"{1_774_258_200 + number}.000100",
            "team": "T1",
        }
        body = {
            "type": "event_callback",
            "team_id": "T1",
            "api_app_id": "A1",
            "event": event,
            "event_id": f"Ev{number}",
            "event_time": 1_774_258_200 + number,
            "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "U-space", "is_bot": True}],
        }
        return AsyncBoltRequest(body=body, mode="socket_mode")

    async def flood(self, messages: int) -> float:
        """Messages a second, until the listener has heard all of them."""
        left = iter([self._request(self.heard + number) for number in range(messages)])
        self._wanted = self.heard + messages
        self._all.clear()

        async def one_after_the_other() -> None:
            for request in left:
                response = await self.app.async_dispatch(request)
                if response.status != 200:
                    raise RuntimeError(f"slack-bolt answered {response.status}")

        started = perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
        await self._all.wait()
        return messages / (perf_counter() - started)
