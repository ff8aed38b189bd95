"""What an agency's admins are told unasked, once: that something they look after is past its day.

Looked for by the calendar alone, never when somebody turns to it: that would tell that somebody has a concern.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from space_to_think.agency.state import Agency
from space_to_think.messages import AsSet, Button, Card, Text
from space_to_think.runtime import advice
from space_to_think.runtime.house import House
from space_to_think.runtime.store import meta
from space_to_think.runtime.store.writes import Writes

TOLD: Final = "told-"  # before the agency's slug: what its admins have been told, by hashes


def look(connection: Connection, house: House, now: datetime) -> bool:
    """Write what admins have to hear; whether there is anything. An agency that is closed just now waits."""
    writes = Writes()
    for slug, agency in house.agencies.items():
        if slug and agency.admins and agency.calendar.is_working(now):
            for card in _news(connection, house, agency, now):
                for row in advice.rows(house, agency, card, now):
                    writes.add("outbox", row)
    writes.flush(connection)
    return bool(writes.rows)


def _news(connection: Connection, house: House, agency: Agency, now: datetime) -> Iterator[Card]:
    """One card of what has not been told. What is in order again is told again when its next day has passed."""
    found, name = _found(house, agency, now), TOLD + agency.slug
    told = set(json.loads(meta.read(connection, name) or "[]"))
    if told == set(found):
        return
    meta.put(connection, name, json.dumps(sorted(found)))
    fresh = [text for key, text in found.items() if key not in told]
    if fresh:
        head = Text("admin-review", {"agency": AsSet(agency.name)})
        yield Card((head, *fresh), (Button(Text("do-admin-signposts"), f"admin at {agency.slug} signposts"),))


def _found(house: House, agency: Agency, now: datetime) -> Mapping[str, Text]:
    today = now.astimezone(ZoneInfo(agency.time_zone)).date()
    texts = (finding.text for finding in house.host.inspect(agency, today) if finding.tell)
    return {sha256(repr(text).encode()).hexdigest()[:16]: text for text in texts}
