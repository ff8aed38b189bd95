"""Cards that stand in a room: however long, edited and not posted anew, also by a process that has not sent them."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.delivery import Delivery, OpenPlace, Post, Retry, Sent
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import Called, PlaceOpened
from space_to_think.rendered import Quoted, RenderedButton, RenderedCard, RenderedLine, Said
from space_to_think_adapters.matrix.http import Json, Unreachable
from space_to_think_adapters.matrix.rooms import Room, person
from tests.matrix.bench import joined
from tests.matrix.bot import Bot, Core
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse


@pytest.fixture
async def ann(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Someone]:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann", "ann").start()
    yield ann
    await ann.stop()


def card(*words: str, lines: tuple[RenderedLine, ...] = ()) -> RenderedCard:
    return RenderedCard((*lines, Said((words[0],))), tuple(RenderedButton(w.title(), w) for w in words[1:]))


async def opened(bot: Bot, ann: Someone) -> tuple[PlaceId, Room]:
    """A session's room with one person in it."""
    opens = OpenPlace(None, (person(ann.user),), "STT-1")
    assert await bot.adapter.deliver(Delivery("open", person(ann.user), opens)) == Sent()
    place = next(i for i in bot.core.taken if isinstance(i, PlaceOpened)).place.id
    await ann.sync()
    return place, await ann.until(place.room, ann.user)


async def put(bot: Bot, place: PlaceId, card: RenderedCard, replaces: str | None = None) -> str:
    sent = await bot.adapter.deliver(Delivery(uuid4().hex, place, Post(card, replaces=replaces, slot="card")))
    assert isinstance(sent, Sent)
    assert sent.ref is not None
    return sent.ref


async def reactions(ann: Someone, room: Room, ref: str) -> set[str]:
    path = f"/_matrix/client/v1/rooms/{room.id}/relations/{ref}/m.annotation"
    found: list[Json] = (await ann.http.get(path, {"limit": "50"}))["chunk"]
    return {event["content"]["m.relates_to"]["key"] for event in found}


LONG: dict[str, tuple[str, RenderedLine]] = {
    "words": ("It", Quoted(None, "It began in May. " * 900)),  # 15,000 characters
    "accents": ("é", Quoted(None, "é" * 5_000)),
    "signs": ("心", Said(("心" * 5_000,))),
    "marks": ("<", Said(('"<' * 4_000,))),
}


@pytest.mark.parametrize("what", LONG)
async def test_a_long_card_is_posted_and_edited_and_none_of_its_parts_stands_there_twice(
    bot: Bot, ann: Someone, what: str
) -> None:
    place, room = await opened(bot, ann)
    unit, line = LONG[what]
    whole = str(line).count(unit)
    ref = await put(bot, place, card("One", lines=(line,)))
    parts: list[int] = []
    for words, times in (("Two", 1), ("Three", 2), ("Four", 1), ("Five", 0)):
        assert await put(bot, place, card(words, lines=(line,) * times), ref) == ref
        await ann.sync()
        shown = [content["body"] for content in ann.messages(room.id, bot.user).values()]
        assert [body.endswith(words) for body in shown] == [*[False] * (len(shown) - 1), True]
        assert sum(body.count(unit) for body in shown) == times * whole
        parts.append(len(shown))
    assert parts[0] == parts[2] <= parts[1]
    assert parts[3] == 1


async def test_after_a_restart_signs_that_mean_nothing_any_more_go_and_the_others_are_pressed_meanwhile(
    synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    place, room = await opened(bot, ann)
    ref = await put(bot, place, card("One", "done", "add"))
    await put(bot, place, card("Two", "done", "add", "join"), ref)
    assert await reactions(ann, room, ref) == {"✅", "➕", "👋"}  # noqa: RUF001
    await bot.stop()

    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    with monkeypatch.context() as patch:
        call = bot.adapter._account.http.put

        async def away(path: str, body: Json) -> Json:
            if "/send/" in path:
                raise Unreachable
            return await call(path, body)

        patch.setattr(bot.adapter._account.http, "put", away)
        edits = Delivery("three", place, Post(card("Three", "join"), replaces=ref, slot="card"))
        assert await bot.adapter.deliver(edits) == Retry()  # what stands there still counts
        await ann.react(room, ref, "✅")
        await bot.told("done")
    assert isinstance(await bot.adapter.deliver(edits), Sent)
    assert await reactions(ann, room, ref) == {"👋"}
    await ann.react(room, ref, "👋")
    await bot.told("join")
    assert [i.words for i in core.taken if isinstance(i, Called)] == ["done", "join"]
    await bot.stop()


async def test_the_card_asks_to_accept_the_chat_of_ones_own_as_long_as_somebody_has_not(bot: Bot, ann: Someone) -> None:
    place, room = await opened(bot, ann)
    ref = await put(bot, place, card("One"))
    alone = Delivery("alone", person(ann.user), Post(card("For you alone"), shared=False))
    assert isinstance(await bot.adapter.deliver(alone), Sent)
    said: dict[str, bool] = {}
    for words in ("asked", "accepted"):
        await put(bot, place, card(words), ref)
        (invited,) = await ann.sync(join=words == "asked") or [""]
        said[words] = "Please accept it." in ann.messages(room.id, bot.user)[ref]["body"]
        if words == "asked":
            await ann.until(invited, ann.user)
            await bot.adapter.took(await joined(ann, invited))
    assert said == {"asked": True, "accepted": False}


async def test_who_lets_that_chat_lie_is_named_once_with_what_is_said_next_to_the_group(
    bot: Bot, ann: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _ = await opened(bot, ann)

    async def waits(to: PlaceId | PersonId, name: str) -> tuple[PersonId, ...]:
        sent = await bot.adapter.deliver(Delivery(name, to, Post(card(name), shared=to is place)))
        assert isinstance(sent, Sent)
        return sent.waits

    assert await waits(person(ann.user), "alone") == ()
    assert await waits(place, "soon") == ()
    monkeypatch.setattr("space_to_think_adapters.matrix.deliveries.PATIENCE", 0.0)
    assert [await waits(place, name) for name in ("later", "again")] == [(person(ann.user),), ()]


@pytest.mark.parametrize("level", [0, 50])
async def test_in_somebody_elses_room_it_says_plainly_which_rights_it_has_not(
    bot: Bot, ann: Someone, level: int
) -> None:
    made = await ann.hands.open_room(f"team-{level}", "The team", first=True)
    levels = made.get("m.room.power_levels")
    await ann.hands.set(made, "m.room.power_levels", levels | {"users": {bot.user: level}})
    await ann.hands.invite(made, [bot.user])
    room = await ann.until(made.id, bot.user)
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    old = next(i for i in bot.core.taken if isinstance(i, Called)).place.id
    for attempt in (1, 2):
        assert await bot.adapter.deliver(Delivery("thread", old, OpenPlace(old, (), "STT-1"), attempt)) == Sent()
    thread = next(i for i in bot.core.taken if isinstance(i, PlaceOpened)).place.id.thread
    await ann.sync()
    said = "".join(content["body"] for content in ann.messages(room.id, bot.user, thread).values())
    assert said.count("I may not pin messages here.") == (level == 0)
    assert said.count("I may not take away what others write here.") == (level == 0)
