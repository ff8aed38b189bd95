"""An adapter that anybody can install adds the agency of whoever has installed it."""

from pathlib import Path

import pytest

from space_to_think.identity import PersonId
from space_to_think.testing.house import House

ANN, BOB = PersonId("slack", "T1", "ANN"), PersonId("slack", "T1", "BOB")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Northshire Council", "northshire-council"), ("3rd Sector", "t1"), ("", "t1"), ("Taken", "t1"), ("!?", "t1")],
)
async def test_whoever_installs_it_first_is_the_admin_of_a_new_agency(tmp_path: Path, name: str, slug: str) -> None:
    async with House(tmp_path, agencies={"taken": {"name": "Taken"}}) as house:
        assert await house.service.found(name, ANN)
        agency = house.service.house.agencies[slug]
        assert agency.name == (name or "T1")
        assert agency.tenants == frozenset({"slack:T1"})
        assert agency.admins == frozenset({"slack:T1:ANN"})
        assert not await house.service.found("Another", BOB)
        assert house.service.house.agencies[slug].admins == frozenset({"slack:T1:ANN"})
        assert set(house.service.house.agencies) == {"", "taken", slug}


async def test_an_agency_that_cannot_be_added_is_not_there(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        assert not await house.service.found("", PersonId("slack", "", "ANN"))
        assert set(house.service.house.agencies) == {""}
