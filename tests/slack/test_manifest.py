"""The manifest, its command, and what `check` says."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from sqlalchemy import Connection, update
from typer.testing import CliRunner

from space_to_think.cli.app import app
from space_to_think.config import load_config
from space_to_think.runtime.clock import micros
from space_to_think.runtime.parts import parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store.tables import outbox
from space_to_think.testing.house import House
from space_to_think_adapters.slack import check
from space_to_think_adapters.slack.api import TIERS
from space_to_think_adapters.slack.manifest import EVENTS, SCOPES, manifest
from space_to_think_adapters.slack.notes import NOTED, Noted
from tests.slack.strict.rules import EVENTS as THEIR_EVENTS
from tests.slack.strict.rules import METHODS

REPOSITORY = Path(__file__).parents[2]
SCHEMA = REPOSITORY.parent / "shared" / "platform" / "data" / "manifest.schema.2.0.0.json"


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema of manifests (../shared/platform/data) is not here")
@pytest.mark.parametrize("url", [None, "https://space.example/"])
def test_the_manifest_is_what_slack_takes(url: str | None) -> None:
    found = [fault.message for fault in Draft7Validator(json.loads(SCHEMA.read_text())).iter_errors(manifest(url))]
    assert found == []


def test_over_http_everything_comes_to_one_address() -> None:
    made = manifest("https://space.example/")
    events = "https://space.example/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == events
    assert made["settings"]["interactivity"]["request_url"] == events
    assert made["features"]["slash_commands"][0]["url"] == events
    assert made["oauth_config"]["redirect_urls"] == ["https://space.example/slack/oauth_redirect"]
    assert made["settings"]["socket_mode_enabled"] is False
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(manifest())


def test_no_scope_is_spare_and_none_is_missing() -> None:
    # What each method and event asks for, where sessions are: private channels and direct chats.
    asked: set[str] = {"commands"}
    for method in TIERS:
        scope = METHODS[method].scope
        private = {"conversations.open": "D", "conversations.info": "G", "conversations.members": "G"}
        kinds = {"conversations.history": "GD"}.get(method, private.get(method, "G"))
        asked |= {scope[kind] for kind in kinds} if isinstance(scope, dict) else {scope} if scope else set()
    for event in EVENTS:
        wanted = set(THEIR_EVENTS[event])
        assert not wanted or wanted & SCOPES.keys(), event
        asked |= wanted if len(wanted) == 1 else set()
    assert asked - {"connections:write"} == SCOPES.keys()


def test_the_guide_says_what_each_scope_is_for() -> None:
    page = (REPOSITORY / "docs" / "slack.md").read_text()
    assert all(f"| `{scope}` | {what} |" in page for scope, what in SCOPES.items())


def test_every_text_of_its_own_is_said() -> None:
    folder = REPOSITORY / "adapters" / "space_to_think_adapters" / "slack"
    ids = re.findall(r"^([\w-]+) =", (folder / "slack.ftl").read_text(), re.MULTILINE)
    code = "".join(file.read_text() for file in folder.glob("*.py"))
    assert [id for id in ids if f'"{id}"' not in code and f"'{id}'" not in code] == []


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(app, ["slack", "manifest", "--url", "https://space.example"])
    assert json.loads(done.output) == manifest("https://space.example")
    assert CliRunner().invoke(app, ["slack", "manifest", "--url", "http://space.example"]).exit_code == 1


# ---- check


def faults(folder: Path, url: str, **more: str) -> list[str]:
    tokens = {"bot_token": "xoxb-1", "app_token": "xapp-1"} | more
    lines = [f'api_url = "{url}"', *(f'{key} = "{value}"' for key, value in tokens.items())]
    file = folder / "space-to-think.toml"
    file.write_text("[adapters.slack]\n" + "\n".join(lines))
    config = load_config(file)
    assert config.adapters.slack is not None
    return [str(found) for found in check.faults(config.adapters.slack, config)]


@pytest.fixture
def slack(tmp_path: Path) -> Any:
    """Runs a Web API in a thread of its own while something is checked."""
    import asyncio
    import threading

    def run(answers: dict[str, Callable[[], web.Response]], work: Callable[[str], list[str]]) -> list[str]:
        loop, up, address = asyncio.new_event_loop(), threading.Event(), list[int]()

        async def handle(request: web.Request) -> web.Response:
            return answers[request.path.rpartition("/")[2]]()

        async def serve() -> web.AppRunner:
            site = web.Application()
            site.router.add_route("*", "/{path:.*}", handle)
            runner = web.AppRunner(site, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            address.append(runner.addresses[0][1])
            up.set()
            return runner

        def spin() -> None:
            runner = loop.run_until_complete(serve())
            loop.run_forever()
            loop.run_until_complete(runner.cleanup())
            loop.close()

        thread = threading.Thread(target=spin)
        thread.start()
        try:
            assert up.wait(20)
            return work(f"http://127.0.0.1:{address[0]}/api/")
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    return run


def fine() -> web.Response:
    return web.json_response({"ok": True, "url": "wss://"}, headers={"x-oauth-scopes": ",".join(SCOPES)})


def test_all_is_in_order(slack: Any, tmp_path: Path) -> None:
    assert slack({"auth.test": fine, "apps.connections.open": fine}, lambda url: faults(tmp_path, url)) == []


def test_each_fault_is_told_with_its_cure(slack: Any, tmp_path: Path) -> None:
    def few() -> web.Response:
        late = "Mon, 01 Jan 2024 00:00:00 GMT"
        return web.json_response({"ok": True}, headers={"X-OAuth-Scopes": "chat:write, commands", "Date": late})

    def no() -> web.Response:
        return web.json_response({"ok": False, "error": "invalid_auth"})

    found = slack({"auth.test": few, "apps.connections.open": no}, lambda url: faults(tmp_path, url))
    assert [fault.partition(":")[0] for fault in found] == ["Slack, scopes", "Slack, clock", "Slack, socket"]
    assert "groups:history" in found[0]
    assert "chat:write" not in found[0]
    found = slack({"auth.test": no, "apps.connections.open": fine}, lambda url: faults(tmp_path, url))
    assert [fault.partition(" Look")[0] for fault in found] == ["Slack, token: Slack says invalid_auth."]
    (gone, _) = faults(tmp_path, "http://127.0.0.1:9/")
    assert "Slack cannot be reached" in gone


def exported(*missing: str, text: bool = True) -> Callable[[], web.Response]:
    """The app's manifest as Slack gives it out, without some events."""
    made = manifest()
    made["settings"]["event_subscriptions"]["bot_events"] = [event for event in EVENTS if event not in missing]
    return lambda: web.json_response({"ok": True, "manifest": json.dumps(made) if text else made})


