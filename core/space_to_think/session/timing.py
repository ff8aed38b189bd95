"""The time of the open stage: more of it, a pause, and going on."""

from datetime import datetime, timedelta
from typing import Final

from space_to_think.messages import Refusal
from space_to_think.practice.pace import due as due_of
from space_to_think.session import asking
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, no
from space_to_think.session.events import Event, Extended, Paused, Resumed
from space_to_think.session.stages import due_after, left, nudge_at, open_first, present, stale, the_stage
from space_to_think.session.state import QuestionKind, Session, Why

LONGEST_MINUTES: Final = 240
LONGEST_DAYS: Final = 20


def extend(session: Session, command: c.Extend, context: Context) -> Decision:
    """More time: half the stage's minimum unless an amount is named."""
    if stale(session, command.seen):
        return no("stale")
    if command.days is not None and (session.live or not 1 <= command.days <= LONGEST_DAYS):
        return no("extend-days", most=LONGEST_DAYS, live=session.live)
    if command.minutes is not None and not 1 <= command.minutes <= LONGEST_MINUTES:
        return no("extend-minutes", most=LONGEST_MINUTES)
    stage, calendar = the_stage(session), session.charter.calendar
    assert stage.due is not None
    if command.days is not None:
        span = command.days * calendar.day_length()
    elif command.minutes is not None:
        span = timedelta(minutes=command.minutes)
    else:
        span = stage.minimum / 2
    begin = max(stage.due, context.now)
    due = begin + span if session.live else due_of(span, begin, session.pace, calendar)
    extended = Extended(stage.key, span, due, left(session, context.now))
    return (*asking.drop(session, QuestionKind.NEXT), extended)


def pause(session: Session, command: c.Pause, context: Context) -> Decision:
    return pause_for(session, Why.ASKED, context.now, context.id if command.text else None)


def pause_for(session: Session, why: Why, now: datetime, reason: str | None = None) -> tuple[Event, ...]:
    """Whether to move on is no question any more; it is asked anew after the pause."""
    return (*asking.drop(session, QuestionKind.NEXT), Paused(why, left(session, now), reason))


def resume(session: Session, command: c.Resume, context: Context) -> Decision:
    """Go on with the time that was left; with another presenter, from the beginning."""
    refused = unready(session)
    if refused is not None:
        return refused
    if session.anew:
        return open_first(session, context)
    time_left = left(session, context.now)
    return (Resumed(due_after(session, time_left, context.now), nudge_again(session, time_left, context.now)),)


def unready(session: Session) -> Refusal | None:
    """Without a presenter or a place there is nothing to go on with."""
    if not present(session, session.presenter):
        return no("resume-presenter")
    return None if session.place_ready else no("resume-place")


def nudge_again(session: Session, time_left: timedelta, now: datetime) -> datetime | None:
    """The reminder of those who have said nothing, if it was not given before the stage was held up."""
    return None if the_stage(session).nudged else nudge_at(session, time_left, now)
