"""Events and snapshots as JSON and back, whatever stands in them."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session import lift
from space_to_think.session.codec import (
    EVENTS,
    dump_event,
    dump_event_json,
    dump_snapshot,
    fact_of,
    load_event,
    load_snapshot,
)
from space_to_think.session.evolve import FOLDS, evolve
from space_to_think.session.lift import NewerEvent, lifted
from space_to_think.session.state import Charter, Fact, Session
from space_to_think.testing.sessions import CONSULTANT, UNNAMED, Walk

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9:/_.-]{0,20}", fullmatch=True)
TIMES = st.timedeltas(timedelta(0), timedelta(days=7000)).map(lambda span: datetime(2020, 1, 1, tzinfo=UTC) + span)
SPANS = st.timedeltas(timedelta(0), timedelta(days=400))
FACTS: st.SearchStrategy[Fact] = st.one_of(st.booleans(), st.integers(-(2**40), 2**40), TIMES, SLUGS)
CHARTER = Walk().to("requested").session.charter


def of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any event of that type."""
    if kind is e.Remembered:
        return st.builds(e.Remembered, SLUGS, SLUGS, FACTS)
    return st.builds(kind)


for known, made in ((str, SLUGS), (datetime, TIMES), (timedelta, SPANS), (Charter, st.just(CHARTER))):
    st.register_type_strategy(known, made)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@settings(max_examples=20)
@given(data=st.data())
def test_every_event_goes_to_json_and_back(kind: type[Any], data: st.DataObject) -> None:
    event = data.draw(of(kind))
    name, version, fields = dump_event(event)
    assert (name, version) == (kind.__name__, 1)
    assert load_event(name, version, json.loads(json.dumps(fields))) == event
    name, version, text = dump_event_json(event)
    assert load_event(name, version, text) == event


def test_every_event_has_a_fold_and_a_name() -> None:
    kinds = set(get_args(e.Event))
    assert set(FOLDS) == kinds - {e.Requested}
    assert set(EVENTS.values()) == kinds
    assert set(e.BY_THE_CLOCK) <= kinds
    assert set(e.VERSIONS) <= set(EVENTS)


@given(FACTS)
def test_a_fact_stays_what_it_is(fact: Fact) -> None:
    walk = Walk().to("offload")
    walk.do(c.Keep("questions/north", facts=(("asked", fact),)))
    loaded = load_snapshot(dump_snapshot(walk.session), walk.charter)
    known = loaded.memory["questions/north"]["asked"]
    assert (known, type(known)) == (fact, type(fact))


def test_a_time_is_told_from_a_slug() -> None:
    assert fact_of("2026-11-23T09:30:00Z") == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert fact_of("2026-11-23") == "2026-11-23"
    assert fact_of(20261123) == 20261123


@pytest.mark.parametrize("pace", ["guided", "async", "5d"])
def test_a_snapshot_holds_everything_but_the_charter(pace: str) -> None:
    walk = Walk(pace, people=6, kinds=UNNAMED).to("gathering")
    walk.do(c.Invite(CONSULTANT, (7,)))
    walk.to("strengths")
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.do(c.Away(6, walk.now + timedelta(hours=3)))
    walk.do(c.Keep("plugin", (("seen", True),), (("wake", walk.now),), ("tally",)))
    for step in (lambda: walk.move_on(), lambda: walk.to("paused"), lambda: walk.to("ended")):
        data = dump_snapshot(walk.session)
        assert load_snapshot(data, walk.charter) == walk.session
        assert b"ground_rules" not in data
        step()


def test_the_state_has_no_field_that_a_snapshot_would_lose() -> None:
    kept = json.loads(dump_snapshot(Walk().to("offload").session))
    assert set(kept) == {field.name for field in fields(Session)} - {"charter"}


def test_the_first_record_begins_a_session() -> None:
    walk = Walk().to("requested")
    assert evolve(None, walk.records[0]).version == 1
    with pytest.raises(AssertionError, match="a history begins with Requested"):
        evolve(None, walk.records[1])


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        load_event("SaidDone", 1, {"person": 1, "text": "words"})


# ---- old events and new ones


def test_an_event_of_a_newer_program_stops_this_one() -> None:
    with pytest.raises(NewerEvent, match="SaidDone has version 2"):
        load_event("SaidDone", 2, {"person": 1})
    with pytest.raises(NewerEvent, match="Sang"):
        load_event("Sang", 1, {})


def test_an_old_event_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(data: dict[str, Any]) -> dict[str, Any]:
        return {"person": data["who"]}

    def count(data: dict[str, Any]) -> dict[str, Any]:
        return {"person": int(data["person"])}

    lifts = {"SaidDone": {1: rename, 2: count}}
    versions = {"SaidDone": 3}
    for version, data in ((1, {"who": "4"}), (2, {"person": "4"}), (3, {"person": 4})):
        assert lifted("SaidDone", version, data, lifts, versions) == {"person": 4}
    with pytest.raises(NewerEvent):
        lifted("SaidDone", 4, {}, lifts, versions)


def test_every_change_of_an_event_has_its_lift() -> None:
    for name, version in e.VERSIONS.items():
        assert set(lift.LIFTS[name]) == set(range(1, version))


def test_an_event_of_today_is_left_alone() -> None:
    data = {"person": 4}
    assert lifted("SaidDone", 1, data) is data
    assert replace(e.SaidDone(3), person=4) == load_event("SaidDone", 1, data)
