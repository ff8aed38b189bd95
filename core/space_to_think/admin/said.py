"""Changes in words: who, from what, to what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never, cast

from space_to_think.agency import events as e
from space_to_think.agency.file import SignpostFile
from space_to_think.agency.state import Signpost
from space_to_think.agency.who import person_of
from space_to_think.messages import AsSet, Named, Part, Text

UNSET: Final = Text("admin-unset")
BY: Final[Mapping[str, str]] = {e.OPERATOR: "operator", e.FILE: "file", e.SERVICE: "service"}


PLACES: Final[Mapping[bool | None, str]] = {True: "here", False: "elsewhere", None: "as-said"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: `what` names the sort of thing, `name` which one, or which person."""

    what: str
    name: str
    old: object = None
    new: object = None
    person: bool = False


def lines(events: Iterable[e.Event], reader: str) -> Iterator[Text]:
    """One line for each thing that has changed, for one admin or the operator."""
    for event in events:
        for change in changes(event):
            name = person(change.name, reader) if change.person else AsSet(change.name)
            facts: dict[str, Part] = {"name": name, "old": shown(change.old), "new": shown(change.new)}
            yield Text(f"admin-change-{change.what}", facts)


def person(reference: str, reader: str) -> Part:
    """Somebody by name, for a reader in the same place; for others by the reference that files have."""
    if reader == e.OPERATOR:
        return AsSet(reference)
    one, other = person_of(reference), person_of(reader)
    together = (one.adapter, one.tenant) == (other.adapter, other.tenant)
    return Named(reference) if together else AsSet(reference)


def people(references: Iterable[str], reader: str) -> Part:
    """Several of them in one sentence; nobody is "not set"."""
    parts = [person(reference, reader) for reference in sorted(references)]
    said = parts.pop() if parts else UNSET
    if parts:
        said = Text("list-two", {"first": parts.pop(), "last": said})
    while parts:
        said = Text("list-more", {"first": parts.pop(), "rest": said})
    return said


def moment(record: e.Record) -> tuple[str, datetime]:
    """What stands above a change: changes of one person in one minute stand together."""
    return record.event.by, record.at.replace(second=0, microsecond=0)


def records(records: Sequence[e.Record], reader: str) -> Iterator[Text]:
    """When, who, and what; all of one moment, at least one."""
    by = records[0].event.by
    who: Part = Text(f"admin-by-{BY[by]}") if by in BY else person(by, reader)
    yield Text("admin-record", {"at": records[0].at, "who": who})
    yield from lines((record.event for record in records), reader)


def shown(value: object) -> Part:
    """A value as an admin types it; what is a text already stays one."""
    if isinstance(value, Text):
        return value
    words = typed(value)
    return UNSET if words is None else AsSet(words)


def typed(value: object) -> str | None:
    """A value as one types it; None for nothing."""
    match value:
        case None | "" | () | []:
            return None
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            parts = [str(part) for part in cast("Sequence[object]", value)]
            return ("; " if any("," in part for part in parts) else ", ").join(parts)
        case _:
            return str(value)


def changes(event: e.Event) -> Iterator[Change]:
    """What an event has changed."""
    match event:
        case e.AgencyAdded(name=name):
            yield Change("added", name)
        case e.SettingChanged(key=key, old=old, new=new):
            yield Change("value", key, old, new)
        case e.TenantAdded(tenant=name) | e.TenantRemoved(tenant=name):
            yield _there("tenant", name, isinstance(event, e.TenantAdded))
        case e.AdminAdded(person=name) | e.AdminRemoved(person=name):
            yield Change(_end("admin", isinstance(event, e.AdminAdded)), name, person=True)
        case e.PersonMoved(person=name, here=here, was=was):
            yield Change(PLACES[here], name, Text(f"admin-place-{PLACES[was]}"), person=True)
        case e.PluginEnabled(plugin=name) | e.PluginDisabled(plugin=name):
            yield _there("plugin", name, isinstance(event, e.PluginEnabled))
        case e.PluginFailed(plugin=name, hook=hook, error=error):
            yield Change("failed", name, hook, error)
        case e.PluginsChosen(old=old, new=new):
            yield Change("plugins", "", old, new)
        case e.PluginSet(plugin=plugin, key=key, old=old, new=new):
            yield Change("value", f"{plugin} {key}", old, new)
        case e.SignpostSet(kind=kind, old=old, new=new):
            yield from _signpost(kind, old, new)
        case e.WordingSet(text=name, old=old, new=new):
            yield Change("value", name, old, new)
        case e.PracticeSet(name=name, old=old, new=new):
            yield Change("practice" if old and new else _end("practice", new is not None), name)
        case _:
            assert_never(event)


def _there(what: str, name: str, there: bool) -> Change:
    return Change(_end(what, there), name)


def _end(what: str, there: bool) -> str:
    return f"{what}-{'on' if there else 'off'}"


def _signpost(kind: str, old: Signpost | None, new: Signpost | None) -> Iterator[Change]:
    for key in SignpostFile.model_fields:
        before, after = (getattr(signpost, key, None) for signpost in (old, new))
        if typed(before) != typed(after):
            yield Change("value", f"{kind} {key}", before, after)
