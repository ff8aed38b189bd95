"""Whatever is wrong with a plugin is said at start-up: which one it is, and what would be right."""

import re
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest

from space_to_think.hooks import Word, hookimpl
from space_to_think.host import Host, PluginError, loading
from space_to_think.session.events import Ended, Event, Passed, SaidDone
from tests.host.sample import AGENCIES, NOW, host, kind, manifest, plugin, session


def refused(plugins: dict[str, object], *parts: str) -> None:
    """Every part stands in the one sentence."""
    with pytest.raises(PluginError) as caught:
        Host(plugins)
    for part in parts:
        assert part in str(caught.value)


def test_plugins_stand_in_order_of_name() -> None:
    names = ("zebra", "ant", "moth")
    assert list(Host({name: plugin(manifest(name)) for name in names}).manifests) == ["ant", "moth", "zebra"]


def test_a_plugin_may_leave_out_arguments_and_take_them_in_any_order() -> None:
    made = host(react=lambda view, event: (), wake=lambda: (), card=lambda settings: None)
    assert list(made.manifests) == ["sample"]


def test_a_class_or_a_module_is_as_good() -> None:
    class Classy:
        @hookimpl
        def declare(self):  # type: ignore[no-untyped-def]
            return manifest("classy")

        @hookimpl
        def react(self, event, view):  # type: ignore[no-untyped-def]
            return ()

    assert list(Host({"classy": Classy()}).manifests) == ["classy"]


def test_a_function_may_have_a_name_of_its_own() -> None:
    made = plugin()
    made.on_event = hookimpl(specname="react")(lambda event: ())  # type: ignore[attr-defined]
    assert list(Host({"sample": made}).manifests) == ["sample"]
    made.on_event = hookimpl(specname="react")(lambda events: ())  # type: ignore[attr-defined]
    refused({"sample": made}, "react(events)")


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (lambda event, views: (), "react(event, views)"),
        (lambda event, view=None: (), "react(event, view=None)"),
        (lambda *event: (), "react(*event)"),
        (lambda **view: (), "react(**view)"),
    ],
)
def test_a_signature_that_does_not_fit_is_named_beside_the_right_one(
    function: Callable[..., object], shown: str
) -> None:
    refused({"sample": plugin(react=function)}, "'sample'", shown, "react(event, by, view, settings)")


async def later(event: object) -> tuple[()]:
    return ()


def bit_by_bit(event: object):  # type: ignore[no-untyped-def]
    yield ()


@pytest.mark.parametrize("function", [later, bit_by_bit])
def test_hooks_are_plain_functions(function: Callable[..., object]) -> None:
    refused({"sample": plugin(react=function)}, "'sample'", "plain function")


def test_a_hook_that_is_none_is_named_with_the_likely_one() -> None:
    refused({"sample": plugin(reakt=lambda event: ())}, "'sample'", "'reakt'", "Did you mean 'react'?")
    refused({"sample": plugin(zzz=lambda event: ())}, "'zzz'", "The hooks are: declare, react")


@pytest.mark.parametrize("options", [{"wrapper": True}, {"hookwrapper": True}])
def test_wrappers_are_refused(options: dict[str, Any]) -> None:
    def wrap(event: object):  # type: ignore[no-untyped-def]
        yield

    made = plugin()
    made.react = hookimpl(**options)(wrap)  # type: ignore[attr-defined]
    refused({"sample": made}, "'sample'", "react is a wrapper")


def test_a_forgotten_decorator_is_found() -> None:
    made = plugin()
    made.react = lambda event: ()  # type: ignore[attr-defined]
    refused({"sample": made}, "'sample'", "react lacks the decorator @hookimpl")


def test_every_plugin_declares() -> None:
    refused({"sample": SimpleNamespace(react=hookimpl(lambda event: ()))}, "'sample'", "declare()")


def test_declare_gives_a_manifest() -> None:
    refused({"sample": SimpleNamespace(declare=hookimpl(lambda: "me"))}, "'sample'", "Manifest, not str")


