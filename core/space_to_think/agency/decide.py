"""What an admin asks, as events or as a refusal that says what would be right. Pure; nothing changes when refused.

Whoever may not gets one and the same refusal, whether or not the agency, plugin or person exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, TypeAlias, assert_never, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from space_to_think.agency import commands as c
from space_to_think.agency import events as e
from space_to_think.agency import file
from space_to_think.agency.changes import SETTINGS, changes, works_here
from space_to_think.agency.rights import may
from space_to_think.agency.schema import Shape, Takes, read, shapes
from space_to_think.agency.state import Agency, Signpost
from space_to_think.hooks import Manifest
from space_to_think.messages import SIGNPOSTS, Refusal, Text
from space_to_think.practice.load import PracticeError, load_practice
from space_to_think.wording.bundles import Bundles, own_entry

Decision: TypeAlias = tuple[e.Event, ...] | Refusal


@dataclass(frozen=True, slots=True)
class Plugin:
    """What deciding needs to know of a plugin; made from its manifest."""

    settings: type[BaseModel]
    always_on: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What there is to choose from."""

    plugins: Mapping[str, Plugin] = field(default_factory=dict[str, Plugin])
    texts: frozenset[str] = frozenset()  # ids that may be put in other words
    languages: frozenset[str] = frozenset({"en-GB"})


def installed(manifests: Mapping[str, Manifest], bundles: Bundles) -> Context:
    """What there is to choose from where these are installed."""
    plugins = {name: Plugin(manifest.settings, manifest.always_on) for name, manifest in manifests.items()}
    texts = frozenset(id for id in bundles.ids() if not id.startswith("-"))
    return Context(plugins, texts, bundles.languages)


SLUG: Final[TypeAdapter[str]] = TypeAdapter(file.Slug)
PERSON: Final[TypeAdapter[str]] = TypeAdapter(file.PersonRef)
TENANT: Final[TypeAdapter[str]] = TypeAdapter(file.TenantRef)
SIGNPOST: Final = TypeAdapter(file.SignpostFile)


def no(text: str, **facts: str | int) -> Refusal:
    """A refusal whose sentence is `refuse-agency-<text>`."""
    return Refusal(Text(f"refuse-agency-{text}", facts))


def decide(agency: Agency | None, command: c.Command, context: Context) -> Decision:
    """The events that a command leads to, none when nothing would change, or why it is refused.

    `agency` None: there is none of that name yet.
    """
    if not may(agency, command):
        return no("operator") if agency is not None and command.by in agency.admins else no("right")
    if isinstance(command, c.TakeOver):
        return changes(agency, command.wanted, command.by)
    if isinstance(command, c.AddAgency):
        return _add(agency, command)
    if agency is None:
        return no("unknown")
    return _change(agency, command, context)


def _add(agency: Agency | None, command: c.AddAgency) -> Decision:
    if agency is not None:
        return no("there")
    if not _fits(SLUG, command.slug):
        return no("slug")
    if not command.name.strip():
        return no("name")
    return (e.AgencyAdded(command.by, command.name.strip()),)


def _change(agency: Agency, command: c.Change, context: Context) -> Decision:
    match command:
        case c.ChangeSetting():
            return _setting(agency, command, context)
        case c.AddTenant() | c.RemoveTenant():
            return _tenant(agency, command)
        case c.AddAdmin() | c.RemoveAdmin():
            return _admin(agency, command)
        case c.MovePerson():
            return _person(agency, command)
        case c.EnablePlugin() | c.DisablePlugin():
            return _plugin(agency, command, context)
        case c.SetPlugin():
            return _plugin_setting(agency, command, context)
        case c.SetSignpost():
            return _signpost(agency, command)
        case c.SetWording():
            return _wording(agency, command, context)
        case c.SetPractice():
            return _practice(agency, command)
        case _:
            assert_never(command)


def _setting(agency: Agency, command: c.ChangeSetting, context: Context) -> Decision:
    key = command.key
    if key not in SETTINGS:
        return no("setting", near=near(key, SETTINGS), known=", ".join(SETTINGS))
    new = read(file.OwnSettings, key, command.value)
    if new is None or isinstance(new, list) or (key == "language" and new not in context.languages):
        return no(f"setting-{key}", known=", ".join(sorted(context.languages)))
    old = getattr(agency, key)
    return () if old == new else (e.SettingChanged(command.by, key, old, new),)


def _tenant(agency: Agency, command: c.AddTenant | c.RemoveTenant) -> Decision:
    if not _fits(TENANT, command.tenant):
        return no("tenant")
    add = isinstance(command, c.AddTenant)
    if (command.tenant in agency.tenants) == add:
        return ()
    return (e.TenantAdded(command.by, command.tenant) if add else e.TenantRemoved(command.by, command.tenant),)


