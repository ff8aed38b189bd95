"""Events fold to the agency they were made for, and survive being stored."""

import json
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from space_to_think.agency import events as e
from space_to_think.agency.changes import changes, seed
from space_to_think.agency.codec import UnknownAgencyEvent, dump_event, load_event
from space_to_think.agency.evolve import evolve, fold
from space_to_think.agency.file import AgencyFile, exported
from space_to_think.agency.state import BUILT_IN, USUAL_PLUGINS, Agency, Signpost
from space_to_think.config import export
from space_to_think.practice.calendar import Calendar

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)

words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12).filter(str.strip)
names = words.map(str.strip)
slugs = st.sampled_from(["questions", "strengths", "escalation", "learning"])
people = st.frozensets(st.sampled_from(["slack:T1:ANN", "slack:T1:BOB", "matrix:@eve:east.example"]))
signposts = st.builds(
    Signpost,
    title=names,
    links=st.just(("https://north.example",)),
    phones=st.lists(names, max_size=2).map(tuple),
    out_of_hours_phone=st.none() | names,
    owner=st.none() | names,
    review_by=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
simple = st.booleans() | st.integers(-9, 9) | words
agencies = st.builds(
    Agency,
    slug=st.just("northshire"),
    name=names,
    version=st.just(0),
    tenants=st.frozensets(st.sampled_from(["slack:T1", "matrix:north.example"])),
    admins=people,
    people=people,
    elsewhere=people,
    nation=st.sampled_from(["GB-ENG", "GB-SCT"]),
    turns=st.sampled_from(["guide", "gate", "enforce"]),
    retention_days=st.integers(0, 90),
    moves_on=st.booleans(),
    federated=st.booleans(),
    plugins=st.none() | st.frozensets(slugs),
    settings=st.dictionaries(
        slugs, st.dictionaries(slugs, simple | st.lists(simple, max_size=3), min_size=1, max_size=3), max_size=2
    ),
    signposts=st.dictionaries(st.sampled_from(["child", "adult", "complex-case"]), signposts, max_size=2),
    wording=st.dictionaries(slugs, words, max_size=2),
    practices=st.dictionaries(slugs, words.map(lambda text: f"{text}\n{text}"), max_size=1),
).map(lambda agency: replace(agency, elsewhere=agency.elsewhere - agency.people))


def records(events: tuple[e.Event, ...], version: int = 0) -> list[e.Record]:
    return [e.Record("northshire", version + n, NOW, event) for n, event in enumerate(events, 1)]


def as_new(agency: Agency) -> Agency:
    """Without the number of its last event."""
    return replace(agency, version=0)


@given(agencies, agencies)
def test_the_changes_lead_from_one_to_the_other(before: Agency, after: Agency) -> None:
    first = fold(records(changes(None, before, "file")))
    assert first is not None
    assert as_new(first) == before
    second: Agency = first
    for record in records(changes(first, after, "operator"), first.version):
        second = evolve(second, record)
    assert as_new(second) == after
    assert changes(second, after, "operator") == ()


@given(agencies)
def test_what_is_exported_is_the_agency(agency: Agency) -> None:
    assert AgencyFile.model_validate(exported(agency)).agency("northshire") == agency


typed = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=40)


@given(st.dictionaries(slugs, typed, max_size=2), st.dictionaries(slugs, st.dictionaries(slugs, typed, min_size=1)))
def test_whatever_somebody_typed_comes_back_from_the_file(
    wording: dict[str, str], settings: dict[str, dict[str, str]]
) -> None:
    agency = Agency("northshire", "Northshire", wording=wording, settings=settings)
    table = tomllib.loads(export([agency]))["agencies"]["northshire"]
    assert AgencyFile.model_validate(table).agency("northshire") == agency


@given(agencies)
def test_events_survive_being_stored(agency: Agency) -> None:
    for event in changes(None, agency, "file"):
        name, version, data = dump_event(event)
        assert load_event(name, version, json.loads(json.dumps(data))) == event


def test_events_of_single_plugins_fold_to_what_they_say() -> None:
    history = records(
        (
            e.AgencyAdded("operator", "North"),
            e.PluginDisabled("operator", "strengths", ("questions",)),
            e.PluginEnabled("operator", "learning", ("learning", "questions")),
        )
    )
    agency = fold(history)
    assert agency == Agency("northshire", "North", version=3, plugins=frozenset({"learning", "questions"}))
    assert [load_event(*dump_event(record.event)) for record in history] == [record.event for record in history]


def test_somebody_works_here_or_not_or_as_they_say() -> None:
    for moves, people, elsewhere in (
        ((True,), {"p"}, set[str]()),
        ((True, False), set[str](), {"p"}),
        ((True, False, None), set[str](), set[str]()),
        ((False, True), {"p"}, set[str]()),
    ):
        agency = fold(records(tuple(e.PersonMoved("o", "p", here) for here in moves)))
        assert agency is not None
        assert (set(agency.people), set(agency.elsewhere)) == (people, elsewhere)


def test_a_plugin_that_failed_too_often_is_on_again_when_an_admin_says_so() -> None:
    failed = e.PluginFailed(e.SERVICE, "questions", "react", "KeyError")
    agency = fold(records((failed,)))
    assert agency is not None
    assert agency.failing == {"questions"}
    assert load_event(*dump_event(failed)) == failed
    again = fold(records((failed, e.PluginEnabled("operator", "questions", ("questions",)))))
    assert again is not None
    assert again.failing == frozenset()


def test_an_empty_history_is_no_agency() -> None:
    assert fold([]) is None


def test_a_newer_event_stops_the_reading() -> None:
    with pytest.raises(UnknownAgencyEvent, match="AgencyAdded has version 2"):
        load_event("AgencyAdded", 2, {})
    with pytest.raises(UnknownAgencyEvent, match="AgencyMerged"):
        load_event("AgencyMerged", 1, {})


def test_a_move_from_before_it_said_what_held_is_still_read() -> None:
    moved = {"by": "operator", "person": "slack:T1:ANN", "here": True}
    assert load_event("PersonMoved", 1, moved) == e.PersonMoved("operator", "slack:T1:ANN", True)
    assert dump_event(e.PersonMoved("operator", "slack:T1:ANN", True, was=False))[1:] == (2, {**moved, "was": False})


def test_an_event_with_more_than_it_should_have_is_refused() -> None:
    with pytest.raises(ValueError, match="Unexpected"):
        load_event("AgencyAdded", 1, {"by": "operator", "name": "North", "colour": "red"})


def test_every_event_says_who() -> None:
    assert all("by" in event.__slots__ for event in get_args(e.Event))


def test_a_seed_says_the_file_did_it() -> None:
    file = AgencyFile(name="North", admins=["slack:T1:ANN"], nation="GB-SCT")
    assert seed("northshire", file) == (
        e.AgencyAdded("file", "North"),
        e.SettingChanged("file", "nation", "GB-ENG", "GB-SCT"),
        e.AdminAdded("file", "slack:T1:ANN"),
    )


def test_what_is_unset_is_the_usual() -> None:
    assert BUILT_IN.chosen == USUAL_PLUGINS
    assert Agency("n", "N", plugins=frozenset()).chosen == frozenset()
    assert Agency("n", "N", nation="GB-SCT").calendar == Calendar("GB-SCT", "Europe/London", "Mon-Fri 09:00-17:00")
