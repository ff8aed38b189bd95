"""Whole sessions by chance: whoever does whatever in whatever order, and what must hold after every step."""

from random import Random
from typing import get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from space_to_think.session import events as e
from space_to_think.session.state import Move, QuestionKind, Why
from tests.session.chance import PACES, Company

WHERE = ("requested", "gathering", "ended", *range(6))


class Sessions(RuleBasedStateMachine):
    """Hypothesis finds the shortest session in which something does not hold."""

    company: Company

    @initialize(
        practice=st.sampled_from(["space-to-think", "space-to-think", "peer-learning"]),
        pace=st.sampled_from(PACES),
        moves_on=st.booleans(),
        days=st.sampled_from([0, 28, 28]),
        where=st.sampled_from(WHERE),
        people=st.integers(3, 7),
    )
    def begin(self, practice: str, pace: str, moves_on: bool, days: int, where: str | int, people: int) -> None:
        self.company = Company(practice, pace, moves_on, days, where, people)

    @rule(chance=st.randoms(use_true_random=True))
    def step(self, chance: Random) -> None:
        """Chance, and not Hypothesis, chooses what is done: it sees more of what seldom happens."""
        self.company.step(chance)

    @invariant()
    def all_is_well(self) -> None:
        self.company.witness.look()

    def teardown(self) -> None:
        if hasattr(self, "company"):
            self.company.witness.look_back()


TestSessions = Sessions.TestCase


def played(seed: int, steps: int) -> Company:
    chance = Random(seed)
    company = Company(
        chance.choice(["space-to-think", "space-to-think", "peer-learning"]),
        chance.choice(PACES),
        chance.random() < 0.5,
        chance.choice([0, 28]),
        chance.choice(WHERE),
        chance.randint(3, 7),
    )
    for _ in range(steps):
        company.step(chance)
        company.witness.look()
    return company


def test_chance_leaves_nothing_out() -> None:
    """Every event, every question, every reason to pause and every undoing comes about, so all of it is checked."""
    seen = [event for seed in range(150) for event in played(seed, 60).walk.events]
    assert {type(event) for event in seen} == set(get_args(e.Event))
    assert {event.kind for event in seen if isinstance(event, e.QuestionAsked)} == set(QuestionKind)
    assert {event.move for event in seen if isinstance(event, e.MoveUndone)} == set(Move)
    paused = {event.why for event in seen if isinstance(event, e.Paused)}
    assert paused == {Why.ASKED, Why.PRESENTER, Why.FACILITATOR, Why.FEW, Why.PLACE, Why.TIME}
