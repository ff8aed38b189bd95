"""The stages and the facilitator's moves through them."""

from datetime import datetime, timedelta
from typing import Final

from space_to_think.practice.model import Closing, Role, Stage
from space_to_think.practice.pace import due as due_of
from space_to_think.practice.pace import spare
from space_to_think.session import asking
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import (
    Cancelled,
    Ended,
    Erased,
    Event,
    Extended,
    Paused,
    Resumed,
    Revealed,
    StageClosed,
    StageOpened,
)
from space_to_think.session.state import Move, OpenStage, QuestionKind, Reveal, Session, Standing, Why

UNDO_FOR: Final = timedelta(minutes=10)
LONGEST_MINUTES: Final = 240
LONGEST_DAYS: Final = 20


def token(session: Session) -> str | None:
    """Which stage a button belongs to; a press on an older one is answered kindly and does nothing."""
    return f"{session.round}.{session.stage.number}" if session.stage else None


def the_stage(session: Session) -> OpenStage:
    assert session.stage is not None, "only called while a stage is open or paused"
    return session.stage


def of_practice(session: Session) -> Stage:
    return session.charter.practice.stage(the_stage(session).key)


def left(session: Session, now: datetime) -> timedelta:
    """The time that the open stage has left; working time when asynchronous."""
    stage = the_stage(session)
    if stage.left is not None:
        return stage.left
    assert stage.due is not None
    return spare(now, stage.due, session.pace, session.charter.calendar)


def due_after(session: Session, time_left: timedelta, now: datetime) -> datetime:
    """When a stage is due that has so much time left."""
    return now + time_left if session.live else session.charter.calendar.add(now, time_left)


def opened(session: Session, index: int, now: datetime, move: Move) -> StageOpened:
    """The event that opens the stage at this index (0 …) of the plan."""
    planned, stage = session.plan[index], session.charter.practice.stages[index]
    calendar = session.charter.calendar
    return StageOpened(
        stage.key,
        index + 1,
        session.round,
        tuple(role for role in Role if role in stage.speaks),
        planned.minimum,
        planned.maximum,
        due_of(planned.given, now, session.pace, calendar),
        None if session.live else calendar.add(now, planned.given / 2),
        move,
    )


def first_stage(session: Session, now: datetime) -> StageOpened:
    return opened(session, 0, now, Move.START)


# ---- start, next, back


def start(session: Session, command: c.Start, context: Context) -> Decision:
    """Three people have agreed, facilitator and presenter among them; nobody else is waited for."""
    present = len(session.taking_part())
    if present < 3:
        return no("start-few", missing=3 - present)
    if session.presenter is None or session.people[session.presenter].standing is not Standing.AGREED:
        return no("start-presenter")
    if not session.place_ready:
        return no("start-place")
    if not session.described:
        return no("start-describe")
    dropped = asking.drop(session, QuestionKind.FACILITATOR, QuestionKind.PRESENTER)
    return (*dropped, first_stage(session, context.now))


def stale(session: Session, seen: str | None) -> bool:
    return seen is not None and seen != token(session)


def move_on(session: Session, command: c.Next, context: Context) -> Decision:
    """Open the next stage; from the last one, end. What is missing is asked about first."""
    if stale(session, command.seen):
        return no("stale")
    if the_stage(session).number == len(session.plan):
        return end(session, c.End(command.by), context)
    why = missing(session, context)
    if why is None:
        return advance(session, context)
    if asking.open_of(session, QuestionKind.NEXT) is not None:
        return no("next-asked")
    return asking.ask(session, QuestionKind.NEXT, context.now, voters=(command.by,), by=command.by, why=why)


def missing(session: Session, context: Context) -> str | None:
    """What has not happened yet and is worth asking about before the stage closes, as a slug."""
    stage = of_practice(session)
    if stage.closes is Closing.CONFIRM and session.confirmed is None:
        return "confirm"
    for kind in context.kinds.values():
        if kind.reveal is not Reveal.STAGE or stage.key not in kind.stages:
            continue
        if kind.anonymous and session.unnamed.get(kind.name, 0) > 0:
            return "read-first"
        if not given(session, kind.name) and not session.unnamed.get(kind.name, 0):
            return "none-given"
    return None


