"""The whole service, killed at random moments of a session: every message is taken once, and every reply sent once.

Something is done before every kill, in all of the six stages; who can write is tried after each of the facilitator's
moves, and in the end.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select

from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import meta
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.session.events import Given, Spoke
from space_to_think.session.state import Manner
from space_to_think.testing.rig import evidence, verify
from space_to_think_adapters.matrix.http import Http, Json, Refused, at
from space_to_think_adapters.matrix.rooms import Room
from space_to_think_adapters.matrix.unit import Unit
from tests.matrix.bench import joined
from tests.matrix.company import Service
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse
from tests.matrix.test_login import space

Act: TypeAlias = tuple[str, str]  # who, and which of the acts below

KILLS: Final = int(os.environ.get("MATRIX_KILLS", "50"))  # 42 at the least, or the plan has no room
LATE: Final = 2.5  # seconds after a start
WITHIN: Final = 90.0  # seconds in which everything that was done is taken and answered
CARD: Final = "Space to Think, session STT-"
KEPT: Final = {"strengths": "strength", "reflection": "idea"}  # what a plain message counts as, where it does

CONFIG = """
[adapters.matrix]
homeserver = "{url}"
user_id = "{user}"

[agencies.northshire]
name = "Northshire Council"
tenants = ["matrix:localhost"]
working_hours = "Mon-Sun 00:00-23:59"
turns = "enforce"
"""

SPEAKERS: Final = {  # ann presents, ben guides; dan comes in the second stage
    "offload": {"ann", "ben"},
    "facts": {"ann", "ben"},
    "exploration": {"ann", "ben", "cy", "dan"},
    "strengths": {"ben", "cy", "dan"},
    "reflection": {"ben", "cy", "dan"},
    "next_steps": {"ann", "ben"},
}
MOVES: Final = ("start", "next", "pause", "resume", "agree")  # what changes who can write
AFTER: Final = (
    *MOVES,
    "confirm",
    "join",
    "come",
    "redact",
    "end",
    "burst",
)  # what needs that everything before it is taken
BURST: Final = 6  # messages that wait for a service that starts
PAUSE: Final[tuple[Act, ...]] = (("ben", "pause"), ("ben", "resume"))

# What is done in each stage, in this order, and what else may be done between these.
PLAN: Final[dict[str, tuple[Act, ...]]] = {
    "offload": (("ben", "start"), ("ann", "say"), ("cy", "burst"), *PAUSE, ("ann", "react")),
    "facts": (("ben", "next"), ("ben", "invite"), ("dan", "join"), ("dan", "come"), ("ben", "understood"),
              ("ann", "confirm")),
    "exploration": (("ben", "next"), ("cy", "say"), *PAUSE, ("dan", "burst"), ("dan", "react")),
    "strengths": (("ben", "next"), ("cy", "strength"), ("dan", "say"), ("dan", "edit"), ("ann", "burst")),
    "reflection": (("ben", "next"), ("cy", "idea"), ("dan", "say"), *PAUSE, ("dan", "edit"), ("dan", "redact")),
    "next_steps": (("ben", "next"), ("ann", "summary"), ("ann", "react"), ("ben", "end"), ("ben", "agree")),
}  # fmt: skip
MORE: Final[dict[str, tuple[Act, ...]]] = {
    "offload": (("ann", "say"), ("ann", "edit"), ("cy", "park")),
    "facts": (("ben", "say"), ("cy", "park"), ("ann", "say"), ("ann", "edit")),
    "exploration": (("dan", "say"), ("cy", "edit"), ("ann", "say"), ("cy", "react")),
    "strengths": (("dan", "strength"), ("cy", "say"), ("ben", "say"), ("cy", "redact")),
    "reflection": (("dan", "idea"), ("ben", "say"), ("cy", "react"), ("cy", "edit")),
    "next_steps": (("ann", "say"), ("cy", "park"), ("ann", "edit")),
}


def plan(chance: random.Random) -> Iterator[tuple[str, list[Act]]]:
    """For each stage what is done in it, as many acts in all as there are kills."""
    for number, (stage, acts) in enumerate(PLAN.items()):
        found, last = list(acts), len(acts) - 2 if stage == "next_steps" else len(acts)
        for _ in range(KILLS // len(PLAN) + (number < KILLS % len(PLAN)) - len(acts)):
            free = [at for at in range(1, last + 1) if found[at - 1][1] != "pause"]
            found.insert(chance.choice(free), chance.choice(MORE[stage]))
            last += 1
        yield stage, found


class Company:
    """Four people in a session, what they have done, and what the bot must have stored of it."""

    def __init__(self, bot: str, people: dict[str, Someone], folder: Path) -> None:
        self.bot = bot
        self.people = people
        self.stage = ""
        self.said: set[str] = set()  # what the bot has to take, by its keys
        self.spoke = 0
        self.done: set[tuple[str, str]] = set()
        self.given: Counter[str] = Counter()
        self.kept: dict[str, tuple[str, Room, str]] = {}  # by its message: who, where and what
        self.passing: set[str] = set()  # what is not kept to the end, or not as something that was given
        self.cut = 0  # how often a burst had been taken in part when the service was killed
        self._own: dict[str, tuple[str, Room]] = {}  # the last message of each in this room
        self._count = 0
        self._folder = folder
        self._store = SqliteStore(f"sqlite:///{folder / 'space-to-think.db'}")

    # ---- what can be done

    async def does(self, act: Act) -> None:
        who, what = act
        match what:
            case "say":
                await self.says(who, self._text())
            case "edit":
                await self._edits(who)
            case "react":
                await self._reacts(who)
            case "redact":
                await self._redacts(who)
            case "come":
                await self._comes(who)
            case "join":
                await self.sees(who, "invites you to a session")
                await self.types(who, "join northshire yes")
            case "invite":
                await self.types(who, f"invite {self.people['dan'].user}")
            case "park" | "strength" | "idea" | "summary":
                await self._gives(who, what)
            case "understood":
                await self.types(who, f"understood {self._passing()}")
            case _:
                await self.types(who, what)

    async def types(self, who: str, words: str) -> str:
        """In the direct chat."""
        one = self.people[who]
        id = await one.say(await one.direct(self.bot), words)
        self.said.add(id)
        return id

    async def says(self, who: str, text: str) -> None:
        """In the group's room. Refused: it is not their turn."""
        room = self.group(who)
        id = await self.people[who].say(room, text)
        self.said.add(id)
        self._own[who] = id, room
        if self.stage:
            self.spoke += 1
        if self.stage in KEPT:
            self.given[KEPT[self.stage]] += 1
            self.kept[id] = who, room, text

    async def _gives(self, who: str, kind: str) -> None:
        if kind == "park":  # that goes back to its author, and is kept no longer
            await self.types(who, f"park {self._passing()}")
            self.given["parked"] += 1
            return
        text = self._text()
        id = await self.types(who, f"{kind} {text}")
        self.given[kind] += 1
        self.kept[id] = who, await self.people[who].direct(self.bot), text

    async def _edits(self, who: str) -> None:
        if who not in self._own:
            return await self.says(who, self._text())
        (id, room), text = self._own[who], self._text()
        change: Json = {"rel_type": "m.replace", "event_id": id}
        new: Json = {"msgtype": "m.text", "body": text}
        self.said.add(await self.people[who].say(room, f"* {text}", **{"m.relates_to": change, "m.new_content": new}))
        if id in self.kept:
            self.kept[id] = who, room, text

    async def _redacts(self, who: str) -> None:
        id = next(id for id, (by, *_) in self.kept.items() if by == who)
        _, room, _ = self.kept.pop(id)
        self.said.add(await self.people[who].redact(room, id))
        self._own.pop(who, None)

    async def _reacts(self, who: str) -> None:
        room = self.group(who)
        (card,) = room.get("m.room.pinned_events")["pinned"]
        if (who, self.stage) not in self.done:
            self.done.add((who, self.stage))
            self.said.add(await self.people[who].react(room, card, "✅"))

    async def _comes(self, who: str) -> None:
        """Into the group's room, as their app does by itself when they are asked in."""
        self.said.add(f"{await joined(self.people[who], self.group(who).id)}/1")

    def _text(self) -> str:
        self._count += 1
        return f"Thought {self._count}"

    def _passing(self) -> str:
        self.passing.add(text := self._text())
        return text

    # ---- what can be seen

    def group(self, who: str) -> Room:
        return next(room for room in self.people[who].rooms.by_id.values() if len(room.members("join")) > 3)

    def inside(self) -> set[str]:
        """Who is in the group's room."""
        members = self.group("ann").members("join")
        return {who for who, one in self.people.items() if one.user in members}

    def shown(self, who: str) -> list[str]:
        """What the bot's messages in the group's room say."""
        messages = self.people[who].messages(self.group(who).id, self.bot).values()
        return [content["body"] for content in messages]

    async def sees(self, who: str, text: str) -> None:
        one, bodies, until = self.people[who], list[str](), time.monotonic() + WITHIN
        while time.monotonic() < until:
            await one.sync()
            bodies = [c["body"] for room in one.rooms.by_id for c in one.messages(room, self.bot).values()]
            if any(text in body for body in bodies):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{who} does not see {text!r}, but:\n" + "\n--\n".join(bodies))

    async def rests(self) -> evidence.Evidence:
        """Wait until all that was done is taken, and all that follows from it is said; what is stored then."""
        until, lost, unsent = time.monotonic() + WITHIN, list[str](), list[str]()
        while time.monotonic() < until:
            for one in self.people.values():
                await one.sync()
            with suppress(StoreUnavailable):  # a service that begins has it
                found = await self._store.read(lambda c: evidence.read(c, meta.keys(c, self._keys)))
                lost = [id for id in self.said if not found.was_taken(id, "matrix")]
                unsent = [row.key for row in found.outbox if row.state in ("waiting", "pending", "sending")]
                if not lost and not unsent:
                    return found
            await asyncio.sleep(0.1)
        raise AssertionError(f"of {len(self.said)} messages {len(lost)} are lost, and {len(unsent)} are not said")

    async def takes(self, said: set[str], least: int) -> int:
        """Wait until so many of these have been taken; how many have been."""

        def look(connection: Connection) -> int:
            keys = meta.keys(connection, self._keys)
            wanted = t.inbox.c.key.in_([keys.blind("inbox", "matrix", id) for id in said])
            return len(connection.execute(select(t.inbox.c.key).where(wanted)).all())

        until, found = time.monotonic() + WITHIN, 0
        while found < least:
            assert time.monotonic() < until, f"{found} of {len(said)} messages are taken"
            with suppress(StoreUnavailable):
                found = await self._store.read(look)
            await asyncio.sleep(0.005)
        return found

    async def writers(self) -> set[str]:
        """Everybody who can write in the group's room now, found out by trying."""
        found: set[str] = set()
        for who in self.inside():
            with suppress(Refused):
                await self.says(who, self._text())
                found.add(who)
        return found

    @property
    def _keys(self) -> KeyFile:
        return KeyFile(self._folder / "space-to-think.key")

    async def transactions(self, synapse: Synapse) -> Counter[str]:
        """How often the bot has sent something with each transaction id, as the homeserver has it."""
        device = Unit(self._folder / "matrix", self._keys.read()).device
        assert device is not None
        http, found = Http(synapse.url, device.token), Counter[str]()
        for room in (await http.get(at("joined_rooms")))["joined_rooms"]:
            start: Json = {}
            while True:
                page = await http.get(at("rooms", room, "messages"), {"dir": "b", "limit": "500"} | start)
                found.update(e["unsigned"].get("transaction_id", "") for e in page["chunk"] if "unsigned" in e)
                if "end" not in page:
                    break
                start = {"from": page["end"]}
        await http.close()
        return found

    async def stop(self) -> None:
        await self._store.close()
        for one in self.people.values():
            await one.stop()


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(f"space-{uuid4().hex[:8]}")


