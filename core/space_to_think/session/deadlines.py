"""Deadlines: computed from the state, at most one name each, and a table of what each brings about.

A tick takes the earliest one that is due. Whatever fires late says how late it is.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from space_to_think.practice.model import Closing
from space_to_think.session import stages, timing
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
from space_to_think.session.gathering import newcomers_welcome
from space_to_think.session.state import Keep, Number, Outcome, Phase, Session, Standing, Why

LIVE_REMIND: Final = timedelta(minutes=3)
WARN_AFTER: Final = timedelta(days=23)  # without a step
ERASE_AFTER: Final = timedelta(days=7)  # after the warning
AFTER_ITS_DATE: Final = timedelta(days=7)  # so long what somebody planned for a day is kept for them
NEVER: Final = datetime.max.replace(tzinfo=UTC)
UNDER_WAY: Final = (Phase.GATHERING, Phase.OPEN, Phase.PAUSED)


def deadlines(session: Session) -> Mapping[str, datetime]:
    """Every deadline of the session by name, that of long silence among them."""
    under_way = session.phase in UNDER_WAY and not session.erased
    if under_way and "silence-erase" not in session.deadlines:
        return {**session.deadlines, "silence": session.last_step + WARN_AFTER}
    return session.deadlines


def next_deadline(session: Session) -> datetime | None:
    """When the clock must come by next; None when nothing is to be waited for."""
    return min(deadlines(session).values(), default=None)


def tick(session: Session, context: Context) -> tuple[Event, ...]:
    """Take the earliest deadline that is due, of several the first in the table; none is: nothing happens."""
    due = [(at, ORDER.index(name.partition(":")[0]), name) for name, at in deadlines(session).items()]
    at, _, name = min(due, default=(NEVER, 0, ""))
    if at > context.now:
        return ()
    head, _, rest = name.partition(":")
    return FIRES[head](session, rest, context.now - at, context)


# ---- gathering


def facilitate(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (FacilitatorMissing(),)


def start(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    calendar = session.charter.calendar
    return (StartOverdue(calendar.add(context.now, calendar.day_length())),)


def cancel(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return stages.cancelled(session, Why.NOT_STARTED, context.now)


def invitees(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    """Each is reminded once, and only while they may still come."""
    still = session.phase in UNDER_WAY and newcomers_welcome(session)
    invited = (p for p in session.people.values() if p.standing is Standing.INVITED and not p.reminded)
    return (InviteesReminded(tuple(p.number for p in invited) if still else ()),)


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
        if why_not(session, context) in (None, "none-given"):  # where nobody gave anything, nothing is shown
            return stages.advance(session, context)
        return timing.pause_for(session, Why.TIME, context.now)
    now, calendar = context.now, session.charter.calendar
    successor_at = now + LIVE_REMIND if session.live else calendar.end_of_day(now)
    return (FacilitatorReminded(stages.the_stage(session).key, late, successor_at),)


def successor(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (SuccessorWanted(Why.SILENT),)


def why_not(session: Session, context: Context) -> str | None:
    """What has to happen before this stage may close without its facilitator's hand, as a slug."""
    closes = stages.of_practice(session).closes
    if stages.the_stage(session).number == len(session.plan):
        return "last"
    if closes is Closing.FACILITATOR:
        return "facilitator"
    if closes is Closing.WORD and not stages.the_stage(session).spoken:
        return "word"
    return stages.missing(session, context)


def nudge(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    """Those whose turn it is and who have neither given anything nor passed."""
    key = stages.the_stage(session).key
    silent = (
        p.number
        for p in session.speakers()
        if p.said is None and not p.away and not p.answered and not (p.turns.get(key) and p.turns[key].in_turn)
    )
    return (SpeakersNudged(key, tuple(number for number in silent if waited_for(session, number))),)


def waited_for(session: Session, number: Number) -> bool:
    """Where facts are checked, only one is waited for: to sum up, or to say whether that is right."""
    if stages.of_practice(session).closes is not Closing.CONFIRM:
        return True
    return session.confirmed is None and number == (
        session.facilitator if session.understood is None else session.presenter
    )


# ---- plugins


def plugin(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    name, _, wake = rest.partition(":")
    return (Woken(name, wake, late),)


# ---- the end of keeping


def settle(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (EndSettled(),)


def erase(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (Erased("retention", *dated(session, context.now)),)


def silence(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (ErasureWarned(context.now + ERASE_AFTER),)


def silence_erase(session: Session, rest: str, late: timedelta, context: Context) -> tuple[Event, ...]:
    return (Erased("silence", *dated(session, context.now)),)


def dated(session: Session, now: datetime) -> tuple[tuple[str, ...], datetime | None]:
    """What is kept for its author until a week after its date, and when the first of that goes."""
    ends = {
        one.id: one.due + AFTER_ITS_DATE
        for one in session.contributions.values()
        if one.keep is Keep.DATED and one.due is not None and one.due + AFTER_ITS_DATE > now
    }
    return tuple(ends), min(ends.values(), default=None)


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
ORDER: Final = tuple(FIRES)  # of those that fall on one moment: the end is settled before all is erased
