"""Rows on their way out, and what stands in the slots.

waiting   the group has no place yet
held      nobody asked for it: it goes in the person's working hours, two a day at the most
pending   goes as soon as it is the first of its destination and its time has come
sending   handed to the adapter; found so after a crash, it is tried again or uncertain
sent, uncertain, failed, dropped: the end
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, and_, bindparam, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Row

from space_to_think.runtime.clock import micros, moment
from space_to_think.runtime.secrets import Keys, SessionKey
from space_to_think.runtime.store.prepared import Prepared
from space_to_think.runtime.store.tables import leases, outbox, places, slots

LEASE: Final = timedelta(seconds=30)
ENDS: Final = ("sent", "uncertain", "failed", "dropped")
ON_THE_WAY: Final = ("waiting", "held", "pending", "sending")
KEPT: Final = timedelta(days=2)  # long enough to count what a person got today, and for a place to come back
FAILED_KEPT: Final = timedelta(days=30)
LONGEST: Final = timedelta(minutes=10)  # between two tries

# Put together once. Of each destination the first row that is on its way counts.
_heads: Final = select(func.min(outbox.c.seq)).where(outbox.c.state.in_(("pending", "sending"))).group_by(outbox.c.dest)
_row: Final = outbox.c.seq == bindparam("row")
_now: Final[BindParameter[Any]] = bindparam("now")
_claimable: Final = (
    select(outbox)
    .where(
        outbox.c.seq.in_(_heads),
        outbox.c.state == "pending",
        # None waits longer than LONGEST: one that seems to was written before the clock was set back.
        or_(outbox.c.not_before <= _now, outbox.c.not_before > bindparam("longest")),
        outbox.c.adapter.in_(bindparam("adapters", expanding=True)),
        tuple_(outbox.c.adapter, outbox.c.tenant).not_in(bindparam("paused", expanding=True)),
    )
    .order_by(outbox.c.seq)
    .limit(bindparam("limit"))
)
_sending: Final = Prepared(update(outbox).where(_row).values(state="sending", attempts=outbox.c.attempts + 1))
_close: Final = Prepared(update(outbox).where(_row).values(state=bindparam("to"), at=_now, body=""))
_held: Final = (
    select(outbox)
    .where(outbox.c.state == "held", outbox.c.not_before <= _now)
    .order_by(outbox.c.not_before, outbox.c.seq)
    .limit(bindparam("limit"))
)
_let_go: Final = Prepared(update(outbox).where(_row).values(state="pending", at=_now))
_hold: Final = Prepared(update(outbox).where(_row).values(not_before=bindparam("until")))
_unasked: Final = Prepared(
    select(func.count()).where(
        outbox.c.dest == bindparam("dest"),
        outbox.c.unasked,
        outbox.c.state.in_(("pending", "sending", "sent", "uncertain")),
        outbox.c.at >= bindparam("since"),
    )
)
_next_time: Final = Prepared(
    select(func.min(outbox.c.not_before)).where(outbox.c.state.in_(("pending", "held")), outbox.c.not_before > _now)
)
_by_key: Final = select(outbox).where(outbox.c.key.in_(bindparam("keys", expanding=True)))
_in_slot: Final = Prepared(
    select(slots).where(
        slots.c.session == bindparam("session"), slots.c.dest == bindparam("dest"), slots.c.slot == bindparam("slot")
    )
)
_fill: Final = upsert(slots)
_refill: Final = Prepared(
    _fill.on_conflict_do_update(
        index_elements=["session", "dest", "slot"], set_={"ref": _fill.excluded.ref, "sealed": _fill.excluded.sealed}
    )
)


def claim(
    connection: Connection,
    holder: str,
    now: datetime,
    limit: int,
    adapters: Collection[str],
    paused: Collection[tuple[str, str]] = (),
) -> Sequence[Row[Any]]:
    """Take rows to send and mark them: of each destination the first, of tenants that nobody else sends for."""
    wanted = {"now": micros(now), "longest": micros(now + LONGEST), "adapters": list(adapters), "paused": list(paused)}
    rows = connection.execute(_claimable, wanted | {"limit": limit}).all()
    mine = lease(connection, {f"{row.adapter}:{row.tenant}" for row in rows}, holder, now)
    rows = [row for row in rows if f"{row.adapter}:{row.tenant}" in mine]
    _sending.run_all(connection, [{"row": row.seq} for row in rows])
    return rows


def mark(connection: Connection, seqs: Collection[int], **values: Any) -> None:
    """Change rows."""
    connection.execute(update(outbox).where(outbox.c.seq.in_(seqs)).values(**values))


def close(connection: Connection, seq: int, state: str, now: datetime) -> None:
    """A row's end. What it said is not kept any longer."""
    _close.run(connection, {"row": seq, "to": state, "now": micros(now)})


