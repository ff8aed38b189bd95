"""SIGTERM under load; what others change beside a running service; backups under load, and back elsewhere."""

import asyncio
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import agencies, backup
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Act, Group
from space_to_think.testing.rig.process import Spec, start_platform
from space_to_think.testing.rig.rig import Rig
from tests.fire.lab import AnyClock, Collector, Lab, host, wording

NOTICED = 2.0  # seconds
COPIES, BY_COMMAND = 5, 2  # backups, and which of them the command makes
NORTH = """
[agencies.north]
name = "Northshire"
tenants = ["rig:rig"]

[agencies.north.signposts.child]
title = "Front door"
phones = ["01632 960998"]
"""
OFF = "not switched on here"
SETTING_UP = 5  # steps until a session has begun
SLOW = 60.0  # seconds that the platform takes for a delivery


@pytest.mark.parametrize("delay", [0.0, SLOW], ids=["answers", "hangs"])
async def test_sigterm_under_load(tmp_path: Path, delay: float) -> None:
    platform = partial(start_platform, delay=delay)
    async with Rig(tmp_path, Ledger(), platform=platform, speed=1.0, width=16) as rig:
        rig.crowd.start()
        await rig.link.heard(60)
        under_way = len(rig.crowd.open())
        took = await rig.stop()  # and it ended with 0
        assert took < 10
        rig.link.there.clear()
        found = await evidence.gather(rig.spec.url, rig.spec.key_file)
        verify.histories(found)
        verify.acknowledged(found, await rig.link.account())
        assert under_way >= 4
        if not delay:
            assert not [row for row in found.outbox if row.state == "sending"]
            await rig.start()
            await rig.crowd.stop()
            await rig.quiet()
            await rig.stop()
            await rig.check()
            rig.effort.must(acts=30, accepted=60)


# ---- beside a running service


async def beside(lab: Lab) -> Service:
    """What a command opens: the same store, without an adapter."""
    service = Service(Parts(f"sqlite:///{lab.store}", lab.folder / "lab.key", host(), wording(), lab.clock))
    await service.open()
    return service


async def command(spec: Spec, *words: str) -> str:
    """What a command line says, as a process of its own beside the service; AssertionError when it goes wrong."""
    config = spec.folder / "beside.toml"
    config.write_text(f'[store]\nurl = "{spec.url}"\nkey_file = "{spec.key_file}"\n')
    start = (sys.executable, "-c", "from space_to_think.cli.app import app; app()")
    process = await asyncio.create_subprocess_exec(*start, *words, "-c", str(config), stdout=PIPE, stderr=STDOUT)
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    return said


async def soon(wanted: Callable[[], bool]) -> None:
    async with asyncio.timeout(NOTICED):
        while not wanted():
            await asyncio.sleep(0.02)


async def test_what_a_command_changes_is_noticed(tmp_path: Path) -> None:
    async with Lab(tmp_path) as lab:
        group = Group("g1")
        await lab.begin(group)
        (id,) = (await lab.evidence()).held
        other = await beside(lab)
        file = AgencyFile.model_validate({"name": "Northshire Council"})

        def add(connection: Connection) -> None:
            agencies.append(connection, "northshire", 0, seed("northshire", file), lab.clock.now())

        await other.store.run(add)
        await soon(lambda: "northshire" in lab.service.house.agencies)
        assert await other.erase(id)
        await other.store.close()
        await lab.accept(group.call("a", "note too late"))
        found = await lab.evidence()
        assert found.held[id].key is None
        assert not found.texts[id]
        await soon(lambda: not lab.service.store.to_empty)


async def answered(rig: Rig, group: Group, words: str, wanted: Callable[[str], bool]) -> None:
    """Return when `c` is answered as is wanted: soon after somebody has changed it beside the service."""
    async with asyncio.timeout(NOTICED):
        while True:
            act = Act(group.call("c", words))
            await rig.crowd.do([act])
            if wanted(rig.link.said.get(act.inbound.key, "")):
                return
            await asyncio.sleep(0.05)


