"""Who guided and who presented in a group before, for a year: by keyed hashes of the group and the person, by day.

It outlives the sessions it comes from, so it holds nothing that leads back to one: no session, no time of day, no name.
Only whoever has the key file, and the same people in a session of their own, finds it again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from space_to_think.identity import PersonId
from space_to_think.practice.model import Role
from space_to_think.runtime.clock import micros
from space_to_think.runtime.secrets import Keys
from space_to_think.runtime.store.sessions import person_ref
from space_to_think.runtime.store.tables import pasts

KEPT: Final = timedelta(days=365)


def group_ref(keys: Keys, people: Collection[PersonId]) -> bytes:
    """The blind index of a group: the same people, in whatever order."""
    return keys.blind("group", *sorted(person_ref(keys, person).hex() for person in people))


def remember(
    connection: Connection, keys: Keys, people: Collection[PersonId], held: Mapping[Role, PersonId], now: datetime
) -> None:
    """Note who held which role in this group today; twice on a day is once."""
    day = micros(now.replace(hour=0, minute=0, second=0, microsecond=0))
    group = group_ref(keys, people)
    for role, person in held.items():
        row = {"group": group, "person": person_ref(keys, person), "role": role.value, "day": day}
        connection.execute(insert(pasts).values(row).on_conflict_do_nothing())


def past(
    connection: Connection, keys: Keys, people: Collection[PersonId], now: datetime
) -> Mapping[tuple[PersonId, Role], int]:
    """On how many days of the last year each of these people held each role, in a group of exactly these people."""
    refs = {person_ref(keys, person): person for person in people}
    query = (
        select(pasts.c.person, pasts.c.role, func.count())
        .where(pasts.c.group == group_ref(keys, people), pasts.c.day >= micros(now - KEPT))
        .group_by(pasts.c.person, pasts.c.role)
    )
    return {(refs[ref], Role(role)): days for ref, role, days in connection.execute(query) if ref in refs}


def forget(connection: Connection, now: datetime) -> None:
    """Erase what is older than a year."""
    connection.execute(delete(pasts).where(pasts.c.day < micros(now - KEPT)))
