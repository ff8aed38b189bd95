"""The words of administration: one row each, the same in chat and on the command line.

Default deny: whoever is no admin of the agency gets one refusal for everything. Rows only look or hand commands on;
what is right is decided in `agency.decide`, by its own table of rights.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from space_to_think.admin import cards, forms
from space_to_think.admin.values import DEFAULT, Changed, Given, Office, Outcome
from space_to_think.agency import commands as c
from space_to_think.agency import events as e
from space_to_think.agency.decide import decide, near, no
from space_to_think.agency.evolve import evolve
from space_to_think.agency.file import SignpostFile
from space_to_think.agency.rights import RIGHTS, Right
from space_to_think.agency.state import Signpost
from space_to_think.messages import SIGNPOSTS, AsSet, Card, Refusal, Text
from space_to_think.words.dates import parse_date
from space_to_think.words.values import Wrong

ASKS: Final = ("", "?", "…")  # the form, please

Take: TypeAlias = Callable[[Office, Given], Outcome]
# A command, and the field of the form that it came from.
Step: TypeAlias = tuple[str | None, c.Change]


@dataclass(frozen=True, slots=True)
class Row:
    """One word. It may become these commands and events; none: it only shows. `more`: something follows it.

    Its texts are does-admin-…, and shape-admin-… for what follows it.
    """

    name: str
    take: Take
    commands: tuple[type[c.Change], ...] = ()
    events: tuple[type[e.Event], ...] = ()
    more: bool = False

    @property
    def right(self) -> Right:
        """Who may say it."""
        return max((RIGHTS[command] for command in self.commands), default=Right.ADMIN)


def take(office: Office, given: Given) -> Outcome:
    """What an admin's words come to."""
    word, rest = given.plain().head()
    row = ADMIN.get(word.casefold())
    if not office.open:
        return Wrong(no("right"))
    if row is None:
        return overview(office, word)
    return row.take(office, rest) if may_say(office, row) else Wrong(no("operator"))


def may_say(office: Office, row: Row) -> bool:
    """Whether an admin, or the operator, may say this word."""
    return row.right is Right.ADMIN or office.by == e.OPERATOR


def overview(office: Office, typed: str) -> Card:
    """Every word that this admin may say; the likely one first, where something else was typed."""
    rows = [row for row in ADMIN.values() if may_say(office, row)]
    unknown = [Text("admin-unknown", {"near": near(typed, [row.name for row in rows])})] if typed else []
    lines = (Text("admin-word", {"word": row.name, "does": Text(f"does-admin-{row.name}")}) for row in rows)
    buttons = tuple(office.button(row.name, row.name) for row in rows if row.name in BUTTONS)
    return Card((*unknown, cards.head(office, "overview"), *lines), buttons)


def _changed(office: Office, steps: Iterable[Step]) -> Outcome:
    """All of the commands, or none and why."""
    agency, events = office.agency, list[e.Event]()
    for field, command in steps:
        decision = decide(agency, command, office.context)
        if isinstance(decision, Refusal):
            return Wrong(decision, field)
        for event in decision:
            agency = evolve(agency, e.Record(agency.slug, agency.version + 1, office.now, event))
        events += decision
    return Changed(tuple(events), cards.changed(office, tuple(events)))


# ---- plugins


def _plugins(office: Office, given: Given) -> Outcome:
    name, _ = given.head()
    if not name:
        return cards.plugins(office)
    return cards.manifest(office, name) if name in office.manifests else _no_plugin(office, name)


def _no_plugin(office: Office, name: str) -> Outcome:
    """It is not there: it never was, or it was chosen and is not installed any more."""
    if name in cards.gone(office):
        off = office.button("disable", "disable", name, plugin=name)
        return Wrong(Refusal(Text("admin-plugin-gone", {"plugin": AsSet(name)}), (off,)))
    return _changed(office, ((None, c.SetPlugin(office.by, name, "", None)),))