@pytest.fixture
async def company(synapse: Synapse, account: Account, tmp_path: Path) -> AsyncIterator[Company]:
    people = {
        name: await Someone(synapse, synapse.register(f"{name}-{uuid4().hex[:8]}"), tmp_path / name, name).start()
        for name in ("ann", "ben", "cy", "dan")
    }
    made = Company(account.user, people, tmp_path)
    yield made
    await made.stop()


@pytest.mark.timeout(1200)
async def test_killed_at_any_moment_nothing_is_lost_or_done_twice(
    synapse: Synapse, account: Account, company: Company, tmp_path: Path
) -> None:
    (tmp_path / "space-to-think.toml").write_text(CONFIG.format(url=synapse.url, user=account.user))
    done = space(tmp_path, "matrix", "login", "--password-stdin", typed=f"{account.password}\n")
    assert done.returncode == 0, done.stderr
    service = Service(tmp_path)
    try:
        await _begin(company)
        chance, kills = random.Random(1), 0
        for stage, acts in plan(chance):
            for act in acts:
                await _act(service, company, stage, act, chance)
                kills += 1
        assert kills == KILLS
        found = await company.rests()
    finally:
        service.kill()
    _stored(found, company)
    _seen(company)
    sent = [row.key for row in found.outbox if row.state == "sent" and not row.order]
    times = await company.transactions(synapse)
    assert len(sent) > KILLS
    assert {times[f"{key}-0"] for key in sent} == {1}
    assert {number for key, number in times.items() if key} == {1}