def test_a_declare_that_raises_is_named() -> None:
    refused({"sample": SimpleNamespace(declare=hookimpl(lambda: 1 / 0))}, "'sample'", "ZeroDivisionError")


def test_one_object_is_one_plugin() -> None:
    one = plugin()
    refused({"other": one, "sample": one}, "'other'", "'sample'", "same object")


# ---- side by side


def test_clashes_are_named_with_both_plugins() -> None:
    def two(**changes: object) -> dict[str, object]:
        return {n: plugin(manifest(n, **changes), handle=lambda call: ()) for n in ("ant", "bee")}

    refused(two(words=(Word("greet"),)), "'ant'", "'bee'", "word 'greet'")
    refused(two(kinds=(kind(),)), "'ant'", "'bee'", "'thing'")
    wordy = {
        "ant": plugin(manifest("ant", kinds=(kind("thought", word="think"),))),
        "bee": plugin(manifest("bee", words=(Word("think"),)), handle=lambda call: ()),
    }
    refused(wordy, "'ant'", "'bee'", "word 'think'")
    kinds = {
        "ant": plugin(manifest("ant", kinds=(kind("thought", word="think"),))),
        "bee": plugin(manifest("bee", kinds=(kind("thought", word="muse"),))),
    }
    refused(kinds, "'ant'", "'bee'", "kind 'thought'")


def test_texts_may_not_clash() -> None:
    longer = {"en-GB": "ant-hill-sentence = Yes.\n"}
    both = {
        "ant": plugin(manifest("ant", texts={"en-GB": "ant-sentence = Yes.\nant-hill-sentence = No.\n"})),
        "ant-hill": plugin(manifest("ant-hill", texts=longer)),
    }
    refused(both, "'ant'", "'ant-hill'", "text 'ant-hill-sentence'")


# ---- entry points


class Points:
    """Stands in for the installed packages."""

    def __init__(self, *points: EntryPoint) -> None:
        self.points = points

    def __call__(self, group: str) -> tuple[EntryPoint, ...]:
        assert group == "space_to_think.plugins"
        return self.points


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, loading.GROUP)


def test_the_built_in_plugins_are_found_like_any_other() -> None:
    found = loading.discover()
    assert {"preamble", "strengths", "safeguarding"} <= set(found)


def test_two_of_a_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "entry_points", Points(point("same", "json"), point("same", "re")))
    with pytest.raises(PluginError, match=re.escape("Two plugins are called 'same': json and re.")):
        loading.discover()


def test_the_same_one_found_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "entry_points", Points(point("same", "json"), point("same", "json")))
    assert list(loading.discover()) == ["same"]


def test_one_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "entry_points", Points(point("gone", "not_there_at_all:plugin")))
    with pytest.raises(PluginError, match="'gone' of not_there_at_all:plugin cannot be imported: ModuleNotFound"):
        loading.discover()


def test_react_is_called_for_the_events_it_is_annotated_with() -> None:
    heard: list[Event] = []

    def some(event: SaidDone | Passed) -> None:
        heard.append(event)

    def one(event: SaidDone) -> None:
        heard.append(event)

    def all_of_them(event: Event) -> None:
        heard.append(event)

    def unknown(event: "OnlyForTypeCheckers") -> None:  # type: ignore[name-defined]  # noqa: F821
        heard.append(event)

    def another(event: str) -> None:
        heard.append(event)  # type: ignore[arg-type]

    done, passed, ended = SaidDone(1), Passed(1), Ended(timedelta(), NOW, NOW)
    for react, wanted in (
        (some, [done, passed]),
        (one, [done]),
        (all_of_them, [done, passed, ended]),
        (unknown, [done, passed, ended]),
        (another, [done, passed, ended]),
        (lambda event: heard.append(event), [done, passed, ended]),
    ):
        heard.clear()
        made = host(react=react)
        for event in (done, passed, ended):
            made.react(event, 1, session(), NOW, AGENCIES)
        assert heard == wanted
