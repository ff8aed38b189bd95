"""Whether a step has left the cards as they are: most messages only count, and a card for nobody need not be made."""

from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Final

from space_to_think.session.stages import UNDO_FOR
from space_to_think.session.state import Participant, Session

# What no card shows, neither ours nor a plugin's part: how far the history is, when the last step was, and how often
# somebody has spoken. That they have at all may be shown.
UNSEEN: Final = frozenset({"version", "last_step", "people"})
_seen: Final = attrgetter(*(field.name for field in fields(Session) if field.name not in UNSEEN))
_seen_of: Final = attrgetter(*(field.name for field in fields(Participant) if field.name != "turns"))


def alike(before: Session, after: Session, now: datetime) -> bool:
    """Whether the cards of both states are the same, `after` being as it is now."""
    return _seen(before) == _seen(after) and _same_people(before, after) and not _time_has_changed(before, now)


def _same_people(before: Session, after: Session) -> bool:
    if before.people is after.people:
        return True
    both = [(before.people.get(n), person) for n, person in after.people.items()]
    return before.people.keys() == after.people.keys() and all(was is now or _alike(was, now) for was, now in both)


def _alike(was: Participant | None, now: Participant) -> bool:
    return was is not None and _seen_of(was) == _seen_of(now) and was.turns.keys() == now.turns.keys()


def _time_has_changed(before: Session, now: datetime) -> bool:
    """Whether something has become too late since the last step: a stage's time is over, a move stands."""
    due = None if before.stage is None else before.stage.due
    stands = None if before.last_move is None else before.last_move.at + UNDO_FOR
    return any(at is not None and before.last_step < at <= now for at in (due, stands))
