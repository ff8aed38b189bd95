"""Places and turns on a real homeserver: who can write when, and that afterwards everybody can again."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.cards import GROUP_SLOT
from space_to_think.delivery import ClosePlace, Delivery, OpenPlace, Pin, Post, Receipt, Sent, SetTurns, Vanished, What
from space_to_think.identity import PersonId, PlaceId, PlaceKind
from space_to_think.inbound import Called, Deleted, PlaceOpened
from space_to_think.rendered import RenderedButton, RenderedCard, Said
from space_to_think_adapters.matrix.deliveries import LEVELS
from space_to_think_adapters.matrix.http import Refused, at
from space_to_think_adapters.matrix.rooms import FORMER, Room, person
from tests.matrix.bench import joined
from tests.matrix.bot import Bot, Core, Gate, answered
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse


class Group:
    """A session's room with three people in it."""

    def __init__(self, bot: Bot, people: list[Someone]) -> None:
        self.bot = bot
        self.people = people
        self.keys = 0
        self.place: PlaceId

    async def open(self, key: str = "order") -> PlaceId:
        assert await self.order(OpenPlace(None, self.ids(*self.people), "STT-7K2M3"), key=key) == Sent()
        opened = next(i for i in self.bot.core.taken if isinstance(i, PlaceOpened) and i.order == key)
        for one in self.people:
            await one.sync()
            await one.until(opened.place.id.room, one.user)
        for _ in range(100):
            if len(self.room.members("join")) == len(self.people) + 1:
                break
            await self.people[0].sync()
        self.place = opened.place.id
        assert (opened.place.kind, opened.place.encrypted) == (PlaceKind.ROOM, True)
        return self.place

    @property
    def room(self) -> Room:
        opened = next(i for i in self.bot.core.taken if isinstance(i, PlaceOpened))
        return self.bot.adapter._account.rooms.by_id[opened.place.id.room]

    def ids(self, *people: Someone) -> tuple[PersonId, ...]:
        return tuple(person(one.user) for one in people)

    async def order(self, what: What, key: str | None = None, attempt: int = 1) -> Receipt:
        self.keys += 1
        to = self.place if hasattr(self, "place") else person(self.people[0].user)
        return await self.bot.adapter.deliver(Delivery(key or f"k{self.keys}-{uuid4().hex[:6]}", to, what, attempt))

    async def writers(self) -> set[str]:
        """Everybody who can write now, found out by trying."""
        found: set[str] = set()
        for one in self.people:
            await one.sync()
            with suppress(Refused):
                await one.say(one.rooms.by_id[self.place.room], "May I?")
                found.add(one.user)
        return found


@pytest.fixture
async def people(synapse: Synapse, tmp_path: Path) -> AsyncIterator[list[Someone]]:
    made = [
        await Someone(synapse, synapse.register(f"{name}-{uuid4().hex[:8]}"), tmp_path / name, name).start()
        for name in ("ann", "ben", "cy")
    ]
    yield made
    for one in made:
        await one.stop()


@pytest.fixture
async def group(bot: Bot, people: list[Someone]) -> Group:
    made = Group(bot, people)
    await made.open()
    return made


async def test_only_those_whose_turn_it_is_can_write_and_in_the_end_everybody(group: Group) -> None:
    ann, ben, cy = group.people
    everybody = {one.user for one in group.people}
    assert await group.writers() == everybody
    before = group.room.get("m.room.power_levels")
    for speakers in ([ann], [ann, ben], [cy]):
        await group.order(SetTurns(group.ids(*speakers)))
        assert await group.writers() == {one.user for one in speakers}
    await group.order(SetTurns(None))
    assert await group.writers() == everybody
    assert group.room.get("m.room.power_levels") == before


async def test_who_may_not_write_can_react_and_take_back_their_own_words_and_no_speaker_can_throw_out(
    group: Group,
) -> None:
    ann, ben, _ = group.people
    rooms = ann.rooms.by_id[group.place.room], ben.rooms.by_id[group.place.room]
    said = await ben.say(rooms[1], "Before")
    await group.order(SetTurns(group.ids(ann)))
    await ben.react(rooms[1], said, "👍")
    await ben.redact(rooms[1], said)
    with pytest.raises(Refused):
        await ann.http.post(at("rooms", group.place.room, "kick"), {"user_id": ben.user})


async def test_an_admins_change_in_between_stays(group: Group, bot: Bot) -> None:
    ann, ben, _ = group.people
    await group.order(SetTurns(group.ids(ann)))
    levels = group.room.get("m.room.power_levels")
    account = bot.adapter._account
    await account.set(group.room, "m.room.power_levels", levels | {"users": levels["users"] | {ben.user: 50}})
    await group.order(ClosePlace())
    now = group.room.get("m.room.power_levels")
    assert now["users"] == {ben.user: 50}
    assert await group.writers() == {one.user for one in group.people}


