"""What `space-to-think check` says of Slack: asks it with the configured tokens, and looks into the store.

Slack tells which events an app is subscribed to only to an app configuration token, which is good for twelve hours.
Without one it is said which of the usual events have never come.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from space_to_think.config import Config, Slack
from space_to_think.runtime.parts import parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import outbox
from space_to_think.runtime.watching.findings import Finding, how_long
from space_to_think_adapters.slack.api import meaning, quiet
from space_to_think_adapters.slack.manifest import EVENTS, SCOPES
from space_to_think_adapters.slack.notes import Noted, read
from space_to_think_adapters.slack.payload import part
from space_to_think_adapters.slack.places import NAME

SKEW: Final = 60.0  # seconds that our clock may be off
STUCK: Final = timedelta(minutes=15)  # nothing waits so long for Slack by itself
SILENT: Final = timedelta(days=3)  # a quiet week-end is no fault
RUNS: Final = timedelta(minutes=5)  # a service that runs has noted something by then
CLOSED: Final = timedelta(minutes=2)  # a socket that Slack changes for another is back by then
USUAL: Final = frozenset({"app_home_opened", "app_mention", "member_joined_channel", "message.groups", "message.im"})
SQLITE: Final = "sqlite:///"
TOKEN: Final = "SLACK_CONFIGURATION_TOKEN"
MANIFEST: Final = "Put in the manifest that `space-to-think slack manifest` prints"
SURE: Final = f"With {TOKEN} set, Slack itself is asked."
LOOK: Final = "Look whether the service runs, and at the app's events."


def faults(settings: Slack, config: Config) -> Iterator[Finding]:
    """What is not in order, and what is worth knowing."""

    async def all() -> list[Finding]:
        slack = [found async for found in _slack(settings)]
        return [*slack, *[found async for found in _store(config)]]

    yield from (replace(found, sentence=f"Slack, {found.sentence}") for found in asyncio.run(all()))


async def _slack(settings: Slack) -> AsyncIterator[Finding]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        web = AsyncWebClient(base_url=str(settings.api_url), session=session, retry_handlers=[], logger=quiet)
        if settings.bot_token is not None:
            async for found in _bot(web, settings.bot_token.get_secret_value()):
                yield found
        if settings.app_token is not None:
            answer = await _ask(web, "apps.connections.open", settings.app_token.get_secret_value())
            if isinstance(answer, str):
                cure = "Look at app_token, its scope connections:write, and whether Socket Mode is on."
                yield Finding(f"socket: {answer}", cure)


async def _bot(web: AsyncWebClient, token: str) -> AsyncIterator[Finding]:
    answer = await _ask(web, "auth.test", token)
    if isinstance(answer, str):
        yield Finding(f"token: {answer}", "Look at bot_token, and install the app again if it was taken out.")
        return
    headers = {str(name).lower(): str(value) for name, value in dict(answer.headers).items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(SCOPES.keys() - granted):
        yield Finding(f"scopes: {', '.join(missing)} missing.", f"{MANIFEST}, and install the app again.")
    if "date" in headers:
        off = abs(time.time() - parsedate_to_datetime(headers["date"]).timestamp())
        if off > SKEW:
            yield Finding(f"clock: it is {off:.0f} seconds off Slack's.", "Set it by NTP.")
    if configuration := os.environ.get(TOKEN):
        for found in await _subscribed(web, token, str(answer.data.get("bot_id")), configuration):
            yield found


async def _subscribed(web: AsyncWebClient, token: str, bot: str, configuration: str) -> list[Finding]:
    """Which events of the manifest the app is not subscribed to, as Slack says it."""
    app = await _ask(web, "bots.info", token, bot=bot)
    if isinstance(app, str):
        return [Finding(f"events: {app}", "Look at the scope users:read.")]
    id = str(part(app.data, "bot").get("app_id"))
    answer = await _ask(web, "apps.manifest.export", configuration, app_id=id)
    if isinstance(answer, str):
        return [Finding(f"events: {answer}", f"Make a new {TOKEN}; each is good for twelve hours.")]
    exported: Any = answer.data.get("manifest")
    if isinstance(exported, str):  # as Slack's documentation shows it
        exported = json.loads(exported)
    subscribed: list[str] = part(part(exported, "settings"), "event_subscriptions").get("bot_events", [])
    missing = ", ".join(sorted(set(EVENTS).difference(subscribed)))
    return [Finding(f"events: the app is not subscribed to {missing}.", f"{MANIFEST}.")] if missing else []


async def _ask(web: AsyncWebClient, method: str, token: str, **given: str) -> Any:
    """The answer; as a sentence, why there is none."""
    client: Any = web
    try:
        return await client.api_call(method, data=given, headers={"Authorization": f"Bearer {token}"})
    except SlackApiError as error:
        return f"Slack says {meaning(error)}."
    except (aiohttp.ClientError, OSError) as error:
        return f"Slack cannot be reached ({type(error).__name__})."


async def _store(config: Config) -> AsyncIterator[Finding]:
    """What a service that runs, or has run before, has left there."""
    url = config.store.url.get_secret_value()
    if not url.startswith(SQLITE) or not Path(url.removeprefix(SQLITE)).exists():  # noqa: ASYNC240
        return
    service = Service(parts(config, adapters=False))
    await service.open()
    try:
        now = datetime.now(UTC)
        stuck = await service.store.read(partial(outbox.stuck, adapter=NAME, before=now - STUCK))
        noted = await read(service)
    finally:
        await service.store.close()
    if stuck:
        yield Finding(
            f"outbox: {stuck} messages have waited for more than a quarter of an hour.", "Look into the log for why."
        )
    for found in () if noted is None else of_notes(noted, now):
        yield found


def of_notes(noted: Noted, now: datetime) -> Iterator[Finding]:
    """What a service has noted: whether it runs, whether its socket stands, and what has come."""
    if now - noted.at > RUNS:
        yield Finding(
            f"service: it last ran {how_long(now - noted.at)} ago.", "Start it: space-to-think run.", note=True
        )
    elif noted.closed is not None and now - noted.closed > CLOSED:
        cure = "Look into the log for why; the service goes on trying."
        yield Finding(f"socket: it has been closed for {how_long(now - noted.closed)}.", cure)
    if noted.last is not None and now - noted.last > SILENT:
        yield Finding(f"events: nothing has come for {how_long(now - noted.last)}.", LOOK)
    if never := sorted(USUAL - noted.came):
        cure = f"If people have done what brings them, compare the app's Event Subscriptions with the manifest. {SURE}"
        yield Finding(f"events: these have never come: {', '.join(never)}.", cure, note=True)
