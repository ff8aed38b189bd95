"""Many at one moment: fifty press `next`; up to six commands come in every order."""

import asyncio
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from space_to_think import inbound as i
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.stages import token
from space_to_think.session.state import Concern, Session
from space_to_think.testing.house import House
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Refused, Walk
from tests.runtime.test_way import start

FIFTY = {f"p{number}": "northshire" for number in range(50)} | {"ros": "northshire", "grace": "riverside"}


async def test_fifty_people_press_next_at_the_same_moment_and_there_is_one_move(tmp_path: Path) -> None:
    async with House(tmp_path, people={**FIFTY, "owen": "oakfield", "priya": "harbour"}) as house:
        await start(house)
        await house.say("ros", "It began in May.")
        everybody = [*(f"p{number}" for number in range(46)), "ros", "owen", "priya", *["grace"] * 50]
        presses = [
            i.Called(f"{who}-{n}", house.bench.person(who), house.bench.group(), "next", seen="1.1")
            for n, who in enumerate(everybody)
        ]
        answers = await asyncio.gather(*(house.fake.accept(press) for press in presses))
        await house.settle()
        opened = [record.event for record in await house.records() if isinstance(record.event, e.StageOpened)]
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


@pytest.mark.parametrize("where", SETS)
def test_every_order_comes_to_the_same_end_or_to_a_clear_refusal(where: str) -> None:
    """Orders in which the same commands did the same, and the moves were made in the same order, end alike."""
    before = Walk().to(where)
    commands = SETS[where](before)
    ends: dict[object, object] = {}
    tried = refused = 0
    for count in range(1, len(commands) + 1):
        for order in permutations(commands, count):
            walk = Walk().to(where) if count == 1 else branch(before)
            did, moves = run(walk, order)
            refused += count - len(did)
            tried += 1
            assert [record.version for record in walk.records] == list(range(1, len(walk.records) + 1))
            assert ends.setdefault((did, moves), essence(walk.session)) == essence(walk.session), order
    assert tried == 1956
    assert refused > 100


def branch(walk: Walk) -> Walk:
    """The same session once more, from here."""
    other = Walk()
    other.__dict__.update(walk.__dict__ | {"records": list(walk.records), "contents": list(walk.contents)})
    return other


def run(walk: Walk, order: Sequence[c.Command]) -> tuple[frozenset[object], tuple[object, ...]]:
    """What was taken with what it did, and the moves and partings among it, in order: on those the end may depend."""
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
    moves = tuple(command for command in taken if not isinstance(command, c.Give | c.Speak | c.Flag))
    return frozenset(did), moves
