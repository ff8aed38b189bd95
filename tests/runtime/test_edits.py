"""Messages edited or deleted afterwards: what came with a word goes the same way as what came with a plain message."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from space_to_think import inbound as i
from space_to_think.identity import Place
from space_to_think.runtime.store import contents, sessions
from space_to_think.session.state import Contribution, Session
from space_to_think.testing.house import House

WHERE = ("in the group", "in the direct chat")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as house:
        yield house


class Hand:
    """Somebody's message m77, in the group's place with words behind the prefix, or in their direct chat."""

    def __init__(self, house: House, where: str = WHERE[0], who: str = "owen") -> None:
        self.house = house
        self.by = house.bench.person(who)
        self.direct = where == WHERE[1]
        self._who = who
        self._keys: Iterator[int] = itertools.count()

    @property
    def place(self) -> Place:
        return self.house.fake.direct(self._who) if self.direct else self.house.bench.group()

    async def write(self, words: str) -> Contribution:
        """What is given with it."""
        known = (await self.house.session()).contributions
        await self.say(words)
        (given,) = (con for id, con in (await self.house.session()).contributions.items() if id not in known)
        return given

    async def say(self, words: str) -> None:
        if self.direct:
            await self.house.fake.accept(i.Said(self._key(), self.by, self.place, words, "m77"))
        else:
            await self.house.fake.accept(i.Called(self._key(), self.by, self.place, words, ref="m77"))

    async def edit(self, words: str) -> None:
        said, called = (words, None) if self.direct else (f"/{words}", words)
        await self.house.fake.accept(i.Edited(self._key(), self.by, self.place, "m77", said, called))
        await self.house.settle()

    async def edit_plain(self, text: str) -> None:
        await self.house.fake.accept(i.Edited(self._key(), self.by, self.house.bench.group(), "m77", text))
        await self.house.settle()

    async def delete(self) -> None:
        await self.house.fake.accept(i.Deleted(self._key(), None, self.place, "m77"))
        await self.house.settle()

    def _key(self) -> str:
        return f"hand-{id(self)}-{next(self._keys)}"


async def words(house: House, given: Contribution) -> str | None:
    """What is kept of it."""
    session: Session = await house.session()

    def ask(connection: Connection) -> str | None:
        held = sessions.load(connection, house.service.house.keys, [session.id])[session.id]
        assert held.key is not None
        found = contents.words(connection, held.key, given.id)
        return None if found is None else found.text

    return await house.service.store.read(ask)


@pytest.mark.parametrize("where", WHERE)
async def test_a_typed_contribution_changes_and_goes_with_its_message(house: House, where: str) -> None:
    await house.begin("strengths")
    owen = Hand(house, where)
    given = await owen.write("strength You listen well.")
    await owen.edit("Strength: You listen very well.")
    assert await words(house, given) == "You listen very well."
    await owen.delete()
    assert await words(house, given) is None
    assert given.id not in (await house.session()).contributions
    await owen.edit("strength Too late.")
    assert await words(house, given) is None


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("other", ["You listen", "strength", "park You listen", "done", "strenght You listen"])
async def test_what_is_no_longer_the_same_kind_changes_nothing_and_is_told(
    house: House, where: str, other: str
) -> None:
    await house.begin("strengths")
    owen = Hand(house, where)
    given = await owen.write("strength You listen well.")
    await owen.edit(other)
    assert await words(house, given) == "You listen well."
    assert "I need the word strength at the beginning" in house.in_private("owen")


async def test_what_changed_it_last_is_what_is_edited(house: House) -> None:
    await house.begin("strengths")
    owen = Hand(house)
    given = await owen.write("strength You listen well.")
    await owen.say("change You listen very well.")
    assert await words(house, given) == "You listen very well."
    await owen.edit("change You hear.")
    assert await words(house, given) == "You hear."
    await owen.edit(f"change {'0' * 32} You think.")
    assert await words(house, given) == "You hear."
    await owen.delete()
    assert await words(house, given) is None


async def test_nobody_edits_what_another_wrote(house: House) -> None:
    await house.begin("strengths")
    owen, priya = Hand(house), Hand(house, who="priya")
    given = await owen.write("strength You listen well.")
    await priya.edit("strength Not mine.")
    assert await words(house, given) == "You listen well."
    assert "Nothing was changed" not in house.in_private("priya")


async def test_a_plain_message_and_a_word_may_become_each_other_where_plain_ones_count(house: House) -> None:
    await house.begin("reflection")
    owen = Hand(house)
    given = await owen.write("idea We could ask the school.")
    await owen.edit_plain("We could ask her school.")
    assert await words(house, given) == "We could ask her school."


async def test_a_word_does_not_become_a_plain_message_where_none_counts(house: House) -> None:
    await house.begin("next_steps")
    ros = Hand(house, who="ros")
    given = await ros.write("action Ring the school")
    await ros.edit_plain("Ring her school")
    assert await words(house, given) == "Ring the school"
    assert "I need the word action at the beginning" in house.in_private("ros")


@pytest.mark.parametrize("where", WHERE)
async def test_an_edit_leaves_the_date_as_it_was_and_says_so(house: House, where: str) -> None:
    await house.begin("next_steps")
    ros = Hand(house, where, "ros")
    given = await ros.write("action Ring the school by 2 December 2026")
    await ros.edit("action Ring her school by 2 December 2026")
    assert await words(house, given) == "Ring her school"
    await ros.edit("action Ring her school by 3 December 2026")
    assert await words(house, given) == "Ring her school"
    assert "no other sort or date" in house.in_private("ros")


@pytest.mark.parametrize("where", WHERE)
async def test_what_a_plugin_has_against_the_new_words_keeps_the_old(house: House, where: str) -> None:
    await house.begin("strengths")
    owen = Hand(house, where)
    given = await owen.write("strength You listen well.")
    await owen.edit("strength Ring 01632 960123")
    assert await words(house, given) == "You listen well."
    assert "phone number" in house.in_private("owen")
    await owen.edit("strength anyway Ring 01632 960123")
    assert await words(house, given) == "Ring 01632 960123"


async def test_what_was_understood_stays_and_whoever_edits_or_deletes_it_is_told(house: House) -> None:
    await house.begin("facts")
    grace = Hand(house, who="grace")
    given = await grace.write("understood It began in June.")
    await grace.edit("understood It began in May.")
    assert house.in_private("grace").count("This has been read and answered") == 1
    await grace.delete()
    assert house.in_private("grace").count("This has been read and answered") == 2
    assert await words(house, given) == "It began in June."


async def test_whoever_has_left_may_still_take_their_words_back(house: House) -> None:
    await house.begin("strengths")
    owen = Hand(house)
    given = await owen.write("strength You listen well.")
    await house.call("owen", "leave")
    await owen.delete()
    assert await words(house, given) is None


async def test_words_deleted_at_once_are_never_kept(house: House) -> None:
    """Both may be taken in one batch, before anything of it is written."""
    await house.begin("strengths")
    owen, group = house.bench.person("owen"), house.bench.group()
    service = house.service
    batch = (
        i.Called("h1", owen, group, "strength You listen well.", ref="m77"),
        i.Edited("h2", owen, group, "m77", "/strength You hear.", "strength You hear."),
        i.Deleted("h3", owen, group, "m77"),
    )
    before = set((await house.session()).contributions)
    await asyncio.gather(*(service.accept(inbound, None) for inbound in batch))
    assert set((await house.session()).contributions) == before
