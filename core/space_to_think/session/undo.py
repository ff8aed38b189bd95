"""Undoing the last move: one table of inverses.

What was given stays given and what was revealed stays revealed; messages are not unsent. The stage gets back the time
it had left. Undoing is an event of its own and is not undone.
"""

from collections.abc import Mapping
from typing import Final

from space_to_think.session.commands import Undo
from space_to_think.session.context import Context, Decision, no
from space_to_think.session.events import MoveUndone
from space_to_think.session.gathering import START_WITHIN_DAYS
from space_to_think.session.stages import UNDO_FOR, due_after
from space_to_think.session.state import LastMove, Move, Phase, Session

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


def undo(session: Session, command: Undo, context: Context) -> Decision:
    last = session.last_move
    if last is None:
        return no("undo-nothing")
    if context.now - last.at >= UNDO_FOR:
        return no("undo-late", minutes=int(UNDO_FOR.total_seconds() // 60))
    return (undone(session, last, INVERSE[last.move] or last.phase, context),)


def undone(session: Session, last: LastMove, phase: Phase, context: Context) -> MoveUndone:
    calendar = session.charter.calendar
    if phase is Phase.GATHERING or last.stage is None:
        start_by = calendar.add(context.now, START_WITHIN_DAYS * calendar.day_length())
        return MoveUndone(last.move, None, start_by=start_by)
    assert last.stage.left is not None
    if phase is Phase.PAUSED:
        return MoveUndone(last.move, None, left=last.stage.left)
    return MoveUndone(last.move, due_after(session, last.stage.left, context.now))
