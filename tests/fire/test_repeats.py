"""10,000 deliveries, each repeated one to four times, in any order, over 20 restarts: every effect once."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from space_to_think.session.events import Given, Spoke
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.evidence import Evidence
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.people import Act, Group
from space_to_think.testing.rig.rig import Rig

GROUPS, RESTARTS = 100, 20
NOTES, PARKED, SAID = 48, 8, 20  # of each group; parked by each of its four: 100 in all
SETTING_UP = 5  # steps until the session has begun


def acts_of(group: Group) -> list[Act]:
    notes = [group.sure() for _ in range(NOTES)]
    parked = [parked_by(group, who) for who in "abcd" for _ in range(PARKED)]
    return [*notes, *parked, *(Act(group.say("a", "It began in May.")) for _ in range(SAID))]


def parked_by(group: Group, who: str) -> Act:
    call = group.call(who, "park")
    text = f"parked{call.key.replace(':', 'p')}p"
    return Act(type(call)(call.key, call.by, call.place, f"park {text}"), text)


async def begin(rig: Rig, groups: list[Group]) -> None:
    async def one(group: Group) -> None:
        for _, step in zip(range(SETTING_UP), group.steps(), strict=False):
            await rig.crowd.do(step)

    await asyncio.gather(*(one(group) for group in groups))


async def some_more(rig: Rig, wanted: int) -> None:
    upto = len(rig.link.taken) + wanted
    while len(rig.link.taken) < upto:
        await asyncio.sleep(0.001)


def shows_once(found: Evidence, acts: list[Act]) -> None:
    times = Counter(text for texts in found.texts.values() for _, text in texts)
    wrong = {act.sure: times[act.sure] for act in acts if act.sure is not None and times[act.sure] != 1}
    assert not wrong, f"{len(wrong)} effects are not there once, such as {list(wrong.items())[:3]}"
    for id, records in found.records.items():
        spoke = sum(isinstance(record.event, Spoke) for record in records)
        given = sum(isinstance(record.event, Given) for record in records)
        assert (spoke, given) == (SAID, NOTES + 4 * PARKED), f"{id}: {spoke} spoken, {given} given"


@pytest.mark.timeout(240)
async def test_every_effect_once(tmp_path: Path) -> None:
    dice = random.Random(5)
    async with Rig(tmp_path, Ledger(shuffled=True), speed=1.0) as rig:
        groups = [Group(f"g{number}") for number in range(GROUPS)]
        await begin(rig, groups)
        acts = [act for group in groups for act in acts_of(group)]
        copies = [(act, dice.random() < 0.5) for act in acts for _ in range(dice.randint(1, 4))]
        dice.shuffle(copies)
        rig.crowd.acts |= {act.inbound.key: act for act in acts}
        share = len(copies) // RESTARTS + 1
        for start in range(0, len(copies), share):
            some = copies[start : start + share]
            for again in (True, False):  # also first deliveries are marked as repeats
                rig.link.push((act.inbound for act, marked in some if marked is again), again)
            await some_more(rig, len(acts) // RESTARTS * 2 // 3)
            await asyncio.sleep(dice.uniform(0, 0.02))
            await rig.kill()
            await rig.start()
        await rig.link.until_taken(act.inbound.key for act in acts)
        await rig.quiet()
        await rig.stop()
        account = await rig.link.account()
        found = await evidence.gather(rig.spec.url, rig.spec.key_file)
    assert len(acts) == 10_000
    assert account.pushed > 20_000
    verify.histories(found)
    verify.acknowledged(found, account)
    verify.messages(found, account, True, rig.rested)
    verify.no_faults(found, rig.spec.log.read_text())
    shows_once(found, acts)
    rig.effort.must(kills=RESTARTS, under_way=RESTARTS // 2, unacknowledged=20)
