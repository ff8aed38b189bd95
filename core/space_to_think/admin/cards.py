"""What an admin is shown. An empty list says why it is empty; counts below five are not told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import groupby
from textwrap import shorten
from typing import Final

from space_to_think.admin import said
from space_to_think.admin.forms import choices, explained
from space_to_think.admin.said import shown
from space_to_think.admin.values import DEFAULT, Confirm, Given, Office
from space_to_think.agency import events as e
from space_to_think.agency.changes import SETTINGS
from space_to_think.agency.schema import Takes, shapes
from space_to_think.agency.state import USUAL_PLUGINS, Signpost
from space_to_think.hooks import Capability, Manifest, Scope
from space_to_think.messages import SIGNPOSTS, AsSet, Card, Line, Part, Text

LAST: Final = 20  # changes that `history` shows
MOST: Final = 200
# Settings that a session keeps as it began with them, and those that count for one's own people besides.
HOSTS: Final = ("turns", "retention_days", "moves_on", "federated")
BOTH: Final = ("working_hours", "nation", "time_zone")


def changed(office: Office, events: tuple[e.Event, ...]) -> Card:
    """What is different now, and from when on."""
    if not events:
        return Card((Text("admin-same"),))
    effects = (Text(f"admin-{when}") for when in dict.fromkeys(effect(office, event) for event in events))
    return Card((Text("admin-changed"), *said.lines(events, office.by), *effects))


def effect(office: Office, event: e.Event) -> str:
    """From when on something holds."""
    match event:
        case e.PluginSet(plugin=plugin) if office.manifests[plugin].scope is Scope.SESSION:
            return "later"
        case e.PluginEnabled(plugin=plugin) if office.manifests[plugin].scope is Scope.SESSION:
            return "begun"
        case e.PracticeSet():
            return "later"
        case e.SettingChanged(key=key) if key in HOSTS:
            return "later"
        case e.SettingChanged(key=key) if key in BOTH:
            return "both"
        case _:
            return "at-once"


def settings(office: Office) -> Card:
    """The agency's own settings."""
    rows = (_row(Text(f"admin-setting-{key}"), key, getattr(office.agency, key)) for key in SETTINGS)
    return Card((head(office, "settings"), *rows), (office.button("change", "settings", "?"),))


def _row(setting: Text, key: str, value: object) -> Text:
    return Text("admin-setting", {"setting": setting, "key": AsSet(key), "value": shown(value)})


def head(office: Office, what: str, **facts: Part) -> Text:
    return Text(f"admin-{what}-head", {"agency": AsSet(office.agency.name), **facts})


# ---- plugins


def plugins(office: Office) -> Card:
    """Every plugin, and whether it is on."""
    lines = [head(office, "plugins") if office.agency.name else Text("admin-plugins-installed")]
    for name, manifest in office.manifests.items():
        facts: dict[str, Part] = {"plugin": name, "state": state(office, name), "sentence": manifest.sentence}
        lines.append(Text("admin-plugin", facts))
    lines += (Text("admin-plugin-gone", {"plugin": AsSet(name)}) for name in gone(office))
    return Card(tuple(lines), tuple(office.button("show", "plugins", name, plugin=name) for name in office.manifests))


def state(office: Office, name: str) -> str:
    """Whether a plugin is on: always, on, off, or failing."""
    if name in office.agency.failing:
        return "failing"
    if office.context.plugins[name].always_on:
        return "always"
    return "on" if name in office.agency.chosen else "off"


def gone(office: Office) -> list[str]:
    """Plugins that the agency has chosen and that are not installed."""
    return sorted(office.agency.chosen - USUAL_PLUGINS - office.manifests.keys())


def manifest(office: Office, name: str) -> Card:
    """What a plugin says of itself, and what it is set to."""
    states = state(office, name)
    rows = tuple(_set(office, name))
    buttons = [office.button("change", "set", name)] if rows else []
    if states != "always":
        other = "disable" if states == "on" else "enable"
        buttons.append(office.button(other, other, name, plugin=name))
    lines: list[Line] = [Text("admin-plugin-head", {"plugin": name, "state": states})]
    lines += [Text("admin-failing", {"plugin": name})] if states == "failing" else []
    lines += declared(office.manifests[name])
    lines += [Text("admin-plugin-settings"), *rows] if rows else []
    return Card(tuple(lines), tuple(buttons))


def _set(office: Office, name: str) -> Iterator[Line]:
    """What a plugin is set to, and what each setting is for."""
    chosen = office.agency.settings.get(name, {})
    for key, shape in shapes(office.manifests[name].settings).items():
        yield _row(Text("admin-field", {"title": AsSet(shape.title)}), key, chosen.get(key, shape.default))
        yield from explained(shape)
        yield from choices(shape.choices if shape.takes is Takes.CHOICE else ())


def declared(manifest: Manifest) -> Iterator[Line]:
    """What it does, what it reads and keeps, and whose agency decides."""
    yield manifest.sentence
    reads = "words" if Capability.CONTENT_READ in manifest.capabilities else "steps"
    yield Text("admin-plugin-reads", {"reads": f"{reads}-these" if manifest.reads else reads})
    yield from manifest.reads
    yield Text("admin-plugin-keeps", {"more": bool(manifest.keeps)})
    yield from manifest.keeps
    yield Text("admin-plugin-decides", {"scope": manifest.scope.value})