async def test_after_a_crash_in_a_stage_everybody_can_write_again(
    synapse: Synapse, account: Account, core: Core, people: list[Someone], tmp_path: Path
) -> None:
    first = await Bot(synapse, account, tmp_path / "bot", core).start()
    group = Group(first, people)
    await group.open()
    await group.order(SetTurns(group.ids(people[0])))
    await first.stop()
    group.bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    assert group.room.get(FORMER)["levels"]
    assert await group.writers() == {people[0].user}
    await group.order(SetTurns(None))
    assert await group.writers() == {one.user for one in people}
    await group.bot.stop()


async def test_where_the_bot_has_no_rights_it_says_so_and_changes_nothing(group: Group, bot: Bot) -> None:
    ann, _, _ = group.people
    made = await ann.hands.open_room("anns-own", "The team", first=True)
    await ann.hands.invite(made, [bot.user])
    room = await ann.until(made.id, bot.user)
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    call = next(i for i in bot.core.taken if isinstance(i, Called) and i.words == "new stuck")
    assert (call.place.kind, call.place.id.room) == (PlaceKind.ROOM, made.id)
    opened = await bot.adapter.deliver(Delivery("thread", call.place.id, OpenPlace(call.place.id, (), "STT-1")))
    assert opened == Sent()
    place = [i for i in bot.core.taken if isinstance(i, PlaceOpened)][-1].place
    assert (place.kind, place.id.room) == (PlaceKind.THREAD, made.id)
    assert await bot.adapter.deliver(Delivery("t", place.id, SetTurns(group.ids(ann)))) == Sent()
    await answered(ann, bot, room, "I cannot keep the turns in this room")
    shown = ann.messages(made.id, bot.user, thread=place.id.thread)
    assert any("I cannot keep the turns" in content["body"] for content in shown.values())


async def test_a_room_is_open_to_other_homeservers_unless_the_agency_says_otherwise(group: Group, bot: Bot) -> None:
    assert "m.federate" not in group.room.get("m.room.create")
    assert group.room.creators() == (bot.user,)
    assert group.room.get("m.room.history_visibility") == {"history_visibility": "joined"}
    closed = OpenPlace(None, group.ids(*group.people), "STT-2", federated=False)
    assert await group.order(closed, key="closed") == Sent()
    opened = next(i for i in bot.core.taken if isinstance(i, PlaceOpened) and i.order == "closed")
    room = bot.adapter._account.rooms.by_id[opened.place.id.room]
    assert room.get("m.room.create")["m.federate"] is False


async def test_an_order_that_is_repeated_makes_no_second_room(group: Group, bot: Bot) -> None:
    rooms = len(bot.adapter._account.rooms.by_id)
    again = OpenPlace(None, group.ids(*group.people), "STT-7K2M3")
    assert await bot.adapter.deliver(Delivery("order", person(group.people[0].user), again, 2)) == Sent()
    bot.adapter._account.rooms.by_id.pop(group.place.room)  # the answer was lost, and no sync has told of it
    assert await bot.adapter.deliver(Delivery("order", person(group.people[0].user), again, 2)) == Sent()
    assert len(bot.adapter._account.rooms.by_id) == rooms


def card(*words: str) -> RenderedCard:
    return RenderedCard((Said((words[0],)),), tuple(RenderedButton(w.title(), w, seen="1.offload") for w in words[1:]))


async def test_the_living_card_is_edited_pinned_pressed_and_missed(group: Group, bot: Bot) -> None:
    ann, _, _ = group.people
    room = ann.rooms.by_id[group.place.room]
    sent = await group.order(Post(card("One", "done", "add"), slot="card"))
    assert isinstance(sent, Sent)
    ref = str(sent.ref)
    await group.order(Pin(ref))
    assert await group.order(Post(card("Two", "done"), replaces=ref, slot="card")) == Sent(ref)
    await ann.sync()
    shown = ann.messages(room.id, bot.user)
    assert list(shown) == [ref]
    assert shown[ref]["body"].startswith("Two\n✅ Done: !space done")
    assert room.get("m.room.pinned_events")["pinned"] == [ref]

    await ann.react(room, ref, "✅")
    await bot.told("done")
    call = next(i for i in bot.core.taken if isinstance(i, Called) and i.words == "done")
    assert (call.by.user, call.seen, call.place.id) == (ann.user, "1.offload", group.place)
    await ann.react(room, ref, "➕")  # noqa: RUF001 (means nothing any more)
    bot.adapter._out.cards.clear()  # as after a restart: what a sign means stands in the message itself
    await _again(ann, room, ref, "✅")
    for _ in range(100):
        await ann.sync()
        if bot.words().count("done") == 2:
            break
    assert bot.words().count("done") == 2

    await bot.adapter._account.redact(room, ref)
    bot.adapter._out.cards.clear()
    assert await group.order(Post(card("Three"), replaces=ref, slot="card")) == Vanished()
    assert bot.words().count("add") == 0