def recover(connection: Connection, idempotent: Collection[str]) -> Sequence[Row[Any]]:
    """After a start: what was being sent is sent again where that does no harm; returns the rows that are uncertain.

    Orders and edits of a slot say a wanted state, so they are never uncertain.
    """
    sending = outbox.c.state == "sending"
    stands = select(slots.c.slot).where(
        slots.c.session == outbox.c.session, slots.c.dest == outbox.c.dest, slots.c.slot == outbox.c.slot
    )
    harmless = or_(outbox.c.adapter.in_(idempotent), outbox.c.order, stands.exists())
    connection.execute(update(outbox).where(and_(sending, harmless)).values(state="pending"))
    rows = connection.execute(select(outbox).where(sending)).all()
    connection.execute(update(outbox).where(sending).values(state="uncertain"))
    return rows


def unclaim(connection: Connection, flying: Collection[int]) -> None:
    """What was claimed and never handed to an adapter may be claimed again; `flying` was."""
    claimed = and_(outbox.c.state == "sending", outbox.c.seq.not_in(flying))
    connection.execute(update(outbox).where(claimed).values(state="pending"))


def copied(connection: Connection) -> None:
    """In a copy of the store: what was on its way may have gone since. Nothing that nobody asked for goes late."""
    messages = outbox.c.order.is_(False)
    connection.execute(update(outbox).where(messages, outbox.c.state == "pending").values(state="sending"))
    connection.execute(update(outbox).where(messages, outbox.c.state == "held").values(state="dropped", body=""))


def stuck(connection: Connection, adapter: str, before: datetime) -> int:
    """How many rows of an adapter have been on their way since before then; not those that wait for their time."""
    waits = and_(outbox.c.state.in_(("pending", "sending")), outbox.c.adapter == adapter, outbox.c.at < micros(before))
    return connection.execute(select(func.count()).where(waits)).scalar_one()