def given(session: Session, kind: str) -> tuple[str, ...]:
    """The contributions of a kind in this round, with authors, in the order they were given."""
    return tuple(i for i, con in session.contributions.items() if con.kind == kind and con.round == session.round)


def advance(session: Session, context: Context) -> tuple[Event, ...]:
    """Close the stage, show what was given for it, open the next."""
    closing = close(session, context)
    number = the_stage(session).number
    return (*closing, opened(session, number, context.now, Move.NEXT))


def close(session: Session, context: Context) -> tuple[Event, ...]:
    stage = the_stage(session)
    dropped = asking.drop(session, QuestionKind.NEXT, QuestionKind.END)
    return (*dropped, *revealed(session, context), StageClosed(stage.key, stage.number, left(session, context.now)))


def revealed(session: Session, context: Context) -> tuple[Event, ...]:
    """What is shown together as the stage closes."""
    key = the_stage(session).key
    shown: list[Event] = []
    for kind in sorted(context.kinds.values(), key=lambda k: k.name):
        if kind.reveal is not Reveal.STAGE or key not in kind.stages:
            continue
        named = given(session, kind.name)
        fresh = any(not session.contributions[i].revealed for i in named)
        unnamed = session.unnamed.get(kind.name, 0)
        if unnamed or fresh:
            shown.append(Revealed(kind.name, key, unnamed + len(named), named))
    return tuple(shown)


def back(session: Session, command: c.Back, context: Context) -> Decision:
    if stale(session, command.seen):
        return no("stale")
    stage = the_stage(session)
    if stage.number == 1:
        return no("back-first")
    closed = StageClosed(stage.key, stage.number, left(session, context.now))
    dropped = asking.drop(session, QuestionKind.NEXT, QuestionKind.END)
    return (*dropped, closed, opened(session, stage.number - 2, context.now, Move.BACK))


# ---- time


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
    return (Extended(stage.key, span, due, left(session, context.now)),)


def pause(session: Session, command: c.Pause, context: Context) -> Decision:
    return (Paused(Why.ASKED, left(session, context.now), context.id if command.text else None),)


def paused(session: Session, why: Why, now: datetime) -> Paused:
    """The event of a pause that nobody asked for."""
    return Paused(why, left(session, now))


def resume(session: Session, command: c.Resume, context: Context) -> Decision:
    """Go on with the time that was left. Without a presenter or a place there is nothing to go on with."""
    presenter = session.people.get(session.presenter or 0)
    if presenter is None or presenter.standing is not Standing.AGREED:
        return no("resume-presenter")
    if not session.place_ready:
        return no("resume-place")
    return (Resumed(due_after(session, left(session, context.now), context.now)),)


# ---- the end


def end(session: Session, command: c.End, context: Context) -> Decision:
    """Ending asks first."""
    if stale(session, command.seen):
        return no("stale")
    if asking.open_of(session, QuestionKind.END) is not None:
        return no("end-asked")
    return asking.ask(session, QuestionKind.END, context.now, voters=(command.by,), by=command.by)


def finish(session: Session, context: Context) -> tuple[Event, ...]:
    """The facilitator has said yes to the end."""
    closing = close(session, context)
    closed = after(session, closing, context.now)
    open_still = tuple(QuestionKind)
    settles = context.now + UNDO_FOR
    erase_at = max(settles, context.now + timedelta(days=session.charter.retention_days))
    return (*closing, *asking.drop(closed, *open_still), Ended(left(session, context.now), settles, erase_at))


def cancel(session: Session, command: c.Cancel, context: Context) -> Decision:
    """Nothing has begun, so nothing is kept."""
    return cancelled(Why.ASKED)


def cancelled(why: Why) -> tuple[Event, ...]:
    return Cancelled(why), Erased("cancelled")
