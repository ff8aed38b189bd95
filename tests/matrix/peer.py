"""A person with a client that is not ours: matrix-js-sdk in Node, spoken to line by line."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any, Final

from tests.matrix.synapse import Account, Synapse

FOLDER: Final = Path(__file__).parent / "peer"
WITHIN: Final = 60.0


class Peer:
    """One account at one foreign client. `signed`: devices that nobody has signed are neither read nor written to."""

    def __init__(self, synapse: Synapse, account: Account) -> None:
        self.user = account.user
        self._synapse = synapse
        self._account = account
        self._process: Process

    async def start(self, signed: bool = True, cross_sign: bool = True) -> "Peer":
        self._process = await asyncio.create_subprocess_exec(
            "node", "peer.mjs", cwd=FOLDER, stdin=PIPE, stdout=PIPE, limit=2**24
        )
        await self.do(
            "start",
            url=self._synapse.url,
            user=self.user,
            device=self._account.device,
            token=self._account.token,
            password=self._account.password,
            signed=signed,
            crossSign=cross_sign,
        )
        return self

    async def stop(self) -> None:
        if self._process.returncode is None:
            await self.do("stop")
            await self._process.wait()

    async def do(self, act: str, **facts: Any) -> Any:
        """Let it do one thing. AssertionError with what it says went wrong."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": act, **facts}).encode() + b"\n")
        answer = json.loads(await asyncio.wait_for(self._process.stdout.readline(), WITHIN))
        assert "ok" in answer, answer
        return answer["ok"]

    async def sees(self, room: str, text: str, by: str | None = None) -> Any:
        """Wait until a message with this text stands in a room; as the client shows it."""
        for _ in range(150):
            for event in reversed(await self.do("seen", room=room)):
                body = event["content"].get("body", "")
                if text in body and by in (None, event["sender"]) and event["failed"] is None:
                    return event
            await asyncio.sleep(0.1)
        shown = [(e["sender"], e["type"], e["failed"]) for e in await self.do("seen", room=room)]
        raise AssertionError(f"{text!r} is not there, but {shown}")

    async def room_with(self, user: str, others: int | None = None) -> str:
        """Wait until it is in a room with somebody, of so many people; the newest."""
        for _ in range(150):
            for room in reversed(await self.do("rooms")):
                joined = [who for who, membership in room["members"] if membership == "join"]
                if room["mine"] == "join" and user in joined and others in (None, len(room["members"])):
                    return str(room["id"])
            await asyncio.sleep(0.1)
        raise AssertionError(f"there is no room with {user}: {await self.do('rooms')}")
