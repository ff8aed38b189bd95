"""From a row of the outbox to a delivery in words, at the moment it goes. What has been erased delivers nothing."""

from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from space_to_think.delivery import ClosePlace, Delivery, InvitePeople, OpenPlace, Pin, Post, SetTurns, What
from space_to_think.identity import PersonId, PlaceId
from space_to_think.messages import Message
from space_to_think.runtime import orders, wire
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.pacing import needless, over
from space_to_think.runtime.replies import within
from space_to_think.runtime.store import outbox, sessions
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.store.tables import contents
from space_to_think.session.state import Audience, Keep, Number, Standing

HERE = (Standing.INVITED, Standing.ASKING, Standing.AGREED)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row with what goes out for it. `shows` are the contributions that are erased once it has arrived."""

    row: Row[Any]
    delivery: Delivery
    shows: tuple[str, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether it says anew what stands there already, so that it does no harm twice."""
        return not isinstance(self.delivery.what, Post) or self.delivery.what.replaces is not None


def outgoing(
    house: House, connection: Connection, row: Row[Any], held: Held, slot: Row[Any] | None, several: bool
) -> Outgoing | None:
    """What goes out for a row; None when it is for nobody any more.

    `slot` is what stands in the row's slot; `several`: it goes to somebody who is in other sessions too.
    """
    to = _to(held, row)
    if held.key is None or to is None or needless(row, held.session):
        return None
    body: orders.Body = wire.loads(row.body)
    if isinstance(body, Message):
        known = Opened(connection, held)
        replaces = None if slot is None else outbox.ref_in(held.key, slot)
        late = over(row, held.session)
        what: What = _post(house, body, to, row.number, held, known, replaces, several, late)
        return Outgoing(row, Delivery(row.key, to, what, row.attempts + 1), _to_erase(connection, row.number, known))
    what = _order(house, body, held, slot)
    return Outgoing(row, Delivery(row.key, to, what, row.attempts + 1))


def _to(held: Held, row: Row[Any]) -> PlaceId | PersonId | None:
    if row.number is not None:
        return held.people.get(row.number)
    if row.place is not None:
        place = held.places.get(row.place)
        return None if place is None else place.id
    body = wire.loads(row.body)  # the only one without either: a thread in a room that is not the session's
    room = body.room if isinstance(body, orders.Open) else None
    return None if room is None or held.key is None else _room(held, room)


def _room(held: Held, sealed: str) -> PlaceId:
    assert held.key is not None
    return sessions.open_place(held.key, "room", bytes.fromhex(sealed)).id


def _post(
    house: House, message: Message, to: PlaceId | PersonId, number: Number | None,
    held: Held, known: Opened, replaces: str | None, several: bool, late: bool,
) -> Post:  # fmt: skip
    reader = house.private(held, number, to) if isinstance(to, PersonId) else house.shared(held, to.adapter)
    # Whoever has only pressed a button does not follow a thread, and would not notice that their turn has come. Where
    # the stage is over, nobody has a turn in it any more.
    call = not late and (message.call or (isinstance(to, PlaceId) and to.thread is not None))
    card = house.wording.card(message.card, reader, known)
    return Post(
        card=within(card, held.session.reference if several else None),
        replaces=replaces,
        call=call,
        hint=message.hint,
        shared=reader.shared,
        file=None if message.document is None else house.wording.document(message.document, reader, known),
        slot=message.slot,
    )


def _order(house: House, order: orders.Order, held: Held, slot: Row[Any] | None) -> What:
    match order:
        case orders.Open(room):
            people = (number for number, person in held.session.people.items() if person.standing in HERE)
            inside = None if room is None else _room(held, room)
            host = house.agency(held.session.charter.agency)
            return OpenPlace(inside, _people(held, tuple(people)), held.session.reference, host.federated)
        case orders.Bring(people):
            return InvitePeople(_people(held, people))
        case orders.Let(speakers):
            return SetTurns(None if speakers is None else _people(held, speakers))
        case orders.Hold():
            return Pin(None if slot is None or held.key is None else outbox.ref_in(held.key, slot))
        case orders.Close():
            return ClosePlace()
        case _:
            assert_never(order)


def _people(held: Held, numbers: tuple[Number, ...]) -> tuple[PersonId, ...]:
    return tuple(held.people[number] for number in numbers if number in held.people)


def _to_erase(connection: Connection, number: Number | None, known: Opened) -> tuple[str, ...]:
    """Of what is shown, the contributions that were to be kept until this delivery only."""
    if not known.quoted:
        return ()
    query = select(contents.c.id, contents.c.by, contents.c.audience).where(
        contents.c.id.in_(known.quoted), contents.c.keep == Keep.DELIVERED.value
    )
    rows = connection.execute(query).all()
    return tuple(row.id for row in rows if row.by != number or row.audience == Audience.AUTHOR.value)
