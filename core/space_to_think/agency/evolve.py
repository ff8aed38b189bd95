"""Folding an agency's events: no checks, no clock, no library; what happened has happened."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from space_to_think.agency import events as e
from space_to_think.agency.state import Agency

T = TypeVar("T")


def evolve(agency: Agency | None, record: e.Record) -> Agency:
    """The agency after one more event; None before its first."""
    before = Agency(record.agency, "") if agency is None else agency
    return replace(_changed(before, record.event), version=record.version)


def fold(records: Iterable[e.Record]) -> Agency | None:
    """The agency that a whole history leads to; None for an empty one."""
    agency: Agency | None = None
    for record in records:
        agency = evolve(agency, record)
    return agency


def _changed(agency: Agency, event: e.Event) -> Agency:
    match event:
        case e.AgencyAdded(name=name):
            return replace(agency, name=name)
        case e.SettingChanged(key=key, new=new):
            return replace(agency, **{key: new})  # type: ignore[arg-type]  # decide knows the key and checked the value
        case e.TenantAdded(tenant=tenant):
            return replace(agency, tenants=agency.tenants | {tenant})
        case e.TenantRemoved(tenant=tenant):
            return replace(agency, tenants=agency.tenants - {tenant})
        case e.AdminAdded(person=person):
            return replace(agency, admins=agency.admins | {person})
        case e.AdminRemoved(person=person):
            return replace(agency, admins=agency.admins - {person})
        case e.PersonMoved(person=person, here=here):
            people, elsewhere = agency.people - {person}, agency.elsewhere - {person}
            if here is None:
                return replace(agency, people=people, elsewhere=elsewhere)
            if here:
                return replace(agency, people=people | {person}, elsewhere=elsewhere)
            return replace(agency, people=people, elsewhere=elsewhere | {person})
        case e.PluginEnabled(plugin=plugin, on=on) | e.PluginDisabled(plugin=plugin, on=on):
            return replace(agency, plugins=frozenset(on), failing=agency.failing - {plugin})
        case e.PluginFailed(plugin=plugin):
            return replace(agency, failing=agency.failing | {plugin})
        case e.PluginsChosen(new=chosen):
            return replace(agency, plugins=None if chosen is None else frozenset(chosen))
        case e.PluginSet(plugin=plugin, key=key, new=value):
            settings = _with(agency.settings.get(plugin, {}), key, value)
            return replace(agency, settings=_with(agency.settings, plugin, settings or None))
        case e.SignpostSet(kind=kind, new=signpost):
            return replace(agency, signposts=_with(agency.signposts, kind, signpost))
        case e.WordingSet(text=text, new=words):
            return replace(agency, wording=_with(agency.wording, text, words))
        case e.PracticeSet(name=name, new=toml):
            return replace(agency, practices=_with(agency.practices, name, toml))
        case _:
            assert_never(event)


def _with(values: Mapping[str, T], key: str, value: T | None) -> dict[str, T]:
    """The same values with one set, or taken out by None."""
    kept = {name: known for name, known in values.items() if name != key}
    return kept if value is None else {**kept, key: value}
