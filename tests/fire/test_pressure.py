"""Ten times as much as can be taken: nothing acknowledged that is not stored, memory bounded, and soon normal again.

What can be taken is measured first, with more under way than a batch holds. The disk is a slow one: each commit takes
its time. So ten times as much is what one small machine can really bring to the service's door. On a quick disk the
processor is the limit, and whoever pushes shares it with the service: a test on one machine then offers two or three
times as much at the most, whatever it means to offer.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import pytest

from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.rig import Rig
from tests.fire.long import LONG

GROUPS = 32
AT_ONCE = 8  # messages of each group, while it is measured what can be taken
MEASURING = 2.0  # seconds, several times, and the most counts
MEASURED = 3
SECONDS = 60.0 if LONG else 8.0
TIMES = 10
SLICE = 0.05
COMMIT = 0.25  # seconds, on the slow disk
MORE_MEMORY = 35  # megabytes: a queue without bounds takes more than fifty in these seconds
SOON = 10.0  # seconds


def slow_disk(from_now_on: Path) -> None:
    """Called in the service's process: each commit takes its time, once there is such a file."""
    right = SqliteStore.transact

    def slowly(self: SqliteStore, work: Callable[[Any], Any], begin: str) -> Any:
        result = right(self, work, begin)
        if begin == "BEGIN IMMEDIATE" and from_now_on.exists():
            time.sleep(COMMIT)
        return result

    SqliteStore.transact = slowly  # type: ignore[method-assign]


def resident(pid: int) -> float:
    """Megabytes of a process's memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@dataclass
class Flood:
    """What was offered, and what that did to the service."""

    rig: Rig
    groups: list[Group] = field(default_factory=lambda: [Group(f"g{number}") for number in range(GROUPS)])
    rate: float = 0.0  # messages a second that can be taken
    usual: float = 0.0  # seconds until a message is acknowledged
    offered: float = 0.0  # times as much
    before: float = 0.0  # megabytes
    most: float = 0.0

    async def begin(self) -> None:
        """Let the sessions begin."""
        for group in self.groups:
            for _, step in zip(range(5), group.steps(), strict=False):
                await self.rig.crowd.do(step)
        await self.rig.quiet()

    async def measure(self) -> None:
        """See how much can be taken, and what is normal."""
        self.rate = max([await self._rate() for _ in range(MEASURED)])
        self.usual = await self.latency()
        self.before = self.most = resident(self.rig.service.pid)

    async def _rate(self) -> float:
        began = monotonic()
        taken = await asyncio.gather(*(self._one_by_one(group, began + MEASURING) for group in self.groups * AT_ONCE))
        return sum(taken) / (monotonic() - began)

    async def _one_by_one(self, group: Group, ended: float) -> int:
        taken = 0
        while monotonic() < ended:
            taken += await self._taken(group, 5)
        return taken

    async def _taken(self, group: Group, within: float) -> bool:
        """Whether a message is acknowledged within so many seconds; it may be refused."""
        said = group.say("a", "It began in May.")
        self.rig.link.push([said])
        with suppress(TimeoutError):
            await asyncio.wait_for(self.rig.link.until_taken([said.key]), within)
            return True
        return False

    async def latency(self) -> float:
        """The median seconds until a message is acknowledged; one that is refused counts as a long one."""
        took: list[float] = []
        for _ in range(3):
            began = monotonic()
            await self._taken(self.groups[0], 2 * max(self.usual, 0.5))
            took.append(monotonic() - began)
        return median(took)

    async def pour(self) -> None:
        """Offer so many times as much as can be taken, for a while."""
        pushed, began = 0, monotonic()
        while (gone := monotonic() - began) < SECONDS:
            some = int(TIMES * self.rate * (gone + SLICE)) - pushed
            self.rig.link.push(self.groups[n % GROUPS].say("a", "It began in May.") for n in range(some))
            pushed += some
            await asyncio.sleep(SLICE)
            self.most = max(self.most, resident(self.rig.service.pid))
        self.offered = pushed / (monotonic() - began) / self.rate

    async def normal_again(self) -> float:
        """Seconds until a message is acknowledged about as soon as before."""
        over = monotonic()
        while (took := monotonic() - over) < SOON:
            if await self.latency() <= max(3 * self.usual, 0.5):
                return took
        raise AssertionError("it is not normal again")


@pytest.mark.timeout(300)
async def test_ten_times_the_sustainable_load(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    before = (partial(slow_disk, slow),)
    async with Rig(tmp_path, Ledger(pushes_once=True), speed=1.0, before=before) as rig:
        flood = Flood(rig)
        await flood.begin()
        slow.touch()
        await flood.measure()
        await flood.pour()
        recovery = await flood.normal_again()
        await rig.stop()
        account = await rig.link.account()
        found = await evidence.gather(rig.spec.url, rig.spec.key_file)
    print(
        f"{flood.rate:.0f}/s can be taken, {flood.offered:.1f} times that offered, {account.pushed} pushed, "
        f"{len(account.taken)} taken, {flood.before:.0f} to {flood.most:.0f} MB, normal after {recovery:.1f} s"
    )
    assert flood.offered >= 0.98 * TIMES
    assert len(account.taken) >= 0.3 * flood.rate * SECONDS
    assert flood.most - flood.before < MORE_MEMORY
    verify.acknowledged(found, account)
    verify.histories(found)
