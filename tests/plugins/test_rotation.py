"""Rotation: what this same group did before, remembered for a year and found again by nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from space_to_think.practice.model import Role
from space_to_think.runtime.store import pasts as store
from space_to_think.runtime.store.tables import pasts
from space_to_think.session import events as e
from space_to_think.testing.house import House

AGENCIES = {"home": {"name": "Home", "tenants": ["fake:northshire"], "plugins": ["rotation"]}}
DAY = timedelta(days=1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, agencies=AGENCIES) as house:
        yield house


async def whole_session(house: House) -> None:
    """Ros presents and Grace facilitates; the end is settled."""
    await house.begin("next_steps")
    await house.call("grace", "end")
    await house.call("grace", "agree")
    await house.advance(timedelta(minutes=11))
    assert any(isinstance(record.event, e.EndSettled) for record in await house.records())


async def gather(house: House, *people: str) -> None:
    asker, *others = people
    await house.call(asker, "new stuck pace guided " + " ".join(f"@{who}" for who in others))
    for who in others:
        await house.call(who, "join home yes")


async def test_at_first_nothing_is_known_and_nothing_is_said(house: House) -> None:
    await gather(house, "ros", "grace", "owen", "priya", "tariq")
    assert "in the last year" not in house.in_group()
    await house.call("owen", "rotation")
    assert "I know of no session" in house.in_private("owen")


async def test_the_same_group_sees_who_has_not_had_a_role(house: House) -> None:
    await whole_session(house)
    await house.advance(30 * DAY)  # the first session is long erased
    await gather(house, "ros", "owen", "grace", "priya", "tariq")
    said = house.in_group()
    assert "Has not guided this group in the last year: @ros, @owen, @priya and @tariq." in said
    await house.call("tariq", "rotation")
    private = house.in_private("tariq")
    assert "@ros: guided 0, presented 1" in private
    assert "@grace: guided 1, presented 0" in private


async def test_another_group_with_some_of_the_same_people_sees_nothing(house: House) -> None:
    await whole_session(house)
    await house.advance(DAY)
    await gather(house, "ros", "grace", "owen")
    assert "in the last year" not in house.in_group()


async def test_after_a_year_it_is_forgotten(house: House) -> None:
    await whole_session(house)
    assert await rows(house)
    await house.advance(367 * DAY)
    assert await rows(house) == []


async def rows(house: House) -> list[tuple[object, ...]]:
    return await house.service.store.read(lambda connection: [tuple(row) for row in connection.execute(select(pasts))])


async def test_what_is_kept_leads_to_no_session_and_names_nobody(house: House) -> None:
    await whole_session(house)
    kept = await rows(house)
    assert sorted(str(row[2]) for row in kept) == ["facilitator", "presenter"]
    assert all(isinstance(row[0], bytes) and isinstance(row[1], bytes) for row in kept)
    assert all(int(str(row[3])) % 86_400_000_000 == 0 for row in kept)


async def test_where_it_is_off_nothing_is_noted(tmp_path: Path) -> None:
    off = {"home": {**AGENCIES["home"], "plugins": []}}
    async with House(tmp_path, agencies=off) as house:
        await whole_session(house)
        assert await rows(house) == []


async def test_twice_on_a_day_is_once(house: House) -> None:
    keys, person = house.service.house.keys, house.bench.person
    people = [person("ros"), person("grace")]
    roles = {Role.FACILITATOR: person("ros")}
    now = house.clock.now()
    for _ in range(2):
        await house.service.store.run(lambda connection: store.remember(connection, keys, people, roles, now))
    known = await house.service.store.read(lambda connection: store.past(connection, keys, people[::-1], now))
    assert known == {(person("ros"), Role.FACILITATOR): 1}
