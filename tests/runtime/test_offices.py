"""Administration in a running service: who is answered, what takes effect and when, and what admins are told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from math import inf
from pathlib import Path
from threading import Event
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from typer.testing import CliRunner

from space_to_think.agency import events as a
from space_to_think.cli.app import app
from space_to_think.hooks import Manifest, Scope, hookimpl
from space_to_think.host import Host
from space_to_think.host.loading import discover
from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, Called, FieldErrors, Notice, OpenForm
from space_to_think.messages import Card, Text
from space_to_think.runtime import advice
from space_to_think.runtime.store import agencies
from space_to_think.runtime.store import tables as t
from space_to_think.session import events as e
from space_to_think.testing.adapter import FAKE_FEATURES, FakeAdapter
from space_to_think.testing.house import House
from space_to_think.wording.plain import card_text
from tests.runtime.test_way import join, request

AGENCIES: Mapping[str, Mapping[str, object]] = {
    "northshire": {"name": "Northshire", "tenants": ["fake:northshire"], "admins": ["fake:northshire:ros"]},
    "riverside": {"name": "Riverside", "tenants": ["fake:riverside"], "admins": ["fake:riverside:grace"]},
}
RIGHT = "This is for admins of the agency. Ask one of them, or whoever runs this service."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, agencies=AGENCIES) as house:
        yield house


def told(answer: Answer) -> str:
    assert isinstance(answer, Notice), answer
    return card_text(answer.card, lambda person: f"@{person.user}")


async def history(house: House, agency: str) -> list[a.Record]:
    def ask(connection: Connection) -> list[a.Record]:
        return agencies.history(connection, agency, 99)

    return await house.service.store.read(ask)


# ---- who


async def test_only_an_admin_is_answered_and_only_of_their_own(house: House) -> None:
    assert "plugins of Northshire" in told(await house.call("ros", "admin plugins"))
    assert "plugins of Riverside" in told(await house.call("grace", "admin plugins"))
    for words in ("admin plugins", "admin at northshire plugins", "admin at nowhere plugins", "admin nonsense"):
        assert told(await house.call("owen", words)) == RIGHT
    for words in ("admin at northshire plugins", "admin at nowhere plugins", "admin at"):
        assert told(await house.call("grace", words)) == RIGHT


async def test_whoever_looks_after_several_is_asked_which(house: House) -> None:
    await house.call("grace", "admin people @ros admin")
    asked = told(await house.call("ros", "admin settings turns gate"))
    assert "[Riverside] /admin at riverside settings turns gate" in asked
    await house.press("ros", "admin at riverside")
    assert (await history(house, "riverside"))[0].event == a.SettingChanged(
        "fake:northshire:ros", "turns", "guide", "gate"
    )
    assert "/admin at riverside plugins" in told(await house.call("ros", "admin at riverside"))


async def test_in_a_shared_place_the_answer_is_for_the_admin_alone(house: House) -> None:
    before = house.in_group()
    assert "plugins of Northshire" in told(await house.call("ros", "admin plugins", private=False))
    assert house.in_group() == before


# ---- forms


async def test_a_form_is_opened_corrected_and_taken(house: House) -> None:
    answer = await house.call("ros", "admin settings ?")
    assert isinstance(answer, OpenForm)
    wrong = await house.send_form("ros", {"retention_days": "365"})
    assert wrong == FieldErrors({"retention_days": "Say a number of days from 0 to 90."})
    assert "retention_days: from 28 to 7" in told(await house.send_form("ros", {"retention_days": "7"}))
    assert house.service.house.agency("northshire").retention_days == 7


async def test_where_there_are_no_forms_it_is_typed(tmp_path: Path) -> None:
    def plain(people: Mapping[str, str], clock: Any) -> FakeAdapter:
        return FakeAdapter(people, clock, features=replace(FAKE_FEATURES, forms=False))

    async with House(tmp_path, agencies=AGENCIES, bench=plain) as house:
        card = told(await house.call("ros", "admin settings ?"))
        assert "How turns are kept (turns): guide" in card
        assert "admin settings" in card


# ---- effect


async def test_the_whole_history_is_kept_with_who_and_when(house: House) -> None:
    await house.advance(timedelta(hours=1))
    await house.call("ros", "admin disable questions")
    record = (await history(house, "northshire"))[0]
    assert (record.at, record.event.by) == (house.clock.now(), "fake:northshire:ros")
    shown = told(await house.call("ros", "admin history"))
    assert "by @ros" in shown
    assert "by the configuration file" in shown


async def test_switching_off_holds_at_once_in_a_session_under_way_and_on_only_for_the_next(house: House) -> None:
    await request(house, "grace", "owen", "priya")
    await join(house, "grace", "owen", "priya")
    session = await house.session()
    assert "strength" in house.service.house.kinds(session)
    await house.call("ros", "admin set strengths anonymous yes")
    await house.call("ros", "admin disable strengths")
    assert "strength" not in house.service.house.kinds(session)
    kept = house.service.house.agency("northshire").settings["strengths"], (await house.session()).memory
    assert kept == ({"anonymous": True}, session.memory)
    await house.call("ros", "admin enable strengths")
    await house.press("ros", "admin enable strengths yes")
    assert "strength" in house.service.house.kinds(session)  # it had begun with it


async def test_off_keeps_what_was_given_and_on_again_shows_it(house: House) -> None:
    await house.begin("strengths")
    await house.call("owen", "strength You listen well.")
    await house.call("ros", "admin disable strengths")
    assert "does not use that word" in told(await house.call("owen", "strength You are kind."))
    assert "strength" in [one.kind for one in (await house.session()).contributions.values()]
    await house.call("ros", "admin enable strengths")
    assert "so do those that began with it." in told(await house.press("ros", "admin enable strengths yes"))
    await house.move_to("reflection")
    assert "You listen well." in house.in_group()


async def test_what_a_person_plugin_is_set_to_holds_at_once_for_ones_own_people(house: House) -> None:
    await house.begin()
    number = "park Ring 01632 960123"
    for who in ("grace", "ros"):
        assert "phone number" in told(await house.call(who, number))
    await house.call("grace", "admin set no-names only email")
    await house.call("grace", number)
    assert [one.by for one in (await house.session()).contributions.values()] == [2]
    assert "phone number" in told(await house.call("ros", number))  # elsewhere it is as it was


async def test_session_plugins_keep_what_they_began_with_and_signposts_change_at_once(house: House) -> None:
    await request(house, "grace", "owen")
    await join(house, "grace", "owen")
    await house.call("ros", "admin set strengths anonymous yes")
    assert (await house.session()).charter.settings["strengths"] == {"anonymous": False}
    await house.call("grace", "flag child")
    assert "New door" not in house.in_private("grace")
    await house.call("grace", "admin signposts child title New door; phones 01632 960003")
    await house.call("grace", "flag child")
    assert "New door" in house.in_private("grace")


async def test_what_the_command_line_changes_beside_it_holds_within_two_seconds(house: House, tmp_path: Path) -> None:
    file = tmp_path / "our.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "house.db"}"\nkey_file = "{tmp_path / "house.key"}"\n')
    typed = ["plugin", "disable", "strengths", "--agency", "northshire", "-c", str(file)]
    done = await asyncio.to_thread(CliRunner().invoke, app, typed)
    assert done.exit_code == 0, done.output
    for _ in range(20):
        if not house.service.house.host.on("strengths", house.service.house.agency("northshire")):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("not within two seconds")
    assert "by the command line" in told(await house.call("ros", "admin history"))


async def test_two_changes_at_once_get_two_numbers(house: House) -> None:
    await asyncio.gather(
        house.call("ros", "admin settings turns gate"), house.call("ros", "admin settings retention_days 3")
    )
    agency = house.service.house.agency("northshire")
    assert (agency.turns, agency.retention_days) == ("gate", 3)


async def test_the_file_seeds_what_the_store_does_not_know_and_changes_nothing_else(tmp_path: Path) -> None:
    async with House(tmp_path, agencies=AGENCIES) as house:
        await house.call("ros", "admin settings turns gate")
    changed: dict[str, dict[str, object]] = {
        "northshire": {**AGENCIES["northshire"], "name": "Other", "turns": "enforce"},
        "west": {"name": "West"},
    }
    async with House(tmp_path, agencies=changed) as house:
        north, west = map(house.service.house.agency, ("northshire", "west"))
        assert (north.name, north.turns, west.name) == ("Northshire", "gate", "West")
        assert house.service.house.agency("riverside").name == "Riverside"  # the file names it no more


# ---- people


async def test_an_admin_corrects_where_somebody_works(house: House) -> None:
    await request(house, "grace", "owen")
    await join(house, "grace", "owen")
    assert (await house.session()).people[3].agency is None
    await house.call("grace", "admin people @owen here")
    assert (await house.session()).people[3].agency == "riverside"
    await house.call("grace", "admin people @owen here")
    await house.call("grace", "admin people @owen elsewhere")
    assert (await house.session()).people[3].agency is None
    named = [record.event for record in await house.records() if isinstance(record.event, e.AgencyNamed)]
    assert named == [e.AgencyNamed(3, "riverside"), e.AgencyNamed(3, None)]
    await house.call("grace", "admin people @tariq elsewhere")  # is in no session
    await house.call("grace", "admin people @owen as-said")


async def test_whoever_is_there_already_or_takes_no_part_is_not_moved(house: House) -> None:
    await request(house, "grace", "owen", "priya")
    await join(house, "grace", "priya")
    await house.call("owen", "decline")
    for who in ("grace", "owen"):
        await house.call("grace", f"admin people @{who} here")
    people = (await house.session()).people
    assert (people[2].agency, people[3].agency) == ("riverside", None)
    assert not [record for record in await house.records() if isinstance(record.event, e.AgencyNamed)]


async def test_a_session_that_is_over_stays_as_it_was(house: House) -> None:
    await request(house, "grace", "owen")
    await join(house, "grace", "owen")
    await house.call("ros", "cancel")
    await house.call("grace", "admin people @owen here")
    assert (await house.session()).people[3].agency is None


# ---- health


async def test_counts_below_five_are_not_told(house: House) -> None:
    await request(house, "grace")
    card = told(await house.call("ros", "admin health"))
    assert "Sessions that wait for somebody: fewer than five." in card
    assert "Messages that may not have arrived: fewer than five." in card

    def many(connection: Connection) -> None:
        row = connection.execute(select(t.sessions)).mappings().one()
        for number in range(4):
            connection.execute(t.sessions.insert(), {**row, "id": f"x{number}", "reference": f"x{number}"})

    await house.service.store.run(many)
    assert "Sessions that wait for somebody: 5." in told(await house.call("ros", "admin health"))
    assert "fewer than five" in told(await house.call("grace", "admin health")).partition("wait for")[2]


# ---- plugins that fail


def failing(always_on: bool = False) -> Host:
    """The built-in plugins and one that fails whenever somebody joins; a person plugin."""
    texts = {"en-GB": "bad-sentence = It is bad.\n"}
    said = Manifest("bad", Text("bad-sentence"), Scope.PERSON, texts=texts, always_on=always_on)

    def react(event: e.Event, view: Any) -> None:
        if isinstance(event, e.Joined) and view.agency.slug == "riverside":
            raise KeyError("what Sam said")

    bad = SimpleNamespace(declare=hookimpl(lambda: said), react=hookimpl(react))
    return Host({**discover(), "bad": bad})


async def fail(house: House) -> None:
    await request(house, "grace", "owen", "priya")
    await join(house, "grace", "owen", "priya")


@pytest.mark.parametrize("always_on", [False, True])
async def test_admins_hear_once_of_a_plugin_that_fails(tmp_path: Path, always_on: bool) -> None:
    on = {slug: {**file, "plugins": ["bad"]} for slug, file in AGENCIES.items()}
    async with House(tmp_path, agencies=on, host=failing(always_on)) as house:
        await fail(house)
        assert (await house.session()).people[3].agency is None  # the session goes on
        assert "bad went wrong three times" in house.in_private("grace")
        assert "bad went wrong" not in house.in_private("ros")
        failed = [record.event for record in await history(house, "riverside")][:1]
        assert failed == [a.PluginFailed(a.SERVICE, "bad", "react", "KeyError")]
        host = house.service.house.host
        assert host.on("bad", house.service.house.agency("riverside")) is always_on
        assert host.on("bad", house.service.house.agency("northshire"))
        assert "went wrong too often: KeyError in react" in told(await house.call("grace", "admin history"))
        assert "bad (in trouble)" in told(await house.call("grace", "admin plugins"))
        await fail(house)
        assert house.in_private("grace").count("went wrong three times") == 1
    async with House(tmp_path, host=failing(always_on)) as house:
        assert house.service.house.host.on("bad", house.service.house.agency("riverside")) is always_on
        await house.call("grace", "admin enable bad")
        await house.press("grace", "admin enable bad yes")
        assert house.service.house.agency("riverside").failing == frozenset()


async def test_one_who_is_no_admin_any_more_hears_nothing(house: House) -> None:
    runtime = house.service.house
    north = replace(runtime.agency("northshire"), admins=frozenset({"fake:northshire:ros", "fake:oakfield:owen"}))
    card = Card((Text("admin-failed-tell"),))
    rows = [SimpleNamespace(**row) for row in advice.rows(runtime, north, card, house.clock.now())]
    to = [None if (one := advice.outgoing(runtime, row)) is None else one.delivery.to for row in rows]  # type: ignore[arg-type]
    assert to == [house.bench.person("ros"), None]


async def test_what_is_looked_up_is_the_agencys_own(house: House) -> None:
    form = await house.call("ros", "admin wording help-more")
    assert isinstance(form, OpenForm)
    assert "TYPED" in (form.form.fields[0].value or "")
    found = told(await house.call("ros", "admin wording told NOBODY"))
    assert "I have told nobody" in found
    assert 1 <= found.count("/admin wording ") <= 8
    assert "There is no text with that id." in told(await house.call("ros", "admin wording zebra crossing"))
    new = await house.call("ros", "admin practices quiet")
    assert isinstance(new, OpenForm)
    assert new.form.fields[0].value is None
    exported = told(await house.call("ros", "admin export"))
    assert "[agencies.northshire]" in exported
    assert "riverside" not in exported


# ---- what is read anew while it is being changed


@pytest.mark.parametrize("reading", ["found", "changed"])
async def test_a_change_that_is_committed_just_after_all_were_read_is_not_overwritten(
    house: House, reading: str
) -> None:
    """The change is handed to the store while the agencies are read, and the loop hears of both together."""
    service, loop, once, held = house.service, asyncio.get_running_loop(), count(), Event()
    said = Called("late", house.bench.person("ros"), house.fake.direct("ros"), "admin settings turns gate")
    saying: list[asyncio.Task[Answer]] = []

    def gate() -> bool:
        return service.house.agencies["northshire"].turns == "gate"

    def hold() -> None:
        held.set()
        wait_for(gate)

    def selected(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "agency_events" in statement and service.store._begin == "BEGIN" and next(once) == 0:
            loop.call_soon_threadsafe(lambda: saying.append(loop.create_task(service.accept(said))))
            wait_for(lambda: service._engine._began < inf)
            loop.call_soon_threadsafe(hold)
            assert held.wait(5)

    event.listen(service.store._engine, "after_cursor_execute", selected)
    await (service.found("Late", PersonId("fake", "late", "ann")) if reading == "found" else service._changed())
    await saying[0]
    assert gate()
    assert ("late" in service.house.agencies) is (reading == "found")


def wait_for(done: Callable[[], bool]) -> None:
    """Wait in whatever thread this is, for five seconds at the most."""
    for _ in range(5000):
        if done():
            return
        sleep(0.001)