def held(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Rows that nobody asked for and whose time has come, the longest overdue first; the first so many."""
    return connection.execute(_held, {"now": micros(now), "limit": limit}).all()


def let_go(connection: Connection, seq: int, now: datetime) -> None:
    """A row that was held may go."""
    _let_go.run(connection, {"row": seq, "now": micros(now)})


def hold(connection: Connection, seq: int, until: datetime) -> None:
    """A row is held until then, and looked at again."""
    _hold.run(connection, {"row": seq, "until": micros(until)})


def unasked_since(connection: Connection, dest: bytes, since: datetime) -> int:
    """How many messages nobody asked for have gone to somebody since then."""
    count: int = _unasked.run(connection, {"dest": dest, "since": micros(since)}).scalar_one()
    return count


def next_time(connection: Connection, now: datetime) -> datetime | None:
    """When the next row that waits for a time may go. Those whose time has come wait for something else."""
    at = _next_time.run(connection, {"now": micros(now)}).scalar_one_or_none()
    return None if at is None else moment(at)


def by_key(connection: Connection, keys: Collection[str]) -> Sequence[Row[Any]]:
    """Rows by the keys their adapters were given."""
    return connection.execute(_by_key, {"keys": list(keys)}).all()


def open_waiting(connection: Connection, session: str, address: Mapping[str, Any]) -> None:
    """The group's place is there: what waited for it goes."""
    waiting = and_(outbox.c.session == session, outbox.c.state == "waiting")
    connection.execute(update(outbox).where(waiting).values(state="pending", **address))


def redirect(connection: Connection, session: str, place: str, dest: bytes) -> None:
    """A place is called otherwise now: what is on its way there, and what stands there."""
    moved = connection.execute(select(outbox.c.dest).where(outbox.c.place == place)).scalars().first()
    connection.execute(update(outbox).where(outbox.c.place == place).values(dest=dest))
    connection.execute(delete(slots).where(slots.c.session == session, slots.c.dest == moved))


def lose_place(connection: Connection, place: str, now: datetime) -> None:
    """A place is gone, and with it whatever was on its way there."""
    connection.execute(delete(places).where(places.c.id == place))
    there = and_(outbox.c.place == place, outbox.c.state.in_(ON_THE_WAY))
    connection.execute(update(outbox).where(there).values(state="dropped", at=micros(now), body=""))


def on_the_way(connection: Connection, session: str) -> bool:
    """Whether anything of a session's can still go out by itself."""
    query = select(outbox.c.seq).where(outbox.c.session == session, outbox.c.state.in_(("pending", "sending")))
    return connection.execute(query.limit(1)).first() is not None


def drop_session(connection: Connection, session: str, *states: str) -> None:
    """Delete a session's rows; of these states only, if any are named."""
    query = delete(outbox).where(outbox.c.session == session)
    connection.execute(query.where(outbox.c.state.in_(states)) if states else query)


def forget(connection: Connection, now: datetime) -> None:
    """Delete rows that have long come to an end."""
    old = and_(outbox.c.state.in_(("sent", "dropped")), outbox.c.at < micros(now - KEPT))
    very_old = and_(outbox.c.state.in_(ENDS), outbox.c.at < micros(now - FAILED_KEPT))
    connection.execute(delete(outbox).where(or_(old, very_old)))


# ---- slots


def in_slot(connection: Connection, session: str, dest: bytes, slot: str) -> Row[Any] | None:
    """What stands in a slot."""
    return _in_slot.run(connection, {"session": session, "dest": dest, "slot": slot}).first()


def fill(connection: Connection, keys: Keys, key: SessionKey, row: Row[Any], ref: str) -> None:
    """Remember what the platform calls the message that stands in a slot now."""
    values = {
        "session": row.session,
        "dest": row.dest,
        "slot": row.slot,
        "ref": message_ref(keys, row.adapter, ref),
        "sealed": key.seal(_slot(row), ref.encode()),
    }
    _refill.run(connection, values)


def ref_in(key: SessionKey, row: Row[Any]) -> str:
    """What the platform calls the message in a slot."""
    return key.open(_slot(row), row.sealed).decode()


def _slot(row: Row[Any]) -> str:
    return f"slots/{row.dest.hex()}/{row.slot}"


def empty(connection: Connection, session: str, dest: bytes, slot: str) -> None:
    """Nothing stands in the slot any more."""
    connection.execute(delete(slots).where(slots.c.session == session, slots.c.dest == dest, slots.c.slot == slot))


def slot_of(connection: Connection, ref: bytes) -> Row[Any] | None:
    """The slot that a message of the platform stands in."""
    return connection.execute(select(slots).where(slots.c.ref == ref)).first()


def message_ref(keys: Keys, adapter: str, ref: str) -> bytes:
    """The blind index of a message on a platform."""
    return keys.once("message", adapter, ref)


# ---- leases


def lease(connection: Connection, tenants: Collection[str], holder: str, now: datetime) -> set[str]:
    """Take or renew the right to send for these tenants; those that nobody else has."""
    query = select(leases).where(leases.c.tenant.in_(tenants))
    found = {row.tenant: row for row in connection.execute(query)} if tenants else {}
    mine = {t for t in tenants if t not in found or found[t].holder == holder or found[t].until <= micros(now)}
    stale = [t for t in mine if t not in found or found[t].holder != holder or found[t].until < micros(now + LEASE / 2)]
    for tenant in stale:
        values = {"tenant": tenant, "holder": holder, "until": micros(now + LEASE)}
        connection.execute(upsert(leases).values(values).on_conflict_do_update(index_elements=["tenant"], set_=values))
    return mine


def end_leases(connection: Connection) -> None:
    """Nobody sends for anybody: at the start of the only service on this store, and at its end."""
    connection.execute(delete(leases))
