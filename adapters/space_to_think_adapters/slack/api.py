"""Slack's Web API: one call, one answer, and what went wrong as one of four errors that say what to do.

SlackError
├── Unanswered   no answer, or one that leaves open whether it was done: look before it is done again
├── Limited      not now; `after` seconds
├── LoggedOut    the token is no longer good; somebody who runs the bot has to act
└── Refused      it will not be done: Slack's `code`

Nothing is sent twice by itself: the SDK's own retries would post a message a second time when Slack took the first and
the line dropped. Calls are paced so that Slack need not limit us; when it does, only that method of that workspace, and
for messages only that channel, waits (docs.slack.dev/apis/web-api/rate-limits).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from space_to_think_adapters.slack.payload import Json

Key: TypeAlias = tuple[str, str, str]  # tenant, method, and a channel where that counts by itself

# Calls a minute, by Slack's tiers (Tier 1: 1, 2: 20, 3: 50, 4: 100). Messages count by the channel.
POST: Final = "chat.postMessage"
TIERS: Final = {
    "apps.connections.open": 1, "auth.test": 100, "chat.delete": 50, "chat.postEphemeral": 100, "chat.update": 50,
    POST: 200,
    "conversations.create": 20, "conversations.history": 50, "conversations.info": 50, "conversations.invite": 50,
    "conversations.members": 100, "conversations.open": 50, "conversations.replies": 50,
    "files.completeUploadExternal": 100, "files.getUploadURLExternal": 100, "users.conversations": 20,
    "users.info": 100, "views.open": 100, "views.publish": 100, "views.update": 100,
}  # fmt: skip
# What shows in a channel: one a second there, whatever method it goes by.
SHOWS: Final = frozenset({POST, "chat.postEphemeral", "files.completeUploadExternal"})
# These take no JSON; they are asked with GET.
READS: Final = frozenset(
    {"auth.test", "conversations.history", "conversations.info", "conversations.members", "conversations.replies"}
    | {"files.getUploadURLExternal", "users.conversations", "users.info"}
)
PATIENCE: Final = 15.0  # seconds that a call waits for its turn; beyond, it is left to be tried again
WITHIN: Final = 30  # seconds that a call may take
MOST: Final = 1_000  # paces, and direct chats with their person, that are remembered
PAUSE: Final = 30.0  # seconds to wait when Slack limits us and does not say for how long

LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# "Some aspect of the operation may have succeeded" (docs of chat.postMessage, errors).
OPEN: Final = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
OUT: Final = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked", "org_login_required"}
)

quiet: Final = logging.Logger("slack", logging.CRITICAL + 1)  # the libraries' own logs may hold what people said


class Client(AsyncWebClient):
    """The SDK's client. Its own call for OAuth uses something of aiohttp's that is on its way out."""

    async def oauth_v2_access(self, **given: Any) -> Any:
        """Exchange a code, or a refresh token."""
        call = cast("Any", self).api_call
        return await call("oauth.v2.access", data={name: value for name, value in given.items() if value is not None})


class SlackError(Exception):
    """The root of the tree. Its text never holds what anybody said."""


class Unanswered(SlackError):
    """It may have been done."""


class Limited(SlackError):
    """Slack, or our own pacing, asks us to wait."""

    def __init__(self, after: float) -> None:
        super().__init__(f"limited for {after:.0f} s")
        self.after = after


class LoggedOut(SlackError):
    """The token is not known any more, or there is none for this workspace."""


class Refused(SlackError):
    """Slack says no."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Pace:
    """When the next call of a kind may go. `spacing`: seconds between two messages in one channel; 0: no pacing."""

    def __init__(self, spacing: float, now: Callable[[], float] = time.monotonic) -> None:
        self._spacing = spacing
        self._now = now
        self._next: dict[Key, float] = {}  # when the next may go if none had been saved up
        self._held: dict[Key, float] = {}  # until when Slack has asked us to wait

    def turn(self, tenant: str, method: str, channel: str) -> float:
        """Seconds to wait, the turn being taken then. Raises Limited, and takes none, when that is too long."""
        now, rules = self._now(), self._rules(tenant, method, channel)
        whole, narrow = (tenant, method, ""), (tenant, method, channel)
        waits = [self._held.get(key, now) - now for key in (whole, narrow)]
        waits += [self._next.get(key, now) - saved - now for key, _, saved in rules]
        wait = max(0.0, *waits)
        if wait > PATIENCE:
            raise Limited(wait)
        for key, gap, _ in rules:
            self._next[key] = max(self._next.get(key, now), now) + gap
        if len(self._next) > MOST:
            self._next = {key: at for key, at in self._next.items() if at > now}
        return wait

    def limited(self, tenant: str, method: str, channel: str, after: float) -> None:
        """Slack has said how long to wait: for messages in that channel, else in that workspace."""
        self._held[tenant, method, channel if method == POST else ""] = self._now() + after

    def _rules(self, tenant: str, method: str, channel: str) -> list[tuple[Key, float, float]]:
        """Each a key, the seconds between two, and how many seconds' worth may go at once."""
        if not self._spacing:
            return []
        gap = 60 / TIERS[method]
        whole = ((tenant, method, ""), gap, 60 - gap)
        return [whole, ((tenant, POST, channel), self._spacing, 0.0)] if method in SHOWS else [whole]


