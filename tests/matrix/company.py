"""A whole session with the real service: people at clients of ours and at one that is not, on one homeserver or two."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol

from tests.matrix.peer import Peer
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse
from tests.matrix.test_login import space

MAIN: Final = "from space_to_think.cli import main; main()"
WITHIN: Final = 90.0  # seconds for one thing to be seen


class Service:
    """`space-to-think run`, as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        with (self.folder / "run.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", MAIN, "run"], cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End it at this very moment."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end, as the system does."""
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait(30)


CONFIG: Final = """
[adapters.matrix]
homeserver = "{url}"
user_id = "{user}"
allowed_servers = {servers}

[agencies.northshire]
name = "Northshire Council"
tenants = ["matrix:{home}"]
working_hours = "Mon-Sun 00:00-23:59"
turns = "enforce"

[agencies.northshire.signposts.child]
title = "Northshire front door"
phones = ["01632 960001"]

[agencies.riverside]
name = "Riverside Community Health"
tenants = ["matrix:{elsewhere}"]
working_hours = "Mon-Sun 00:00-23:59"

[agencies.riverside.signposts.child]
title = "Riverside duty desk"
phones = ["01632 960002"]
"""


def serve(folder: Path, synapse: Synapse, account: Account, other: str = "elsewhere.example") -> Service:
    """The service on a homeserver, logged in by its own command. `other`: a second server whose people may come."""
    config = CONFIG.format(
        url=synapse.url, user=account.user, home=synapse.name, elsewhere=other, servers=json.dumps([other])
    )
    (folder / "space-to-think.toml").write_text(config)
    done = space(folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n")
    assert done.returncode == 0, done.stderr
    return Service(folder)


def events(folder: Path) -> list[str]:
    """The types of the session's events, in order."""
    (session,) = json.loads(space(folder, "session", "list", "--json").stdout)
    lines = space(folder, "session", "show", session["session"], "--json").stdout.splitlines()
    types = [json.loads(line)["type"] for line in lines]
    return [type for type in types if type not in ("Remembered", "WakeSet", "Woken", "Tallied")]


async def happens(folder: Path, type: str, times: int = 1) -> None:
    """Wait until an event has happened so often in the session. The bot takes what came while it was busy room by room,
    so what one person does after another is only sure to be taken in that order when the first has been taken.
    """
    until, types = time.monotonic() + WITHIN, list[str]()
    store = sqlite3.connect(f"file:{folder / 'space-to-think.db'}?mode=ro", uri=True)
    with closing(store):  # a look beside the service, as a command would take a second of the processor each time
        while time.monotonic() < until:
            types = [found for (found,) in store.execute("SELECT type FROM events ORDER BY version")]
            if types.count(type) >= times:
                return
            await asyncio.sleep(0.1)
    raise AssertionError(f"{type} did not happen {times} times, but: {' '.join(types)}")


class Seat(Protocol):
    """Somebody in a session, at whatever client."""

    user: str

    async def types(self, words: str) -> None:
        """In the direct chat with the bot."""
        ...

    async def says(self, text: str) -> None:
        """In the session's room."""
        ...

    async def shown(self) -> list[str]:
        """What stands in the bot's messages everywhere, as far as it can be read here."""
        ...

    async def heard(self) -> list[str]:
        """What everybody has said in the session's room."""
        ...

    async def faults(self) -> list[str]:
        """What could not be read, or stands there with a warning."""
        ...

    async def stop(self) -> None: ...


class AtOurs:
    """Somebody at the client that the tests have themselves."""

    def __init__(self, one: Someone, bot: str) -> None:
        self.one, self.user, self._bot = one, one.user, bot

    async def types(self, words: str) -> None:
        await self.one.say(await self.one.direct(self._bot), words)

    async def says(self, text: str) -> None:
        await self.one.say(self.one.rooms.by_id[self.group()], text)

    def group(self) -> str:
        """The session's room."""
        return next(id for id, room in self.one.rooms.by_id.items() if len(room.members()) > 2)

    async def shown(self) -> list[str]:
        await self.one.sync()
        return [c["body"] for id in self.one.rooms.by_id for c in self.one.messages(id, self._bot).values()]

    async def heard(self) -> list[str]:
        await self.one.sync()
        group, everybody = self.group(), {event["sender"] for _, event in self.one.seen}
        return [c["body"] for user in everybody for c in self.one.messages(group, user).values()]

    async def faults(self) -> list[str]:
        return [f"cannot be read: {event['event_id']} by {event['sender']}" for event in self.one.unreadable]

    async def stop(self) -> None:
        await self.one.stop()


class AtTheirs:
    """Somebody at matrix-js-sdk, who reads and writes signed devices only."""

    def __init__(self, peer: Peer, bot: str) -> None:
        self.peer, self.user, self._bot = peer, peer.user, bot
        self._direct = ""

    async def types(self, words: str) -> None:
        if not self._direct:
            found = [r["id"] for r in await self.peer.do("rooms") if r["mine"] == "join" and len(r["members"]) == 2]
            self._direct = found[0] if found else (await self.peer.do("direct", user=self._bot))["room"]
        await self.peer.do("say", room=self._direct, text=words)

    async def says(self, text: str) -> None:
        await self.peer.do("say", room=await self._group(), text=text)

    async def said(self, text: str) -> str:
        """The newest message in the session's room that says this; its id. IndexError: there is none."""
        bodies = {e["id"]: e["content"].get("body", "") for e in await self.peer.do("seen", room=await self._group())}
        return [str(id) for id, body in bodies.items() if text in body and not body.startswith("* ")][-1]  # no edits

    async def presses(self, text: str, sign: str) -> None:
        """React to the message in the session's room that says this."""
        await self.peer.do("react", room=await self._group(), event=await self.said(text), sign=sign)

    async def changes(self, text: str, to: str) -> None:
        """Let a message of one's own say something else."""
        await self.peer.do("edit", room=await self._group(), event=await self.said(text), text=to)

    async def takes_back(self, text: str) -> None:
        """Redact a message of one's own."""
        await self.peer.do("redact", room=await self._group(), event=await self.said(text))

    async def _group(self) -> str:
        return str(next(r["id"] for r in await self.peer.do("rooms") if r["mine"] == "join" and len(r["members"]) > 2))

    async def shown(self) -> list[str]:
        rooms = [room["id"] for room in await self.peer.do("rooms") if room["mine"] == "join"]
        seen = [event for room in rooms for event in await self.peer.do("seen", room=room)]
        return [
            event["content"]["body"] for event in seen if event["sender"] == self._bot and "body" in event["content"]
        ]

    async def heard(self) -> list[str]:
        seen = await self.peer.do("seen", room=await self._group())
        return [event["content"]["body"] for event in seen if "body" in event["content"]]

    async def faults(self) -> list[str]:
        every = await self.peer.do("rooms")
        rooms = [room["id"] for room in every if room["mine"] == "join"]
        out = [f"{room['mine']} in {room['id']}: {room['refused']}" for room in every if room["mine"] != "join"]
        seen = [event for room in rooms for event in await self.peer.do("seen", room=room)]
        return out + [
            f"{event['failed'] or 'a warning shield'}: {event['id']} by {event['sender']}"
            for event in seen
            if event["failed"] or event["shield"]
        ]

    async def stop(self) -> None:
        await self.peer.stop()


async def sees(seat: Seat, text: str, times: int = 1) -> None:
    """Wait until the bot has shown this to somebody, so often."""

    def so(bodies: list[str]) -> bool:
        return sum(text in body for body in bodies) >= times

    await _until(seat, text, seat.shown, so)


async def hears(seat: Seat, text: str) -> None:
    """Wait until this stands in the session's room, as somebody sees it."""
    await _until(seat, text, seat.heard, lambda bodies: any(text in body for body in bodies))


async def hears_no_more(seat: Seat, text: str) -> None:
    """Wait until this does not stand in the session's room any more."""
    await _until(seat, f"no {text}", seat.heard, lambda bodies: bool(bodies) and not any(text in b for b in bodies))


async def _until(seat: Seat, text: str, look: Callable[[], object], so: Callable[[list[str]], bool]) -> None:
    until, bodies = time.monotonic() + WITHIN, list[str]()
    while time.monotonic() < until:
        bodies = await look()  # type: ignore[misc]
        if so(bodies):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{seat.user} does not see {text!r}, but:\n" + "\n--\n".join([*bodies, *await seat.faults()]))


async def next_stage(guide: Seat, number: int) -> None:
    """The facilitator opens the next stage."""
    await guide.types("next")
    await sees(guide, f"Stage {number} of 6")


async def gather_round(seats: Sequence[Seat], agencies: Sequence[str], pace: str = "guided") -> None:
    """The first asks for a session and presents; the others come; the second guides; the first stage is opened."""
    first, guide, *rest = seats
    await first.types(f"new stuck pace {pace} " + " ".join(seat.user for seat in seats[1:]))
    for seat, agency in zip(seats[1:], agencies, strict=True):
        await sees(seat, "invites you to a session")
        await seat.types(f"join {agency} yes")
        await sees(seat, "Taking part:")
    await guide.types("facilitator")
    for seat in (first, *rest)[: (len(seats) - 1) // 2 + 1]:  # when so many agree it is settled
        await sees(seat, "agree q1")
        await seat.types("agree")
    await sees(guide, "facilitates.")
    await guide.types("start")
    for seat in seats:
        await sees(seat, "Stage 1 of 6")
