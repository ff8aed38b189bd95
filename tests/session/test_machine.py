"""Whole sessions at random: whoever does whatever in whatever order, and what must hold after every step."""

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from space_to_think.practice.load import load_practice, shipped
from space_to_think.practice.model import Practice, Role
from space_to_think.practice.pace import Pace, parse_pace, spare
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.asking import settled
from space_to_think.session.codec import dump_event, dump_snapshot, load_event, load_snapshot
from space_to_think.session.deadlines import deadlines, next_deadline
from space_to_think.session.evolve import fold
from space_to_think.session.stages import left
from space_to_think.session.state import Concern, Fact, Move, Phase, QuestionKind, Reason, Session, Standing
from space_to_think.testing.sessions import UNNAMED, Refused, Walk
from tests.session.practices import PEER_LEARNING

# What people type: a word that would be found wherever it went.
TYPED = "Ünmistakable"
TEXT = f"{TYPED} words"
MOST_TICKS = 50
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
            *(c.Next(by), c.Next(by), c.Resume(by), c.End(by)),
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
        c.Give(by, chance.choice(list(UNNAMED)), TEXT, chance.choice([None, None, "priority"])),
        c.Give(by, "strength", TEXT),
        c.Give(by, "action", TEXT, due=session.last_step + timedelta(days=9)),
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


