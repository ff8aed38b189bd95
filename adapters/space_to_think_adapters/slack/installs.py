"""Where the app is installed: one workspace by the token of the configuration, or any that has let it in by OAuth.

Tokens are kept sealed in the store, by slack_sdk's interface of an installation store. One that expires is changed for
a new one two hours before, beside whatever else is done. An installation is that of a workspace, or of a whole
organisation (Enterprise Grid).
"""

import asyncio
import base64
import json
import math
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from itertools import islice
from logging import Logger
from typing import Any, Final, Protocol, TypeAlias, cast

import structlog
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from space_to_think.delivery import Founding, Runtime
from space_to_think.identity import PersonId
from space_to_think.runtime.errors import OperatorFault
from space_to_think_adapters.slack.api import Api, LoggedOut, SlackError, quiet
from space_to_think_adapters.slack.manifest import SCOPES
from space_to_think_adapters.slack.payload import Json, first, part
from space_to_think_adapters.slack.places import NAME

log = structlog.get_logger()

Do: TypeAlias = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

PATIENCE: Final = 60.0  # the most seconds between two tries to start
EARLY: Final = 2 * 3600.0  # seconds before its end in which a token is changed for a new one
AGAIN: Final = 60.0  # seconds between two tries of that; longer than one takes
STATE: Final = 600.0  # seconds in which an installation that was begun has to be finished
ENDS: Final = ("app_uninstalled", "tokens_revoked")
FIELDS: Final = (
    "app_id", "enterprise_id", "enterprise_name", "team_id", "team_name", "bot_token", "bot_id", "bot_user_id",
    "bot_scopes", "bot_refresh_token", "bot_token_expires_at", "is_enterprise_install", "installed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot in one workspace, or in a whole organisation: then the tenant is the organisation's id."""

    tenant: str
    token: str
    user: str


class Installs(Protocol):
    """Where the app is installed."""

    async def find(self, tenant: str) -> Installed | None:
        """The bot of a workspace or organisation. Slack is not asked."""
        ...

    async def fresh(self, tenant: str) -> Installed | None:
        """The same, to call Slack with: its token is renewed in time."""
        ...

    async def forget(self, tenant: str, at: float) -> None:
        """It was taken out there, at that Unix time."""
        ...


@dataclass(slots=True)
class One:
    """One workspace, by the token of the configuration."""

    installed: Installed

    async def find(self, tenant: str) -> Installed | None:
        return self.installed

    async def fresh(self, tenant: str) -> Installed | None:
        return self.installed

    async def forget(self, tenant: str, at: float) -> None:
        """Whoever runs it has put the token there, and takes it away."""
        log.error("slack has taken the app out", cure="Install it again, and put the new bot_token there.")


class Many(AsyncInstallationStore):
    """Any workspace, by what it has granted. Nothing of anybody's own token is kept. `do` does something beside."""

    def __init__(
        self, runtime: Runtime, client: AsyncWebClient, client_id: str, client_secret: str, do: Do = asyncio.create_task
    ) -> None:
        self._runtime = runtime
        self._do = do
        self._rotator = AsyncTokenRotator(client=client, client_id=client_id, client_secret=client_secret)
        self._known: dict[str, Bot | None] = {}
        self._renewals: dict[str, tuple[float, asyncio.Task[None]]] = {}  # the last, and when it was begun

    @property
    def logger(self) -> Logger:
        return quiet

    async def find(self, tenant: str) -> Installed | None:
        bot = await self._bot(tenant)
        return None if bot is None else Installed(tenant, bot.bot_token, bot.bot_user_id)

    async def fresh(self, tenant: str) -> Installed | None:
        """Only a token that has ended is waited for. While Slack gives no new one the old one is used."""
        bot, now = await self._bot(tenant), time.monotonic()
        if bot is None or bot.bot_token_expires_at is None:
            return await self.find(tenant)
        left = bot.bot_token_expires_at - time.time()
        if left < EARLY and now - self._renewals.get(tenant, (-math.inf,))[0] >= AGAIN:
            self._renewals[tenant] = now, self._do(self._renew(tenant, bot))
        if left <= 0:
            await asyncio.wait([self._renewals[tenant][1]])
        return await self.find(tenant)

    async def forget(self, tenant: str, at: float) -> None:
        """News that is older than the installation is of one before it: Slack may deliver it late, or twice."""
        bot = await self._bot(tenant)
        if bot is None or at < int(bot.installed_at):  # Slack says whole seconds
            return
        self._known[tenant] = None
        await self._runtime.keep(NAME, f"install/{tenant}", None)
        log.warning("slack has taken the app out of a workspace")

    async def _bot(self, tenant: str) -> Bot | None:
        if tenant not in self._known:
            found = await self._runtime.kept(NAME, f"install/{tenant}")
            self._known.setdefault(tenant, None if found is None else Bot(**json.loads(found)))
        return self._known[tenant]

    async def _renew(self, tenant: str, bot: Bot) -> None:
        """Change its token for a new one, unless it was taken out or installed anew meanwhile."""
        try:
            new = await self._rotator.perform_bot_token_rotation(bot=bot)
            if new is not None and self._known[tenant] is bot:
                await self.async_save_bot(new)
        except Exception as error:
            log.warning("token not renewed", error=type(error).__name__)

    # ---- slack_sdk's interface

    async def async_save(self, installation: Installation) -> None:
        """Keep it. Who has installed it looks after the agency, if that is new."""
        await self.async_save_bot(installation.to_bot())
        tenant = _tenant(installation.enterprise_id, installation.team_id, installation.is_enterprise_install)
        name = installation.enterprise_name if installation.is_enterprise_install else installation.team_name
        if installation.user_id:
            runtime = cast("Founding", self._runtime)
            await runtime.found(name or tenant, PersonId(NAME, tenant, installation.user_id))

    async def async_save_bot(self, bot: Bot) -> None:
        tenant = _tenant(bot.enterprise_id, bot.team_id, bot.is_enterprise_install)
        fields = {name: getattr(bot, name) for name in FIELDS}
        await self._runtime.keep(NAME, f"install/{tenant}", json.dumps(fields).encode())
        self._known[tenant] = bot

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        return await self._bot(_tenant(enterprise_id, team_id, bool(is_enterprise_install)))

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.forget(_tenant(enterprise_id, team_id, team_id is None), math.inf)

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


class States(AsyncOAuthStateStore):
    """Installations that were begun: each may be finished once, and soon, by the browser that has begun it.

    A state is sealed and not stored, so that asking for many of them fills nothing.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._sealing = runtime.sealing
        self._used: dict[str, float] = {}

    @property
    def logger(self) -> Logger:
        return quiet

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        return base64.urlsafe_b64encode(self._sealing.seal("slack/state", str(time.time()).encode())).decode()

    async def async_consume(self, state: str) -> bool:
        now = time.time()
        self._used = {one: at for one, at in self._used.items() if now - at <= STATE}
        try:
            begun = float(self._sealing.open("slack/state", base64.urlsafe_b64decode(state)))
        except Exception:  # whatever it is, it is none of ours
            return False
        fresh = state not in self._used and 0 <= now - begun <= STATE
        self._used[state] = now
        return fresh


def flow(many: Many, states: States, client: AsyncWebClient, client_id: str, client_secret: str) -> AsyncOAuthFlow:
    """Bolt's way through OAuth v2: docs.slack.dev/authentication/installing-with-oauth."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        installation_store=many,
        state_store=states,
        logger=quiet,
    )
    return AsyncOAuthFlow(client=client, settings=settings, logger=quiet)