def confirm(office: Office, name: str) -> Confirm:
    """A plugin's manifest with the question whether to switch it on, and the words for yes."""
    code = seal(office.manifests[name])
    lines = (Text("admin-plugin-ask", {"plugin": name}), *declared(office.manifests[name]))
    yes, no = office.button("yes", "enable", name, code), office.button("no", "plugins")
    return Confirm(Card(lines, (yes, no)), f"enable {name} {code}")


def seal(manifest: Manifest) -> str:
    """What a yes is given to: after an update that says other things, it is asked for again."""
    parts = (manifest.name, manifest.scope, *sorted(manifest.capabilities), sorted(manifest.texts.items()))
    texts = (manifest.sentence, *manifest.reads, *manifest.keeps)
    return f"yes-{blake2b(repr((parts, texts)).encode(), digest_size=4).hexdigest()}"


# ---- lists


def signposts(office: Office, today: date) -> Card:
    """All six, with who looks after them and until when they hold."""
    lines = (_signpost(kind, office.agency.signposts.get(kind), today) for kind in SIGNPOSTS)
    buttons = tuple(office.button("signpost", "signposts", kind, kind=kind) for kind in SIGNPOSTS)
    return Card((head(office, "signposts"), *lines), buttons)


def _signpost(kind: str, entry: Signpost | None, today: date) -> Text:
    """Who looks after an entry, and until when it holds."""
    if entry is None:
        return Text("admin-signpost", {"kind": kind, "state": "none"})
    stale = entry.review_by is not None and entry.review_by < today
    facts: dict[str, Part] = {"kind": kind, "state": "stale" if stale else "set", "title": AsSet(entry.title)}
    return Text("admin-signpost", facts | {"owner": shown(entry.owner), "review": shown(entry.review_by)})


def people(office: Office) -> Card:
    """Admins, and whom an admin has placed."""
    agency = office.agency
    lists = {"admin": agency.admins, "here": agency.people, "elsewhere": agency.elsewhere}
    lines = (
        Text(f"admin-people-{name}s", {"count": len(found), "names": said.people(found, office.by)})
        for name, found in lists.items()
    )
    return Card((head(office, "people"), *lines), (office.button("change", "people", "?"),))


def tenants(office: Office) -> Card:
    """Where the agency's people usually come from."""
    return Card((_listed("admin-tenants", sorted(office.agency.tenants)),))


def named(office: Office, word: str, names: Iterable[str]) -> Card:
    """Texts or practices of the agency's own."""
    how = Text(f"admin-{word}-how", {"words": office.words(word), "default": DEFAULT})
    return Card((_listed(f"admin-{word}-own", sorted(names)), how))


def found(office: Office, texts: Sequence[tuple[str, str]]) -> Card:
    """Texts that an admin looks for, by some words of them."""
    lines = (Text("admin-text", {"id": id, "text": AsSet(shorten(text, 100, placeholder=" …"))}) for id, text in texts)
    buttons = tuple(office.button("show", "wording", id, plugin=id) for id, _ in texts)
    return Card((Text("admin-wording-found", {"words": office.words("wording")}), *lines), buttons)


def _listed(id: str, names: list[str]) -> Text:
    return Text(id, {"count": len(names), "names": shown(names)})


def health(office: Office) -> Card:
    """What needs looking after, what is urgent first; that a signpost is missing or stale is found by plugins."""
    found, failing = office.records.health(), sorted(office.agency.failing)
    findings = sorted(found.findings, key=lambda finding: not finding.urgent)
    lines: list[Line] = [Text("admin-finding", {"urgent": f.urgent, "finding": f.text}) for f in findings]
    lines += (Text("admin-plugin-gone", {"plugin": AsSet(name)}) for name in gone(office))
    lines += (Text("admin-failing", {"plugin": name}) for name in failing)
    counts = {"waiting": found.waiting, "uncertain": found.uncertain}
    lines = [head(office, "health"), *(lines or [Text("admin-health-well")])]
    lines += (Text(f"admin-{name}", {"count": count}) for name, count in counts.items())
    buttons = [office.button("enable", "enable", name, plugin=name) for name in failing if name in office.manifests]
    buttons += (office.button(word, word) for word in ("signposts", "plugins", "history"))
    return Card(tuple(lines), tuple(buttons))


def history(office: Office, given: Given) -> Card:
    """The last changes, the newest first."""
    last = min(int(given.rest), MOST) if given.rest.isdecimal() else LAST
    records = office.records.history(last)
    lines = (line for _, together in groupby(records, said.moment) for line in said.records(tuple(together), office.by))
    return Card((head(office, "history", count=len(records)), *lines))


def export(office: Office) -> Card:
    """The agency as the configuration file has it."""
    return Card((head(office, "export"), Text("admin-exported", {"text": AsSet(office.records.export())})))
