"""Where the app is installed: one workspace by the token of the configuration, or any by their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from space_to_think_adapters.slack.payload import Json, first, part


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot in one workspace, or in a whole organisation: then the tenant is the organisation's id."""

    tenant: str
    token: str
    user: str
    bot: str = ""


class Installs(Protocol):
    """Where the app is installed."""

    async def find(self, tenant: str) -> Installed | None:
        """The bot of a workspace or organisation."""
        ...

    async def forget(self, tenant: str) -> None:
        """It was taken out there."""
        ...


@dataclass(slots=True)
class One:
    """One workspace. `installed` is known as soon as Slack has been asked once."""

    installed: Installed

    async def find(self, tenant: str) -> Installed | None:
        return self.installed

    async def forget(self, tenant: str) -> None:
        """Whoever runs it has put the token there, and takes it away."""


def installed(token: str, who: Json) -> Installed:
    """What auth.test says of a token."""
    whole = bool(who.get("is_enterprise_install"))
    tenant = who.get("enterprise_id") if whole else who.get("team_id")
    return Installed(str(tenant), token, str(who.get("user_id")), str(who.get("bot_id") or ""))


def tenants(body: Json) -> Iterator[str]:
    """Whose installation a payload may be for, the likeliest first.

    In a shared channel it is the one that the event was authorised for, and not the team of whoever acted.
    """
    authorized = first(body, "authorizations")
    view = part(body, "view")
    for whole, team, org in (
        (authorized.get("is_enterprise_install"), authorized.get("team_id"), authorized.get("enterprise_id")),
        (False, view.get("app_installed_team_id"), None),
        (
            str(body.get("is_enterprise_install")).lower() == "true",
            body.get("context_team_id") or body.get("team_id") or part(body, "team").get("id"),
            body.get("context_enterprise_id") or body.get("enterprise_id") or part(body, "enterprise").get("id"),
        ),
        (False, part(body, "user").get("team_id"), None),
    ):
        yield from (str(id) for id in ((org, team) if whole else (team, org)) if id)