async def _begin(company: Company) -> None:
    ben, cy = (company.people[who].user for who in ("ben", "cy"))
    await company.types("ann", f"new stuck pace guided {ben} {cy}")
    for who in ("ben", "cy"):
        await company.sees(who, "invites you to a session")
        await company.types(who, "join northshire yes")
        await company.sees(who, "Taking part:")
    await company.types("ben", "facilitator")
    for who in ("ann", "cy"):
        await company.sees(who, "agree q1")
        await company.types(who, "agree")
    await company.sees("ann", "facilitates")


async def _act(service: Service, company: Company, stage: str, act: Act, chance: random.Random) -> None:
    """Do something, and kill the service: in the middle of that, or while it starts."""
    _, what = act
    rested = what in AFTER or chance.random() < 0.2
    if rested:
        await company.rests()
    if what == "burst":
        await _burst(service, company, act)
        return
    await company.does(act)
    await asyncio.sleep(chance.uniform(0, 1) if rested else chance.uniform(0.5, LATE))
    service.kill()
    service.start()
    if what in MOVES:
        await company.rests()
        everybody = what in ("pause", "agree")
        company.stage = "" if everybody else stage
        assert await company.writers() == (company.inside() if everybody else SPEAKERS[stage]), act


async def _burst(service: Service, company: Company, act: Act) -> None:
    """Let several messages wait for a service that starts, and kill it as soon as it has taken the first of them."""
    service.kill()
    before = set(company.said)
    for _ in range(BURST):
        await company.does((act[0], "park"))
    service.start()
    await company.takes(company.said - before, 1)
    service.kill()
    company.cut += await company.takes(company.said - before, 1) < BURST
    service.start()


