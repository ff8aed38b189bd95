"""What is erased is nowhere: not in the database, its log, a backup, the outbox, nor what was lying around in pages."""

import asyncio
import base64
import json
import random
import sqlite3
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from space_to_think.inbound import Inbound
from space_to_think.runtime import rotation
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import backup, contents, sessions
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.decide import Content
from space_to_think.session.state import Audience, Keep
from space_to_think.testing.rig import evidence
from space_to_think.testing.rig.people import Group
from tests.fire.lab import Lab

CANARY = "the canary sang at Dragonfly House"
WAYS = ("erase", "cancel", "retention", "silence")


def spellings(text: str) -> Iterable[bytes]:
    """How words might lie in a file."""
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), plain.hex().encode(), json.dumps(text).encode(), plain[::-1])
    for cut in range(3):
        yield base64.b64encode(plain[cut : cut + 18])[4:-4]
    for word in ("canary", "Dragonfly"):
        yield word.encode()


def found_in(folder: Path, needles: Iterable[bytes]) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) >= 2
    return [f"{file.name}: {needle!r}" for needle in needles for file in files if needle in file.read_bytes()]


def secrets_of(store: Path, session: str) -> list[bytes]:
    """Everything of a session that only its key opens, and the key itself, as it lies in the store."""
    queries = (
        "SELECT wrapped_key FROM sessions WHERE id = ?",
        "SELECT sealed FROM contents WHERE session = ?",
        "SELECT sealed FROM unnamed WHERE session = ?",
        "SELECT sealed FROM people WHERE session = ?",
        "SELECT sealed FROM places WHERE session = ?",
        "SELECT sealed FROM slots WHERE session = ?",
    )
    with sqlite3.connect(store) as database:
        found = [row[0] for query in queries for row in database.execute(query, (session,))]
    return [secret for secret in found if secret is not None]


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with Lab(tmp_path / "home") as lab:
        yield lab


async def speak(lab: Lab, way: str) -> tuple[Group, str]:
    """A session in which the canary has sung, among many others that come and go; its id."""
    crowd = [Group(f"n{number}", rounds=8) for number in range(6)]
    group = Group("canary")
    await asyncio.gather(*(lab.begin(other, upto=12) for other in crowd[:3]))
    await lab.begin(group, upto=4 if way == "cancel" else 5)
    if way == "cancel":
        await lab.accept(group.say("c", CANARY))
        await lab.accept(group.call("c", f"flag child {CANARY}"))
    else:
        for words in (f"note {CANARY}", f"park {CANARY}", f"nonsense {CANARY}", f"pause {CANARY}"):
            await lab.accept(group.call("b" if words.startswith("pause") else "a", words))
        await lab.accept(group.call("b", "resume"))
    await lab.settle()
    await asyncio.gather(*(lab.begin(other, upto=12) for other in crowd[3:]))
    found = await lab.evidence()
    (id,) = [id for id, held in found.held.items() if any(p.user == "canarya" for p in held.people.values())]
    key = found.held[id].key
    assert key is not None
    content = Content("0" * 32, "strength", None, CANARY, 1, "strengths", Audience.GROUP, Keep.RETENTION)
    rows = Writes()
    contents.add(rows, key, content, None)  # somebody has given it without their name
    await lab.service.store.run(rows.flush)
    return group, id


async def erase(lab: Lab, way: str, group: Group, id: str) -> None:
    match way:
        case "erase":
            assert await lab.service.erase(id)
        case "cancel":
            await lab.accept(group.call("a", "cancel"))
        case "retention":
            await lab.accept(group.call("b", "end"))
            await lab.accept(group.call("b", "agree"))
            lab.clock.advance(timedelta(days=400))
        case _:
            for _ in range(3):
                lab.clock.advance(timedelta(days=130))
                await lab.settle()
    await lab.settle()
    for _ in range(50):  # somebody may be reading just now; then it is done a moment later
        if not lab.service.store.to_empty:
            break
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("way", WAYS)
async def test_no_byte_of_a_canary_is_left(lab: Lab, way: str) -> None:
    group, id = await speak(lab, way)
    secrets = secrets_of(lab.store, id)
    assert len(secrets) >= 7
    copies = lab.folder / "copies"
    backup.make(lab.store, copies, lab.clock.now())
    assert not found_in(lab.folder, spellings(CANARY))  # words lie nowhere in plain, erased or not
    await erase(lab, way, group, id)
    backup.make(lab.store, copies, lab.clock.now() + timedelta(days=1))
    (newest,) = sorted(copies.iterdir())[-1:]
    gone = [lab.store, *(lab.folder.glob("lab.db-wal")), newest]
    for file in gone:
        left = [secret for secret in secrets if secret in file.read_bytes()]
        assert not left, f"{len(left)} of {len(secrets)} secrets are left in {file.name}"
    assert not found_in(lab.folder, spellings(CANARY))
    with sqlite3.connect(lab.store) as database:
        assert database.execute("SELECT count(*) FROM outbox WHERE session = ?", (id,)).fetchone() == (0,)
    assert id in KeyFile(lab.folder / "lab.key").erased()


