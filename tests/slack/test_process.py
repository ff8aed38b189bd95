"""The bot as it is run: `space-to-think run` with a configuration file, on Slack by both ways, and told to end."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.agency.who import reference
from space_to_think.identity import PersonId
from space_to_think.inbound import Answer
from space_to_think.testing.case import history
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import MONDAY, House
from space_to_think.testing.rig import evidence
from space_to_think.testing.rig.process import Spec, start_service
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.bench import SlackBench, buttons, settings, wording, words_of
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import APP_TOKEN, BOT, BOT_TOKEN, ROOM, SECRET, TEAM, person
from tests.slack.people import People
from tests.slack.seen import everything, faults
from tests.slack.test_kill import NORTHSHIRE, Rig, free_port

Json = dict[str, Any]
T = TypeVar("T")
MAIN = "from space_to_think.cli import main; main()"
LONG = 90.0  # seconds that anything may take

CONFIG = """
[adapters.slack]
api_url = "{api}"
bot_token = "{bot}"
{way}

[agencies.northshire]
name = "Northshire Council"
tenants = ["slack:{team}"]
"""


@pytest.mark.timeout(200)
@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_the_service_runs_and_ends_when_it_is_told_to(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with strict(mode, trigger=60.0, ack=10.0, gaps=(0.5,) * 100, **AS_INSTALLED) as peer:
        port = free_port()
        peer.signed.url = f"http://127.0.0.1:{port}/slack/events"
        way = f'app_token = "{APP_TOKEN}"' if mode == "socket" else f'signing_secret = "{SECRET}"\nport = {port}'
        config = CONFIG.format(api=f"{peer.url}/api/", bot=BOT_TOKEN, way=way, team=TEAM)
        (tmp_path / "space-to-think.toml").write_text(config)
        service = started(tmp_path)
        try:
            people = People(peer)
            direct = await people.direct("ros")
            (done,) = await people.say("ros", "help", direct)
            assert done.acknowledged, (tmp_path / "run.log").read_text()
            await shown(people, direct, "new")
        finally:
            service.terminate()
            code = await asyncio.to_thread(service.wait, LONG)
        said = (tmp_path / "run.log").read_text()
        assert code == 0, said
        assert peer.wrong == []
        assert "Ros" not in said
        assert BOT_TOKEN not in said


def started(folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "run.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-c", MAIN, "run"], cwd=folder, stdout=log, stderr=log)


async def shown(people: People, channel: str, text: str) -> None:
    """Wait until the bot has said this."""
    until = asyncio.get_running_loop().time() + LONG
    while True:
        messages = await people.peer.messages(channel)
        if any(text in message["text"] for message in messages if message["user"] == BOT):
            return
        assert asyncio.get_running_loop().time() < until, messages
        await asyncio.sleep(0.1)


WHO: dict[str, str] = dict.fromkeys(("ros", "grace", "owen"), "northshire")


class FromOutside(SlackBench):
    """The bench's hands and eyes, with the bot in a process of its own: what comes, comes when it comes."""

    async def ready(self) -> None:
        """It is delivered to again and again until it is there."""

    async def press(self, who: str, words: str) -> Answer:
        return await self._soon(partial(super().press, who, words))

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        return await self._soon(partial(super().fill, who, fields))

    async def opens(self, who: str, kind: str) -> list[str]:
        """The ids of the blocks in the window that opens to somebody: a form, or a card."""
        return await self._soon(partial(self._opens, who, kind))

    async def home(self, who: str) -> Json:
        """Somebody's Home page."""
        return await self._soon(partial(self._home, who))

    async def _home(self, who: str) -> Json:
        return self.peer.state.homes[person(who)]

    async def _opens(self, who: str, kind: str) -> list[str]:
        stack = self.peer.state.views[person(who)]
        if not stack or stack[-1].body["callback_id"] != kind:
            raise LookupError(f"no {kind} is open to {who}")
        return [block["block_id"] for block in stack[-1].body["blocks"] if "block_id" in block]

    async def _soon(self, act: Callable[[], Awaitable[T]]) -> T:
        """As soon as it can be done. LookupError: it never can."""
        until = asyncio.get_running_loop().time() + LONG
        while True:
            self._mark = (-1, -1, -1)
            try:
                return await act()
            except LookupError:
                if asyncio.get_running_loop().time() > until:
                    raise
            await asyncio.sleep(0.05)


