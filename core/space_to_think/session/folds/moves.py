"""Folds of pausing, ending, undoing, and of what comes after the end."""

from datetime import datetime

from space_to_think.session import events as e
from space_to_think.session.folds.common import MOVED, everybody, only, open_stage, person, without
from space_to_think.session.folds.stages import fresh_turn
from space_to_think.session.state import Keep, LastMove, Move, OpenStage, Phase, Session, Standing, Why
from space_to_think.session.values import replace


def paused(session: Session, event: e.Paused, at: datetime) -> Session:
    held = replace(open_stage(session), due=None, left=event.left)
    # Only what the facilitator did is undone; a pause that came about by itself is left with `resume`.
    last = LastMove(Move.PAUSE, at, session.phase, held) if event.why is Why.ASKED else None
    due = without(session.deadlines, *MOVED)
    return replace(session, phase=Phase.PAUSED, stage=held, deadlines=due, last_move=last, paused_why=event.why)


def resumed(session: Session, event: e.Resumed, at: datetime) -> Session:
    last = LastMove(Move.RESUME, at, session.phase, session.stage, session.paused_why)
    return running(replace(session, last_move=last), open_stage(session), event.due, event.nudge)


def running(session: Session, stage: OpenStage, due: datetime, nudge: datetime | None) -> Session:
    """The stage is open and has a time again."""
    stage = replace(stage, due=due, left=None, asked=False, reminded=False, silent=False)
    deadlines = {**without(session.deadlines, *MOVED, "settle", "erase"), "stage": due}
    if nudge is not None:
        deadlines["nudge"] = nudge
    return replace(session, phase=Phase.OPEN, stage=stage, deadlines=deadlines, paused_why=None, ended=None)


# ---- undoing


def move_undone(session: Session, event: e.MoveUndone, at: datetime) -> Session:
    last = session.last_move
    assert last is not None
    session = replace(session, last_move=None)
    if event.due is not None:
        return running(session_of(session, last), stage_of(session, last), event.due, event.nudge)
    if event.left is not None:
        held = replace(open_stage(session), due=None, left=event.left)
        due = without(session.deadlines, *MOVED, "settle", "erase")
        why = last.paused_why
        return replace(session, phase=Phase.PAUSED, stage=held, deadlines=due, paused_why=why, ended=None)
    assert event.start_by is not None
    back_to = {**without(session.deadlines, *MOVED), "start": event.start_by}
    return replace(session, phase=Phase.GATHERING, stage=None, deadlines=back_to)


def stage_of(session: Session, last: LastMove) -> OpenStage:
    """The stage that is open again: the one that was closed, or the one that is open, with all that happened in it."""
    if last.move in (Move.NEXT, Move.BACK):
        assert last.stage is not None
        return last.stage
    return open_stage(session)


def session_of(session: Session, last: LastMove) -> Session:
    """In the stage that is open again people have said what they had said there."""
    if last.move not in (Move.NEXT, Move.BACK):
        return session
    session = fresh_turn(session)
    for number in last.said.keys() | last.answered.keys():
        answered = last.answered.get(number, frozenset())
        session = person(session, number, said=last.said.get(number), answered=answered)
    return session


# ---- the end, and after it


def ended(session: Session, event: e.Ended, at: datetime) -> Session:
    held = replace(open_stage(session), due=None, left=event.left)
    last = LastMove(Move.END, at, session.phase, held, session.paused_why)
    due = only(session.deadlines, "plugin", "back", "invitees")
    due = {**due, "settle": event.settles, "erase": event.erase_at}
    return replace(session, phase=Phase.ENDED, stage=held, ended=at, deadlines=due, last_move=last)


def end_settled(session: Session, event: e.EndSettled, at: datetime) -> Session:
    kept = {i: c for i, c in session.contributions.items() if c.keep not in (Keep.END, Keep.STAGE)}
    due = without(session.deadlines, "settle", "back", "invitees")
    session = replace(session, contributions=kept, deadlines=due, last_move=None, stage=None, paused_why=None)
    return everybody(session, turns={})


def cancelled(session: Session, event: e.Cancelled, at: datetime) -> Session:
    due = only(session.deadlines, "plugin")
    due = {} if event.erase_at is None else {**due, "erase": event.erase_at}
    return replace(session, phase=Phase.CANCELLED, questions={}, deadlines=due, last_move=None)


def round_began(session: Session, event: e.RoundBegan, at: datetime) -> Session:
    session = everybody(fresh_turn(session), turns={}, unnamed=0)
    for number, who in session.people.items():
        if who.standing is Standing.LEFT:  # of the round before; coming back is coming anew
            session = person(session, number, standing=Standing.DECLINED)
    back = {f"back:{n}": p.away_until for n, p in session.people.items() if p.away_until is not None}
    due = {**only(session.deadlines, "plugin"), **back, "start": event.start_by, "facilitate": event.facilitate_by}
    return replace(
        session,
        phase=Phase.GATHERING,
        round=event.round,
        facilitator=None,
        presenter=None,
        leaving=False,
        described=False,
        stage=None,
        title=None,
        understood=None,
        confirmed=None,
        questions={},
        unnamed={},
        further=False,
        ended=None,
        deadlines=due,
    )


def round_described(session: Session, event: e.RoundDescribed, at: datetime) -> Session:
    return replace(session, reason=event.reason, pace=event.pace, plan=event.plan, title=event.title, described=True)


def further_wished(session: Session, event: e.FurtherWished, at: datetime) -> Session:
    return replace(session, further=True)