async def test_what_commands_change_has_its_effect_under_load(tmp_path: Path) -> None:
    """Each is a process of its own, beside the real service."""
    async with Rig(tmp_path, Ledger(), speed=1.0, width=4) as rig:
        rig.crowd.start()
        await rig.link.heard(60)
        group, file = Group("beside"), tmp_path / "north.toml"
        file.write_text(NORTH)
        await command(rig.spec, "agency", "import", str(file))
        await answered(rig, group, "signposts", lambda said: "01632 960998" in said)
        for _, step in zip(range(SETTING_UP), group.steps(), strict=False):
            await rig.crowd.do(step)
        await answered(rig, group, "learning", lambda said: OFF in said)
        await command(rig.spec, "plugin", "enable", "learning", "-a", "north", "--yes")
        await answered(rig, group, "learning", lambda said: not said)  # the sheet comes into the direct chat
        await command(rig.spec, "agency", "signposts", "north", "child", "title Front door; phones 01632 960999")
        await answered(rig, group, "signposts", lambda said: "01632 960999" in said)
        await rig.crowd.stop()
        await rig.quiet()
        await rig.stop()
        await rig.check()
    rig.effort.must(acts=60, accepted=100)


# ---- backups


async def test_a_backup_under_load_comes_back_elsewhere(tmp_path: Path) -> None:
    home, away, copies = tmp_path / "home", tmp_path / "away", tmp_path / "copies"
    for folder in (home, away):
        folder.mkdir()
    async with Rig(home, Ledger(), speed=60.0) as rig:
        rig.crowd.start()
        made: list[tuple[Path, set[str]]] = []  # each with what had been acknowledged before
        for number in range(COPIES):
            await rig.link.heard(40)
            known = set(rig.link.taken)
            if number == BY_COMMAND:
                copy = Path((await command(rig.spec, "backup", str(copies))).split()[3].removesuffix("."))
            else:
                copy = backup.make(home / "rig.db", copies, rig.spec.clock.now())
            made.append((copy, known))
        await rig.link.heard(40)
        shown = {told["key"] for told in (await rig.link.account()).accepted}
        await rig.crowd.stop()
        await rig.quiet()
        await rig.stop()
        account = await rig.link.account()
    taken = len(account.taken)
    for name in ("rig.key",):
        shutil.copy(home / name, away / "lab.key")
    lab = Lab(away, AnyClock(rig.spec.clock.now()))
    held = [await restored(copy, tmp_path / f"look{n}", home / "rig.key") for n, (copy, _) in enumerate(made)]
    for (_, acknowledged), copied in zip(made, held, strict=True):
        lost = [key for key in acknowledged if not copied.was_taken(key)]
        assert not lost, f"{len(lost)} of {len(acknowledged)} are not in the copy that was made after them"
    before = held[BY_COMMAND]
    erased = next(iter(before.held))  # since that copy was made
    (away / "lab.key.erased").write_text(f"{erased}\n")
    backup.restore(made[BY_COMMAND][0], lab.store)
    async with lab:
        now = await lab.evidence()
        await lab.settle()
        verify.histories(now)
        assert now.held[erased].key is None
        assert not now.texts[erased]
        for id, one in before.held.items():
            if id != erased:
                assert now.held[id].session == one.session
                assert sorted(now.texts[id], key=str) == sorted(before.texts[id], key=str)
        after = await lab.evidence()
    waiting = {row.key for row in before.outbox if row.state in ("pending", "sending") and not row.order}
    again = {told["key"] for told in lab.platform.accepted if told["kind"] == "Post" and not told["replaces"]}
    assert not again & shown, "an old message was sent again"
    assert not again & waiting
    verify.histories(after)
    assert len(before.held) >= 4
    assert len(made[0][1]) >= 10
    assert taken >= 50
    assert len(shown) >= 100


async def restored(made: Path, folder: Path, key: Path) -> evidence.Evidence:
    """What stands in a backup."""
    backup.restore(made, folder / "look.db")
    return await evidence.gather(f"sqlite:///{folder / 'look.db'}", key)


async def test_messages_that_were_on_their_way_are_uncertain_in_a_copy(tmp_path: Path) -> None:
    """Also where the platform has idempotency keys: it may have forgotten them by then."""
    lab = Lab(tmp_path / "home")
    async with lab:
        await lab.begin(Group("g1"))
        await lab.settle()
        lab.service._sender.stop()
        await lab.accept(Group("g1").call("d", "leave"))
        await lab.accept(Group("g2").call("a", "new stuck pace async"))
        made = backup.make(lab.store, tmp_path / "copies", lab.clock.now())
    other = Lab(tmp_path / "away", lab.clock)
    backup.restore(made, other.store)
    shutil.copy(lab.folder / "lab.key", other.folder / "lab.key")
    other.platform = Collector(idempotent=True)
    async with other:
        await other.settle()
        found = await other.evidence()
    rows = [row for row in found.outbox if row.state == "uncertain"]
    assert rows
    keys = {told["key"] for told in other.platform.accepted}
    assert not keys & {row.key for row in rows}
    assert any(verify.UNSURE in text for text in other.platform.texts())
