"""A session's events for other programs: one JSON object a line."""

import json
from datetime import UTC

from space_to_think.session.codec import dump_event
from space_to_think.session.events import Record


def event_line(record: Record) -> str:
    """`type`, `at` (UTC, ISO 8601), `session`, `version` (its number in the session), then the event's own fields.

    Spans are seconds. There is nothing in it that anybody typed.
    """
    name, _, fields = dump_event(record.event)
    at = record.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    head = {"type": name, "at": at, "session": record.session, "version": record.version}
    return json.dumps(head | {key: value for key, value in fields.items() if key not in head}, ensure_ascii=False)