class Api:
    """The Web API for every workspace. `token` gives a workspace's token, and raises LoggedOut when there is none."""

    def __init__(self, url: str, token: Callable[[str], Awaitable[str]], spacing: float = 1.0) -> None:
        self.pace = Pace(spacing)
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WITHIN))
        self.web: Any = Client(base_url=url, session=self.http, timeout=WITHIN, retry_handlers=[], logger=quiet)
        self._token = token
        self._direct: dict[tuple[str, str], str] = {}  # whose direct chat a channel is, as messages there have told

    async def close(self) -> None:
        await self.http.close()

    async def call(self, tenant: str, method: str, **arguments: Any) -> Json:
        """The answer. Raises SlackError. Arguments that are None are left out."""
        named = str(arguments.get("channel") or arguments.get("channel_id") or "")
        channel = self._direct.get((tenant, named), named)  # a person and their direct chat have one pace
        token = await self._token(tenant)
        await asyncio.sleep(self.pace.turn(tenant, method, channel))
        given = {name: value for name, value in arguments.items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"}
        try:
            if method in READS:
                answer = await self.web.api_call(method, http_verb="GET", params=given, headers=headers)
            else:
                answer = await self.web.api_call(method, json=given, headers=headers)
        except SlackApiError as error:
            found = meaning(error)
            if isinstance(found, Limited):
                self.pace.limited(tenant, method, channel, found.after)
            raise found from None
        except (aiohttp.ClientError, OSError, ValueError) as error:  # a TimeoutError is an OSError
            raise Unanswered(type(error).__name__) from None
        if method == POST:
            self._learn(tenant, named, str(answer.get("channel", named)))
        return cast("Json", answer.data)

    def _learn(self, tenant: str, named: str, channel: str) -> None:
        if channel != named:
            self._direct[tenant, channel] = named
            if len(self._direct) > MOST:
                del self._direct[next(iter(self._direct))]

    async def upload(self, url: str, data: bytes) -> None:
        """Hand a file over to where Slack wants it."""
        try:
            async with self.http.post(url, data=data) as answer:
                if answer.status != 200:
                    raise Refused("upload-failed")
        except (aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from None


def meaning(error: SlackApiError) -> SlackError:
    """What an answer that is not ok means."""
    answer = cast("Any", error.response)
    code = str(answer.get("error", "")) if isinstance(answer.data, dict) else ""
    if answer.status_code == 429 or code in LIMITED:
        headers = {str(name).lower(): value for name, value in dict(answer.headers).items()}
        after = str(headers.get("retry-after", ""))
        return Limited(float(after) if after.isdecimal() else PAUSE)
    if answer.status_code >= 500 or code in OPEN or not code:
        return Unanswered(code or str(answer.status_code))
    return LoggedOut(code) if code in OUT else Refused(code)
