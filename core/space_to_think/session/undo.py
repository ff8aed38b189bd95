"""Undoing the last move: one table of inverses.

What was given stays given and what was revealed stays revealed; messages are not unsent. The stage gets back the time
it had left. Undoing is an event of its own and is not undone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from space_to_think.session import asking
from space_to_think.session.commands import Undo
from space_to_think.session.context import Context, Decision, no
from space_to_think.session.events import Event, Joined, MoveUndone
from space_to_think.session.folds.moves import stage_of
from space_to_think.session.gathering import start_by
from space_to_think.session.stages import UNDO_FOR, due_after, nudge_at
from space_to_think.session.state import LastMove, Move, Phase, QuestionKind, Session, Standing
from space_to_think.session.timing import unready

# Where each move's inverse leads. None: to the phase that it was made from.
INVERSE: Final[Mapping[Move, Phase | None]] = {
    Move.START: Phase.GATHERING,
    Move.NEXT: Phase.OPEN,
    Move.BACK: Phase.OPEN,
    Move.EXTEND: Phase.OPEN,
    Move.PAUSE: Phase.OPEN,
    Move.RESUME: Phase.PAUSED,
    Move.END: None,
}


# What was asked in a stage that is not open any more.
OVERTAKEN: Final = (QuestionKind.NEXT, QuestionKind.END, QuestionKind.AGAIN)


def undo(session: Session, command: Undo, context: Context) -> Decision:
    """Undo the last move, if it is young enough and what it leads back to can go on."""
    last = session.last_move
    if last is None:
        return no("undo-nothing")
    if context.now - last.at >= UNDO_FOR:
        return no("undo-late", minutes=int(UNDO_FOR.total_seconds() // 60))
    phase = INVERSE[last.move] or last.phase
    if phase is Phase.GATHERING:
        return ungathered(session, last, context)
    refused = unready(session) if phase is Phase.OPEN else None
    if refused is not None:
        return refused
    return (*asking.drop(session, *OVERTAKEN), undone(session, last, phase, context.now))


def ungathered(session: Session, last: LastMove, context: Context) -> tuple[Event, ...]:
    """Back to gathering, where nobody has to be let in: those who wait are in."""
    waiting = (p for p in session.people.values() if p.standing is Standing.ASKING)
    return (
        *asking.drop(session, *OVERTAKEN, QuestionKind.LATE),
        MoveUndone(last.move, None, start_by=start_by(session.charter.calendar, context.now)),
        *(Joined(person.number, person.agency, late=False) for person in waiting),
    )


def undone(session: Session, last: LastMove, phase: Phase, now: datetime) -> MoveUndone:
    assert last.stage is not None, "only a start opened a stage without closing or holding one"
    assert last.stage.left is not None
    left = last.stage.left
    if phase is Phase.PAUSED:
        return MoveUndone(last.move, None, left=left)
    nudge = None if stage_of(session, last).nudged else nudge_at(session, left, now)
    return MoveUndone(last.move, due_after(session, left, now), nudge=nudge)
