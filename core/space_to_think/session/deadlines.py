"""Deadlines: computed from the state, at most one name each, and a table of what each brings about.

A tick takes the earliest one that is due. Whatever fires late says how late it is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from space_to_think.practice.model import Closing
from space_to_think.session import stages
from space_to_think.session.context import Context
from space_to_think.session.events import (
    EndSettled,
    Erased,
    ErasureWarned,
    Event,
    FacilitatorMissing,
    FacilitatorReminded,
    InviteesReminded,
    PersonBack,
    QuestionClosed,
    SpeakersNudged,
    StageDue,
    StartOverdue,
    SuccessorWanted,
    Woken,
)
from space_to_think.session.state import Outcome, Phase, Session, Standing, Why

LIVE_REMIND: Final = timedelta(minutes=3)
WARN_AFTER: Final = timedelta(days=23)  # without a step
ERASE_AFTER: Final = timedelta(days=7)  # after the warning
UNDER_WAY: Final = (Phase.GATHERING, Phase.OPEN, Phase.PAUSED)


def deadlines(session: Session) -> Mapping[str, datetime]:
    """Every deadline of the session by name, that of long silence among them."""
    if session.erased:
        return {}
    if session.phase in UNDER_WAY and "silence-erase" not in session.deadlines:
        return {**session.deadlines, "silence": session.last_step + WARN_AFTER}
    return session.deadlines


def next_deadline(session: Session) -> datetime | None:
    """When the clock must come by next; None when nothing is to be waited for."""
    return min(deadlines(session).values(), default=None)


def tick(session: Session, context: Context) -> tuple[Event, ...]:
    """Take the earliest deadline that is due; none is: nothing happens."""
    due = [(at, name) for name, at in deadlines(session).items() if at <= context.now]
    if not due:
        return ()
    at, name = min(due)
    head, _, rest = name.partition(":")
    return FIRES[head](session, rest, context.now - at, context)


# ---- gathering


def facilitate(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (FacilitatorMissing(),)


def start(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    calendar = session.charter.calendar
    return (StartOverdue(calendar.add(context.now, calendar.day_length())),)


def cancel(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return stages.cancelled(Why.NOT_STARTED)


def invitees(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    waiting = (p.number for p in session.people.values() if p.standing is Standing.INVITED)
    return (InviteesReminded(tuple(waiting)),)


def question(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (QuestionClosed(rest, Outcome.LAPSED),)


def back(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (PersonBack(int(rest)),)


# ---- a stage's time: asked, reminded, succeeded


def stage(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    """The facilitator is asked. A live answer is awaited three minutes, another until the next working morning."""
    now, calendar = context.now, session.charter.calendar
    remind = now + LIVE_REMIND if session.live else calendar.next_morning(now)
    return (StageDue(stages.the_stage(session).key, late, remind, why_not(session, context)),)


def remind(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    """No answer: one reminder. An agency that lets sessions move on by themselves has this done now instead."""
    if session.charter.moves_on:
        if why_not(session, context) is None:
            return stages.advance(session, context)
        return (stages.paused(session, Why.TIME, context.now),)
    now, calendar = context.now, session.charter.calendar
    successor_at = now + LIVE_REMIND if session.live else calendar.end_of_day(now)
    return (FacilitatorReminded(stages.the_stage(session).key, late, successor_at),)


def successor(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (SuccessorWanted(Why.SILENT),)


def why_not(session: Session, context: Context) -> str | None:
    """What has to happen before this stage may close without its facilitator's hand, as a slug."""
    closes = stages.of_practice(session).closes
    if closes is Closing.FACILITATOR:
        return "last"
    if closes is Closing.WORD and not stages.the_stage(session).spoken:
        return "word"
    return stages.missing(session, context)


def nudge(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    """Those whose turn it is and who have neither given anything nor passed."""
    key = stages.the_stage(session).key
    silent = tuple(
        p.number
        for p in session.speakers()
        if p.said is None and not p.away and not p.answered and not (p.turns.get(key) and p.turns[key].in_turn)
    )
    return (SpeakersNudged(key, silent),)


# ---- plugins


def plugin(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    name, _, wake = rest.partition(":")
    return (Woken(name, wake, late),)


# ---- the end of keeping


def settle(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (EndSettled(),)


def erase(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (Erased("retention"),)


def silence(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (ErasureWarned(context.now + ERASE_AFTER),)


def silence_erase(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (Erased("silence"),)


FIRES: Final[Mapping[str, Callable[[Session, str, timedelta, Context], tuple[Event, ...]]]] = {
    "facilitate": facilitate,
    "start": start,
    "cancel": cancel,
    "invitees": invitees,
    "question": question,
    "back": back,
    "stage": stage,
    "remind": remind,
    "successor": successor,
    "nudge": nudge,
    "plugin": plugin,
    "settle": settle,
    "erase": erase,
    "silence": silence,
    "silence-erase": silence_erase,
}
