"""What people write, looked at on its way in: refused before it is stored, or warned about once it is posted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from space_to_think import inbound as i
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.inbound import FieldErrors, Notice
from space_to_think.session import events as e
from space_to_think.testing.house import House
from tests.runtime.test_calls import Censor
from tests.runtime.test_way import told


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, host=Host({**discover(), "censor": Censor()})) as house:
        yield house


async def happened(house: House, kind: type[e.Event]) -> int:
    return sum(isinstance(record.event, kind) for record in await house.records())


async def test_anyway_in_front_sends_it_and_is_not_kept_itself(house: House) -> None:
    await house.begin()
    assert "another way" in told(await house.call("owen", "park a wicked thought"))
    assert await happened(house, e.Given) == 0
    await house.call("owen", "park Ring them on 01632 960123")
    assert await happened(house, e.Given) == 0
    await house.call("owen", "park anyway Ring them on 01632 960123")
    assert await happened(house, e.Given) == 1
    await house.call("ros", "done")
    await house.move_to("exploration", "ros", "grace")
    assert "\n> Ring them on 01632 960123" in house.in_private("owen")


async def test_anyway_where_nothing_is_wrong_is_a_word_like_any_other(house: House) -> None:
    await house.begin()
    await house.call("owen", "park anyway I wonder what they like")
    await house.move_to("exploration", "ros", "grace")
    assert "> anyway I wonder" in house.in_private("owen")


async def test_what_anyway_cannot_help_stays_refused(house: House) -> None:
    await house.begin()
    assert "another way" in told(await house.call("owen", "park anyway a wicked thought"))


@pytest.mark.parametrize("title", ["Ring 01632 960123", "anyway Ring 01632 960123"])
async def test_a_title_may_be_sent_anyway(house: House, title: str) -> None:
    fields = {"reason": "stuck", "title": title, "pace": "guided"}
    answer = await house.fake.accept(i.Called("t1", house.bench.person("ros"), house.fake.direct("ros"), "new", fields))
    await house.settle()
    if title.startswith("anyway"):
        assert not isinstance(answer, FieldErrors)
        assert "Ring 01632 960123" in house.in_group()
        assert "anyway" not in house.in_group()
    else:
        assert isinstance(answer, FieldErrors)


async def test_a_plain_message_is_counted_not_kept_and_its_author_warned_at_once(house: House) -> None:
    await house.begin("reflection")
    answer = await house.say("owen", "Her school could ring 01632 960123")
    assert isinstance(answer, Notice)
    assert answer.sent
    assert "seems to hold a phone number" in house.in_private("owen")
    assert "seems to hold" not in house.in_group() + house.in_private("grace") + house.in_private("ros")
    assert await happened(house, e.Given) == 0
    assert await happened(house, e.Spoke) == 1
    assert "You can take it back" in told(await house.say("owen", "We could ask the school"))
    assert await happened(house, e.Given) == 1


async def test_a_message_before_the_start_is_looked_at_as_well(house: House) -> None:
    await house.call("ros", "new stuck pace guided @owen @grace")
    await house.call("owen", "join")
    await house.send_form("owen", {})
    assert isinstance(await house.say("owen", "I am on 01632 960123"), Notice)
    assert "phone number" in house.in_private("owen")


async def test_a_contribution_that_is_edited_stays_as_it_was(house: House) -> None:
    await house.begin("reflection")
    owen, group = house.bench.person("owen"), house.bench.group()
    await house.fake.accept(i.Said("g1", owen, group, "We could ask the school", "m77"))
    answer = await house.fake.accept(i.Edited("g2", owen, group, "m77", "We could ring 01632 960123"))
    assert "phone number" in told(answer)
    assert await happened(house, e.Changed) == 0
    await house.settle()
    assert "phone number" in house.in_private("owen")
