"""The bot as it is run: `space-to-think run` with a configuration file, on Slack by both ways, and told to end."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import APP_TOKEN, BOT, BOT_TOKEN, SECRET, TEAM
from tests.slack.people import People
from tests.slack.test_kill import free_port

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
