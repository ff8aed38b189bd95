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
    if before.people.keys() != after.people.keys():
        return False
    changed = [(before.people[n], person) for n, person in after.people.items() if person is not before.people[n]]
    return all(_seen_of(was) == _seen_of(person) and was.turns.keys() == person.turns.keys() for was, person in changed)


def _time_has_changed(before: Session, now: datetime) -> bool:
    """Whether something has become too late since the last step: a stage's time is over, a move stands."""
    due = None if before.stage is None else before.stage.due
    stands = None if before.last_move is None else before.last_move.at + UNDO_FOR
    return any(at is not None and before.last_step < at <= now for at in (due, stands))
