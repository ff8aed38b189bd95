"""Who plays in a session is worked out once, and again when it may be others."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from space_to_think.agency.state import BUILT_IN
from space_to_think.hooks import AgencyView, Scope, View
from space_to_think.host import recent
from space_to_think.host.cast import Casting, Glance
from space_to_think.host.loading import load
from space_to_think.host.seats import agency_view
from space_to_think.session.state import Standing
from tests.host.sample import AGENCIES, NORTH, NOW, SampleSettings, manifest, plugin, session


def casting(scope: Scope = Scope.PERSON, asked: list[str] | None = None) -> Casting:
    def about(agency: object) -> AgencyView:
        assert agency in AGENCIES.values()
        if asked is not None:
            asked.append("about")
        return agency_view(NORTH, frozenset())

    return Casting(load({"sample": plugin(manifest(scope=scope), react=lambda: ())}), about)


def test_an_event_that_only_counts_leaves_the_cast_as_it_is() -> None:
    made, at = casting(), session()
    cast = made.cast(at, 1, AGENCIES)
    counted = replace(at, people={**at.people, 1: replace(at.people[1], answered=frozenset({"idea"}))})
    assert made.cast(counted, 2, AGENCIES) is cast
    assert made.cast(counted, None, AGENCIES) is cast


def test_others_who_come_or_go_make_another() -> None:
    made, at = casting(), session()
    before = made.cast(at, 1, AGENCIES)
    left = replace(at, people={**at.people, 4: replace(at.people[4], standing=Standing.LEFT)})
    after = made.cast(left, 1, AGENCIES)
    assert [seat.agency.slug for seat in before.calls("react")] == ["northshire", "southton"]
    assert [seat.agency.slug for seat in after.calls("react")] == ["northshire"]
    moved = replace(at, people={**at.people, 4: replace(at.people[4], agency="northshire")})
    assert made.cast(moved, 1, AGENCIES).calls("react")[0].mine == {1, 2, 3, 4}


def test_another_charter_or_other_agencies_make_another() -> None:
    made, at = casting(Scope.SESSION), session()
    cast = made.cast(at, 1, AGENCIES)
    loud = replace(at, charter=session("sample", loud=True).charter)
    (seat,) = made.cast(loud, 1, AGENCIES).calls("react")
    assert seat.read == SampleSettings(loud=True)
    off = {**AGENCIES, "northshire": replace(NORTH, plugins=frozenset())}
    assert made.cast(at, 1, off).calls("react") == ()
    assert made.cast(at, 1, AGENCIES) is not cast


def test_settings_that_do_not_fit_are_left_for_the_call() -> None:
    (seat,) = casting(Scope.SESSION).cast(session("sample", colour="red"), 1, AGENCIES).calls("react")
    assert seat.read is None
    with pytest.raises(ValueError, match="colour"):
        seat.model()


def test_only_the_last_sessions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "REMEMBERED", 2)
    made, at = casting(), session()
    one, two, three = (replace(at, id=id) for id in ("one", "two", "three"))
    first, second = made.cast(one, 1, AGENCIES), made.cast(two, 1, AGENCIES)
    made.cast(three, 1, AGENCIES)
    assert made.cast(two, 1, AGENCIES) is second
    assert made.cast(one, 1, AGENCIES) is not first


def test_what_views_have_in_common_is_worked_out_once() -> None:
    asked: list[str] = []
    at = session()
    made = casting(Scope.SESSION, asked)
    for now in (at, replace(at, version=9)):
        cast = made.cast(now, 1, AGENCIES)
        glance = Glance(now, NOW, cast)
        (seat,) = cast.calls("react")
        assert glance.view(seat) is glance.view(seat)
        assert glance.view(seat).session is now
    assert asked == ["about"]


def views() -> Iterator[View]:
    for memory in ({}, {"sample": {"k": 1}}):
        at = replace(session(), memory=memory)
        cast = casting(Scope.SESSION).cast(at, 1, AGENCIES)
        yield Glance(at, NOW, cast).view(cast.calls("react")[0])


def test_a_view_holds_what_the_plugin_remembers() -> None:
    assert [view.memory for view in views()] == [{}, {"k": 1}]


def test_who_is_not_there_yet_counts_when_they_act() -> None:
    (seat,) = (
        casting()
        .cast(session(), 9, {**AGENCIES, "": replace(BUILT_IN, plugins=frozenset({"sample"}))})
        .calls("react")[:1]
    )
    assert 9 in seat.mine
