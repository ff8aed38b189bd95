"""What `space-to-think check` says of Slack: asks it with the configured tokens, and looks into the store."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from space_to_think.config import Config, Slack
from space_to_think.runtime.parts import parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import outbox
from space_to_think_adapters.slack.api import meaning, quiet
from space_to_think_adapters.slack.manifest import SCOPES
from space_to_think_adapters.slack.places import LAST, NAME

SKEW: Final = 60.0  # seconds that our clock may be off
STUCK: Final = timedelta(minutes=15)  # nothing waits so long for Slack by itself
SILENT: Final = timedelta(days=3)  # a quiet week-end is no fault
SQLITE: Final = "sqlite:///"


def faults(settings: Slack, config: Config) -> Iterator[str]:
    """A sentence for each thing that is not in order."""

    async def all() -> list[str]:
        slack = [fault async for fault in _slack(settings)]
        return [*slack, *[fault async for fault in _store(config)]]

    yield from (f"Slack, {fault}" for fault in asyncio.run(all()))


async def _slack(settings: Slack) -> AsyncIterator[str]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        web = AsyncWebClient(base_url=str(settings.api_url), session=session, retry_handlers=[], logger=quiet)
        if settings.bot_token is not None:
            async for fault in _bot(web, settings.bot_token):
                yield fault
        if settings.app_token is not None:
            answer = await _ask(web, "apps.connections.open", settings.app_token)
            if isinstance(answer, str):
                yield f"socket: {answer} Look at app_token, its scope connections:write, and whether Socket Mode is on."


async def _bot(web: AsyncWebClient, token: SecretStr) -> AsyncIterator[str]:
    answer = await _ask(web, "auth.test", token)
    if isinstance(answer, str):
        yield f"token: {answer} Look at bot_token, and install the app again if it was taken out."
        return
    headers = {str(name).lower(): str(value) for name, value in dict(answer.headers).items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(SCOPES.keys() - granted):
        cure = "Put in the manifest that `space-to-think slack manifest` prints, and install the app again."
        yield f"scopes: {', '.join(missing)} missing. {cure}"
    if "date" in headers:
        off = abs(time.time() - parsedate_to_datetime(headers["date"]).timestamp())
        if off > SKEW:
            yield f"clock: it is {off:.0f} seconds off Slack's. Set it by NTP."


async def _ask(web: AsyncWebClient, method: str, token: SecretStr) -> Any:
    """The answer; as a sentence, why there is none."""
    client: Any = web
    try:
        return await client.api_call(method, headers={"Authorization": f"Bearer {token.get_secret_value()}"})
    except SlackApiError as error:
        return f"Slack says {meaning(error)}."
    except (aiohttp.ClientError, OSError) as error:
        return f"Slack cannot be reached ({type(error).__name__})."


async def _store(config: Config) -> AsyncIterator[str]:
    """What a service that has run before has left there."""
    url = config.store.url.get_secret_value()
    if not url.startswith(SQLITE) or not Path(url.removeprefix(SQLITE)).exists():  # noqa: ASYNC240
        return
    service = Service(parts(config, adapters=False))
    await service.open()
    try:
        now = datetime.now(UTC)
        stuck = await service.store.read(partial(outbox.stuck, adapter=NAME, before=now - STUCK))
        last = await service.kept(NAME, LAST)
    finally:
        await service.store.close()
    if stuck:
        yield f"outbox: {stuck} messages have waited for more than a quarter of an hour. Look into the log for why."
    if last is not None and (since := now - datetime.fromisoformat(last.decode())) > SILENT:
        yield f"events: nothing has come for {since.days} days. Look whether the service runs, and at the app's events."
