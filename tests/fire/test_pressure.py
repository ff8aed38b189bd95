"""Many times as much as can be taken, ten if this machine can offer it: nothing lost, and soon normal again."""

import asyncio
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.rig import Rig
from tests.fire.long import LONG

MEASURING = 3.0  # seconds
SECONDS = 60.0 if LONG else 8.0
TIMES = 10
LEAST = 2.5  # times as much; a busy machine can offer no more than a few times what it can take
SLICE = 0.1
MORE_MEMORY = 200  # megabytes


def resident(pid: int) -> float:
    """Megabytes of a process's memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def sustainable(rig: Rig, groups: list[Group]) -> float:
    """Messages a second when each waits for the one before it."""
    ended, taken = monotonic() + MEASURING, 0

    async def one(group: Group) -> None:
        nonlocal taken
        while monotonic() < ended:
            said = group.say("a", "It began in May.")
            rig.link.push([said])
            await rig.link.until_taken([said.key])
            taken += 1

    await asyncio.gather(*(one(group) for group in groups))
    return taken / MEASURING


async def latency(rig: Rig, group: Group) -> float:
    took: list[float] = []
    for _ in range(5):
        said, began = group.say("a", "It began in May."), monotonic()
        rig.link.push([said])
        with suppress(TimeoutError):  # it was refused
            await asyncio.wait_for(rig.link.until_taken([said.key]), 1)
        took.append(monotonic() - began)
    return median(took)


@pytest.mark.timeout(300)
async def test_ten_times_the_sustainable_load(tmp_path: Path) -> None:
    async with Rig(tmp_path, Ledger(pushes_once=True), speed=1.0) as rig:
        groups = [Group(f"g{number}") for number in range(32)]
        for group in groups:
            for _, step in zip(range(5), group.steps(), strict=False):
                await rig.crowd.do(step)
        rate = await sustainable(rig, groups)
        usual, before = await latency(rig, groups[0]), resident(rig.service.pid)
        most, pushed, began = before, 0, monotonic()
        while monotonic() - began < SECONDS:
            some = int(TIMES * rate * SLICE)
            rig.link.push([groups[n % 32].say("a", "It began in May.") for n in range(some)])
            pushed += some
            await asyncio.sleep(SLICE)
            most = max(most, resident(rig.service.pid))
        offered = pushed / (monotonic() - began) / rate
        over = monotonic()
        while await latency(rig, groups[0]) > max(5 * usual, 0.5):
            assert monotonic() - over < 10, "it is not normal again within ten seconds"
        account = await rig.link.account()
        await rig.stop()
        account = await rig.link.account()
        found = await evidence.gather(rig.spec.url, rig.spec.key_file)
    memory = f"{before:.0f} to {most:.0f} MB"
    print(f"{rate:.0f}/s sustainable, {offered:.1f} times that offered, {len(account.taken)} taken, {memory}")
    assert offered >= LEAST
    assert len(account.taken) >= 0.3 * rate * SECONDS
    assert most - before < MORE_MEMORY
    verify.acknowledged(found, account)
    verify.histories(found)
