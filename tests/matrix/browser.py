"""A page in a real browser: headless Chromium, with matrix-js-sdk in the page, spoken to by its debugging protocol."""

import asyncio
import json
import os
import re
import subprocess
from asyncio.subprocess import Process
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import web

from tests.matrix.peer import FOLDER
from tests.matrix.synapse import Account, Synapse, free_port

WITHIN: Final = 60.0
UNPACKED: Final = FOLDER / "node_modules" / ".chromium"  # once, and not for every test
WASM: Final = FOLDER / "node_modules" / "@matrix-org" / "matrix-sdk-crypto-wasm" / "pkg"
ARGUMENTS: Final = (
    "--headless=shell", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)  # fmt: skip
# What has no font is not drawn at all, and the list that the package brings knows folders in /tmp only.
FONTS: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
LISTENING: Final = re.compile(r"listening on ws://127\.0\.0\.1:(\d+)/")
PAGE: Final = '<!doctype html><meta charset="utf-8"><script type="module" src="screen.js"></script>'


def run(*command: str, **variables: str) -> bytes:
    """Run something beside the peer to its end; what it prints."""
    return subprocess.run(command, cwd=FOLDER, env=os.environ | variables, check=True, capture_output=True).stdout


async def ended(process: Process) -> None:
    """End a process, which may have ended by itself."""
    if process.returncode is None:
        process.kill()
    await process.wait()


def unpacked() -> tuple[str, dict[str, str]]:
    """The path of the browser, and the variables that it needs. It is there in whole or not at all."""
    if not UNPACKED.is_dir():
        half = mkdtemp(dir=UNPACKED.parent, prefix=f"{UNPACKED.name}-")
        run("node", "browser.mjs", TMPDIR=half)
        Path(half).rename(UNPACKED)
    found = json.loads(run("node", "browser.mjs", TMPDIR=str(UNPACKED)))
    return found["path"], found["variables"]


class Browser:
    """One page that is somebody's client, who has made a room with a bot in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._opened = AsyncExitStack()
        self._socket: aiohttp.ClientWebSocketResponse

    async def start(self, synapse: Synapse, account: Account, bot: str) -> "Browser":
        self._folder.mkdir()
        bundle = f"--bundle --format=esm --log-level=error --outfile={self._folder / 'screen.js'}".split()
        await asyncio.to_thread(run, str(FOLDER / "node_modules" / ".bin" / "esbuild"), "screen.mjs", *bundle)
        (self._folder / "index.html").write_text(PAGE)
        port = await self._serve()
        self._socket = await self._open()
        who = {"url": synapse.url, "user": account.user, "device": account.device, "token": account.token,
               "password": account.password, "bot": bot}  # fmt: skip
        await self._call("Page.navigate", url=f"http://127.0.0.1:{port}/index.html#{quote(json.dumps(who))}")
        await self.until("document.title === 'ready'")
        return self

    async def _serve(self) -> int:
        app = web.Application()
        app.router.add_static("/pkg", WASM)
        app.router.add_static("/", self._folder)
        server = web.AppRunner(app, shutdown_timeout=1)
        await server.setup()
        self._opened.push_async_callback(server.cleanup)
        port = free_port()
        await web.TCPSite(server, "127.0.0.1", port).start()
        return port

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        path, variables = await asyncio.to_thread(unpacked)
        fonts = self._folder / "fonts.conf"
        fonts.write_text(FONTS.format(fonts=UNPACKED / "fonts", cache=self._folder / "fonts-cache"))
        with (self._folder / "browser.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                path, *ARGUMENTS, f"--user-data-dir={self._folder / 'profile'}", "about:blank",
                env=os.environ | variables | {"FONTCONFIG_FILE": str(fonts)}, stderr=log,
            )  # fmt: skip
        self._opened.push_async_callback(ended, process)
        session = await self._opened.enter_async_context(aiohttp.ClientSession())
        async with session.get(f"http://127.0.0.1:{await self._port(process)}/json") as answer:
            page = next(target for target in await answer.json() if target["type"] == "page")
        return await session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)

    async def _port(self, process: Process) -> str:
        """Where it can be spoken to, which it writes into its log."""
        until = asyncio.get_running_loop().time() + WITHIN
        while not (found := LISTENING.search(log := (self._folder / "browser.log").read_text(errors="replace"))):
            alive = process.returncode is None and asyncio.get_running_loop().time() < until
            assert alive, f"the browser does not start: {log}"
            await asyncio.sleep(0.05)
        return found[1]

    async def _call(self, method: str, **facts: Any) -> Any:
        self._count += 1
        await self._socket.send_json({"id": self._count, "method": method, "params": facts})
        while True:
            told = await self._socket.receive_json(timeout=WITHIN)
            if told.get("id") == self._count:
                assert "result" in told, told
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
            late = asyncio.get_running_loop().time() > until
            assert not late, f"{script} is not so in {await self.does('document.documentElement.outerHTML')}"
            await asyncio.sleep(0.1)
        return found

    async def stop(self) -> None:
        """End all that was begun, also when it was not begun in whole."""
        await self._opened.aclose()
