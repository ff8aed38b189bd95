"""The hooks as they are promised: today's signatures, a test named after each, and a plugin of ours that uses it."""

import inspect
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, Final

import pytest

from docs.pages.said import host as ours
from docs.pages.source import signature
from space_to_think import hooks
from space_to_think.hooks import Call, Capability, CardPart, Finding, HookSpecs, Remember, Scope, Wake, Word
from space_to_think.host.loading import HOOKS
from space_to_think.messages import Form, Text
from space_to_think.session.events import SaidDone
from tests.host.sample import AGENCIES, NORTH, NOW, hi, host, manifest, session

# Whoever has to change one of these breaks other people's plugins: see "Between versions" in docs/plugin-authors.md.
SIGNATURES: Final = (
    "declare() -> Manifest",
    "react(event: Event, by: Number | None, view: View, settings: Any) -> Effects",
    "handle(call: Call, view: View | Outside, settings: Any) -> Effects",
    "form(word: str, view: View, settings: Any) -> Form | None",
    "wake(name: str, late: timedelta, view: View, settings: Any) -> Effects",
    "card(view: View, settings: Any) -> CardPart | None",
    "check(text: str, by: Number, posted: bool, settings: Any) -> Text | None",
    "inspect(agency: AgencyView, settings: Any, today: date) -> Sequence[Finding]",
)
# What the values begin with. Fields may be added at the end, with a default.
VALUES: Final[Mapping[str, str]] = {
    "Manifest": "name sentence scope settings kinds words texts capabilities always_on reads keeps",
    "Word": "name argument access private phases anywhere label",
    "View": "session memory host people mine now agency",
    "AgencyView": "slug name signposts plugins",
    "SignpostView": "kind has_owner review_by",
    "Outside": "agency now",
    "Call": "word by rest fields",
    "Say": "message",
    "Remember": "key fact",
    "Wake": "name at",
    "Tally": "name",
    "Refuse": "text",
    "CardPart": "lines buttons facilitator_lines facilitator_buttons",
    "Finding": "text urgent tell",
}


def test_the_signatures_are_those_that_were_promised() -> None:
    assert tuple(signature(getattr(HookSpecs, hook)) for hook in HOOKS) == SIGNATURES


@pytest.mark.parametrize("name", VALUES)
def test_the_values_only_grow_at_their_end(name: str) -> None:
    found = fields(getattr(hooks, name))
    promised = VALUES[name].split()
    assert [field.name for field in found][: len(promised)] == promised
    added = list(inspect.signature(getattr(hooks, name)).parameters.values())[len(promised) :]
    assert all(parameter.default is not parameter.empty for parameter in added)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_named_after_it_and_a_plugin_of_ours(hook: str) -> None:
    assert f"test_{hook}" in globals()
    assert [name for name, loaded in ours()._loaded.items() if hook in loaded.hooks]


# ---- one test a hook: when it is called, with what, and what becomes of what it gives


def test_declare() -> None:
    assert host(manifest()).manifests == {"sample": manifest()}


def test_react() -> None:
    seen: list[Any] = []

    def react(event: Any, by: int | None, view: hooks.View, settings: Any) -> Any:
        seen.append((event, by, view.now, settings))
        return [hi()]

    made = host(react=react)
    reactions = made.react(SaidDone(1), 1, session(loud=True), NOW, AGENCIES)
    assert [each[:3] for each in seen] == [(SaidDone(1), 1, NOW)]
    assert seen[0][3].loud
    assert reactions.messages == (hi().message,)


def test_handle() -> None:
    made = host(manifest(words=(Word("greet"),)), handle=lambda call, view, settings: [hi(call.by)])
    reactions = made.handle("sample", Call("greet", 3), session(), NOW, AGENCIES)
    assert getattr(reactions, "messages", ()) == (hi(3).message,)


def test_form() -> None:
    form = Form("greet", Text("sample-hi"), ())
    made = host(manifest(words=(Word("greet"),)), handle=lambda call: [], form=lambda word, view, settings: form)
    assert made.form("greet", 3, session(), NOW, AGENCIES) == form


def test_wake() -> None:
    made = host(
        react=lambda view: [Wake("soon", view.now + timedelta(minutes=1))],
        wake=lambda name, late, view, settings: [Remember(name, late > timedelta())],
    )
    (asked,) = made.react(SaidDone(1), 1, session(), NOW, AGENCIES).keeps
    assert asked.wakes == (("soon", NOW + timedelta(minutes=1)),)
    (kept,) = made.wake("sample", "soon", timedelta(seconds=5), session(), NOW, AGENCIES).keeps
    assert kept.facts == (("soon", True),)


def test_card() -> None:
    part = CardPart((Text("sample-hi"),))
    assert host(card=lambda view, settings: part).card(session(), NOW, AGENCIES) == (part,)


def test_check() -> None:
    able = manifest(capabilities=frozenset({Capability.CONTENT_READ}))
    made = host(able, check=lambda text, by, posted, settings: Text("sample-hi") if "Sam" in text else None)
    assert made.check("Sam cried", 3, session(), AGENCIES) == Text("sample-hi")
    assert made.check("all is well", 3, session(), AGENCIES) is None


def test_inspect() -> None:
    today = date(2026, 6, 4)
    person = manifest(scope=Scope.PERSON)
    made = host(person, inspect=lambda agency, settings, today: [Finding(Text("sample-hi", {"slug": agency.slug}))])
    assert made.inspect(NORTH, today) == (Finding(Text("sample-hi", {"slug": "northshire"})),)
