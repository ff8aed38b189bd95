"""Erasing: what was said goes at once; who is who, where, and the key as soon as the last messages are out."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, or_, select, update

from space_to_think.runtime.clock import micros
from space_to_think.runtime.store import outbox
from space_to_think.runtime.store import tables as t
from space_to_think.session.state import Audience, Number

# Longer nobody waits for a platform that cannot be reached before the addresses go too.
LAST_MESSAGES: Final = timedelta(hours=1)


def words(connection: Connection, session: str) -> None:
    """Erase everything that was said in a session."""
    for table in (t.contents, t.unnamed, t.told):
        connection.execute(delete(table).where(table.c.session == session))


def soon(connection: Connection, session: str, now: datetime) -> None:
    """Erase what was said, and the rest when the last messages are out."""
    words(connection, session)
    by = micros(now + LAST_MESSAGES)
    connection.execute(update(t.sessions).where(t.sessions.c.id == session).values(erase_by=by))


def whole(connection: Connection, session: str) -> None:
    """Erase what was said, who is who, where, what was still to be sent, and the key to all of it."""
    words(connection, session)
    for table in (t.people, t.places, t.slots):
        connection.execute(delete(table).where(table.c.session == session))
    outbox.drop_session(connection, session)
    gone = update(t.sessions).where(t.sessions.c.id == session)
    connection.execute(gone.values(wrapped_key=None, erase_by=None, shown="{}"))


def all_but(connection: Connection, session: str, kept: Collection[str], authors: Collection[Number]) -> None:
    """Erase all but these contributions and their authors, who alone may still see them."""
    for table in (t.unnamed, t.told, t.places, t.slots):
        connection.execute(delete(table).where(table.c.session == session))
    mine = t.contents.c.session == session
    connection.execute(delete(t.contents).where(mine, t.contents.c.id.not_in(kept)))
    connection.execute(update(t.contents).where(mine).values(audience=Audience.AUTHOR.value))
    connection.execute(delete(t.people).where(t.people.c.session == session, t.people.c.number.not_in(authors)))
    others = or_(t.outbox.c.number.is_(None), t.outbox.c.number.not_in(authors))
    connection.execute(delete(t.outbox).where(t.outbox.c.session == session, others))
    connection.execute(update(t.sessions).where(t.sessions.c.id == session).values(shown="{}"))


def ready(connection: Connection, now: datetime) -> list[str]:
    """Sessions whose last messages are out, or have had long enough."""
    leaving = connection.execute(
        select(t.sessions.c.id, t.sessions.c.erase_by).where(t.sessions.c.erase_by.is_not(None))
    )
    return [row.id for row in leaving if row.erase_by <= micros(now) or not outbox.on_the_way(connection, row.id)]


def unfinished(connection: Connection, erased: frozenset[str]) -> list[str]:
    """Of the sessions on the list of the erased, those that this store still knows more of: it was restored."""
    known = select(t.sessions.c.id).where(t.sessions.c.wrapped_key.is_not(None), t.sessions.c.erase_by.is_(None))
    return [id for id in connection.execute(known).scalars() if id in erased]


def finished(connection: Connection) -> list[str]:
    """Every session that has been erased."""
    return list(connection.execute(select(t.sessions.c.id).where(t.sessions.c.wrapped_key.is_(None))).scalars())
