"""What anybody may do in a session, chosen by chance: most of it fits, some of it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import ClassVar

from space_to_think.practice.load import load_practice, shipped
from space_to_think.practice.model import Practice, Role
from space_to_think.practice.pace import Pace, parse_pace
from space_to_think.session import commands as c
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.state import Concern, Fact, Reason, Session
from space_to_think.testing.sessions import UNNAMED, UNNAMED_STRENGTH, Refused, Walk, by_name
from tests.session.invariants import TYPED, Witness
from tests.session.practices import PEER_LEARNING

TEXT = f"{TYPED} words"
MOST_TICKS = 50
# How it was for somebody: from everybody, without names, and shown only from three up.
FEELING = replace(
    UNNAMED_STRENGTH,
    name="feeling",
    word="feeling",
    stages=frozenset({"next_steps"}),
    roles=frozenset(Role),
    limit=1,
    anonymous_from=3,
    shown_from=3,
)
KINDS = {**UNNAMED, **by_name(FEELING)}
PACES = ("guided", "full", "async", "45m", "5d", "1m")
PRACTICES: dict[str, Practice] = {
    "space-to-think": shipped(),
    "peer-learning": load_practice(PEER_LEARNING.read_text(encoding="utf-8"), "peer-learning.toml"),
}


def pace(chance: Random) -> Pace:
    found = parse_pace(chance.choice(PACES))
    assert found is not None
    return found


def person(session: Session, chance: Random) -> int:
    """Mostly somebody of the session, sometimes a newcomer."""
    return chance.choice([*session.people, *session.people, chance.randint(1, 8)])


# ---- what may be done, by whom it usually is; each is given to the session and may be refused


def by_anybody(session: Session, chance: Random) -> c.Command:
    by, other = person(session, chance), person(session, chance)
    role = chance.choice([Role.FACILITATOR, Role.PRESENTER])
    options: list[c.Command] = [
        c.Invite(by, (other, chance.randint(1, 8))),
        c.Join(by, chance.choice([None, "north"])),
        c.Join(chance.randint(1, 8), "south"),
        c.Decline(by),
        c.NameAgency(by, "south"),
        c.Leave(by),
        c.Propose(by, role, other),
        c.Propose(by, role, by),
        c.Answer(by, chance.random() < 0.7),
        c.Done(by),
        c.Pass(by),
        c.Again(by),
        c.Further(by),
        c.Describe(by, chance.choice(list(Reason)), pace(chance), chance.choice([None, TEXT])),
        c.Flag(by, chance.choice(list(Concern))),
        c.SuggestPause(by, chance.random() < 0.5, chance.choice(list(Concern))),
        c.ShowProcedures(by, chance.choice(list(Concern))),
        # What only one may do is tried by somebody.
        chance.choice([c.Start, c.Next, c.Undo, c.Resume, c.End, c.Cancel, c.Confirm])(by),
    ]
    return chance.choice(options)


def by_the_facilitator(session: Session, chance: Random) -> c.Command:
    by = session.facilitator or 0
    moves: list[c.Command] = [*(make(by) for make in (c.Start, c.Next, c.Back, c.Undo, c.Resume, c.Leave))]
    return chance.choice(
        [
            *moves,
            *(c.Next(by), c.Next(by), c.Resume(by), c.End(by), c.Extend(by), c.Undo(by), c.Undo(by)),
            c.Extend(by, chance.choice([None, 20, 0]), chance.choice([None, None, 1, 21])),
            c.Pause(by, chance.choice([None, TEXT])),
            c.Remove(by, person(session, chance)),
            c.Invite(by, (chance.randint(1, 8),)),
            c.HoldBack(by, "c0", "strength"),
        ]
    )


def said(session: Session, chance: Random) -> c.Command:
    by = person(session, chance)
    given = list(session.contributions.values())
    options: list[c.Command] = [
        c.Speak(by, TEXT),
        c.Give(by, chance.choice(list(KINDS)), TEXT, chance.choice([None, None, "priority"])),
        c.Give(by, "strength", TEXT),
        c.Give(by, "action", TEXT, due=session.last_step + timedelta(days=60 if session.version % 2 else 9)),
        c.Understood(session.facilitator or 0, TEXT),
        c.Correct(session.presenter or 0, TEXT),
        c.Confirm(session.presenter or 0),
        c.Withdraw(by),
    ]
    for one in chance.sample(given, min(2, len(given))):
        options += [c.Change(one.by, one.id, TEXT), c.Withdraw(one.by, one.id), c.Change(by, one.id, TEXT)]
    return chance.choice(options)


def by_the_runtime(session: Session, chance: Random) -> c.Command:
    at = chance.choice([None, session.last_step + timedelta(hours=chance.randint(-5, 50))])
    facts: list[Fact] = [True, 7, "a-slug", session.last_step]
    fact = chance.choice(facts)
    return chance.choice(
        [
            c.MarkPlaceReady(chance.choice([None, None, 5, 9])),
            c.MarkPlaceGone(),
            c.Keep("plugin/north", (("key", fact),), (("wake", at),), ("tally",)),
            c.Tick(),
            c.Erase("asked") if chance.random() < 0.05 else c.Tick(),
        ]
    )


class Company:
    """A session of up to eight people who do whatever comes to their minds, and a witness who looks on."""

    def __init__(self, practice: str, pace: str, moves_on: bool, days: int, where: str | int, people: int) -> None:
        """Somewhere in a session, so that short examples see its later stages too."""
        chosen = PRACTICES[practice]
        self.walk = Walk(pace, people, kinds=KINDS, practice=chosen, moves_on=moves_on, retention_days=days)
        self.walk.to(chosen.stages[where].key if isinstance(where, int) else where)
        self.witness = Witness(self.walk)
        self.take_ticks()

    @property
    def session(self) -> Session:
        return self.walk.session

    def step(self, chance: Random) -> None:
        chance.choices(list(self.STEPS), list(self.STEPS.values()))[0](self, chance)

    def do(self, command: c.Command) -> None:
        """Try it. What is refused changes nothing."""
        before, count = self.session, len(self.walk.records)
        try:
            events = self.walk.do(command)
            assert [record.event for record in self.walk.records[count:]] == list(events)
        except Refused:
            assert self.session is before
        self.take_ticks()

    def take_ticks(self) -> None:
        """Take every deadline that is due, as the runtime does after each batch."""
        for _ in range(MOST_TICKS):
            due = next_deadline(self.session)
            if due is None or due > self.walk.now:
                return
            self.walk.tick()
        raise AssertionError("the ticks do not come to an end")

    def anybody(self, chance: Random) -> None:
        self.do(by_anybody(self.session, chance))

    def facilitator(self, chance: Random) -> None:
        self.do(by_the_facilitator(self.session, chance))

    def somebody_says(self, chance: Random) -> None:
        self.do(said(self.session, chance))

    def runtime(self, chance: Random) -> None:
        self.do(by_the_runtime(self.session, chance))

    def somebody_is_away(self, chance: Random) -> None:
        until = chance.choice([None, self.walk.now + timedelta(hours=chance.randint(0, 40))])
        self.do(c.Away(person(self.session, chance), until))

    def a_question_is_answered(self, chance: Random) -> None:
        yes = chance.random() < 0.8
        for question in chance.sample(sorted(self.session.questions), min(1, len(self.session.questions))):
            self.everybody_says(yes, question)

    def everybody_says(self, yes: bool, question: str) -> None:
        for by in sorted(self.session.questions[question].voters):
            self.do(c.Answer(by, yes, question))

    def everybody_gives_something(self, chance: Random) -> None:
        kind = chance.choice(["strength", "idea", "parked", "feeling"])
        for number in self.session.people:
            self.do(c.Give(number, kind, TEXT))

    def the_facts_are_confirmed(self, chance: Random) -> None:
        self.do(c.Understood(self.session.facilitator or 0, TEXT))
        self.do(c.Confirm(self.session.presenter or 0))

    def another_round(self, chance: Random) -> None:
        self.do(c.Again(person(self.session, chance)))
        for _ in range(2):  # that there is another, and its roles
            for question in list(self.session.questions):
                if question in self.session.questions:
                    self.everybody_says(True, question)
        self.do(c.Describe(self.session.presenter or 0, Reason.NEEDS, pace(chance), TEXT))
        self.do(c.Start(self.session.facilitator or 0))

    def the_place_is_lost_and_found(self, chance: Random) -> None:
        self.do(c.MarkPlaceGone())
        self.do(c.MarkPlaceReady(None))
        self.do(c.Resume(self.session.facilitator or 0))

    def time_passes(self, chance: Random) -> None:
        """Mostly not for long: there is little to see in a session that nobody comes back to."""
        minutes = chance.choice([1, 2, 3, 5, 9, 10, 11, 60])
        days = chance.choice([*20 * [0], 1, 1, 1, 8, 31])
        self.walk.wait(timedelta(days=days, minutes=minutes))
        self.take_ticks()

    def a_deadline_comes(self, chance: Random) -> None:
        if next_deadline(self.session) is not None:
            self.walk.tick()
            self.take_ticks()

    STEPS: ClassVar[Mapping[Callable[["Company", Random], None], int]] = {
        anybody: 8,
        facilitator: 6,
        somebody_says: 5,
        runtime: 1,
        somebody_is_away: 1,
        a_question_is_answered: 5,
        everybody_gives_something: 1,
        the_facts_are_confirmed: 2,
        another_round: 1,
        the_place_is_lost_and_found: 1,
        time_passes: 1,
        a_deadline_comes: 2,
    }
