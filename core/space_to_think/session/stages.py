"""The stages and the facilitator's moves through them."""

from collections.abc import Iterable
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
    Revealed,
    StageClosed,
    StageOpened,
)
from space_to_think.session.state import (
    Kind,
    Move,
    Number,
    OpenStage,
    QuestionKind,
    Reveal,
    Session,
    Standing,
    Why,
)

UNDO_FOR: Final = timedelta(minutes=10)
LAST_DAYS: Final = 3  # working days in which people get what is theirs, where they meet over days


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


def nudge_at(session: Session, time: timedelta, now: datetime) -> datetime | None:
    """When those who have said nothing are reminded: after half of this time. Live, nobody is."""
    return None if session.live else session.charter.calendar.add(now, time / 2)


def opened(session: Session, index: int, context: Context, move: Move) -> tuple[Event, ...]:
    """Open the stage at this index (0 …) of the plan. Who waits to join learns when it is too late for that."""
    planned, stage, now = session.plan[index], session.charter.practice.stages[index], context.now
    event = StageOpened(
        stage.key,
        index + 1,
        session.round,
        tuple(role for role in Role if role in stage.speaks),
        planned.minimum,
        planned.maximum,
        due_of(planned.given, now, session.pace, session.charter.calendar),
        nudge_at(session, planned.given, now),
        move,
        unnamed_kinds(session, stage, context),
    )
    return (event,) if stage.newcomers else (*asking.turn_away(session), event)


def open_first(session: Session, context: Context) -> tuple[Event, ...]:
    return opened(session, 0, context, Move.START)


def unnamed_kinds(session: Session, stage: Stage, context: Context) -> tuple[str, ...]:
    """The kinds that are given without names in this stage: with too few to give one, anonymous would not be.

    Settled as it opens, so that what people were told stays true when somebody leaves.
    """
    kinds = (kind for kind in context.kinds.values() if kind.anonymous and belongs(kind, stage.key))
    return tuple(sorted(kind.name for kind in kinds if givers(session, kind) >= kind.anonymous_from))


def belongs(kind: Kind, stage: str) -> bool:
    """Whether a kind can be given in that stage."""
    return not kind.stages or stage in kind.stages


def givers(session: Session, kind: Kind) -> int:
    """How many there are who may give one."""
    return sum(session.role(person.number) in kind.roles for person in session.taking_part())


def present(session: Session, number: Number | None) -> bool:
    """Whether that person is there and takes part."""
    person = session.people.get(number or 0)
    return person is not None and person.standing is Standing.AGREED


# ---- start, next, back


def start(session: Session, command: c.Start, context: Context) -> Decision:
    """Three people have agreed, facilitator and presenter among them; nobody else is waited for."""
    here = len(session.taking_part())
    if here < 3:
        return no("start-few", missing=3 - here)
    if not present(session, session.presenter):
        return no("start-presenter")
    if not session.place_ready:
        return no("start-place")
    if not session.described:
        return no("start-describe")
    dropped = asking.drop(session, QuestionKind.FACILITATOR, QuestionKind.PRESENTER, QuestionKind.REMOVE)
    return (*dropped, *open_first(session, context))


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
    if stage.closes is Closing.CONFIRM and (session.confirmed is None or session.understood is not None):
        return "confirm"
    for kind in context.kinds.values():
        if kind.reveal is not Reveal.STAGE or stage.key not in kind.stages or kind.shown_from:
            continue
        if hidden(session, kind.name):
            return "read-first"
        if not given(session, kind.name) and not session.unnamed.get(kind.name):
            return "none-given"
    return None


def hidden(session: Session, kind: str) -> int:
    """How many of this round's were given without a name and have not been shown."""
    return 0 if f"{session.round}.{kind}" in session.shown else session.unnamed.get(kind, 0)


def given(session: Session, kind: str) -> tuple[str, ...]:
    """The contributions of a kind in this round, with authors, in the order they were given."""
    return tuple(i for i, con in session.contributions.items() if con.kind == kind and con.round == session.round)


def advance(session: Session, context: Context) -> tuple[Event, ...]:
    """Close the stage, show what was given for it, open the next."""
    number, kinds = the_stage(session).number, context.kinds.values()
    shown = revealed(session, [kind for kind in kinds if belongs(kind, the_stage(session).key)])
    return *shown, *close(session, context), *opened(session, number, context, Move.NEXT)


def close(session: Session, context: Context) -> tuple[Event, ...]:
    stage = the_stage(session)
    dropped = asking.drop(session, QuestionKind.NEXT, QuestionKind.END)
    return (*dropped, StageClosed(stage.key, stage.number, left(session, context.now)))


def revealed(session: Session, kinds: Iterable[Kind]) -> tuple[Event, ...]:
    """What is shown together now, and has not been."""
    shown: list[Event] = []
    for kind in sorted(kinds, key=lambda k: k.name):
        named = given(session, kind.name)
        if session.unnamed.get(kind.name, 0) + len(named) < kind.shown_from:
            continue
        fresh = any(not session.contributions[i].revealed for i in named)
        if kind.reveal is Reveal.STAGE and (fresh or hidden(session, kind.name)):
            count = session.unnamed.get(kind.name, 0) + len(named)
            shown.append(Revealed(kind.name, the_stage(session).key, count, named))
    return tuple(shown)


def back(session: Session, command: c.Back, context: Context) -> Decision:
    if stale(session, command.seen):
        return no("stale")
    stage = the_stage(session)
    if stage.number == 1:
        return no("back-first")
    return *close(session, context), *opened(session, stage.number - 2, context, Move.BACK)


# ---- the end


def end(session: Session, command: c.End, context: Context) -> Decision:
    """Ending asks first, and says what is missing."""
    if stale(session, command.seen):
        return no("stale")
    if asking.open_of(session, QuestionKind.END) is not None:
        return no("end-asked")
    why = missing(session, context)
    return asking.ask(session, QuestionKind.END, context.now, voters=(command.by,), by=command.by, why=why)


def finish(session: Session, context: Context) -> tuple[Event, ...]:
    """The facilitator has said yes to the end. What was given for the group is shown now, if it has not been."""
    closing = (*asking.turn_away(session), *revealed(session, context.kinds.values()))
    closing = (*closing, *close(after(session, closing, context.now), context))
    dropped = asking.drop(after(session, closing, context.now), *QuestionKind)
    settles = context.now + UNDO_FOR
    return (*closing, *dropped, Ended(left(session, context.now), settles, erase_at(session, context.now)))


def erase_at(session: Session, now: datetime) -> datetime:
    """When what was said is erased if all is over now: not before the end can no longer be undone.

    Over days not before everybody has had their record and plan, either, which come in working hours, two a day.
    """
    calendar = session.charter.calendar
    earliest = now + UNDO_FOR if session.live else calendar.add(now, LAST_DAYS * calendar.day_length())
    return max(earliest, now + timedelta(days=session.charter.retention_days))


def cancel(session: Session, command: c.Cancel, context: Context) -> Decision:
    return cancelled(session, Why.ASKED, context.now)


def cancelled(session: Session, why: Why, now: datetime) -> tuple[Event, ...]:
    """Nothing has begun, so nothing is kept; only what was said in an earlier round is kept as long as usual."""
    if session.round > 1:
        return (Cancelled(why, erase_at(session, now)),)
    return Cancelled(why), Erased("cancelled")