class Sessions(RuleBasedStateMachine):
    """A session of up to eight people. What is refused changes nothing; everything else is checked."""

    walk: Walk
    checked: int  # so many records have been looked at

    @initialize(
        practice=st.sampled_from(["space-to-think", "space-to-think", "peer-learning"]),
        pace=st.sampled_from(PACES),
        moves_on=st.booleans(),
        days=st.sampled_from([0, 28, 28]),
        where=st.sampled_from(["requested", "gathering", "ended", *range(6)]),
        people=st.integers(3, 7),
    )
    def begin(self, practice: str, pace: str, moves_on: bool, days: int, where: str | int, people: int) -> None:
        """Somewhere in a session, so that short examples see its later stages too."""
        chosen = PRACTICES[practice]
        self.walk = Walk(pace, people, kinds=UNNAMED, practice=chosen, moves_on=moves_on, retention_days=days)
        self.walk.to(chosen.stages[where].key if isinstance(where, int) else where)
        self.checked = 0
        self.take_ticks()

    @property
    def session(self) -> Session:
        return self.walk.session

    def do(self, command: c.Command) -> None:
        before, count = self.session, len(self.walk.records)
        try:
            events = self.walk.do(command)
            assert [record.event for record in self.walk.records[count:]] == list(events)
        except Refused:
            assert self.session is before
        self.take_ticks()

    def take_ticks(self) -> None:
        for _ in range(MOST_TICKS):
            due = next_deadline(self.session)
            if due is None or due > self.walk.now:
                return
            self.walk.tick()
        raise AssertionError("the ticks do not come to an end")

    @rule(chance=st.randoms(use_true_random=True))
    def step(self, chance: Random) -> None:
        """Chance, and not Hypothesis, chooses what is done: it sees more of what seldom happens."""
        chance.choices(list(self.STEPS), list(self.STEPS.values()))[0](self, chance)

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
        kind = chance.choice(["strength", "idea", "parked"])
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

    STEPS: ClassVar[dict[Callable[["Sessions", Random], None], int]] = {
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

    # ---- what must hold

    @invariant()
    def roles_are_one_person_each(self) -> None:
        session = self.session
        assert session.facilitator is None or session.facilitator != session.presenter
        if session.phase is Phase.OPEN:
            for number in (session.facilitator, session.presenter):
                assert number is not None
                assert session.people[number].standing is Standing.AGREED
            assert session.place_ready
            assert session.stage is not None
            assert session.paused_why is None
            assert not session.anew
        if session.facilitator is not None:
            assert session.people[session.facilitator].standing is Standing.AGREED

    @invariant()
    def the_phase_and_the_stage_fit(self) -> None:
        session = self.session
        assert (session.phase is Phase.PAUSED) is (session.paused_why is not None) or session.phase is Phase.ENDED
        if session.phase is Phase.GATHERING:
            assert session.stage is None
        if session.phase is Phase.PAUSED:
            assert session.stage is not None
            assert session.stage.due is None
            assert session.stage.left is not None
        for name in ("stage", "remind", "successor", "nudge"):
            assert session.phase is Phase.OPEN or name not in session.deadlines
        assert (session.stage is None) or session.stage.key == session.plan[session.stage.number - 1].stage

    @invariant()
    def stages_only_along_the_table(self) -> None:
        number, phase_of_round = 0, 1
        for event in self.walk.events:
            match event:
                case e.RoundBegan(round=round):
                    assert round == phase_of_round + 1
                    number, phase_of_round = 0, round
                case e.StageClosed(number=closed):
                    assert closed == number
                case e.StageOpened(number=opened, move=move):
                    expected = {Move.START: 1, Move.NEXT: number + 1, Move.BACK: number - 1}[move]
                    assert opened == expected
                    assert event.round == phase_of_round
                    number, came_from = opened, number
                case e.MoveUndone(move=Move.NEXT | Move.BACK):
                    number = came_from
                case e.MoveUndone(move=Move.START):
                    number = 0
                case _:
                    pass
        if self.session.stage is not None:
            assert self.session.stage.number == number

    @invariant()
    def paused_time_does_not_count(self) -> None:
        session, at, due = self.session, None, None
        for record in self.walk.records[self.checked :]:
            if isinstance(record.event, e.Paused):
                self.held = record.event.left
            elif isinstance(record.event, e.Resumed):
                at, due = record.at, record.event.due
                assert spare(at, due, session.pace, session.charter.calendar) == self.held
        if session.phase is Phase.PAUSED:
            self.held = left(session, self.walk.now)

    @invariant()
    def questions_can_be_answered_and_are_settled_in_time(self) -> None:
        session = self.session
        assert session.erased is False or session.questions == {}
        for id, question in session.questions.items():
            assert settled(question) is None
            assert question.until == session.deadlines[f"question:{id}"]
            assert question.yes | question.no <= question.voters
            if question.kind in (QuestionKind.NEXT, QuestionKind.END, QuestionKind.LATE):
                assert question.voters == frozenset({session.facilitator})
            if question.kind is QuestionKind.NEXT:
                assert session.phase is Phase.OPEN
            if question.kind is QuestionKind.AGAIN:
                assert session.phase is Phase.ENDED
        waiting = {n for n, p in session.people.items() if p.standing is Standing.ASKING}
        asked = {q.about for q in session.questions.values() if q.kind is QuestionKind.LATE}
        assert asked == waiting or (session.facilitator is None and not asked) or session.erased

    @invariant()
    def deadlines_are_in_the_future(self) -> None:
        assert all(at > self.walk.now for at in deadlines(self.session).values())
        assert not (self.session.erased and self.session.deadlines)
        if not self.session.erased:
            assert next_deadline(self.session) is not None  # nothing is kept for ever

    @invariant()
    def nobody_knows_whose_it_was(self) -> None:
        hidden = [content for content in self.walk.contents if content.by is None]
        said = self.what_was_written()
        for content in hidden:
            assert f'"{content.id}"' not in said
        given = sum(isinstance(event, e.GivenUnnamed) for event in self.walk.events)
        assert len(hidden) == given

    @invariant()
    def no_text_that_people_typed_stands_in_an_event_or_in_the_state(self) -> None:
        assert TYPED not in self.what_was_written()

    def what_was_written(self) -> str:
        events = (json.dumps(dump_event(record.event)[2], ensure_ascii=False) for record in self.walk.records[1:])
        return "\n".join([*events, dump_snapshot(self.session).decode()])

    @invariant()
    def folding_the_events_gives_the_state(self) -> None:
        records = self.walk.records
        assert [record.version for record in records] == list(range(1, len(records) + 1))
        assert fold(records) == self.session
        for record in records[self.checked :]:
            name, version, fields = dump_event(record.event)
            assert load_event(name, version, json.loads(json.dumps(fields))) == record.event
        assert load_snapshot(dump_snapshot(self.session), self.session.charter) == self.session
        self.checked = len(records)


TestSessions = Sessions.TestCase