async def test_an_old_backup_that_is_put_back_forgets_it_again(lab: Lab, tmp_path: Path) -> None:
    group, id = await speak(lab, "erase")
    secrets = secrets_of(lab.store, id)
    made = backup.make(lab.store, tmp_path / "copies", lab.clock.now())
    await erase(lab, "erase", group, id)
    other = Lab(tmp_path / "elsewhere", lab.clock)
    backup.restore(made, other.store)
    for name in ("lab.key", "lab.key.erased"):
        (other.folder / name).write_bytes((lab.folder / name).read_bytes())
    async with other:
        assert (await other.evidence()).held[id].key is None
    for file in other.folder.iterdir():
        assert not [secret for secret in secrets if secret in file.read_bytes()], file.name


def full(lab: Lab) -> bool:
    """Whether something that was erased may still stand in the log."""
    return lab.service.store.to_empty


async def test_somebody_who_reads_all_the_while_only_delays_it(lab: Lab) -> None:
    _, id = await speak(lab, "erase")
    secrets = secrets_of(lab.store, id)
    reader = sqlite3.connect(lab.store, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    assert await lab.service.erase(id)
    assert full(lab)
    reader.execute("COMMIT")
    reader.close()
    for _ in range(50):
        if not full(lab):
            break
        await asyncio.sleep(0.1)
    for file in (lab.store, lab.folder / "lab.db-wal"):
        assert not [secret for secret in secrets if secret in file.read_bytes()], file.name


# ---- a key that is rotated


async def many(lab: Lab, wanted: int) -> int:
    """Put copies of the sessions there are beside them, each under a key of its own; how many there are then."""
    keys = lab.service.house.keys

    def work(connection: object) -> None:
        driver = connection.connection.dbapi_connection  # type: ignore[attr-defined]
        driver.executemany(
            "INSERT INTO sessions SELECT ?, ?, version, phase, agency, requested, last_step, NULL, ?, NULL, shown"
            " FROM sessions LIMIT 1",
            [(f"copy{n:08}", f"STT-{n:08}", keys.new_session(f"copy{n:08}")[1]) for n in range(wanted)],
        )

    await lab.service.store.run(work)
    with sqlite3.connect(lab.store) as database:
        return int(database.execute("SELECT count(*) FROM sessions").fetchone()[0])


async def given(lab: Lab) -> list[tuple[int | None, str]]:
    """Everything that was given in all sessions but those copies."""
    keys = lab.service.house.keys

    def work(connection: Connection) -> list[tuple[int | None, str]]:
        ids = [row.id for row in sessions.listed(connection) if not row.id.startswith("copy")]
        held = sessions.load(connection, keys, ids)
        return sorted((text for id in ids for text in evidence.texts(connection, held[id])), key=str)

    return await lab.service.store.read(work)


@pytest.mark.timeout(120)
async def test_the_key_is_rotated_for_ten_thousand_sessions_while_people_go_on(lab: Lab) -> None:
    groups = [Group(f"g{number}", rounds=40) for number in range(8)]
    await lab.begin(*groups)
    assert await many(lab, 10_000) >= 10_000
    store, file = SqliteStore(f"sqlite:///{lab.store}"), KeyFile(lab.folder / "lab.key")
    old = json.loads(file.path.read_text())["wrapping"][0]
    rotating = asyncio.create_task(rotation.rotate(store, file))
    dice, waits, refused = random.Random(2), [0.0], 0
    loop = asyncio.get_running_loop()

    async def timed(inbound: Inbound) -> bool:
        began = loop.time()
        answer = await lab.accept(inbound)
        waits.append(loop.time() - began)
        return bool(getattr(answer, "taken", True))

    while not rotating.done():
        group = dice.choice(groups)
        said = (group.sure().inbound, group.say("c", "It began in May."))
        refused += sum(not taken for taken in await asyncio.gather(*map(timed, said)))
        if dice.random() < 0.1:
            groups.append(Group(f"h{len(groups)}"))
            await lab.begin(groups[-1])
        await asyncio.sleep(0.01)
    assert await rotating >= 10_000
    found = await given(lab)
    await lab.crash()
    with sqlite3.connect(lab.store) as database:
        names = {row[0][:4] for row in database.execute("SELECT wrapped_key FROM sessions")}
        failed = database.execute("SELECT count(*) FROM failures").fetchone()
    assert len(names) == 1
    assert failed == (0,)
    assert len(waits) >= 40
    assert refused == 0
    assert max(waits) < 3
    assert json.loads(file.path.read_text())["wrapping"][1] == old
    assert await rotation.forget_old(store, file) == 1
    await store.close()
    with sqlite3.connect(lab.store) as database:
        rows = database.execute("SELECT id, wrapped_key FROM sessions").fetchall()
    keys = file.read()
    assert len(rows) >= 10_000
    for id, wrapped in rows:  # KeyFault where the key is gone
        keys.unwrap(id, wrapped)
    await lab.start()
    assert await given(lab) == found
    assert len(found) >= len(waits) // 3
