"""The living card of the group: where the session stands, the same for everybody. It is edited, not posted again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from space_to_think.cards.parts import (
    CHOICES,
    CONCERN,
    PROPOSALS,
    button,
    over_budget,
    pace,
    present,
    question_text,
    reason,
    speaking,
    stage_buttons,
    stage_line,
    standing,
    time_line,
    title,
    unlike,
    whos,
)
from space_to_think.hooks import CardPart
from space_to_think.messages import Button, Card, Line, OfPractice, Quote, Text, Until, Who
from space_to_think.practice.model import Role
from space_to_think.session.leaving import FEWEST
from space_to_think.session.state import Phase, Session, Standing


def group_card(session: Session, parts: Sequence[CardPart], now: datetime) -> Card:
    """The card for the whole group. `parts` are the plugins', in the order in which they are to stand."""
    lines = (*_head(session), *_LINES[session.phase](session, now), *(line for part in parts for line in part.lines))
    buttons = (*_BUTTONS[session.phase](session), *(b for part in parts for b in part.buttons))
    return Card(lines, unlike(buttons))


def _head(session: Session) -> Iterator[Line]:
    yield Text("card-head", {"reference": session.reference, "round": session.round})
    if session.title is not None and not session.erased:
        yield Quote(session.title, named=False)


# ---- gathering


def _gathering(session: Session, now: datetime) -> Iterator[Line]:
    if session.described:
        yield Text("card-purpose", {"reason": reason(session)})
        yield pace(session)
        yield from over_budget(session)
    yield from _who_is_in(session)
    yield from _who_leads(session)
    yield from _proposals(session)
    yield what_is_missing(session)


def _who_is_in(session: Session) -> Iterator[Line]:
    here, asked = session.taking_part(), standing(session, Standing.INVITED)
    yield Text("card-agreed", {"people": whos(here), "count": len(here)})
    if asked:
        yield Text("card-asked", {"people": whos(asked)})


def _who_leads(session: Session) -> Iterator[Line]:
    for role in (Role.FACILITATOR, Role.PRESENTER):
        holder = present(session, role)
        yield Text(f"card-no-{role}") if holder is None else Text(f"card-{role}", {"who": Who(holder)})


def what_is_missing(session: Session) -> Text:
    """What has to happen before the session can start; one thing at a time."""
    few = FEWEST - len(session.taking_part())
    facilitator, presenter = present(session, Role.FACILITATOR), present(session, Role.PRESENTER)
    if few > 0:
        return Text("card-needs-people", {"missing": few})
    if facilitator is None or presenter is None:
        missing = "facilitator" if presenter is not None else "presenter" if facilitator is not None else "both"
        return Text("card-needs-roles", {"missing": missing})
    if not session.described:
        return Text("card-needs-purpose", {"who": Who(presenter)})
    return Text("card-ready", {"who": Who(facilitator)})


# ---- under way


def _open(session: Session, now: datetime) -> Iterator[Line]:
    assert session.stage is not None
    yield stage_line(session)
    yield OfPractice("purpose", session.stage.key)
    yield speaking(session)
    yield from time_line(session, now)
    yield from _people(session)
    yield from _confirmed(session)
    yield from _proposals(session)


def _paused(session: Session, now: datetime) -> Iterator[Line]:
    yield stage_line(session)
    why = "none" if session.paused_why is None else session.paused_why.value
    yield Text("card-paused", {"why": why, "title": title(session)})
    yield from _people(session)
    yield from _confirmed(session)
    yield from _proposals(session)


def _people(session: Session) -> Iterator[Line]:
    yield from _who_leads(session)
    if session.leaving:
        yield Text("card-successor")
    away = tuple(person for person in session.taking_part() if person.away)
    if away:
        yield Text("card-away", {"people": whos(away), "count": len(away)})


def _confirmed(session: Session) -> Iterator[Line]:
    if session.confirmed is not None:
        yield Text("card-confirmed")
        yield Quote(session.confirmed, named=False)


def _proposals(session: Session) -> Iterator[Line]:
    """What the group is being asked; how anybody answered is nobody's business."""
    for question in session.questions.values():
        if question.kind in PROPOSALS:
            yield Text("card-question", {"question": question_text(question), "needed": question.needed})


# ---- after it


def _ended(session: Session, now: datetime) -> Iterator[Line]:
    yield Text("card-ended")
    if session.further:
        yield Text("card-further")
    yield _kept(session)
    yield from _proposals(session)


def _kept(session: Session) -> Text:
    erase = session.deadlines.get("erase")
    if session.erased or erase is None:
        return Text("privacy-erased")
    return Text("card-kept", {"until": Until(erase)})


def _cancelled(session: Session, now: datetime) -> Iterator[Line]:
    yield Text("card-cancelled")
    yield _kept(session)


_LINES: Final[Mapping[Phase, Callable[[Session, datetime], Iterator[Line]]]] = {
    Phase.GATHERING: _gathering,
    Phase.OPEN: _open,
    Phase.PAUSED: _paused,
    Phase.ENDED: _ended,
    Phase.CANCELLED: _cancelled,
}


def _gathering_buttons(session: Session) -> tuple[Button, ...]:
    lead = (button("facilitator"),) if present(session, Role.FACILITATOR) is None else ()
    return button("join"), *lead, CHOICES, CONCERN


def _ended_buttons(session: Session) -> tuple[Button, ...]:
    if session.erased:
        return (CONCERN,)
    return button("again"), button("further"), CHOICES, CONCERN


_BUTTONS: Final[Mapping[Phase, Callable[[Session], tuple[Button, ...]]]] = {
    Phase.GATHERING: _gathering_buttons,
    Phase.OPEN: stage_buttons,
    Phase.PAUSED: lambda session: (CHOICES, CONCERN),
    Phase.ENDED: _ended_buttons,
    Phase.CANCELLED: lambda session: (CONCERN,),
}
