"""Folds of the stages and of what people say in them."""

from datetime import datetime

from space_to_think.session import events as e
from space_to_think.session.folds.common import MOVED, deadline, everybody, open_stage, person, put, without
from space_to_think.session.state import (
    Keep,
    LastMove,
    Manner,
    Move,
    OpenStage,
    Phase,
    Said,
    Session,
    Turns,
)
from space_to_think.session.values import replace


def stage_opened(session: Session, event: e.StageOpened, at: datetime) -> Session:
    stage = OpenStage(
        event.stage, event.number, at, event.minimum, event.maximum, event.due, unnamed=frozenset(event.unnamed)
    )
    due = {**without(session.deadlines, *MOVED, "start", "cancel", "facilitate"), "stage": event.due}
    if event.nudge is not None:
        due["nudge"] = event.nudge
    last = last_move(session, event, at)
    session = fresh_turn(replace(session, phase=Phase.OPEN, stage=stage, deadlines=due, last_move=last))
    session = replace(session, paused_why=None, anew=False)
    if event.move is Move.START:
        return replace(session, understood=None, confirmed=None)
    return session


def last_move(session: Session, event: e.StageOpened, at: datetime) -> LastMove | None:
    """What the facilitator can undo: not that the first stage opens anew for another presenter."""
    if event.move is Move.START:
        return LastMove(event.move, at, session.phase, None) if session.phase is Phase.GATHERING else None
    assert session.last_move is not None, "the stage before has just been closed"
    return replace(session.last_move, move=event.move, at=at)


def fresh_turn(session: Session) -> Session:
    """What people said of the stage before no longer counts."""
    return everybody(session, said=None, answered=frozenset())


def stage_closed(session: Session, event: e.StageClosed, at: datetime) -> Session:
    held = replace(open_stage(session), left=event.left)
    kept = {i: c for i, c in session.contributions.items() if c.keep is not Keep.STAGE or c.stage != event.stage}
    said = {n: p.said for n, p in session.people.items() if p.said is not None}
    answered = {n: p.answered for n, p in session.people.items() if p.answered}
    return replace(
        session,
        stage=replace(held, due=None),
        contributions=kept,
        last_move=LastMove(Move.NEXT, at, session.phase, held, said=said, answered=answered),
        deadlines=without(session.deadlines, *MOVED),
    )


# ---- its time


def stage_due(session: Session, event: e.StageDue, at: datetime) -> Session:
    session = replace(session, stage=replace(open_stage(session), asked=True))
    return deadline(deadline(session, "stage", None), "remind", event.remind)


def reminded(session: Session, event: e.FacilitatorReminded, at: datetime) -> Session:
    session = replace(session, stage=replace(open_stage(session), reminded=True))
    return deadline(deadline(session, "remind", None), "successor", event.successor_at)


def nudged(session: Session, event: e.SpeakersNudged, at: datetime) -> Session:
    session = replace(session, stage=replace(open_stage(session), nudged=True))
    return deadline(session, "nudge", None)


def extended(session: Session, event: e.Extended, at: datetime) -> Session:
    last = LastMove(Move.EXTEND, at, session.phase, replace(open_stage(session), left=event.left))
    stage = replace(open_stage(session), due=event.due, asked=False, reminded=False, silent=False)
    due = {**without(session.deadlines, "remind", "successor"), "stage": event.due}
    return replace(session, stage=stage, deadlines=due, last_move=last)


# ---- turns


def spoke(session: Session, event: e.Spoke, at: datetime) -> Session:
    who = session.people[event.person]
    turns = who.turns.get(event.stage, Turns())
    turns = replace(turns, **{event.manner.value: getattr(turns, event.manner.value) + 1})
    session = person(session, event.person, turns=put(who.turns, event.stage, turns), said=None)
    return heard(session) if event.manner is Manner.IN_TURN else session


def heard(session: Session) -> Session:
    """Somebody whose turn it is has said something."""
    stage = open_stage(session)
    return session if stage.spoken else replace(session, stage=replace(stage, spoken=True))


def said_done(session: Session, event: e.SaidDone, at: datetime) -> Session:
    return person(session, event.person, said=Said.DONE)


def passed(session: Session, event: e.Passed, at: datetime) -> Session:
    return person(session, event.person, said=Said.PASS)


def everyone_done(session: Session, event: e.EveryoneDone, at: datetime) -> Session:
    return replace(session, stage=replace(open_stage(session), rest_told=True))
