"""What an agency's admins are told unasked: rows of the outbox that belong to no session.

A row names its admin by the blind index alone; who that is stands in the agency's own history.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from space_to_think.agency.state import Agency
from space_to_think.agency.who import person_of
from space_to_think.delivery import Delivery, Post
from space_to_think.messages import Card
from space_to_think.runtime import orders, wire
from space_to_think.runtime.clock import micros
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.rendering import Outgoing
from space_to_think.runtime.secrets import new_id
from space_to_think.runtime.store.sessions import person_ref

NO_SESSION = ""


def rows(house: House, agency: Agency, card: Card, now: datetime) -> Iterator[dict[str, Any]]:
    """One row for each admin."""
    for admin in map(person_of, sorted(agency.admins)):
        yield {
            "key": new_id(),
            "session": NO_SESSION,
            "adapter": admin.adapter,
            "tenant": admin.tenant,
            "dest": person_ref(house.keys, admin),
            "number": None,
            "place": None,
            "slot": None,
            "stage": None,
            "unasked": False,
            "order": False,
            "state": "pending",
            "not_before": micros(now),
            "attempts": 0,
            "at": micros(now),
            "body": wire.dumps(orders.Advise(agency.slug, card)),
        }


def outgoing(house: House, row: Row[Any]) -> Outgoing | None:
    """What goes out for a row; None when it is for nobody any more."""
    advice: orders.Advise = wire.loads(row.body)
    for admin in map(person_of, sorted(house.agency(advice.agency).admins)):
        if person_ref(house.keys, admin) == row.dest:
            card = house.wording.card(advice.card, house.private(None, None, admin), Opened(None, None))
            return Outgoing(row, Delivery(row.key, admin, Post(card, call=True, shared=False), row.attempts + 1))
    return None
