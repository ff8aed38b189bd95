"""A page in a real browser: headless Chromium, with matrix-js-sdk in the page, spoken to by its debugging protocol."""

import asyncio
import json
import os
import subprocess
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import web

from tests.matrix.peer import FOLDER
from tests.matrix.synapse import Account, Synapse, free_port

WITHIN: Final = 60.0
UNPACKED: Final = FOLDER / "node_modules" / ".chromium"  # once, and not for every test
WASM: Final = FOLDER / "node_modules" / "@matrix-org" / "matrix-sdk-crypto-wasm" / "pkg"
ARGUMENTS: Final = ("--headless=shell", "--no-sandbox", "--no-zygote", "--disable-gpu", "--remote-debugging-port=0")
PAGE: Final = '<!doctype html><meta charset="utf-8"><script type="module" src="screen.js"></script>'


def run(*command: str, **variables: str) -> bytes:
    """Run something beside the peer to its end; what it prints."""
    return subprocess.run(command, cwd=FOLDER, env=os.environ | variables, check=True, capture_output=True).stdout


class Browser:
    """One page that is somebody's client, who has made a room with a bot in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process: Process
        self._socket: aiohttp.ClientWebSocketResponse

    async def start(self, synapse: Synapse, account: Account, bot: str) -> "Browser":
        self._folder.mkdir()
        bundle = f"--bundle --format=esm --log-level=error --outfile={self._folder / 'screen.js'}".split()
        await asyncio.to_thread(run, str(FOLDER / "node_modules" / ".bin" / "esbuild"), "screen.mjs", *bundle)
        (self._folder / "index.html").write_text(PAGE)
        app = web.Application()
        app.router.add_static("/pkg", WASM)
        app.router.add_static("/", self._folder)
        self._server = web.AppRunner(app, shutdown_timeout=1)
        await self._server.setup()
        port = free_port()
        await web.TCPSite(self._server, "127.0.0.1", port).start()
        self._session = aiohttp.ClientSession()
        self._socket = await self._open()
        who = {"url": synapse.url, "user": account.user, "device": account.device, "token": account.token,
               "password": account.password, "bot": bot}  # fmt: skip
        await self._call("Page.navigate", url=f"http://127.0.0.1:{port}/index.html#{quote(json.dumps(who))}")
        await self.until("document.title === 'ready'")
        return self

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        UNPACKED.mkdir(exist_ok=True)
        browser = json.loads(await asyncio.to_thread(run, "node", "browser.mjs", TMPDIR=str(UNPACKED)))
        self._process = await asyncio.create_subprocess_exec(
            browser["path"], *ARGUMENTS, f"--user-data-dir={self._folder / 'profile'}", "about:blank",
            env=os.environ | browser["variables"], stderr=PIPE,
        )  # fmt: skip
        assert self._process.stderr is not None
        line = b""
        while b"listening on" not in line:
            line = await asyncio.wait_for(self._process.stderr.readline(), WITHIN)
            assert line, "the browser does not start"
        port = line.split(b":")[2].split(b"/")[0].decode()
        async with self._session.get(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in await answer.json() if target["type"] == "page")
        return await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)

    async def _call(self, method: str, **facts: Any) -> Any:
        self._count += 1
        await self._socket.send_json({"id": self._count, "method": method, "params": facts})
        while True:
            told = await self._socket.receive_json(timeout=WITHIN)
            if told.get("id") == self._count:
                return told["result"]

    async def does(self, script: str) -> Any:
        """Run a script in the page and wait for it; its value. AssertionError when it fails."""
        done = await self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until this is so in the page; its value."""
        until = asyncio.get_running_loop().time() + WITHIN
        while not (found := await self.does(script)):
            assert asyncio.get_running_loop().time() < until, f"{script}: {await self.does('document.body.innerText')}"
            await asyncio.sleep(0.1)
        return found

    async def stop(self) -> None:
        self._process.kill()
        await self._process.wait()
        await self._session.close()
        await self._server.cleanup()
