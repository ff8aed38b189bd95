"""Folding: the state after an event. Total, pure, without a clock; it computes no time and never refuses.

One small function an event, by subject in `folds`, in a table that a test keeps complete.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from space_to_think.session import events as e
from space_to_think.session.folds import giving, keeping, moves, people, questions, stages
from space_to_think.session.folds.common import without
from space_to_think.session.state import Session, Why
from space_to_think.session.values import replace

Fold = Callable[[Session, Any, datetime], Session]


def evolve(session: Session | None, record: e.Record) -> Session:
    """The session after this record. The first one of a history is always Requested."""
    event = record.event
    if isinstance(event, e.Requested):
        return people.requested(record, event)
    assert session is not None, "a history begins with Requested"
    session = FOLDS[type(event)](session, event, record.at)
    if by_the_clock(event):
        return replace(session, version=record.version)
    due = session.deadlines
    kept = without(due, "silence-erase") if "silence-erase" in due else due
    return replace(session, version=record.version, last_step=record.at, deadlines=kept)


def by_the_clock(event: e.Event) -> bool:
    """Whether nobody did this, so that it does not count as a step."""
    match event:
        case e.SuccessorWanted(why=Why.SILENT) | e.Paused(why=Why.TIME):
            return True
        case _:
            return type(event) in e.BY_THE_CLOCK


def fold(records: Iterable[e.Record]) -> Session:
    """The session that a whole history leads to."""
    session: Session | None = None
    for record in records:
        session = evolve(session, record)
    assert session is not None, "a history has at least one record"
    return session


FOLDS: Final[Mapping[type, Fold]] = {
    e.PlaceReady: people.place_ready,
    e.PlaceGone: people.place_gone,
    e.Invited: people.invited,
    e.Declined: people.declined,
    e.AskedToJoin: people.asked_to_join,
    e.Joined: people.joined,
    e.AgencyNamed: people.agency_named,
    e.InviteesReminded: people.invitees_reminded,
    e.FacilitatorMissing: people.facilitator_missing,
    e.StartOverdue: people.start_overdue,
    e.PersonLeft: people.left,
    e.PersonRemoved: people.removed,
    e.PersonAway: people.away,
    e.PersonBack: people.back,
    e.QuestionAsked: questions.question_asked,
    e.Voted: questions.voted,
    e.QuestionClosed: questions.question_closed,
    e.RoleTaken: questions.role_taken,
    e.RoleGivenUp: questions.role_given_up,
    e.SuccessorWanted: questions.successor_wanted,
    e.StageOpened: stages.stage_opened,
    e.StageClosed: stages.stage_closed,
    e.StageDue: stages.stage_due,
    e.FacilitatorReminded: stages.reminded,
    e.SpeakersNudged: stages.nudged,
    e.Spoke: stages.spoke,
    e.SaidDone: stages.said_done,
    e.Passed: stages.passed,
    e.EveryoneDone: stages.everyone_done,
    e.Extended: stages.extended,
    e.Paused: moves.paused,
    e.Resumed: moves.resumed,
    e.Ended: moves.ended,
    e.EndSettled: moves.end_settled,
    e.Cancelled: moves.cancelled,
    e.MoveUndone: moves.move_undone,
    e.RoundBegan: moves.round_began,
    e.RoundDescribed: moves.round_described,
    e.FurtherWished: moves.further_wished,
    e.FactsUnderstood: giving.understood,
    e.FactsCorrected: giving.corrected,
    e.FactsConfirmed: giving.confirmed,
    e.Given: giving.given,
    e.GivenUnnamed: giving.given_unnamed,
    e.Changed: giving.changed,
    e.Withdrawn: giving.withdrawn,
    e.HeldBack: giving.held_back,
    e.Revealed: giving.revealed,
    e.ConcernFlagged: keeping.unchanged,
    e.PauseSuggested: keeping.unchanged,
    e.ProceduresShown: keeping.unchanged,
    e.Remembered: keeping.remembered,
    e.WakeSet: keeping.wake_set,
    e.Woken: keeping.woken,
    e.Tallied: keeping.tallied,
    e.ErasureWarned: keeping.erasure_warned,
    e.Erased: keeping.erased,
}
