"""Admins hear once, in their working hours, that something they look after is past its day."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from space_to_think.testing.house import House
from tests.runtime.test_way import request

MONDAY = date(2026, 3, 23)
PAST = "is past its day"


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo("UTC"))


def agencies(review_by: date) -> Mapping[str, Mapping[str, Any]]:
    entry = {"title": "How we settle it", "phones": ["01632 960014"], "owner": "Practice", "review_by": review_by}
    return {
        "northshire": {
            "name": "Northshire",
            "tenants": ["fake:northshire"],
            "admins": ["fake:northshire:ros"],
            "signposts": {"disagreement": entry},
        },
        "riverside": {"name": "Riverside", "tenants": ["fake:riverside"], "admins": ["fake:riverside:grace"]},
    }


async def hours(house: House, count: int) -> None:
    """So many hours pass, and each time the service has looked around."""
    for _ in range(count):
        await house.advance(timedelta(hours=1))
        await asyncio.sleep(0.01)
        await house.service.store.run(lambda _: None)
        await house.settle()


async def test_admins_hear_once_of_a_procedure_that_is_past_its_day(tmp_path: Path) -> None:
    known = agencies(MONDAY - timedelta(days=1))
    async with House(tmp_path, start=at(MONDAY, 10), agencies=known) as house:
        await hours(house, 1)
        heard = house.in_private("ros")
        assert f"Something that you look after for Northshire {PAST}" in heard
        assert "was to be checked by Sunday 22 March" in heard
        assert "Signposts" in heard
        await hours(house, 3)
        assert house.in_private("ros").count(PAST) == 1
        assert house.in_private("grace") == ""
    async with House(tmp_path, start=house.clock.now(), agencies=known) as again:
        await hours(again, 2)
        assert again.in_private("ros") == ""


async def test_they_hear_of_it_in_their_working_hours(tmp_path: Path) -> None:
    async with House(tmp_path, start=at(MONDAY, 19), agencies=agencies(MONDAY)) as house:
        await hours(house, 13)
        assert house.in_private("ros") == ""
        await hours(house, 2)
        assert PAST in house.in_private("ros")


async def test_that_somebody_disagrees_is_no_reason_to_tell_them(tmp_path: Path) -> None:
    async with House(tmp_path, start=at(MONDAY, 19), agencies=agencies(date(2026, 3, 1))) as house:
        await request(house, "grace", "owen")
        await house.call("owen", "flag disagreement", private=True)
        assert PAST not in house.in_private("ros")


async def test_what_was_put_right_is_told_again_when_its_new_day_has_passed(tmp_path: Path) -> None:
    async with House(tmp_path, start=at(MONDAY, 10), agencies=agencies(date(2026, 3, 1))) as house:
        await hours(house, 1)
        await house.call("ros", "admin signposts disagreement review_by 2026-03-24", private=True)
        assert house.service.house.agency("northshire").signposts["disagreement"].review_by == date(2026, 3, 24)
        await hours(house, 1)
        assert house.in_private("ros").count(PAST) == 1
        await hours(house, 46)
        assert house.in_private("ros").count(PAST) == 2