def _stored(found: evidence.Evidence, company: Company) -> None:
    """What the rig asks of any store that died so often, and that everything is there once."""
    assert company.cut  # in the midst of what it had been handed at once
    assert verify.histories(found) > KILLS
    verify.timers(found, datetime.now(UTC))
    assert {row.state for row in found.outbox} <= {"sent", "dropped"}  # the homeserver knows each by its key
    ((*records,),) = found.records.values()
    happened = [record.event for record in records]
    types = Counter(type(event).__name__ for event in happened)
    pauses = sum(acts.count(PAUSE[0]) for acts in PLAN.values())
    assert (types["StageOpened"], types["Paused"], types["Resumed"], types["Ended"]) == (len(PLAN), pauses, pauses, 1)
    spoke = [event.manner for event in happened if isinstance(event, Spoke)]
    assert len(spoke) == company.spoke
    assert Manner.OUT_OF_TURN not in spoke
    assert Counter(event.kind for event in happened if isinstance(event, Given)) == company.given
    assert types["SaidDone"] == len(company.done)
    ((*texts,),) = found.texts.values()
    given = Counter(text for _, text in texts)
    assert given.keys() - company.passing == {text for *_, text in company.kept.values()}
    assert set(given.values()) == {1}


def _seen(company: Company) -> None:
    """One living card, pinned alone, and everything that was said to the group once."""
    for who in ("ann", "dan"):
        bodies = company.shown(who)
        assert sum(CARD in body for body in bodies) == 1, who
    room, bodies = company.group("ann"), company.shown("ann")
    (pinned,) = room.get("m.room.pinned_events")["pinned"]
    assert CARD in company.people["ann"].messages(room.id, company.bot)[pinned]["body"]
    starts = Counter(body.splitlines()[0].partition(":")[0] for body in bodies)
    assert [starts[f"Stage {number} of {len(PLAN)}"] for number in range(1, len(PLAN) + 1)] == [1] * len(PLAN)
    pauses = sum(acts.count(PAUSE[0]) for acts in PLAN.values())
    assert sum("We pause here" in body for body in bodies) == pauses
    assert sum("We go on" in body for body in bodies) == pauses
    for one in company.people.values():
        assert not one.unreadable
