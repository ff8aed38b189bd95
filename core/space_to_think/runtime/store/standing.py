"""How the store stands: what waits, what is late, what has failed. Counts and times only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from space_to_think.runtime.clock import micros, moment
from space_to_think.runtime.store import meta
from space_to_think.runtime.store.tables import failures, inbox, outbox, sessions

_rows: Final = (
    select(outbox.c.adapter, outbox.c.state, func.count().label("rows"))
    .where(outbox.c.state.in_(("waiting", "held", "pending", "sending", "uncertain", "failed")))
    .group_by(outbox.c.adapter, outbox.c.state)
)
_stuck: Final = (
    select(outbox.c.adapter, func.min(outbox.c.at).label("since"))
    .where(outbox.c.state.in_(("pending", "sending")), outbox.c.not_before <= bindparam("now"))
    .group_by(outbox.c.adapter)
)
_late: Final = select(func.count(), func.min(sessions.c.next_deadline)).where(
    sessions.c.next_deadline <= bindparam("late")
)
_waiting: Final = select(func.count()).where(sessions.c.next_deadline.is_not(None))
_failures: Final = select(func.count()).select_from(failures)
_newest_failures: Final = (
    select(failures.c.error, failures.c.place, func.count().label("times"), func.max(failures.c.at).label("last"))
    .where(failures.c.at >= bindparam("since"))
    .group_by(failures.c.error, failures.c.place)
    .order_by(func.max(failures.c.at).desc())
)
_newest: Final = select(func.max(inbox.c.at))

LATE: Final = timedelta(minutes=1)  # a deadline that is overdue so long is late


@dataclass(frozen=True, slots=True)
class Standing:
    """`outbox` counts rows by adapter and state; `since` says, by adapter, when the oldest row that could go now was
    queued. `late` deadlines are overdue since `overdue` at the longest. `newest` is when a message was taken last."""

    outbox: Mapping[tuple[str, str], int]
    since: Mapping[str, datetime]
    late: int
    overdue: datetime | None
    waiting: int  # sessions that wait for a time
    failures: int  # messages that made our code raise, since the store was made
    newest: datetime | None
    backup: datetime | None

    def rows(self, state: str) -> int:
        """The outbox's rows in a state, of every adapter."""
        return sum(count for (_, each), count in self.outbox.items() if each == state)


@dataclass(frozen=True, slots=True)
class Failure:
    """Messages that made our code raise: what kind of error, where, how often, when last."""

    error: str
    place: str
    times: int
    last: datetime


def look(connection: Connection, now: datetime) -> Standing:
    """How the store stands now."""
    late, overdue = connection.execute(_late, {"late": micros(now - LATE)}).one()
    newest = connection.execute(_newest).scalar_one()
    backup = meta.read(connection, meta.BACKUP)
    return Standing(
        outbox={(row.adapter, row.state): row.rows for row in connection.execute(_rows)},
        since={row.adapter: moment(row.since) for row in connection.execute(_stuck, {"now": micros(now)})},
        late=late,
        overdue=None if overdue is None else moment(overdue),
        waiting=connection.execute(_waiting).scalar_one(),
        failures=connection.execute(_failures).scalar_one(),
        newest=None if newest is None else moment(newest),
        backup=None if backup is None else moment(int(backup)),
    )


def failed(connection: Connection, since: datetime) -> list[Failure]:
    """Where messages have failed since then, the latest first."""
    rows = connection.execute(_newest_failures, {"since": micros(since)})
    return [Failure(row.error, row.place, row.times, moment(row.last)) for row in rows]
