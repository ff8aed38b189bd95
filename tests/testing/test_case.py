"""A scenario is played step by step, and says where it is not as it should be."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from space_to_think.testing.case import Scenario, fields, history, load, play, span
from space_to_think.testing.house import MONDAY, House
from space_to_think.testing.transcript import Transcript

NewHouse = Callable[..., House]
PEOPLE = {"ros": "northshire", "grace": "riverside"}


async def played(new_house: NewHouse, *steps: str) -> House:
    async with new_house(people=PEOPLE) as house:
        await play(Scenario("A try", MONDAY, PEOPLE, steps), house)
    return house


async def test_it_says_which_step_went_wrong(new_house: NewHouse) -> None:
    for step in (
        "ros [start]",
        "ros {}",
        "nonsense",
        "ros frowns",
        "wait long",
        "all see nothing of that sort",
        "all see no session",
        "ros sees nothing of that sort",
        "place did dance",
        "file ros note.txt",
    ):
        with pytest.raises(AssertionError, match="step 2 of 'A try'"):
            await played(new_house, "ros /new stuck", step)


async def test_everything_that_can_be_done(new_house: NewHouse) -> None:
    house = await played(
        new_house,
        "ros !new stuck pace guided @grace",
        "grace comes",
        "grace [join]",
        "grace {}",
        "all see Taking part: @ros and @grace.",
        "ros deletes",
        "ros: Good morning",
        "wait 2m",
        "at 2026-03-23 11:00",
        "place did pin",
        "grace goes",
    )
    assert isinstance(house.fake.transcript, Transcript)


def test_spans_and_fields() -> None:
    assert [span(text) for text in ("90s", "2m", "1h", "3d")] == [
        timedelta(seconds=90),
        timedelta(minutes=2),
        timedelta(hours=1),
        timedelta(days=3),
    ]
    assert fields("agency=other; text=a = b;") == {"agency": "other", "text": "a = b"}


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('title = "A"\nstart = 2026-07-01T09:00:00\nsteps = ["wait 1m"]\n[people]\nros = "x"\n')
    scenario = load(file)
    assert scenario.start.isoformat() == "2026-07-01T09:00:00+01:00"
    assert scenario.events == ()


async def test_a_history_is_the_same_each_time(new_house: NewHouse) -> None:
    async with new_house() as house:
        await house.begin("facts")
        lines = history(await house.records())
    assert "StageOpened stage=facts number=2 round=1 speakers=facilitator,presenter move=next" in lines
    assert "Voted person=1 yes=true" in lines
    assert "Requested person=1 pace=guided" in lines
