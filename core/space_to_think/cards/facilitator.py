"""The facilitator's own card, in the direct chat: how the group is doing, and the moves that are possible now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from space_to_think.cards.group import what_is_missing
from space_to_think.cards.parts import (
    CONCERN,
    button,
    present,
    stage_line,
    time_line,
    under_way,
    unlike,
    whos,
)
from space_to_think.hooks import CardPart
from space_to_think.messages import Button, Card, Line, Text, Who
from space_to_think.practice.model import Closing, Role
from space_to_think.session import commands as c
from space_to_think.session.gathering import newcomers_welcome
from space_to_think.session.leaving import FEWEST
from space_to_think.session.stages import UNDO_FOR, of_practice, token
from space_to_think.session.state import Phase, Session
from space_to_think.session.tables import may

Condition = Callable[[Session, datetime], bool]


def facilitator_card(session: Session, parts: Sequence[CardPart], now: datetime) -> Card | None:
    """The card for whoever facilitates; None while nobody does, and once there is nothing left to guide."""
    if present(session, Role.FACILITATOR) is None or session.erased or session.phase is Phase.CANCELLED:
        return None
    lines = (*_lines(session, now), *(line for part in parts for line in part.facilitator_lines))
    more = (b for part in parts for b in part.facilitator_buttons)
    return Card(lines, unlike((*moves(session, now), *more, CONCERN)))


def no_longer(session: Session) -> Card:
    """What takes that card's place with whoever guided before: no move of theirs is left there to press."""
    over = "cancelled" if session.phase is Phase.CANCELLED else "passed"
    return Card((Text("guide-head", {"reference": session.reference, "phase": over}),), (CONCERN,))


def _lines(session: Session, now: datetime) -> Iterator[Line]:
    yield Text("guide-head", {"reference": session.reference, "phase": session.phase.value})
    if session.phase is Phase.GATHERING:
        yield Text("guide-ready") if _can_start(session, now) else what_is_missing(session)
    if under_way(session):
        yield stage_line(session)
    if session.phase is Phase.OPEN:
        yield from time_line(session, now)
        yield from _turns(session)


def _turns(session: Session) -> Iterator[Line]:
    """Who has finished and who has not. The facilitator is not waited for, and in a check of facts nobody is."""
    if of_practice(session).closes is Closing.CONFIRM:
        yield _facts(session)
        return
    others = [person for person in session.speakers() if person.number != session.facilitator]
    done = [person for person in others if person.said is not None]
    waiting = [person for person in others if person.said is None and not person.away]
    if done:
        yield Text("guide-done", {"people": whos(done), "count": len(done)})
    if waiting:
        yield Text("guide-waiting", {"people": whos(waiting), "count": len(waiting)})


def _facts(session: Session) -> Text:
    """Whose step is next in a check of facts."""
    presenter = present(session, Role.PRESENTER)
    if presenter is not None and session.understood is not None:
        return Text("guide-facts-asked", {"who": Who(presenter)})
    if presenter is not None and session.confirmed is not None:
        return Text("guide-facts-confirmed", {"who": Who(presenter)})
    return Text("guide-facts")


def moves(session: Session, now: datetime) -> tuple[Button, ...]:
    """The moves that the table allows and that would not come to nothing."""
    fit = (
        words
        for words, (command, condition) in MOVES.items()
        if may(session, session.facilitator, command) and condition(session, now)
    )
    seen = token(session)
    return tuple(button(words, seen=seen) for words in fit)


def _always(session: Session, now: datetime) -> bool:
    return True


def _can_start(session: Session, now: datetime) -> bool:
    enough = len(session.taking_part()) >= FEWEST and present(session, Role.PRESENTER) is not None
    return enough and session.described and session.place_ready


def _checks_facts(session: Session, now: datetime) -> bool:
    return of_practice(session).closes is Closing.CONFIRM and session.confirmed is None


def _has_next(session: Session, now: datetime) -> bool:
    return session.stage is not None and session.stage.number < len(session.plan)


def _has_back(session: Session, now: datetime) -> bool:
    return session.stage is not None and session.stage.number > 1


def _can_resume(session: Session, now: datetime) -> bool:
    return present(session, Role.PRESENTER) is not None and session.place_ready


def _can_undo(session: Session, now: datetime) -> bool:
    return session.last_move is not None and now - session.last_move.at < UNDO_FOR


def _can_invite(session: Session, now: datetime) -> bool:
    return newcomers_welcome(session)


# In the order in which they stand on the card.
MOVES: Final[Mapping[str, tuple[type[c.Command], Condition]]] = {
    "start": (c.Start, _can_start),
    "understood": (c.Understood, _checks_facts),
    "resume": (c.Resume, _can_resume),
    "next": (c.Next, _has_next),
    "extend": (c.Extend, _always),
    "pause": (c.Pause, _always),
    "back": (c.Back, _has_back),
    "undo": (c.Undo, _can_undo),
    "invite": (c.Invite, _can_invite),
    "end": (c.End, _always),
}