def _enable(office: Office, given: Given) -> Outcome:
    """First what it is, then a yes; the yes belongs to what was shown."""
    name, rest = given.head()
    if name not in office.manifests:
        return _no_plugin(office, name)
    outcome = _changed(office, ((None, c.EnablePlugin(office.by, name)),))
    if not isinstance(outcome, Changed) or not outcome.events or rest.rest == cards.seal(office.manifests[name]):
        return outcome
    return cards.confirm(office, name)


def _disable(office: Office, given: Given) -> Outcome:
    return _changed(office, ((None, c.DisablePlugin(office.by, given.head()[0])),))


def _set(office: Office, given: Given) -> Outcome:
    name, rest = given.head()
    if name not in office.manifests:
        return _no_plugin(office, name) if name else cards.plugins(office)
    if given.fields is None and rest.rest in ASKS and office.context.plugins[name].settings.model_fields:
        return forms.plugin(office, name)
    stood = {field.name: field.value for field in forms.plugin(office, name).fields}
    values = _values(rest, stood)
    return _changed(
        office,
        ((key, c.SetPlugin(office.by, name, key, None if value in ("", DEFAULT) else value)) for key, value in values),
    )


def _values(given: Given, stood: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """KEY VALUE, or what is different now in a form from what stood in it."""
    if given.fields is None:
        yield _pair(given)
        return
    for key, value in given.fields.items():
        if value.strip() != (stood.get(key) or ""):
            yield key, value.strip()


def _pair(given: Given) -> tuple[str, str]:
    key, rest = given.head()
    return key, rest.rest


# ---- the agency's own


def _settings(office: Office, given: Given) -> Outcome:
    key, value = _pair(given)
    if given.fields is None and not value:
        return cards.settings(office) if not key else forms.settings(office)
    stood = {field.name: field.value for field in forms.settings(office).fields}
    return _changed(office, ((key, c.ChangeSetting(office.by, key, value)) for key, value in _values(given, stood)))


def _signposts(office: Office, given: Given) -> Outcome:
    kind, rest = given.head()
    if not kind:
        return cards.signposts(office, _today(office))
    if kind not in SIGNPOSTS or rest.rest == DEFAULT:
        return _changed(office, ((None, c.SetSignpost(office.by, kind, None)),))
    if given.fields is None and rest.rest in ASKS:
        return forms.signpost(office, kind)
    fields = given.fields if given.fields is not None else _pairs(rest.rest)
    entry = office.agency.signposts.get(kind) or Signpost("")
    for key, value in fields.items():
        try:
            changed: dict[str, Any] = {key: SIGNPOST[key](office, "" if value == DEFAULT else value.strip())}
            entry = replace(entry, **changed)
        except KeyError:
            return Wrong(Refusal(Text("admin-no-field", {"known": ", ".join(SIGNPOST)})))
        except ValueError:
            return Wrong(Refusal(Text("wrong-date")), key)
    return _changed(office, ((None, c.SetSignpost(office.by, kind, entry)),))


def _today(office: Office) -> date:
    return office.now.astimezone(ZoneInfo(office.agency.time_zone)).date()


def _pairs(typed: str) -> dict[str, str]:
    """KEY VALUE; KEY VALUE …: a semicolon parts them where a key follows it."""
    found: dict[str, str] = {}
    last = ""
    for part in typed.split(";"):
        key, _, value = part.strip().partition(" ")
        if key in SIGNPOST or not last:
            found[last := key] = value
        else:
            found[last] += f";{part}"
    return found


def _day(office: Office, typed: str) -> object:
    if not typed:
        return None
    found = parse_date(typed, office.now, office.agency.calendar)
    if found is None:
        raise ValueError
    return found.astimezone(ZoneInfo(office.agency.time_zone)).date()


def _several(office: Office, typed: str) -> object:
    return tuple(part for part in map(str.strip, typed.split(",")) if part)


# How each field of a signpost is read. Raises ValueError.
SIGNPOST: Final[Mapping[str, Callable[[Office, str], object]]] = {
    **dict.fromkeys(SignpostFile.model_fields, lambda office, typed: typed or None),
    "title": lambda office, typed: typed,
    "links": _several,
    "phones": _several,
    "review_by": _day,
}


def _people(office: Office, given: Given) -> Outcome:
    if given.fields is None and given.rest in ASKS:
        return forms.people(office) if given.rest else cards.people(office)
    *named, standing = given.rest.split() if given.fields is None else ("", given.fields.get("standing", ""))
    people = given.people or tuple(name for name in named if ":" in name)
    make = STANDINGS.get(standing.casefold())
    if make is None or not people:
        known = ", ".join(STANDINGS)
        return Wrong(Refusal(Text("admin-whom", {"known": known})), "standing" if make is None else "people")
    return _changed(office, (("people", make(office.by, person)) for person in people))


STANDINGS: Final[Mapping[str, Callable[[str, str], c.Change]]] = {
    "here": lambda by, person: c.MovePerson(by, person, True),
    "elsewhere": lambda by, person: c.MovePerson(by, person, False),
    "as-said": lambda by, person: c.MovePerson(by, person, None),
    "admin": c.AddAdmin,
    "no-admin": c.RemoveAdmin,
}


def _long(word: str, make: Callable[[str, str, str | None], c.Change], office: Office, given: Given) -> Outcome:
    """NAME, and a text of its own or `default`."""
    name, rest = given.head()
    own = office.agency.wording if word == "wording" else office.agency.practices
    if not name:
        return cards.named(office, word, own)
    if word == "wording" and name not in office.context.texts and (found := office.records.holding(given.rest)):
        return cards.found(office, found)
    if given.fields is None and rest.rest in ASKS:
        known = own.get(name) or office.records.written(name)
        refused = decide(office.agency, make(office.by, name, None), office.context)
        return Wrong(refused) if isinstance(refused, Refusal) else forms.long_text(office, word, name, known)
    typed = rest.rest if given.fields is None else given.fields.get("text", "").strip()
    text = None if typed in ("", DEFAULT) else typed
    return _changed(office, (("text", make(office.by, name, text)),))


def _tenants(office: Office, given: Given) -> Outcome:
    what, rest = given.head()
    if what not in TENANTS:
        return cards.tenants(office)
    return _changed(office, ((None, TENANTS[what](office.by, rest.rest)),))


TENANTS: Final[Mapping[str, Callable[[str, str], c.Change]]] = {"add": c.AddTenant, "remove": c.RemoveTenant}


BUTTONS: Final = ("plugins", "settings", "signposts", "people", "health", "history")

ADMIN: Final[Mapping[str, Row]] = {
    row.name: row
    for row in (
        Row("plugins", _plugins, more=True),
        Row("enable", _enable, (c.EnablePlugin,), (e.PluginEnabled,), True),
        Row("disable", _disable, (c.DisablePlugin,), (e.PluginDisabled,), True),
        Row("set", _set, (c.SetPlugin,), (e.PluginSet,), True),
        Row("signposts", _signposts, (c.SetSignpost,), (e.SignpostSet,), True),
        Row(
            "people",
            _people,
            (c.MovePerson, c.AddAdmin, c.RemoveAdmin),
            (e.PersonMoved, e.AdminAdded, e.AdminRemoved),
            True,
        ),
        Row("settings", _settings, (c.ChangeSetting,), (e.SettingChanged,), True),
        Row("wording", partial(_long, "wording", c.SetWording), (c.SetWording,), (e.WordingSet,), True),
        Row("practices", partial(_long, "practices", c.SetPractice), (c.SetPractice,), (e.PracticeSet,), True),
        Row("health", lambda office, given: cards.health(office)),
        Row("history", cards.history, more=True),
        Row("export", lambda office, given: cards.export(office)),
        Row("tenants", _tenants, (c.AddTenant, c.RemoveTenant), (e.TenantAdded, e.TenantRemoved), True),
    )
}
