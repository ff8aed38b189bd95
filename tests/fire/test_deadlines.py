"""Deadlines over restarts, over clocks that jump, and over both changes of the clock in ten years."""

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from space_to_think.runtime.store import sqlite
from space_to_think.session.events import StageDue, StageOpened
from space_to_think.testing.house import House
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.evidence import Evidence
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.rig import Rig
from tests.fire.lab import AnyClock, Lab, retry
from tests.runtime.test_way import start

RESTARTS = 1000
LONDON = ZoneInfo("Europe/London")
JUMPS = [sign * span for span in (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)) for sign in (1, -1)]


@pytest.mark.timeout(600)
async def test_a_thousand_restarts_lose_no_deadline_and_fire_none_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process ends and the machine does not, so nothing has to reach the disk.
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "synchronous = OFF"))
    dice, lab = random.Random(3), Lab(tmp_path)
    groups = [Group(f"g{number}", pace=("guided", "full", "async")[number % 3]) for number in range(24)]
    async with lab:
        await lab.begin(*groups)
    for _ in range(RESTARTS):
        lab.clock.advance(timedelta(minutes=dice.uniform(0, 1)) if dice.random() < 0.98 else timedelta(hours=5))
        async with lab:
            move = dice.choice(("next", "extend", "extend", "back", "resume"))
            await lab.accept(dice.choice(groups).call("b", move))
            lab.clock.advance(timedelta(minutes=dice.uniform(0, 1)))
            await lab.settle()
    async with lab:
        await lab.settle()
        found = await lab.evidence()
    fired, late = verify.timers(found, lab.clock.now(), timedelta())
    verify.histories(found)
    assert fired >= 150
    assert late >= 50


async def test_fifty_real_restarts(tmp_path: Path) -> None:
    def make(number: int) -> Group:
        return Group(f"g{number}", pace=("guided", "full", "45m")[number % 3], rounds=60)

    async with Rig(tmp_path, Ledger(), make=make, seed=7, width=10) as rig:
        effort = await rig.run(kills=50, fired=60)
    effort.must(kills=50, fired=60, late=30, sessions=10)


class HastyClock(AnyClock):
    """So much later each time that anybody looks, so that time passes while deadlines are taken."""

    step = timedelta()

    def now(self) -> datetime:
        self._now += self.step
        return self._now


async def test_what_falls_due_while_deadlines_are_taken_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = HastyClock()
    async with Lab(tmp_path, clock) as lab:
        await lab.begin(*(Group(f"g{number}") for number in range(8)))
        clock.step = timedelta(minutes=7)
        for _ in range(200):
            found = await lab.evidence()
            if sum(len(list(verify.fired(records))) for records in found.records.values()) >= 16:
                break
            await asyncio.sleep(0.02)
        clock.step = timedelta()
        await lab.settle()
        found = await lab.evidence()
    assert verify.timers(found, clock.now(), timedelta())[0] >= 16
    assert "cannot be taken" not in capsys.readouterr().out


# ---- clocks that jump


async def fire_all(lab: Lab, upto: datetime) -> None:
    """Let time pass, and take each thing as it comes."""
    while (wake := await lab.service.next_wake()) is not None and wake <= upto:
        lab.clock.set(max(wake, lab.clock.now()))
        await lab.settle()
    lab.clock.set(max(upto, lab.clock.now()))
    await lab.settle()


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_a_clock_that_jumps_loses_nothing(tmp_path: Path, jump: timedelta, running: bool) -> None:
    lab = Lab(tmp_path)
    groups = [Group(f"g{number}", pace=("guided", "async")[number % 2]) for number in range(4)]
    async with lab:
        await lab.begin(*groups)
        await fire_all(lab, lab.clock.now() + timedelta(minutes=7))
        lab.platform.answers = retry(30.0)  # one message waits for a time of the clock before
        await lab.accept(groups[0].call("b", "extend"))
        if running:
            lab.clock.advance(jump)
            await lab.settle()
    if not running:
        lab.clock.advance(jump)
    async with lab:
        await lab.settle()
        before = verify.timers(await lab.evidence(), lab.clock.now(), timedelta())[0]
        await lab.accept(groups[1].call("b", "next"))
        await fire_all(lab, lab.clock.now() + timedelta(days=3))
        found = await lab.evidence()
    fired, late = verify.timers(found, lab.clock.now(), timedelta())
    assert fired > before
    assert jump < timedelta(hours=1) or late > 0  # told as late
    verify.histories(found)
    waiting = [row for row in found.outbox if row.state in ("pending", "sending")]
    assert not waiting, f"{len(waiting)} messages wait for a time that is not theirs"


# ---- summer time


def changes(first: int = 2026, years: int = 10) -> Iterator[datetime]:
    """The moments at which the clocks of London change, by the time zone's own data."""
    hours = (datetime(first, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(years * 366 * 24))
    for before, after in pairwise(hours):
        if before.astimezone(LONDON).utcoffset() != after.astimezone(LONDON).utcoffset():
            yield after


CHANGES = list(changes())[:20]


async def all_of(house: House) -> Evidence:
    service = house.service
    return await service.store.read(partial(evidence.read, keys=service.house.keys))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change:%Y-%m-%d}")
async def test_the_clocks_change_and_every_deadline_keeps_its_time(tmp_path: Path, change: datetime) -> None:
    async with House(tmp_path, start=change - timedelta(minutes=4)) as house:
        await start(house)  # live: its first stage is open as the clocks change
        await house.call("owen", "new needs pace async @priya")  # and one over working days
        await house.advance(timedelta(days=4))
        found = await all_of(house)
        ended = house.clock.now()
    fired, late = verify.timers(found, ended, timedelta())
    assert (fired >= 2, late) == (True, 0)
    for records in found.records.values():
        for record in records:
            if isinstance(record.event, StageOpened) and record.event.maximum < timedelta(hours=1):
                assert record.event.due - record.at >= timedelta(minutes=5)
                assert record.event.due - record.at <= timedelta(minutes=11)
    for row in found.outbox:  # what nobody asked for came in somebody's working hours, by their own clock
        if row.unasked and row.state == "sent":
            here = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.at)).astimezone(LONDON)
            assert 9 <= here.hour < 17, here


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change:%Y-%m-%d}")
async def test_a_stage_over_days_that_is_open_as_the_clocks_change_ends_by_the_clock_on_the_wall(
    tmp_path: Path, change: datetime
) -> None:
    opened = (change.astimezone(LONDON) - timedelta(days=2)).replace(hour=14)  # a Friday
    async with House(tmp_path, start=opened.astimezone(UTC)) as house:
        await house.begin(pace="async")
        await house.advance(timedelta(days=8))
        (records,) = (await all_of(house)).records.values()
    stage = next(record.event for record in records if isinstance(record.event, StageOpened))
    due = next(record for record in records if isinstance(record.event, StageDue))
    assert stage.due > change
    assert stage.due.astimezone(LONDON).time() == time(17)  # the end of a working day there
    assert due.at == stage.due
    late = list(verify.fired(records))
    assert len(late) >= 3
    assert set(late) == {timedelta()}


def test_there_are_two_changes_a_year() -> None:
    assert len(CHANGES) == 20
    assert {change.month for change in CHANGES} == {3, 10}
