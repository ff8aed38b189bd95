"""What one person asks for themselves: their choices now, and where things stand."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice

from space_to_think.cards.parts import (
    CHOICES,
    CONCERN,
    answer_buttons,
    button,
    present,
    question_text,
    stage_line,
    time_line,
    under_way,
    whos,
)
from space_to_think.messages import Button, Card, Line, OfPractice, Quote, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.decide import decide
from space_to_think.session.state import Kind, Number, Phase, Question, Session
from space_to_think.session.tables import ALL, may, seats
from space_to_think.words import Row, Situation, Table
from space_to_think.words.arguments import Arguments
from space_to_think.words.situation import Line as Typed
from space_to_think.words.values import CORE, For


def choices(
    session: Session,
    number: Number,
    words: Table,
    now: datetime,
    kinds: Mapping[str, Kind] | None = None,
    on: Collection[str] | None = None,
) -> Card:
    """ "What can I do now?": everything that this person could do at this moment and that would not be refused.

    `kinds` are the session's; `on` names the plugins that are on for this person. None: all.
    """
    asked = _asked(session, number)
    fit = [row for row in words.rows if row.own and _possible(row, session, number, now, kinds, on)]
    fit.sort(key=lambda row: row.kind is None or not row.kind.stages)  # what the stage is for comes first
    lines = (*_where(session, number, now), *_questions(asked, number))
    answers = (answer for question in asked for answer in answer_buttons(question))
    return Card(lines, (*answers, *(Button(row.label, row.name, row.discreet) for row in fit)))


def _possible(
    row: Row,
    session: Session,
    number: Number,
    now: datetime,
    kinds: Mapping[str, Kind] | None,
    on: Collection[str] | None,
) -> bool:
    if on is not None and row.owner not in on and row.owner != CORE:
        return False
    if row.word is not None:
        return _plugin_word(row, session, number)
    if row.command is None or not may(session, number, row.command):
        return False
    if row.name == Role.FACILITATOR and not _facilitator_wanted(session):
        return False
    if row.command is c.Further and not _near_its_end(session):
        return False
    if row.would is None:
        return True
    known = kinds if kinds is not None else {row.kind.name: row.kind} if row.kind else {}
    situation = Situation(session, number, now, session.charter.calendar, kinds=known)
    would = row.would(Arguments(Typed(row.name), situation, {}))
    return isinstance(decide(session, would, Context(now, "probe", known)), tuple)


def _facilitator_wanted(session: Session) -> bool:
    """Whether somebody may be needed to facilitate; otherwise the offer would only put the one who does in doubt."""
    facilitator = present(session, Role.FACILITATOR)
    if facilitator is None or not under_way(session) or session.leaving:
        return True
    silent = session.stage is not None and session.stage.reminded
    return silent or session.people[facilitator].away


def _near_its_end(session: Session) -> bool:
    """Whether somebody may think of what comes after; before that it would only be one more button."""
    return not under_way(session) or (session.stage is not None and session.stage.number == len(session.plan))


def _plugin_word(row: Row, session: Session, number: Number) -> bool:
    assert row.word is not None
    seat = {For.FACILITATOR: session.facilitator, For.PRESENTER: session.presenter}.get(row.who, number)
    takes_part = bool(seats(session, number) & ALL)
    here = session.stage is not None and session.stage.key in row.word.stages
    fits = here or not row.word.stages or not under_way(session)
    return (takes_part and fits and session.phase in row.word.phases and seat == number) or row.word.anywhere


def invited(people: Collection[Number]) -> Card:
    """What came of inviting them: said to whoever did it, as the group sees it on its card."""
    return Card((Text("told-invited", {"people": whos(people)}),), (CHOICES, CONCERN))


# ---- where things stand


def status(session: Session | None, number: Number, now: datetime) -> Card:
    """Where the session stands, and where this person does."""
    if session is None:
        return Card((Text("status-none"),), (button("new"), button("help"), CONCERN))
    asked = _asked(session, number)
    lines = (*_where(session, number, now), *_gave(session, number), *_questions(asked, number))
    return Card(lines, (*(b for q in asked for b in answer_buttons(q)), CHOICES, CONCERN))


def _where(session: Session, number: Number, now: datetime) -> Iterator[Line]:
    yield Text("status-head", {"reference": session.reference, "phase": session.phase.value})
    if under_way(session):
        yield stage_line(session)
        yield from time_line(session, now)
    if seats(session, number) & ALL:
        role = session.role(number)
        yield Text("status-role", {"role": role.value})
        yield OfPractice("role", role.value)
    yield from _leads(session, number)
    if session.confirmed is not None and seats(session, number) & ALL:
        yield Text("card-confirmed")
        yield Quote(session.confirmed, named=False)


def _leads(session: Session, number: Number) -> Iterator[Line]:
    for role in (Role.FACILITATOR, Role.PRESENTER):
        holder = present(session, role)
        if holder is not None and holder != number:
            yield Text(f"card-{role}", {"who": Who(holder)})


def _gave(session: Session, number: Number) -> Iterator[Line]:
    """How much this person has given in this round; what was anonymous is nobody's, so it is not counted."""
    mine = [g for g in session.contributions.values() if g.by == number and g.round == session.round]
    if mine:
        yield Text("status-gave", {"count": len(mine)})
    person = session.people.get(number)
    if session.phase is Phase.OPEN and person is not None and person.said is not None:
        yield Text("status-said", {"said": person.said.value})


def _asked(session: Session, number: Number) -> tuple[Question, ...]:
    """The question that has waited longest for this person's answer: one at a time, so that Yes is clear."""
    open_ones = session.questions.values()
    waiting = (q for q in open_ones if number in q.voters and number not in q.yes | q.no)
    return tuple(islice(waiting, 1))


def _questions(asked: tuple[Question, ...], number: Number) -> Iterator[Line]:
    for question in asked:
        yield Text("status-asked", {"question": question_text(question, number)})
