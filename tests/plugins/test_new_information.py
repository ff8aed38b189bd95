"""New information: stopped kindly, decided by whoever brought it, and noted for nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from space_to_think.agency.state import Agency
from space_to_think.messages import Person
from space_to_think.runtime.store.tables import contents
from space_to_think.session import commands as c
from space_to_think.session.state import Audience, Concern, Keep
from space_to_think.testing.house import House
from tests.plugins.play import AGENCIES, Play, presses, texts, to

NAME = "new-information"
ON = {**AGENCIES, "north": replace(AGENCIES["north"], plugins=frozenset({NAME}))}
FLAG = Concern.NEW_INFORMATION


def test_the_flagger_alone_is_told_where_it_belongs_and_is_asked_to_decide() -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    (said,) = play.do(c.Flag(3, FLAG))
    assert said.to == Person(3)
    assert said.asked
    assert said.safety
    assert presses(said) == ["sharing"]
    words = play.words(said)
    assert words.startswith("Thank you for stopping to think. This is for you alone.")
    assert "It goes the usual way" in words
    assert "Who needs to know it" in words
    assert "do you share it or not, why, and with whom?" in words


def test_safeguarding_leaves_it_to_this_one_where_it_is_on() -> None:
    play = Play("safeguarding", agencies=ON).start(3, 4)
    (said,) = play.do(c.Flag(3, FLAG))
    assert texts(said)[0] == "safeguarding-shall-i"  # the pause is still offered
    elsewhere = Play("safeguarding").start(3, 4)
    assert len(to(elsewhere.do(c.Flag(3, FLAG)), 3)) == 2


def test_what_is_decided_is_for_its_author_alone_until_it_is_fetched() -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    play.do(c.Flag(3, FLAG))
    id = play.give(3, "sharing", "I share it with the school nurse, because she sees them on Friday.")
    assert play.session.contributions[id].audience is Audience.AUTHOR
    assert play.session.contributions[id].keep is Keep.DELIVERED
    assert [texts(message) for message in play.heard[-1:]] == [["new-information-go-on"]]
    assert play.heard[-1].to == Person(3)


def test_its_form_asks_for_no_names() -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    form = play.host.form("sharing", 3, play.session, play.now, play.agencies)
    assert form is not None
    assert [field.name for field in form.fields] == ["text"]
    assert form.words == "sharing"


def test_before_the_start_there_is_no_note_to_keep() -> None:
    play = Play(NAME, agencies=ON).gather(3, 4)
    (said,) = play.do(c.Flag(3, FLAG))
    assert presses(said) == []
    assert "new-information-decide" not in texts(said)


@pytest.mark.parametrize("concern", [Concern.CHILD, Concern.DISAGREEMENT])
def test_other_concerns_are_not_for_it(concern: Concern) -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    assert play.do(c.Flag(3, concern)) == []
    play.to("exploration")
    assert play.heard == []


def test_each_agency_chooses() -> None:
    both = {**ON, "south": Agency("south", "South", plugins=frozenset())}
    play = Play(NAME, agencies=both).start(3, 4, homes={4: "south"})
    assert play.do(c.Flag(4, FLAG)) == []


async def test_it_is_erased_once_the_record_has_reached_its_author(tmp_path: Path) -> None:
    home = {"name": "Home", "tenants": ["fake:northshire"], "plugins": [NAME]}
    async with House(tmp_path, dict.fromkeys(("ros", "grace", "owen"), "northshire"), agencies={"home": home}) as house:
        await house.begin("exploration")
        await house.call("owen", "sharing I share it with the school nurse.")
        assert await kept(house) == ["sharing"]
        await house.call("owen", "record")
        assert "I share it with the school nurse." in house.in_private("owen")
        assert await kept(house) == []
        assert "school nurse" not in house.in_private("ros") + house.in_private("grace") + house.in_group()


async def kept(house: House) -> list[str]:
    query = select(contents.c.kind).where(contents.c.kind == "sharing")
    return await house.service.store.read(lambda connection: list(connection.execute(query).scalars()))