async def one(api: Api, token: str) -> One:
    """Ask Slack whose token it is, until it says so. Raises OperatorFault when it is nobody's."""
    wait = 1.0
    while True:
        try:
            return One(installed(token, await api.call("", "auth.test")))
        except LoggedOut as error:
            cure = "Look at bot_token, and install the app again if it was taken out."
            raise OperatorFault(f"Slack does not know the token ({error}).", cure) from None
        except SlackError as error:
            log.warning("slack does not say who we are", error=type(error).__name__, wait=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, PATIENCE)


def installed(token: str, who: Json) -> Installed:
    """What auth.test says of a token."""
    tenant = _tenant(who.get("enterprise_id"), who.get("team_id"), bool(who.get("is_enterprise_install")))
    return Installed(tenant, token, str(who.get("user_id")))


def _tenant(enterprise: str | None, team: str | None, whole: bool) -> str:
    return str((enterprise if whole else team) or team or enterprise)


def tenants(body: Json) -> Iterator[str]:
    """Whose installation a payload may be for, the likeliest first; one may come twice.

    In a shared channel it is the one that the event was authorised for, and not the team of whoever acted. What ends
    the installation of a workspace says nothing of its organisation's.
    """
    ends = part(body, "event").get("type") in ENDS
    return islice(_tenants(body), 1) if ends else _tenants(body)


def _tenants(body: Json) -> Iterator[str]:
    authorized = first(body, "authorizations")
    yield from _ids(authorized.get("is_enterprise_install"), authorized.get("team_id"), authorized.get("enterprise_id"))
    yield from _ids(False, part(body, "view").get("app_installed_team_id"), None)
    yield from _ids(
        str(body.get("is_enterprise_install")).lower() == "true",
        body.get("context_team_id") or body.get("team_id") or part(body, "team").get("id"),
        body.get("context_enterprise_id") or body.get("enterprise_id") or part(body, "enterprise").get("id"),
    )
    yield from _ids(False, part(body, "message").get("team"), None)  # ours, be it that somebody else presses there
    yield from _ids(False, part(body, "user").get("team_id"), None)


def _ids(whole: Any, team: Any, org: Any) -> list[str]:
    return [str(id) for id in ((org, team) if whole else (team, org)) if id]