async def test_whoever_comes_in_sees_the_card_and_it_is_posted_anew_once_also_by_a_bot_that_is_behind(
    synapse: Synapse, group: Group, bot: Bot, tmp_path: Path
) -> None:
    async def post(words: str) -> str:
        sent = await group.order(Post(card(words), slot="card"))
        assert isinstance(sent, Sent)
        assert sent.ref is not None
        await group.order(Pin(sent.ref))
        return sent.ref

    first = await post("One")
    await bot.adapter.took(first)
    gate = Gate(bot, group.place.room)
    dan = await Someone(synapse, synapse.register(f"dan-{uuid4().hex[:8]}"), tmp_path / "dan", "dan").start()
    await bot.adapter._account.invite(group.room, [dan.user])
    await dan.sync()
    room = await dan.until(group.place.room, dan.user)
    await gate.holds(await joined(dan, room.id))
    await gate.one()
    assert [i.ref for i in bot.core.taken if isinstance(i, Deleted)] == [first]
    second = await post("Two")  # and the bot has not heard yet that the first is gone, nor of this one
    await gate.open()
    await bot.adapter.took(second)
    await bot.adapter.took(await dan.say(room, "Good morning."))
    assert [i.ref for i in bot.core.taken if isinstance(i, Deleted)] == [first]
    for one in (group.people[0], dan):
        await one.sync()
        assert list(one.messages(room.id, bot.user)) == [second]
    await dan.stop()


async def test_what_it_has_set_since_is_not_taken_back_by_older_news(group: Group, bot: Bot) -> None:
    ann, ben, cy = group.people
    await group.order(SetTurns(group.ids(ann)))
    await bot.adapter.took(await ann.say(ann.rooms.by_id[group.place.room], "Before"))
    gate = Gate(bot, group.place.room)
    await group.order(SetTurns(group.ids(ben)))
    await gate.holds(group.room.last[LEVELS])
    await group.order(SetTurns(group.ids(cy)))
    await gate.one()
    await group.order(SetTurns(group.ids(ben)))
    assert await group.writers() == {ben.user}
    await gate.open()


async def test_the_card_says_that_unsigned_devices_are_allowed_where_they_are(
    synapse: Synapse, account: Account, core: Core, people: list[Someone], tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core, allow_unsigned=True).start()
    group = Group(bot, people)
    await group.open()
    await group.order(Post(card("The card"), slot=GROUP_SLOT))
    await group.order(Post(card("Something else")))
    await people[0].sync()
    first, second = people[0].messages(group.place.room, bot.user).values()
    assert "People may use devices here that nobody has confirmed." in first["body"]
    assert "nobody has confirmed" not in second["body"]
    await bot.stop()


async def test_who_stands_above_the_levels_is_named_as_one_who_cannot_be_kept_from_writing(
    group: Group, bot: Bot
) -> None:
    ann, ben, _ = group.people
    levels = group.room.get(LEVELS)
    await bot.adapter._account.set(group.room, LEVELS, levels | {"users": {ben.user: 100}})
    await group.order(SetTurns(group.ids(ann)))
    assert await group.writers() == {ann.user, ben.user}
    await answered(ann, bot, ann.rooms.by_id[group.place.room], "ben made this room or looks after it")


async def test_what_is_longer_than_an_event_may_be_comes_in_parts_that_the_homeserver_takes(group: Group) -> None:
    parts = [f"{number}. " + "Thoughts “quoted” \n" * 300 for number in range(12)]
    long = RenderedCard(tuple(Said((part,)) for part in parts))
    assert isinstance(await group.order(Post(long)), Sent)
    (ann, *_), room = group.people, group.place.room
    await ann.sync()
    bodies = [content["body"] for content in ann.messages(room, group.bot.user).values()]
    assert len(bodies) > 1
    assert "\n".join(bodies) == "\n".join(parts)


async def _again(ann: Someone, room: Room, ref: str, sign: str) -> None:
    """Press once more, as soon as the bot has taken the first reaction off again."""
    for _ in range(100):
        with suppress(Refused):
            await ann.react(room, ref, sign)
            return
    raise AssertionError("the reaction stands there still")


async def test_the_same_delivery_shows_once_also_from_a_new_process(
    synapse: Synapse, account: Account, core: Core, people: list[Someone], tmp_path: Path
) -> None:
    first = await Bot(synapse, account, tmp_path / "bot", core).start()
    group = Group(first, people)
    await group.open()
    sent = await group.order(Post(card("Once")), key="same")
    assert await group.order(Post(card("Once")), key="same") == sent
    await first.stop()
    group.bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    assert await group.order(Post(card("Once")), key="same") == sent
    await people[0].sync()
    assert len(people[0].messages(group.place.room, first.user)) == 1
    await group.bot.stop()


async def test_a_private_word_typed_in_the_room_is_taken_away_again(group: Group, bot: Bot) -> None:
    ann, _, _ = group.people
    room, direct = ann.rooms.by_id[group.place.room], await ann.direct(bot.user)
    await ann.say(room, "!space park Ask about the bus")
    await bot.told("park Ask about the bus")
    for _ in range(100):
        await ann.sync()
        if not ann.messages(room.id, ann.user):
            break
    assert ann.messages(room.id, ann.user) == {}
    await answered(ann, bot, direct, "You said: park Ask about the bus")
    assert not any("park" in content["body"] for content in ann.messages(room.id, bot.user).values())
