"""The bot as it is run: `space-to-think run` with a configuration file, on Slack by both ways, and told to end."""

import asyncio
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.testing.case import history
from space_to_think.testing.house import House
from space_to_think.testing.rig import evidence
from space_to_think.testing.rig.process import Spec
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.bench import WORDING, settings
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import APP_TOKEN, BOT, BOT_TOKEN, SECRET, TEAM, person
from tests.slack.people import People
from tests.slack.seen import everything, faults
from tests.slack.test_kill import NORTHSHIRE, Rig, free_port

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
    people: dict[str, str] = dict.fromkeys(("ros", "grace", "owen"), "northshire")
    async with House(tmp_path / "memory", people, agencies=agencies, wording=WORDING) as house:
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
            for who in people:
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
