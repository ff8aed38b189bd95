"""Installing it into a workspace: by OAuth, with tokens that are renewed, until it is taken out again."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.oauth.installation_store import Bot

from space_to_think.identity import PersonId
from space_to_think_adapters.slack import installs
from space_to_think_adapters.slack.adapter import SlackAdapter
from space_to_think_adapters.slack.installs import Installed, Many, States, installed, tenants
from tests.slack.conftest import Strict
from tests.slack.installed import install, service, until
from tests.slack.local import TEAM, person
from tests.slack.people import People
from tests.slack.strict.faults import accepted_then_dropped


async def test_a_workspace_lets_it_in_uses_it_and_takes_it_out(strict: Strict, tmp_path: Path) -> None:
    async with strict("events") as peer, service(peer, tmp_path) as (house, url):
        people = People(peer)
        direct = await people.direct("ros")
        await people.say("ros", "help", direct)
        assert not peer.calls  # nobody has let it in: acknowledged, and nothing is done
        assert peer.delivered[-1].acknowledged

        assert (await install(peer, url))[0] == 200
        (token,) = [token for token in peer.state.tokens if token.startswith("xoxe.xoxb-")]
        agency = house.service.house.agencies["northshire-council"]
        assert (agency.name, agency.tenants) == ("Northshire Council", frozenset({f"slack:{TEAM}"}))
        assert agency.admins == frozenset({f"slack:{TEAM}:{person('ros')}"})

        peer.calls.clear()
        await people.say("ros", "admin", direct)
        await until(lambda: any(call.method == "chat.postMessage" for call in peer.calls))
        assert {call.token for call in peer.calls} == {token}
        assert peer.wrong == []

        await people.event({"type": "app_uninstalled"}, event_time=int(time.time()) - 60)  # of an earlier one
        assert await house.service.kept("slack", f"install/{TEAM}") is not None
        await people.event({"type": "app_uninstalled"})
        assert await house.service.kept("slack", f"install/{TEAM}") is None
        peer.calls.clear()
        await people.say("ros", "help", direct)
        assert not peer.calls
    for file in sorted(tmp_path.glob("house.db*")):  # noqa: ASYNC240
        assert token.encode() not in file.read_bytes()


async def test_tokens_outlive_the_process_and_a_second_installer_is_no_admin(strict: Strict, tmp_path: Path) -> None:
    async with strict("events") as peer:
        async with service(peer, tmp_path) as (house, url):
            await install(peer, url)
        async with service(peer, tmp_path) as (house, url):
            await People(peer).command("ros", "help")
            assert peer.delivered[-1].answer["response_type"] == "ephemeral"
            await install(peer, url)
            assert len(house.service.house.agencies) == 2  # the built-in one, and theirs


async def test_what_comes_while_slack_gives_no_new_token_is_taken_and_answered(strict: Strict, tmp_path: Path) -> None:
    async with strict("events") as peer, service(peer, tmp_path) as (house, url):
        await install(peer, url)
        many = cast("Many", cast("SlackAdapter", house.bench.adapter)._installs)
        known = many._known[TEAM]
        assert known is not None
        known.bot_token_expires_at = int(time.time()) + 60
        peer.faults["oauth.v2.access"] += [accepted_then_dropped]
        people = People(peer)
        (done,) = await people.say("ros", "help", await people.direct("ros"))
        assert (done.acknowledged, done.tries) == (True, 1)
        await until(lambda: any(call.method == "chat.postMessage" for call in peer.calls))
        assert [call.method for call in peer.calls].count("oauth.v2.access") == 2


@pytest.mark.parametrize(
    "change",
    [
        {"state": "made-up"},
        {"cookie": "slack-app-oauth-state=another"},
        {"cookie": ""},
        {"code": "guessed"},
        {"again": "yes"},
    ],
)
async def test_what_was_not_begun_here_is_refused(strict: Strict, tmp_path: Path, change: dict[str, str]) -> None:
    async with strict("events") as peer, service(peer, tmp_path) as (_, url):
        assert (await install(peer, url, **change))[0] in (400, 401)


# ---- by itself


class Core:
    """Keeps things in memory, with a seal that only turns bytes round."""

    def __init__(self) -> None:
        self.things: dict[str, bytes] = {}
        self.founded: list[tuple[str, PersonId]] = []

    @property
    def sealing(self) -> "Core":
        return self

    def seal(self, row: str, plain: bytes) -> bytes:
        return plain[::-1]

    def open(self, row: str, sealed: bytes) -> bytes:
        return sealed[::-1]

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        self.things[name] = value or b""

    async def kept(self, adapter: str, name: str) -> bytes | None:
        return self.things.get(name) or None

    async def found(self, name: str, admin: PersonId) -> bool:
        self.founded.append((name, admin))
        return True


class Slack:
    """oauth.v2.access: first these errors, and then it is well."""

    def __init__(self, *errors: type[Exception]) -> None:
        self.errors = list(errors)
        self.asked = 0

    async def oauth_v2_access(self, **given: Any) -> dict[str, Any]:
        self.asked += 1
        if self.errors:
            raise self.errors.pop()
        assert given["refresh_token"] == "again"
        return {"ok": True, "access_token": "new", "token_type": "bot", "refresh_token": "next", "expires_in": 43200}


def bot(at: float = 0.0, **more: Any) -> Bot:
    return Bot(team_id="T1", bot_token="old", bot_id="B1", bot_user_id="U1", installed_at=at, **more)


def ending(within: int = 60) -> Bot:
    """An installation whose token ends in so many seconds."""
    return bot(bot_refresh_token="again", bot_token_expires_in=within)


async def fresh(many: Many, times: int) -> set[str]:
    """The tokens that as many calls to Slack would go with."""
    found = await asyncio.gather(*(many.fresh("T1") for _ in range(times)))
    return {one.token for one in found if one is not None}


async def test_a_token_that_ends_soon_is_renewed_once_and_nobody_waits_for_it() -> None:
    core, slack = Core(), Slack()
    many = Many(core, slack, "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(ending())
    assert await fresh(many, 5) == {"old"}
    await until(lambda: core.things["install/T1"] and json.loads(core.things["install/T1"])["bot_token"] == "new")
    assert slack.asked == 1
    assert json.loads(core.things["install/T1"])["bot_refresh_token"] == "next"
    assert await fresh(many, 5) == {"new"}
    assert await many.find("T1") == Installed("T1", "new", "U1")
    assert slack.asked == 1


async def test_a_token_that_has_ended_is_waited_for() -> None:
    many = Many(Core(), Slack(), "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(ending(-60))
    assert await many.find("T1") == Installed("T1", "old", "U1")  # what comes in needs none
    assert await fresh(many, 5) == {"new"}


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError, TimeoutError, KeyError, ValueError])
async def test_while_slack_gives_no_new_token_the_old_one_serves_and_slack_is_left_in_peace(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    slack = Slack(error, error)
    many = Many(Core(), slack, "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(ending())
    assert await fresh(many, 10) == {"old"}
    await asyncio.sleep(0)
    assert await fresh(many, 10) == {"old"}
    assert slack.asked == 1
    monkeypatch.setattr(installs, "AGAIN", 0.0)
    for asked in (2, 3):
        assert await fresh(many, 1) == {"old"}
        await until(lambda asked=asked: slack.asked == asked)
    await until(lambda: many._known["T1"].bot_token == "new")  # type: ignore[union-attr]


async def test_a_new_token_comes_too_late_for_what_was_taken_out_meanwhile() -> None:
    core, slack = Core(), Slack()
    many = Many(core, slack, "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(ending())
    await many.fresh("T1")  # has begun to ask
    await many.forget("T1", time.time())
    await until(lambda: slack.asked == 1)
    await asyncio.sleep(0)
    assert await many.find("T1") is None
    assert not any(core.things.values())


async def test_old_news_that_it_was_taken_out_does_not_end_what_was_installed_since() -> None:
    core = Core()
    many = Many(core, None, "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(bot(at=1000.5))
    await many.forget("T1", 999)
    assert await many.find("T1") is not None
    await many.forget("T1", 1000)  # Slack says whole seconds
    assert await many.find("T1") is None
    assert not any(core.things.values())


def test_what_ends_a_workspaces_installation_says_nothing_of_its_organisations() -> None:
    body = {"team_id": "T1", "enterprise_id": "E1", "event": {"type": "app_uninstalled"}}
    assert list(dict.fromkeys(tenants(body))) == ["T1"]
    assert list(dict.fromkeys(tenants(body | {"event": {"type": "message"}}))) == ["T1", "E1"]


async def test_slack_sdks_interface_finds_and_deletes() -> None:
    core = Core()
    many = Many(core, None, "id", "secret")  # type: ignore[arg-type]
    await many.async_save_bot(bot())
    whole = Bot(
        enterprise_id="E1", bot_token="org", bot_id="B", bot_user_id="U", installed_at=0.0, is_enterprise_install=True
    )
    await many.async_save_bot(whole)
    assert await many.find("E1") == Installed("E1", "org", "U")
    found = await many.async_find_bot(enterprise_id="E1", team_id=None, is_enterprise_install=True)
    assert found is not None
    await many.async_delete_all(enterprise_id="E1", team_id=None)
    await many.async_delete_bot(enterprise_id=None, team_id="T1")
    assert await many.find("E1") is await many.find("T1") is None
    assert not any(core.things.values())


def test_the_token_of_the_configuration_is_for_one_workspace_or_one_organisation() -> None:
    who = {"team_id": "T1", "enterprise_id": "E1", "user_id": "U1", "bot_id": "B1"}
    assert installed("t", who) == Installed("T1", "t", "U1")
    assert installed("t", who | {"is_enterprise_install": True}) == Installed("E1", "t", "U1")


async def test_a_state_is_good_once_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    states = States(Core())  # type: ignore[arg-type]
    one, two = await states.async_issue(), await states.async_issue()
    assert await states.async_consume(one)
    assert not await states.async_consume(one)
    later = time.time() + installs.STATE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not await states.async_consume(two)
    assert not await states.async_consume("nonsense")


async def test_health_is_red_and_people_hear_of_it_until_the_three_signposts_are_set(
    strict: Strict, tmp_path: Path
) -> None:
    """Whoever has let it in is its admin, and sees first what people have to be able to find."""
    async with strict("events") as peer, service(peer, tmp_path) as (house, url):
        await install(peer, url)
        people = People(peer)
        direct = await people.direct("ros")

        async def told(words: str, until_said: str) -> str:
            def said() -> str:
                return "\n".join(str(call.args.get("text")) for call in peer.calls[before:])

            before = len(peer.calls)
            await people.say("ros", words, direct)
            await until(lambda: until_said in said())
            await house.settle()
            return said()

        missing = ["child", "adult", "allegation"]
        while missing:
            health = await told("admin health", "what needs looking after")
            assert health.count("Please see to this first") == len(missing)
            assert "I show general advice" in await told("new stuck pace guided", "Your agency has not yet set")
            details = "title Front door; phones 01632 960001; review_by 1 May 2027"
            await told(f"admin signposts {missing.pop()} {details}", "Front door")
        assert "Please see to this first" not in await told("admin health", "what needs looking after")
        assert "I show general advice" not in await told("new stuck pace guided", "Feeling stuck")
