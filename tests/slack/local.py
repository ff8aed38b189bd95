"""local-slack, a Slack that is not ours: pinned, checked, without a network, started and stopped."""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientError, ClientSession, UnixConnector

HERE: Final = Path(__file__).parent
BINARY: Final = HERE / "peer" / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
SHA256: Final = "3332007b797969d835f694b463ac526f7ef1fc66afac93f950f585105fe4815f"  # of version 0.1.8 for linux-x64
SELF: Final = "http://127.0.0.1:4005"  # what it calls itself, see inside.py
EVENTS_AT: Final = "http://127.0.0.1:4006/slack/events"
START: Final = 30.0  # seconds; a fifth of one is usual
HOST: Final = "http://slack"  # any name: the way there is a file

TEAM: Final = "T0NORTHSHIRE"
APP: Final = "A0SPACE"
BOT: Final = "U0SPACE"
BOT_ID: Final = "B0SPACE"
BOT_TOKEN: Final = "xoxb-the-bots"
APP_TOKEN: Final = "xapp-the-apps"
SECRET: Final = "8f742231b10e8888abcd99yyyzzz85a5"
ROOM: Final = "G0TEAMROOM"
PUBLIC: Final = "C0CORRIDOR"

Json = dict[str, Any]


def alone() -> list[str]:
    """The command that gives the next one a network of its own."""
    return ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]


@cache
def why_not() -> str | None:
    """What keeps local-slack from running here; None when nothing does."""
    if not BINARY.exists():
        return f"There is no local-slack in {BINARY.parents[1]}: `make slack` installs it."
    if hashlib.sha256(BINARY.read_bytes()).hexdigest() != SHA256:
        return f"{BINARY} is not the one that was looked at: its sha256 is another."
    if shutil.which("unshare") is None:
        return "There is no `unshare`, and local-slack must not run with a network."
    if subprocess.run([*alone(), "true"], capture_output=True, check=False).returncode:
        return "A network of its own cannot be made here, and local-slack must not run with another."
    return None


WREN: Final = "wren"  # is no member of the room, and has such an id as people of organisations have


def person(who: str) -> str:
    """The user id of somebody."""
    return f"{'W' if who == WREN else 'U'}0{who.upper()}"


def config(people: Iterable[str], mode: str) -> Json:
    """A workspace with one app, these people, a private room that all share, and a public corridor."""
    members = [*(person(who) for who in people), BOT]
    app = {
        "appId": APP,
        "botUserId": BOT,
        "botName": "space",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SECRET,
        "mode": mode,
        "requestUrl": EVENTS_AT,
    }
    return {
        "workspace": {"name": "Northshire", "domain": "northshire", "teamId": TEAM},
        "apps": [app],
        "users": [{"id": person(who), "name": f"@{who}", "real_name": who.capitalize()} for who in (*people, WREN)],
        "channels": [
            {"id": ROOM, "name": "team-room", "is_private": True, "members": members},
            {"id": PUBLIC, "name": "corridor", "members": members},
        ],
    }


@dataclass
class LocalSlack:
    """One server in a folder of its own. Its way in and its way out are the files `in` and `out` there."""

    folder: Path
    setting: Json
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def way_in(self) -> str:
        return str(self.folder / "in")

    @property
    def way_out(self) -> str:
        return str(self.folder / "out")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self) -> "LocalSlack":
        """Start it, and return when it answers. AssertionError with what it said."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "in").unlink(missing_ok=True)
        file = self.folder / "slack.json"
        file.write_text(json.dumps(self.setting))
        said = (self.folder / "out.log").open("ab")
        command = [*alone(), sys.executable, str(HERE / "inside.py"), str(BINARY), str(file), str(self.folder)]
        self._process = subprocess.Popen(  # noqa: ASYNC220
            command, stdin=subprocess.PIPE, stdout=said, stderr=said, start_new_session=True
        )
        said.close()
        until = time.monotonic() + START
        async with ClientSession(connector=UnixConnector(self.way_in)) as http:
            while not await self._answers(http):
                if self._process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(f"local-slack does not start:\n{(self.folder / 'out.log').read_text()}")
                await asyncio.sleep(0.02)
        return self

    def stop(self) -> None:
        """End it. It ends with its standard input, whoever closes that."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(10)
        self._process = None

    async def _answers(self, http: ClientSession) -> bool:
        try:
            async with http.get(f"{HOST}/_control/state") as answer:
                return answer.status == 200
        except (ClientError, OSError):
            return False
