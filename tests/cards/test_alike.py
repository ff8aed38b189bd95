"""A step that leaves the cards as they are, and every other one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from space_to_think.agency.state import BUILT_IN
from space_to_think.cards import alike, facilitator_card, group_card
from space_to_think.host import Host
from space_to_think.messages import Card
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session.state import Session
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, Walk

HOST = Host.load()


def shown(session: Session, walk: Walk) -> tuple[Card, Card | None]:
    parts = HOST.card(session, walk.now, {"": BUILT_IN})
    return group_card(session, parts, walk.now), facilitator_card(session, parts, walk.now)


def same(walk: Walk, command: c.Command) -> bool:
    """Whether a step leaves the cards alone; where it says so, they are the same."""
    before = walk.session
    cards = shown(before, walk)
    walk.do(command)
    same = alike(before, walk.session, walk.now)
    assert not same or shown(walk.session, walk) == cards
    return same


def steps(walk: Walk) -> Iterator[c.Command]:
    """What may happen in any stage."""
    for number in range(1, walk.people + 1):
        yield c.Speak(number, "something")
        yield c.Speak(number, "more")
        yield c.Away(number, None)
        yield c.Speak(number, "back again")
    for person in walk.session.speakers():
        yield c.Done(person.number)
        yield c.Speak(person.number, "one word more")
    yield c.Give(CONSULTANT, "parked", "a thought")
    yield c.Extend(FACILITATOR, None)
    yield c.Pause(FACILITATOR)
    yield c.Resume(FACILITATOR)


@pytest.mark.parametrize("pace", ["async", "full"])
def test_what_is_called_alike_is_the_same(pace: str) -> None:
    walk = Walk(pace).to("gathering")
    walk.do(c.Start(FACILITATOR))
    found: list[bool] = []
    for stage in walk.session.charter.practice.stages:
        walk.to(stage.key)
        found += [same(walk, step) for step in steps(walk)]
    assert set(found) == {True, False}


def test_a_plain_message_leaves_the_cards_as_they_are() -> None:
    walk = Walk().to("offload")
    walk.do(c.Speak(PRESENTER, "the first word of the stage"))
    assert same(walk, c.Speak(PRESENTER, "one more"))
    assert not same(walk, c.Speak(OTHER, "out of turn"))  # a card may show who has been heard in the stage
    assert same(walk, c.Speak(OTHER, "and again"))


def test_who_had_said_done_and_speaks_is_awaited_again() -> None:
    walk = Walk().to("exploration")
    walk.do(c.Done(CONSULTANT))
    assert not same(walk, c.Speak(CONSULTANT, "but"))


def test_somebody_new_stands_on_the_card() -> None:
    walk = Walk().to("gathering")
    assert not same(walk, c.Invite(FACILITATOR, (5,)))
    assert not same(walk, c.Join(5, "south"))


def test_a_move_that_can_no_longer_be_undone_is_no_longer_offered() -> None:
    walk = Walk("full").to("exploration")
    walk.do(c.Speak(CONSULTANT, "first"))
    walk.now += timedelta(minutes=9)
    assert same(walk, c.Speak(CONSULTANT, "within the ten minutes"))
    walk.now += timedelta(minutes=1)
    assert not same(walk, c.Speak(CONSULTANT, "after them"))
    assert same(walk, c.Speak(CONSULTANT, "and again"))


def test_a_stage_whose_time_is_over_says_so() -> None:
    walk = Walk("async").to("exploration")
    walk.do(c.Speak(CONSULTANT, "first"))
    assert walk.session.stage is not None
    assert walk.session.stage.due is not None
    walk.now = walk.session.stage.due  # the clock's own tick has not come yet
    assert not same(walk, c.Speak(CONSULTANT, "late"))


def test_a_proposal_stands_on_the_card() -> None:
    walk = Walk().to("offload")
    assert not same(walk, c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