def _admin(agency: Agency, command: c.AddAdmin | c.RemoveAdmin) -> Decision:
    if not _fits(PERSON, command.person):
        return no("person")
    add = isinstance(command, c.AddAdmin)
    if (command.person in agency.admins) == add:
        return ()
    if add:
        return (e.AdminAdded(command.by, command.person),)
    if command.by != e.OPERATOR and len(agency.admins) == 1:
        return no("last-admin")  # nobody could name another
    return (e.AdminRemoved(command.by, command.person),)


def _person(agency: Agency, command: c.MovePerson) -> Decision:
    if not _fits(PERSON, command.person):
        return no("person")
    was = works_here(agency, command.person)
    return () if was == command.here else (e.PersonMoved(command.by, command.person, command.here, was),)


def _plugin(agency: Agency, command: c.EnablePlugin | c.DisablePlugin, context: Context) -> Decision:
    name, enable = command.plugin, isinstance(command, c.EnablePlugin)
    gone = name not in context.plugins  # and may still be switched off, if it was on
    if gone and (enable or name not in agency.chosen):
        return _no_plugin(name, context)
    always, failing = not gone and context.plugins[name].always_on, name in agency.failing
    if always and not enable:
        return no("always-on", plugin=name)
    if (always or name in agency.chosen) == enable and not failing:
        return ()
    chosen = agency.chosen if always else agency.chosen | {name} if enable else agency.chosen - {name}
    on = tuple(sorted(chosen))
    return (e.PluginEnabled(command.by, name, on) if enable else e.PluginDisabled(command.by, name, on),)


def _plugin_setting(agency: Agency, command: c.SetPlugin, context: Context) -> Decision:
    name, key = command.plugin, command.key
    if name not in context.plugins:
        return _no_plugin(name, context)
    model = context.plugins[name].settings
    known = shapes(model)
    if key not in known:
        return no("plugin-setting", plugin=name, near=near(key, known), known=", ".join(known) or "none")
    new = None if command.value is None else read(model, key, command.value)
    if new is None and command.value is not None:
        return _unfit(known[key])
    old = _value(agency.settings.get(name, {}).get(key))
    return () if old == new else (e.PluginSet(command.by, name, key, old, new),)


def _unfit(shape: Shape) -> Refusal:
    """What would be right for a setting."""
    takes = Takes.CHOICE if shape.choices else shape.takes
    bounds = {name: f"{bound:g}" for name, bound in (("least", shape.least), ("most", shape.most)) if bound is not None}
    known = "-".join(bounds) or "none"
    return no(f"value-{takes}", choices=", ".join(shape.choices), known=known, **bounds)


def _signpost(agency: Agency, command: c.SetSignpost) -> Decision:
    if command.kind not in SIGNPOSTS:
        return no("signpost", near=near(command.kind, SIGNPOSTS), known=", ".join(SIGNPOSTS))
    old, new = agency.signposts.get(command.kind), command.signpost
    if new is not None:
        if not (new.links or new.phones):
            return no("signpost-empty")
        if not _reads(new):
            return no("signpost-shape")
    return () if old == new else (e.SignpostSet(command.by, command.kind, old, new),)


def _wording(agency: Agency, command: c.SetWording, context: Context) -> Decision:
    if command.text not in context.texts:
        return no("wording", near=near(command.text, context.texts))
    old, new = agency.wording.get(command.text), command.words
    if new is not None and not new.strip():
        return no("wording-empty")
    if new is not None and own_entry(command.text, new) is None:
        return no("wording-shape")
    return () if old == new else (e.WordingSet(command.by, command.text, old, new),)


def _practice(agency: Agency, command: c.SetPractice) -> Decision:
    old, new = agency.practices.get(command.name), command.toml
    if new is not None:
        try:
            practice = load_practice(new, f"{command.name}.toml")
        except PracticeError as error:
            return no("practice", line=error.line, key=error.key or "toml")
        if practice.name != command.name:
            return no("practice-name", name=practice.name)
    return () if old == new else (e.PracticeSet(command.by, command.name, old, new),)


def _fits(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


def _reads(signpost: Signpost) -> bool:
    """Whether the file would take this signpost."""
    try:
        SIGNPOST.validate_python({name: getattr(signpost, name) for name in file.SignpostFile.model_fields})
    except ValidationError:
        return False
    return True


def _value(value: object) -> e.Value | None:
    return cast("e.Value | None", value)  # settings come in by these commands and the file only


def _no_plugin(name: str, context: Context) -> Refusal:
    return no("plugin", near=near(name, context.plugins), known=", ".join(sorted(context.plugins)))


def near(word: str, known: Iterable[str]) -> str:
    """The one that was probably meant; "none" when nothing is like it."""
    return next(iter(get_close_matches(word.lower(), list(known), 1)), "none")