def whose() -> web.Response:
    return web.json_response({"ok": True, "bot": {"id": "B1", "app_id": "A1"}})


@pytest.mark.parametrize("text", [True, False])
def test_slack_is_asked_what_the_app_is_subscribed_to(
    slack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bool
) -> None:
    def asked(app: Callable[[], web.Response], export: Callable[[], web.Response]) -> list[str]:
        answers = {"auth.test": fine, "apps.connections.open": fine, "bots.info": app, "apps.manifest.export": export}
        found: list[str] = slack(answers, lambda url: faults(tmp_path, url))
        return found

    def no() -> web.Response:
        return web.json_response({"ok": False, "error": "token_expired"})

    monkeypatch.setenv(check.TOKEN, "xoxe.xoxp-1")
    assert asked(whose, exported(text=text)) == []
    (few,) = asked(whose, exported("message.groups", "app_mention", text=text))
    assert few.startswith(
        "Slack, events: the app is not subscribed to app_mention, message.groups. Put in the manifest"
    )
    (expired,) = asked(whose, no)
    assert expired.startswith("Slack, events: Slack says token_expired. Make a new SLACK_CONFIGURATION_TOKEN")
    (unknown,) = asked(no, exported())
    assert unknown.startswith("Slack, events: Slack says token_expired. Look at the scope users:read")


NOW = datetime(2026, 3, 23, 12, tzinfo=UTC)
IN_ORDER = Noted(at=NOW - timedelta(minutes=1), last=NOW - timedelta(hours=1), came=check.USUAL)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, None),
        ({"closed": NOW - timedelta(minutes=1)}, None),  # Slack changes it for another now and then
        ({"closed": NOW - timedelta(minutes=7)}, "socket: it has been closed for 7 minutes. Look into the log"),
        ({"at": NOW - timedelta(hours=3)}, "Note: service: it last ran 3 hours ago. Start it"),
        ({"at": NOW - timedelta(hours=3), "closed": NOW - timedelta(hours=4)}, "Note: service: it last ran 3 hours"),
        ({"last": NOW - timedelta(days=4)}, "events: nothing has come for 4 days. Look whether the service runs"),
        ({"last": None}, None),
        (
            {"came": check.USUAL - {"message.groups", "app_mention"}},
            "Note: events: these have never come: app_mention, message.groups. If people have done",
        ),
    ],
)
def test_what_a_running_service_has_noted_is_told(changed: dict[str, Any], told: str | None) -> None:
    found = [str(one) for one in check.of_notes(IN_ORDER.model_copy(update=changed), NOW)]
    assert len(found) == (told is not None)
    assert told is None or found[0].startswith(told)


async def test_messages_that_are_stuck_and_a_silence_are_told(tmp_path: Path) -> None:
    file = tmp_path / "space-to-think.toml"
    file.write_text('[adapters.slack]\nsigning_secret = "x"\nclient_id = "1"\nclient_secret = "y"\n')
    config = load_config(file)
    async with House(tmp_path) as house:
        await house.call("ros", "new stuck @grace")
    for name in ("house.db", "house.key"):
        (tmp_path / name).rename(tmp_path / name.replace("house", "space-to-think"))
    service = Service(parts(config, adapters=False))
    await service.open()

    def age(connection: Connection) -> None:
        long_ago = micros(datetime.now(UTC) - timedelta(hours=1))
        connection.execute(update(outbox).values(adapter="slack", state="pending", at=long_ago))

    await service.store.run(age)
    now = datetime.now(UTC)
    noted = Noted(at=now, closed=now - timedelta(minutes=9), last=now - timedelta(days=4), came=check.USUAL)
    await service.keep("slack", NOTED, noted.model_dump_json().encode())
    await service.store.close()
    found = [str(fault) async for fault in check._store(config)]
    assert [fault.partition(":")[0] for fault in found] == ["outbox", "socket", "events"]
    assert "9 minutes" in found[1]
    assert "4 days" in found[2]
