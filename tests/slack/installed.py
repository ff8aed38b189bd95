"""The service as anybody may install it, and what an admin's browser does to install it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from space_to_think.delivery import Adapter
from space_to_think.identity import PersonId
from space_to_think.testing.house import House
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.local import SECRET, TEAM, person
from tests.slack.strict.delivery import Signed
from tests.slack.strict.peer import Peer

CLIENT: Final = ("1.2", "the-apps-secret")
COUNTY: Final = "E0COUNTY"


class Bench:
    """No hands: what people do is done at the peer."""

    def __init__(self, adapter: SlackAdapter) -> None:
        self.adapter: Adapter = adapter

    def person(self, who: str) -> PersonId:
        return PersonId("slack", TEAM, person(who))

    async def flush(self) -> bool:
        return False


@asynccontextmanager
async def service(peer: Peer, folder: Path) -> AsyncIterator[tuple[House, str]]:
    """The service, ready to be installed by anybody, and its address."""
    adapter = SlackAdapter(
        signing_secret=SecretStr(SECRET),
        client_id=CLIENT[0],
        client_secret=SecretStr(CLIENT[1]),
        api_url=f"{peer.url}/api/",
        port=0,
        spacing=0,
    )
    async with House(folder, {}, bench=lambda *_: Bench(adapter)) as house:  # type: ignore[arg-type]
        await asyncio.wait_for(adapter.ready.wait(), 20)
        url = f"http://127.0.0.1:{adapter.bound}"
        peer.signed = Signed(f"{url}/slack/events", SECRET, peer.signed.ack)
        yield house, url


async def install(peer: Peer, url: str, **change: str) -> tuple[int, str]:
    """What an admin's browser does. `change` puts something else in the place of state, cookie or code.

    `whole`: the admin is one of the organisation, and lets it in for all of it.
    """
    made: dict[str, Any] = {"team": {"id": TEAM, "name": "Northshire Council"}, "authed_user": {"id": person("ros")}}
    if change.get("whole"):  # https://docs.slack.dev/reference/methods/oauth.v2.access
        made |= {"team": None, "enterprise": {"id": COUNTY, "name": "The County"}, "is_enterprise_install": True}
    peer.secrets |= {"client_id": CLIENT[0], "client_secret": CLIENT[1], "code-1": json.dumps(made)}
    async with aiohttp.ClientSession() as browser:
        page = await browser.get(f"{url}/slack/install")
        asked = await page.text()
        assert "https://slack.com/oauth/v2/authorize" in asked
        found = re.search(r"state=([^&\"]+)", asked)
        assert found is not None
        state = found[1].replace("%3D", "=")
        query = {"state": change.get("state", state), "code": change.get("code", "code-1")}
        cookie = change.get("cookie", f"slack-app-oauth-state={query['state']}")
        back = await browser.get(f"{url}/slack/oauth_redirect", params=query, headers={"Cookie": cookie})
        if change.get("again"):
            back = await browser.get(f"{url}/slack/oauth_redirect", params=query, headers={"Cookie": cookie})
        return back.status, state


async def until(there: Any) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(20):
        while not there():
            await asyncio.sleep(0.01)
