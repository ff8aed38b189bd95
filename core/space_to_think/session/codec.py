"""Events and snapshots as JSON: the one place where the session's values meet pydantic.

Unknown fields are refused, spans are seconds, times are ISO 8601 in UTC. A snapshot is a cache: it leaves out the
charter, which stands in the session's first event, and is good only for the STATE_VERSION that made it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, get_args

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import from_json, to_json

from space_to_think.session import events as e
from space_to_think.session.lift import NewerEvent, lifted
from space_to_think.session.state import Charter, Fact, Session
from space_to_think.session.values import replace

STATE_VERSION: Final = 2  # raise it whenever a field of Session changes: older snapshots are folded again
EVENTS: Final[Mapping[str, type[Any]]] = {event.__name__: event for event in get_args(e.Event)}
CONFIG: Final = ConfigDict(extra="forbid", ser_json_timedelta="float")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


ADAPTERS: Final[dict[Any, TypeAdapter[Any]]] = {}


def adapter(of: Any) -> TypeAdapter[Any]:
    """How a frozen dataclass is read and written; made once."""
    if of not in ADAPTERS:
        of.__pydantic_config__ = CONFIG
        ADAPTERS[of] = TypeAdapter(of)
    return ADAPTERS[of]


def dump_event(event: e.Event) -> tuple[str, int, dict[str, Any]]:
    """An event as its type's name, the version of its shape, and its fields as JSON values."""
    name = type(event).__name__
    return name, e.VERSIONS.get(name, 1), adapter(type(event)).dump_python(event, mode="json")


def dump_event_json(event: e.Event) -> tuple[str, int, bytes]:
    """The same, with the fields as JSON text."""
    name = type(event).__name__
    return name, e.VERSIONS.get(name, 1), adapter(type(event)).dump_json(event)


def load_event(type: str, version: int, data: dict[str, Any] | bytes | str) -> e.Event:
    """An event from its fields; old shapes are lifted. Raises NewerEvent for a type this program does not know."""
    if type not in EVENTS:
        raise NewerEvent(type, version)
    fields = lifted(type, version, data if isinstance(data, dict) else from_json(data))
    if "charter" in fields:
        fields = {**fields, "charter": load_charter(to_json(fields["charter"]))}
    event: e.Event = adapter(EVENTS[type]).validate_python(fields)
    return replace(event, fact=fact_of(event.fact)) if isinstance(event, e.Remembered) else event


@lru_cache(64)
def load_charter(data: bytes) -> Charter:
    """A charter from its fields: one value for all the sessions that began with the same one."""
    charter: Charter = adapter(Charter).validate_json(data)
    return charter


def fact_of(fact: Fact) -> Fact:
    """In JSON a time is a text like any other; no slug looks like one."""
    return datetime.fromisoformat(fact) if isinstance(fact, str) and TIME.fullmatch(fact) else fact


def dump_snapshot(session: Session) -> bytes:
    """The session without its charter."""
    return adapter(Session).dump_json(session, exclude={"charter"})


def load_snapshot(data: bytes, charter: Charter) -> Session:
    """The session again; `charter` is that of its first event."""
    session: Session = adapter(Session).validate_python({**from_json(data), "charter": charter})
    memory = {plugin: {k: fact_of(f) for k, f in facts.items()} for plugin, facts in session.memory.items()}
    return replace(session, memory=memory)
