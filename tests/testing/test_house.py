"""The house: a whole service in one folder, a session at any stage in one line."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from space_to_think.identity import PlaceKind
from space_to_think.practice.load import shipped
from space_to_think.session import events as e
from space_to_think.session.state import Phase
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.house import MONDAY, House
from tests.contract.benches import TerminalBench

NewHouse = Callable[..., House]


@pytest.mark.parametrize("stage", [stage.key for stage in shipped().stages])
async def test_a_session_at_any_stage_is_one_line(new_house: NewHouse, stage: str) -> None:
    async with new_house(people={"ros": "one", "grace": "two", "owen": "three"}) as house:
        session = await house.begin(stage)
        assert session.phase is Phase.OPEN
        assert session.stage is not None
        assert session.stage.key == stage


async def test_a_session_over_days_with_agencies_of_ones_own(new_house: NewHouse) -> None:
    agencies = {"northshire": {"name": "Northshire Council"}}
    async with new_house(agencies=agencies) as house:
        session = await house.begin("facts", pace="async", reason="review")
        assert not session.live
        with pytest.raises(KeyError):
            await house.move_to("nowhere", "ros", "grace")


async def test_time_passes_with_whatever_is_due_on_the_way(new_house: NewHouse) -> None:
    async with new_house() as house:
        await house.begin()
        await house.advance(timedelta(minutes=6))
        due = [record for record in await house.records() if isinstance(record.event, e.StageDue)]
        assert [record.at for record in due] == [MONDAY + timedelta(minutes=5)]
        with pytest.raises(ValueError, match="backwards"):
            await house.until(MONDAY)


async def test_a_second_house_in_the_same_folder_goes_on(new_house: NewHouse) -> None:
    async with new_house() as house:
        begun = await house.begin("exploration")
    async with new_house() as house:
        assert (await house.session(begun.reference)).id == begun.id
        await house.call("grace", "next")
        session = await house.session()
        assert session.stage is not None
        assert session.stage.key == "strengths"


async def test_what_somebody_saw_can_be_asserted_and_a_failure_shows_it(new_house: NewHouse) -> None:
    async with new_house() as house:
        await house.begin("reflection")
        await house.say("owen", "We could write home on Tuesdays.")
        house.assert_saw("grace", "Offload", "Purposeful reflection", "Tuesdays")
        house.assert_never_saw("grace", "Wednesdays")
        with pytest.raises(AssertionError, match=r"(?s)did not see 'Wednesdays'\. This was seen:.*Tuesdays"):
            house.assert_saw("grace", "Wednesdays")
        with pytest.raises(AssertionError, match="did not see 'Offload' after what came before"):
            house.assert_saw("grace", "Tuesdays", "Offload")
        with pytest.raises(AssertionError, match=r"(?s)saw 'Tuesdays'\. This was seen:.*write home"):
            house.assert_never_saw("grace", "Mondays", "Tuesdays")


async def test_people_come_go_and_delete(new_house: NewHouse) -> None:
    async with new_house() as house:
        await house.begin()
        pinned = house.fake.pinned
        assert pinned is not None
        await house.delete_card("owen")
        assert house.fake.pinned not in (None, pinned)
        await house.come("owen")
        await house.go("owen")
        assert any(isinstance(record.event, e.PersonLeft) for record in await house.records())


async def test_what_is_not_there_is_said(new_house: NewHouse) -> None:
    async with new_house() as house:
        with pytest.raises(LookupError, match="no session"):
            await house.session()
        with pytest.raises(LookupError, match="only: "):
            await house.press("ros", "start")
        with pytest.raises(LookupError, match="no form"):
            await house.send_form("ros", {})
        with pytest.raises(LookupError, match="no card"):
            await house.delete_card("ros")
        await house.call("ros", "new")
        with pytest.raises(LookupError, match="no field colour"):
            await house.send_form("ros", {"colour": "blue"})


def test_only_the_fake_platform_is_a_fake(new_house: NewHouse) -> None:
    assert isinstance(new_house().fake, FakeAdapter)
    with pytest.raises(TypeError):
        _ = new_house(bench=TerminalBench).fake


async def test_in_a_room_that_is_there_already_nothing_is_opened(new_house: NewHouse) -> None:
    async with new_house() as house:
        await house.call("ros", "new stuck", private=False)
        assert "open" not in house.bench.orders()
        assert (await house.session()).place_ready


async def test_in_a_public_place_there_is_no_session(new_house: NewHouse) -> None:
    def public(people: dict[str, str], clock: object) -> FakeAdapter:
        return FakeAdapter(people, clock, kind=PlaceKind.PUBLIC)  # type: ignore[arg-type]

    async with new_house(bench=public) as house:
        await house.call("ros", "new stuck", private=False)
        assert await house.records() == ()
