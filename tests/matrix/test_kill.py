"""The whole service, killed at random moments of a session: every message is taken once, and every reply sent once."""

import asyncio
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.testing.rig import evidence, verify
from tests.matrix.company import Service, events
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse
from tests.matrix.test_login import space

KILLS = int(os.environ.get("MATRIX_KILLS", "50"))
EACH = 3  # kills for each thing that is done
LATE = 4.0  # seconds after a start

CONFIG = """
[adapters.matrix]
homeserver = "{url}"
user_id = "{user}"

[agencies.northshire]
name = "Northshire Council"
tenants = ["matrix:localhost"]
working_hours = "Mon-Sun 00:00-23:59"
"""


class Company:
    """Three people in a session, and what the bot has shown them."""

    def __init__(self, bot: str, people: list[Someone]) -> None:
        self.bot = bot
        self.people = people
        self.said: set[str] = set()  # every message to the bot, by its id

    async def types(self, one: Someone, words: str) -> None:
        """In the direct chat."""
        self.said.add(await one.say(await one.direct(self.bot), words))

    async def sees(self, one: Someone, text: str, times: int = 1) -> None:
        bodies: list[str] = []
        for _ in range(600):
            await one.sync()
            bodies = [c["body"] for room in one.rooms.by_id for c in one.messages(room, self.bot).values()]
            if sum(text in body for body in bodies) >= times:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{one.user} does not see {text!r}, but:\n" + "\n--\n".join(bodies))

    def group(self) -> str:
        rooms = self.people[0].rooms.by_id.values()
        return next(room.id for room in rooms if len(room.members("join")) == len(self.people) + 1)


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(f"space-{uuid4().hex[:8]}")


@pytest.mark.timeout(1200)
async def test_killed_at_any_moment_nothing_is_lost_or_done_twice(
    synapse: Synapse, account: Account, tmp_path: Path
) -> None:
    (tmp_path / "space-to-think.toml").write_text(CONFIG.format(url=synapse.url, user=account.user))
    done = space(tmp_path, "matrix", "login", "--password-stdin", typed=f"{account.password}\n")
    assert done.returncode == 0, done.stderr
    people = [
        await Someone(synapse, synapse.register(f"{name}-{uuid4().hex[:8]}"), tmp_path / name, name).start()
        for name in ("ann", "ben", "cy")
    ]
    service, company = Service(tmp_path), Company(account.user, people)
    try:
        paused, given = await _session(service, company)
    finally:
        service.kill()
        for one in people:
            await one.stop()
    await _holds(tmp_path, company, given)
    happened = events(tmp_path)
    assert happened.count("Paused") == paused
    assert happened.count("Resumed") == given // 2
    assert happened.count("Given") == given
    ann = people[0]
    shown = list(ann.messages(company.group(), account.user).values())
    assert sum("We pause here" in content["body"] for content in shown) == paused
    cards = [content for content in shown if "Space to Think, session STT-" in content["body"]]
    assert len(cards) == 1
    assert not ann.unreadable


async def _holds(folder: Path, company: Company, given: int) -> None:
    """What the rig asks of any store that died so often: histories, deadlines, what was taken and what was sent."""
    found = await evidence.gather(f"sqlite:///{folder / 'space-to-think.db'}", folder / "space-to-think.key")
    assert verify.histories(found) > given
    verify.timers(found, datetime.now(UTC))
    lost = [id for id in company.said if not found.was_taken(id, "matrix")]
    assert not lost, f"{len(lost)} of {len(company.said)} messages were lost"
    ((*texts,),) = found.texts.values()
    assert sorted(text for _, text in texts) == sorted(f"Thought {number}" for number in range(given))
    assert not {"uncertain", "failed"} & {row.state for row in found.outbox}  # the homeserver knows each by its key


async def _session(service: Service, company: Company) -> tuple[int, int]:
    """A session in its first stage, with a kill in every step; how often it was paused and a thought parked."""
    ann, ben, cy = company.people
    await company.types(ann, f"new stuck pace async {ben.user} {cy.user}")
    for one in (ben, cy):
        await company.sees(one, "invites you to a session")
        await company.types(one, "join northshire yes")
        await company.sees(one, "Taking part:")
    await company.types(ben, "facilitator")
    for one in (ann, cy):
        await company.sees(one, "agree q1")
        await company.types(one, "agree")
    await company.sees(ann, "facilitates")
    await company.types(ben, "start")
    await company.sees(ann, "Stage 1 of 6")
    chance, acts = random.Random(1), 0
    for number in range(KILLS):
        if number % EACH == 0:
            await company.types(cy, f"park Thought {acts}")
            await company.types(ben, "resume" if acts % 2 else "pause")
            acts += 1
        # Some of these are in the middle of something, some while it starts.
        await asyncio.sleep(chance.uniform(0, 1) if number % EACH == 0 else chance.uniform(1, LATE))
        service.kill()
        service.start()
        if number % EACH == EACH - 1 or number == KILLS - 1:
            await _until(company, "pause" if acts % 2 else "resume", (acts + 1) // 2)
    return (acts + 1) // 2, acts


async def _until(company: Company, words: str, times: int) -> None:
    ann = company.people[0]
    await company.sees(ann, "We go on" if words == "resume" else "We pause here", times)
