"""Many at one moment: fifty press `next`; up to six commands come in every order."""

import asyncio
import random
from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path

import pytest

from space_to_think import inbound as i
from space_to_think.practice.model import Role
from space_to_think.runtime import engine
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.stages import token
from space_to_think.session.state import Concern, Session, Standing
from space_to_think.testing.house import House
from space_to_think.testing.rig import verify
from space_to_think.testing.rig.people import Group
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Refused, Walk
from tests.fire.lab import Lab

FIFTY = {f"p{number}": "northshire" for number in range(48)} | {"ros": "northshire", "grace": "riverside"}
MAJORITY = 26  # of the others, who say that she facilitates
AGREED = Standing.AGREED


async def test_fifty_people_press_next_at_the_same_moment_and_there_is_one_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them take part, and the facilitator presses on ten devices; the presses go into several batches."""
    monkeypatch.setattr(engine, "BATCH", 16)
    async with House(tmp_path, people=FIFTY) as house:
        await house.call("ros", f"new stuck pace guided {' '.join(f'@{who}' for who in FIFTY if who != 'ros')}")
        for who in FIFTY:
            await house.call(who, "join yes")
        await house.call("grace", "facilitator")
        for who in list(FIFTY)[:MAJORITY]:
            await house.call(who, "agree")
        await house.call("grace", "start")
        await house.say("ros", "It began in May.")
        taking_part = [person for person in (await house.session()).people.values() if person.standing is AGREED]
        everybody = [*FIFTY, *["grace"] * 9]
        presses = [
            i.Called(f"{who}-{n}", house.bench.person(who), house.bench.group(), "next", seen="1.1")
            for n, who in enumerate(everybody)
        ]
        random.Random(4).shuffle(presses)
        answers = await asyncio.gather(*(house.fake.accept(press) for press in presses))
        await house.settle()
        opened = [record.event for record in await house.records() if isinstance(record.event, e.StageOpened)]
    assert len(taking_part) == len(FIFTY) == 50
    assert [stage.number for stage in opened] == [1, 2]
    told = [answer for answer in answers if isinstance(answer, i.Notice)]
    assert len(told) >= len(presses) - 1  # everybody else has been told why not


# ---- every order of up to six


def next_seen(walk: Walk, by: int) -> c.Next:
    return c.Next(by, token(walk.session))


def exploring(walk: Walk) -> Sequence[c.Command]:
    return [
        next_seen(walk, FACILITATOR),
        c.Speak(PRESENTER, ""),
        c.Done(CONSULTANT),
        c.Pass(OTHER),
        c.Give(PRESENTER, "note", ""),
        c.Back(FACILITATOR, token(walk.session)),
    ]


def giving(walk: Walk) -> Sequence[c.Command]:
    return [
        c.Give(CONSULTANT, "strength", ""),
        c.Give(OTHER, "strength", ""),
        c.Done(CONSULTANT),
        c.Pass(OTHER),
        next_seen(walk, FACILITATOR),
        c.Give(PRESENTER, "parked", ""),
    ]


def parting(walk: Walk) -> Sequence[c.Command]:
    return [
        c.Leave(CONSULTANT),
        c.Away(OTHER, None),
        c.Pause(FACILITATOR),
        c.Extend(FACILITATOR, minutes=5, seen=token(walk.session)),
        c.Flag(CONSULTANT, Concern.CHILD),
        c.End(FACILITATOR, token(walk.session)),
    ]


def gathering(walk: Walk) -> Sequence[c.Command]:
    return [
        c.Start(FACILITATOR),
        c.Cancel(PRESENTER),
        c.Leave(OTHER),
        c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT),
        c.Invite(PRESENTER, (9,)),
        c.Decline(9),
    ]


SETS = {"gathering": gathering, "exploration": exploring, "strengths": giving, "reflection": parting}


def essence(session: Session) -> object:
    """What a session has come to, without when, and without what the order of equals leaves."""
    people = {n: (p.standing, p.said is not None, p.away) for n, p in session.people.items()}
    given = sorted((con.kind, con.by) for con in session.contributions.values())
    stage = None if session.stage is None else (session.stage.key, session.stage.number)
    questions = sorted((q.kind, q.about or 0) for q in session.questions.values())
    return session.phase, stage, session.facilitator, session.presenter, people, given, questions


# Where it counts which came first, of two commands that were both taken; everywhere else equal deeds end alike.
FIRST_COUNTS = {
    frozenset({c.Next, c.Done}): "to be done with a stage is forgotten as the next one opens",
    frozenset({c.Next, c.Pass}): "so is passing in it",
    frozenset({c.Start, c.Leave}): "whoever goes before the start has declined, and after it has left",
}


@pytest.mark.parametrize("where", SETS)
def test_every_order_comes_to_the_same_end_or_to_a_clear_refusal(where: str) -> None:
    """Orders in which the same commands did the same end alike."""
    before = Walk().to(where)
    commands = SETS[where](before)
    ends: dict[object, object] = {}
    tried = refused = 0
    for count in range(1, len(commands) + 1):
        for order in permutations(commands, count):
            walk = Walk().to(where) if count == 1 else branch(before)
            did, taken = run(walk, order)
            refused += count - len(did)
            tried += 1
            assert [record.version for record in walk.records] == list(range(1, len(walk.records) + 1))
            first = frozenset(two for two in combinations(taken, 2) if frozenset(map(type, two)) in FIRST_COUNTS)
            assert ends.setdefault((did, first), essence(walk.session)) == essence(walk.session), order
    assert tried == 1956
    assert refused > 100


async def test_what_comes_at_one_moment_is_taken_as_if_one_after_the_other(tmp_path: Path) -> None:
    """The same through the whole service: one group does it all at once, another waits for each answer."""
    words = ("next", "done", "pause", "note What I take from it.", "back", "resume")
    orders = random.Random(6).sample(list(permutations(zip("bababb", words, strict=True))), 16)
    groups = [(Group(f"at-once{n}"), Group(f"in-turn{n}")) for n in range(len(orders))]
    async with Lab(tmp_path) as lab:
        await lab.begin(*(group for both in groups for group in both))
        await lab.all(group.say("a", "It began in May.") for both in groups for group in both)
        for (at_once, in_turn), order in zip(groups, orders, strict=True):
            await lab.all([at_once.call(who, said) for who, said in order])
            for who, said in order:
                await lab.accept(in_turn.call(who, said))
        await lab.settle()
        found = await lab.evidence()
    ends = {held.people[1].user: essence(held.session) for held in found.held.values()}
    assert len(ends) == 2 * len(orders)
    assert len(set(map(repr, ends.values()))) > 3  # the order does count
    for number, order in enumerate(orders):
        assert ends[f"at-once{number}a"] == ends[f"in-turn{number}a"], order
    verify.histories(found)
    verify.no_faults(found)


def branch(walk: Walk) -> Walk:
    """The same session once more, from here."""
    other = Walk()
    other.__dict__.update(walk.__dict__ | {"records": list(walk.records), "contents": list(walk.contents)})
    return other


def run(walk: Walk, order: Sequence[c.Command]) -> tuple[frozenset[object], list[c.Command]]:
    """What was taken with what it did, and in which order it was taken."""
    taken: list[c.Command] = []
    did: list[tuple[c.Command, tuple[type, ...]]] = []
    told: list[str] = []
    for command in order:
        try:
            happened = walk.do(command)
            if happened:
                taken.append(command)
                did.append((command, tuple(type(event) for event in happened)))
        except Refused as refused:  # whatever else it raised would be a fault
            told.append(refused.refusal.text.id)
    assert all(id.startswith("refuse-") for id in told)
    return frozenset(did), taken
