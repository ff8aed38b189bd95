"""The asynchronous pace: what nobody asked for waits for a person's own working hours; two a day are enough."""

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from space_to_think.messages import Message
from space_to_think.practice.calendar import Calendar
from space_to_think.runtime import orders, wire
from space_to_think.runtime.house import House
from space_to_think.runtime.store import outbox
from space_to_think.runtime.work import Cache
from space_to_think.session.stages import token
from space_to_think.session.state import Session

A_DAY: Final = 2
AT_ONCE: Final = 64


def release(connection: Connection, house: House, cache: Cache, now: datetime) -> bool:
    """Let go what may go now, a part at a time; the rest gets the next time at which it is looked at.

    Returns whether there may be more. When a day begins, thousands may go at once, and nobody is to wait for them all.
    """
    rows = outbox.held(connection, now, AT_ONCE)
    sessions = cache.readable(connection, house, {row.session for row in rows})
    for row in rows:
        if row.session not in sessions:
            outbox.hold(connection, row.seq, now + outbox.LONGEST)
            continue
        held = sessions[row.session]
        person = None if held is None else held.people.get(row.number)
        if held is None or person is None or needless(row, held.session):
            outbox.close(connection, row.seq, "dropped", now)
            continue
        calendar = house.agency(house.agency_of(held, row.number, person)).calendar
        sent = outbox.unasked_since(connection, row.dest, midnight(now, calendar))
        at = may_go(now, calendar, sent)
        if at <= now:
            outbox.let_go(connection, row.seq, now)
        else:
            outbox.hold(connection, row.seq, at)
    return len(rows) == AT_ONCE


def needless(row: Row[Any], session: Session) -> bool:
    """Whether what a row says has been overtaken: its stage is closed, or it asks for what somebody has done by now.

    What has a slot and was tried may have arrived. It goes again, so that the slot is filled: otherwise the next
    message for the slot would be posted beside it.
    """
    if row.stage is None or (row.attempts and row.slot is not None):
        return False
    heard = row.number in session.people and session.heard(row.number)
    return over(row, session) or (heard and _unheard(wire.loads(row.body)))


def over(row: Row[Any], session: Session) -> bool:
    """Whether the stage that a row belongs to is closed."""
    return row.stage is not None and row.stage != token(session)


def _unheard(body: orders.Body) -> bool:
    return isinstance(body, Message) and body.unheard


def may_go(now: datetime, calendar: Calendar, sent: int) -> datetime:
    """When one more message may reach somebody to whom `sent` went today."""
    if not calendar.is_working(now):
        return calendar.next_working(now)
    return now if sent < A_DAY else calendar.next_morning(now)


def midnight(now: datetime, calendar: Calendar) -> datetime:
    """When the day began where somebody works."""
    here = now.astimezone(ZoneInfo(calendar.time_zone))
    return datetime.combine(here.date(), time(), here.tzinfo)
