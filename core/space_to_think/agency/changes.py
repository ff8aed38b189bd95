"""What has to happen so that an agency becomes what a file says."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, cast

from space_to_think.agency import events as e
from space_to_think.agency.file import AgencyFile, OwnSettings
from space_to_think.agency.state import Agency

T = TypeVar("T")

SETTINGS: Final = tuple(OwnSettings.model_fields)


def seed(slug: str, file: AgencyFile, by: str = e.FILE) -> tuple[e.Event, ...]:
    """The first events of an agency that only the configuration file knows."""
    return changes(None, file.agency(slug), by)


def changes(before: Agency | None, after: Agency, by: str) -> tuple[e.Event, ...]:
    """The events that lead from one to the other; none when they are alike. None: there is no agency yet."""
    events: list[e.Event] = []
    if before is None:
        events.append(e.AgencyAdded(by, after.name))
        before = Agency(after.slug, after.name)
    for key in SETTINGS:
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            events.append(e.SettingChanged(by, key, old, new))
    events += _sets(before, after, by)
    events += _tables(before, after, by)
    return tuple(events)


def _sets(before: Agency, after: Agency, by: str) -> Iterator[e.Event]:
    yield from (e.TenantAdded(by, tenant) for tenant in sorted(after.tenants - before.tenants))
    yield from (e.TenantRemoved(by, tenant) for tenant in sorted(before.tenants - after.tenants))
    yield from (e.AdminAdded(by, person) for person in sorted(after.admins - before.admins))
    yield from (e.AdminRemoved(by, person) for person in sorted(before.admins - after.admins))
    for person in sorted(before.people | before.elsewhere | after.people | after.elsewhere):
        was, here = works_here(before, person), works_here(after, person)
        if was != here:
            yield e.PersonMoved(by, person, here, was)
    if before.plugins != after.plugins:
        yield e.PluginsChosen(by, _listed(before.plugins), _listed(after.plugins))


def works_here(agency: Agency, person: str) -> bool | None:
    """Whether an admin has said that somebody works here; None: nothing has been said."""
    return True if person in agency.people else False if person in agency.elsewhere else None


def _tables(before: Agency, after: Agency, by: str) -> Iterator[e.Event]:
    for plugin in sorted({*before.settings, *after.settings}):
        had, has = before.settings.get(plugin, {}), after.settings.get(plugin, {})
        for key, old, new in _differences(had, has):
            yield e.PluginSet(by, plugin, key, cast("e.Value | None", old), cast("e.Value | None", new))
    yield from (e.SignpostSet(by, *each) for each in _differences(before.signposts, after.signposts))
    yield from (e.WordingSet(by, *each) for each in _differences(before.wording, after.wording))
    yield from (e.PracticeSet(by, *each) for each in _differences(before.practices, after.practices))


def _differences(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def _listed(plugins: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if plugins is None else tuple(sorted(plugins))
