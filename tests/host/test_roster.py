"""Which plugins a session begins with, their settings, and the kinds that are on."""

from dataclasses import replace

from space_to_think.agency.state import BUILT_IN
from space_to_think.hooks import Scope, Settings, Word
from space_to_think.host import Host
from space_to_think.session.state import Reveal
from tests.host.sample import AGENCIES, NORTH, SOUTH, host, kind, manifest, plugin, session


class Hidden(Settings):
    hidden: bool = False


HIDDEN = kind(anonymous_setting="hidden", reveal=Reveal.STAGE, stages=frozenset({"strengths"}))


def test_the_charter_holds_every_setting_of_the_session_plugins_that_are_on() -> None:
    plugins = {
        "always": plugin(manifest("always", always_on=True)),
        "off": plugin(manifest("off")),
        "person": plugin(manifest("person", scope=Scope.PERSON, always_on=True)),
        "sample": plugin(manifest()),
    }
    agency = replace(NORTH, settings={"sample": {"loud": True}})
    assert Host(plugins).charter_settings(agency) == {
        "always": {"loud": False, "words": []},
        "sample": {"loud": True, "words": []},
    }


def test_settings_that_do_not_fit_are_replaced_by_the_defaults() -> None:
    agency = replace(NORTH, settings={"sample": {"loud": "very", "words": ["hi"]}})
    assert host().charter_settings(agency) == {"sample": {"loud": False, "words": []}}


def test_wrong_settings_are_named() -> None:
    made = host()
    assert made.wrong_settings("sample", {"loud": "very", "words": [1, 2], "colour": "red"}) == (
        "colour",
        "loud",
        "words",
    )
    assert made.wrong_settings("sample", {"loud": True}) == ()


def test_a_fault_of_the_whole_is_named_after_the_plugin() -> None:
    assert host().wrong_settings("sample", [1]) == ("sample",)  # type: ignore[arg-type]


def test_kinds_are_anonymous_by_what_the_session_began_with() -> None:
    made = host(manifest(kinds=(HIDDEN,), settings=Hidden))
    for hidden in (True, False):
        kinds = made.kinds(session("sample", hidden=hidden).charter, AGENCIES)
        assert kinds == {"thing": replace(HIDDEN, anonymous=hidden)}
    assert made.kinds(session("another").charter, AGENCIES) == {}


def test_a_person_plugin_s_kinds_are_on_where_any_agency_has_it_on() -> None:
    made = host(manifest(kinds=(kind(),), scope=Scope.PERSON))
    charter = session("another").charter
    assert list(made.kinds(charter, AGENCIES)) == ["thing"]
    off = replace(SOUTH, plugins=frozenset())
    assert made.kinds(charter, {"": BUILT_IN, "southton": off}) == {}


def test_words() -> None:
    greet = Word("greet")
    assert host(manifest(words=(greet,)), handle=lambda call: []).words == {"sample": (greet,)}
