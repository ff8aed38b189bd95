"""What must hold in every session at every step, whatever people do."""

import json
from dataclasses import replace
from datetime import timedelta

from space_to_think.session import events as e
from space_to_think.session.asking import settled
from space_to_think.session.codec import dump_event, dump_snapshot, load_event, load_snapshot
from space_to_think.session.deadlines import deadlines, next_deadline
from space_to_think.session.events import Record
from space_to_think.session.evolve import evolve, fold
from space_to_think.session.stages import left
from space_to_think.session.state import Audience, Keep, Move, Phase, QuestionKind, Reveal, Session, Standing
from space_to_think.testing.sessions import Walk
from space_to_think.wording.reader import Spoken
from space_to_think.wording.sight import may_see
from tests.wording.readers import make_reader

# What people type: a word that would be found wherever it went.
TYPED = "Ünmistakable"


class Witness:
    """Looks at every record once, writes it down and reads it again, and at every state."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.written: list[str] = []
        self.folded: Session | None = None

    def look(self) -> None:
        for record in self.walk.records[len(self.written) :]:
            self._look_at(record)
        session = self.walk.session
        roles_are_one_person_each(session)
        the_phase_and_the_stage_fit(session)
        questions_can_be_answered_and_are_settled_in_time(session)
        deadlines_are_in_the_future(self.walk)
        what_outlives_erasing_has_a_date(session)
        assert self.folded == session, "folding the events gives the state"
        snapshot = dump_snapshot(session)
        assert load_snapshot(snapshot, session.charter) == session
        everything = "\n".join([*self.written, snapshot.decode()])
        assert TYPED not in everything, "no text that people typed stands in an event or in the state"
        nobody_knows_whose_it_was(self.walk, everything)
        nobody_else_sees_it(session)

    def _look_at(self, record: Record) -> None:
        name, version, fields = dump_event(record.event)
        said = {key: value for key, value in fields.items() if key != "charter"}  # the practice's own words
        self.written.append(json.dumps(said, ensure_ascii=False))
        read = load_event(name, version, json.loads(json.dumps(fields)))
        assert read == record.event
        before, self.folded = self.folded, evolve(self.folded, replace(record, event=read))
        if before is not None:
            stages_only_along_the_table(before, record.event, self.folded)
            paused_time_does_not_count(before, record, self.folded)
            nothing_is_shown_before_its_time(before, record.event, self.folded)
        if isinstance(record.event, e.Revealed):
            assert record.event.count >= self.walk.kinds[record.event.kind].shown_from

    def look_back(self) -> None:
        """At the end, at the whole history."""
        records = self.walk.records
        assert [record.version for record in records] == list(range(1, len(records) + 1))
        assert fold(records) == self.walk.session


# ---- from one state to the next


def stages_only_along_the_table(before: Session, event: e.Event, after: Session) -> None:
    was, now = (session.stage.number if session.stage else 0 for session in (before, after))
    match event:
        case e.StageOpened(move=Move.START):
            assert now == 1
            assert before.phase in (Phase.GATHERING, Phase.PAUSED)
        case e.StageOpened(move=Move.NEXT) | e.MoveUndone(move=Move.BACK):
            assert now == was + 1
        case e.StageOpened(move=Move.BACK) | e.MoveUndone(move=Move.NEXT):
            assert now == was - 1
        case e.MoveUndone(move=Move.START) | e.EndSettled() | e.RoundBegan():
            assert now == 0
        case _:
            assert now == was
    if isinstance(event, e.RoundBegan):
        assert after.round == before.round + 1
    else:
        assert after.round == before.round
    assert after.stage is None or after.stage.key == after.charter.practice.stages[now - 1].key


def paused_time_does_not_count(before: Session, record: Record, after: Session) -> None:
    """Nor does the time until a move is undone."""
    if isinstance(record.event, e.Resumed):
        assert before.stage is not None
        assert left(after, record.at) == before.stage.left
    elif isinstance(record.event, e.MoveUndone) and record.event.move is not Move.START:
        assert before.last_move is not None
        assert before.last_move.stage is not None
        assert left(after, record.at) == before.last_move.stage.left


def nothing_is_shown_before_its_time(before: Session, event: e.Event, after: Session) -> None:
    for id, con in after.contributions.items():
        if con.revealed and not (id in before.contributions and before.contributions[id].revealed):
            assert con.reveal is Reveal.AT_ONCE or (isinstance(event, e.Revealed) and event.kind == con.kind)
    if after.shown - before.shown:
        assert isinstance(event, e.Revealed)


# ---- in every state


def roles_are_one_person_each(session: Session) -> None:
    """One facilitator and one presenter while a stage is open, at most one of each otherwise, never the same person."""
    facilitator, presenter = session.facilitator, session.presenter
    assert facilitator is None or facilitator != presenter
    assert facilitator is None or session.people[facilitator].standing is Standing.AGREED
    if session.phase is Phase.OPEN:
        assert facilitator is not None
        assert presenter is not None
        assert session.people[presenter].standing is Standing.AGREED
        assert session.place_ready
        assert not session.anew


def the_phase_and_the_stage_fit(session: Session) -> None:
    stage = session.stage
    if session.phase is Phase.OPEN:
        assert stage is not None
        assert stage.due is not None
        assert stage.left is None
    elif session.phase is Phase.PAUSED:
        assert stage is not None
        assert stage.due is None
        assert stage.left is not None
    elif session.phase is Phase.GATHERING:
        assert stage is None
    if session.phase is not Phase.OPEN:
        assert not {"stage", "remind", "successor", "nudge"} & session.deadlines.keys()
    if session.phase is not Phase.ENDED:
        assert (session.paused_why is not None) is (session.phase is Phase.PAUSED)


def questions_can_be_answered_and_are_settled_in_time(session: Session) -> None:
    for id, question in session.questions.items():
        assert settled(question) is None
        assert session.erased or question.until == session.deadlines[f"question:{id}"]
        assert question.yes | question.no <= question.voters
        if question.kind in (QuestionKind.NEXT, QuestionKind.END, QuestionKind.LATE):
            assert question.voters == frozenset({session.facilitator})
        if question.kind is QuestionKind.NEXT:
            assert session.phase is Phase.OPEN
        if question.kind is QuestionKind.AGAIN:
            assert session.phase is Phase.ENDED
    waiting = {n for n, p in session.people.items() if p.standing is Standing.ASKING}
    asked = {q.about for q in session.questions.values() if q.kind is QuestionKind.LATE}
    assert asked == (waiting if session.facilitator is not None and not session.erased else set())


def deadlines_are_in_the_future(walk: Walk) -> None:
    waited = deadlines(walk.session)
    assert all(at > walk.now for at in waited.values())
    # Whatever is not erased will be: nothing is kept for ever.
    gone = walk.session.erased and not walk.session.contributions
    assert bool(waited) is not gone
    assert (next_deadline(walk.session) is None) is gone


def what_outlives_erasing_has_a_date(session: Session) -> None:
    """And is for its author alone, until a week after that date."""
    for one in session.contributions.values() if session.erased else ():
        assert one.keep is Keep.DATED
        assert one.audience is Audience.AUTHOR
        assert one.due is not None
        assert session.deadlines["erase"] <= one.due + timedelta(days=7)


def nobody_else_sees_it(session: Session) -> None:
    """A parked thought, or a note, is for its author alone; what is revealed later, too, until it is."""
    readers = [make_reader(number, session) for number in (None, *range(1, 9))]
    for id, con in session.contributions.items():
        seen = {reader.number for reader in readers if may_see(Spoken(id, con.by, ""), reader)}
        assert con.by in seen
        if con.audience is Audience.AUTHOR or (con.reveal is not Reveal.AT_ONCE and not con.revealed):
            assert seen == {con.by}
        others = [number for number in seen if number not in (None, con.by)]
        assert all(session.people[number].standing is Standing.AGREED for number in others)


def nobody_knows_whose_it_was(walk: Walk, everything: str) -> None:
    hidden = [content for content in walk.contents if content.by is None]
    assert not any(f'"{content.id}"' in everything for content in hidden)
    assert len(hidden) == len(walk.all(e.GivenUnnamed))