@pytest.mark.timeout(200)
@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_forms_buttons_windows_shortcuts_and_the_home_page_through_the_process(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    async with strict(mode, trigger=60.0, ack=10.0, gaps=(0.5,) * 100, **AS_INSTALLED) as peer:
        port = free_port()
        peer.signed.url = f"http://127.0.0.1:{port}/slack/events"
        admin = reference(PersonId("slack", TEAM, person("ros")))
        known = {"northshire": seed("northshire", AgencyFile.model_validate(NORTHSHIRE | {"admins": [admin]}))}
        spec = Spec(tmp_path, partial(SlackAdapter, **settings(peer, port=port)), agencies=known)
        service = start_service(spec)
        try:
            await through_everything(FromOutside(peer, WHO, FrozenClock(MONDAY)))
            service.terminate()
            assert await service.ended(LONG) == 0
        finally:
            service.kill()
            await service.ended()
        assert all(done.acknowledged for done in peer.delivered)
        assert peer.wrong == []
        assert faults(everything(peer)) == []


async def through_everything(bench: FromOutside) -> None:
    people, peer = bench.people, bench.peer
    # It is up as soon as an event has been taken: nothing but events is delivered again.
    await people.say("ros", "status", await people.direct("ros"))
    # The form, its answer, and a press with a form of its own.
    await people.command("ros", "new", ROOM)
    await bench.fill("ros", {"reason": "stuck", "pace": "async", "people": "@grace @owen", "place": "thread"})
    await bench.press("grace", "join")
    await bench.fill("grace", {"agency": "northshire"})
    await shown(people, await people.direct("grace"), "You take part")
    # A window, and a press inside it that turns it into a form.
    await bench.press("grace", "choices")
    await bench.opens("grace", "card")
    await bench.press("grace", "flag")
    await bench.opens("grace", "form")
    # Both shortcuts.
    ts = (await peer.messages(ROOM))[0]["ts"]
    await people.about("owen", "new-about", ROOM, ts)
    assert "reason" in await bench.opens("owen", "form")
    peer.state.views.clear()
    await people.shortcut("owen", "new")
    assert "reason" in await bench.opens("owen", "form")
    # The Home page, and what only an admin finds there.
    await people.home("ros")
    for words in ("admin disable questions", "admin enable questions"):  # the second only where the first was done
        home = await bench.home("ros")
        found = {words_of(element): (block, element) for block, element in buttons(home["blocks"])}
        peer.state.views.pop(person("ros"), None)
        await people.press_in("ros", home, *found["admin plugins"])
        await bench.press("ros", "admin plugins questions")
        await bench.press("ros", words)


SESSION = (
    ("ros", "new stuck pace async @grace @owen"),
    ("grace", "join northshire yes"),
    ("owen", "join northshire yes"),
    ("grace", "facilitator"),
    ("ros", "agree"),
    ("owen", "agree"),
    ("grace", "start"),
    ("ros", "done"),
    ("grace", "next"),
    ("grace", "understood What would help on Mondays"),
    ("ros", "confirm"),
    ("grace", "next"),
    ("owen", "park A thought for later"),
    ("grace", "next"),
    ("owen", "strength @ros You listen"),
    ("grace", "next"),
    ("owen", "idea Ask whom the family would choose"),
    ("grace", "next"),
    ("ros", "summary We know what to try"),
    ("grace", "end"),
    ("grace", "agree"),
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_a_whole_session_through_the_process_is_the_same_as_in_memory(
    strict: Strict, mode: Mode, tmp_path: Path
) -> None:
    (tmp_path / "memory").mkdir()
    agencies = {"northshire": NORTHSHIRE | {"tenants": ["fake:northshire"]}}
    async with House(tmp_path / "memory", WHO, agencies=agencies, wording=wording()) as house:
        for who, words in SESSION:
            await house.call(who, words)
        wanted = history(await house.records())
    assert any(line.startswith("Ended") for line in wanted), wanted
    async with strict(mode, trigger=60.0, ack=10.0, gaps=(0.5,) * 100, **AS_INSTALLED) as peer:
        port = free_port()
        peer.signed.url = f"http://127.0.0.1:{port}/slack/events"
        known = {"northshire": seed("northshire", AgencyFile.model_validate(NORTHSHIRE))}
        spec = Spec(tmp_path, partial(SlackAdapter, **settings(peer, port=port)), agencies=known)
        rig = Rig(peer, spec)
        try:
            for who in WHO:
                rig.direct[who] = await rig.people.direct(who)
            for who, words in SESSION:
                if words.startswith("join"):
                    await rig.sees(who, "invites you to a session")
                await rig.says(who, re.sub(r"@(\w+)", lambda found: f"<@{person(found[1])}>", words))
            await rig.quiet()
            rig.service.terminate()
            assert await rig.service.ended(LONG) == 0
        finally:
            rig.service.kill()
            await rig.service.ended()
        (records,) = (await evidence.gather(spec.url, spec.key_file)).records.values()
        assert history(records) == wanted
        assert peer.wrong == []
        assert faults(everything(peer)) == []
