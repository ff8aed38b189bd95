"""Reading the stream: nothing lost, nothing twice, nothing forged believed; rooms that move, close or throw us out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from space_to_think.delivery import Delivery, OpenPlace, Post, Retry, Sent
from space_to_think.identity import PersonId, PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    Edited,
    Inbound,
    Joined,
    Left,
    Notice,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
)
from space_to_think.inbound import Said as Spoken
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.matrix.account import MEGOLM
from space_to_think_adapters.matrix.device import _pace
from space_to_think_adapters.matrix.http import Json, Limited, Unreachable, at
from space_to_think_adapters.matrix.rooms import Room, person
from tests.matrix.bench import WITHIN, joined
from tests.matrix.bot import Bot, Core, answered
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse, call


@pytest.fixture
async def ann(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Someone]:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann", "ann").start()
    yield ann
    await ann.stop()


@pytest.fixture
async def ben(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Someone]:
    ben = await Someone(synapse, synapse.register(f"ben-{uuid4().hex[:8]}"), tmp_path / "ben", "ben").start()
    yield ben
    await ben.stop()


async def team(bot: Bot, *people: Someone, name: str = "The team") -> Room:
    """An encrypted room that the first one has made, with the others and the bot in it."""
    first = people[0]
    made = await first.hands.open_room(f"team-{uuid4().hex[:6]}", name, first=True)
    await first.hands.invite(made, [*(one.user for one in people[1:]), bot.user])
    for one in people[1:]:
        await one.until(made.id, one.user)
    return await first.until(made.id, bot.user)


async def taken(bot: Bot, kind: type[Inbound], count: int = 1) -> list[Inbound]:
    """Wait until the core was given so many of a kind."""
    found: list[Inbound] = []
    for _ in range(200 + 5 * count):
        found = [inbound for inbound in bot.core.taken if isinstance(inbound, kind)]
        if len(found) >= count:
            break
        await asyncio.sleep(0.05)
    assert len(found) >= count, bot.core.taken
    return found


async def test_only_whoever_wrote_a_message_can_change_it(bot: Bot, ann: Someone, ben: Someone) -> None:
    room = await team(bot, ann, ben)
    said = await ann.say(room, "It began in May.")
    await taken(bot, Spoken)
    forged: Json = {
        "m.new_content": {"msgtype": "m.text", "body": "It never began."},
        "m.relates_to": {"rel_type": "m.replace", "event_id": said},
    }
    await ben.until(room.id, bot.user)
    await ben.say(ben.rooms.by_id[room.id], "* It never began.", **forged)
    honest = forged | {"m.new_content": {"msgtype": "m.text", "body": "It began in June."}}
    await ann.say(room, "* It began in June.", **honest)
    (edited,) = await taken(bot, Edited)
    assert isinstance(edited, Edited)
    assert (edited.by.user, edited.ref, edited.text, edited.words) == (ann.user, said, "It began in June.", None)
    await ann.redact(room, said)
    (deleted,) = await taken(bot, Deleted)
    assert isinstance(deleted, Deleted)
    assert deleted.ref == said


async def test_a_gap_is_filled(synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path) -> None:
    core.quiet = True
    first = await Bot(synapse, account, tmp_path / "bot", core).start()
    room = await team(first, ann)
    await ann.say(room, "0")
    await taken(first, Spoken)
    await first.stop()
    wanted = [str(number) for number in range(1, 171)]  # a sync has fifty, and one look at what it left out a hundred
    for number in wanted:
        await ann.say(room, number)
    second = await Bot(synapse, account, tmp_path / "bot", core).start()
    said = await taken(second, Spoken, 171)
    assert [inbound.text for inbound in said if isinstance(inbound, Spoken)] == ["0", *wanted]
    await second.stop()


async def test_the_first_words_of_a_direct_chat_may_come_with_the_invitation(bot: Bot, ann: Someone) -> None:
    room = await ann.hands.open_direct(bot.user)
    assert room is not None
    await ann.say(room, "new stuck")  # as apps do, without waiting for the bot to come
    await bot.told("new stuck")


async def test_what_was_said_before_it_came_is_not_taken(bot: Bot, ann: Someone) -> None:
    made = await ann.hands.open_room("early", "The team", first=True)
    await ann.http.put(at("rooms", made.id, "state", "m.room.history_visibility"), {"history_visibility": "shared"})
    await ann.say(made, "!space new stuck")
    await ann.hands.invite(made, [bot.user])
    room = await ann.until(made.id, bot.user)
    await ann.say(room, "!space status")
    await bot.told("status")
    assert bot.words() == ["status"]


class Full(Core):
    """A core that cannot store the second thing it is given, the first time."""

    refused = False

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        if not self.refused and isinstance(inbound, Spoken) and inbound.text == "two":
            self.refused = True
            answer = await super().accept(inbound, None)
            self.taken.pop()
            assert isinstance(answer, Notice)
            return Notice(answer.card, taken=False)
        return await super().accept(inbound, cursor)


async def test_what_could_not_be_stored_is_handed_over_again_and_its_cursor_later(
    synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path
) -> None:
    full = Full(core.sealing)
    bot = await Bot(synapse, account, tmp_path / "bot", full).start()
    room = await team(bot, ann)
    for text in ("one", "two", "three"):
        await ann.say(room, text)
    await taken(bot, Spoken, 3)
    await asyncio.sleep(1.5)
    said = [inbound.text for inbound in full.taken if isinstance(inbound, Spoken)]
    assert full.refused
    assert list(dict.fromkeys(said)) == ["one", "two", "three"]  # what came twice has the same key
    assert full.token is not None
    await bot.stop()


async def test_an_error_makes_it_wait_longer_each_time_and_not_spin(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    calls: list[float] = []

    async def broken(since: str | None, first: bool) -> Json:
        calls.append(asyncio.get_running_loop().time())
        raise Unreachable if len(calls) < 3 else Limited(60)

    bot.adapter._sync = broken  # type: ignore[method-assign]
    await bot.adapter._account.http.close()
    with structlog.testing.capture_logs() as logs:
        for _ in range(600):
            if len(calls) == 3 and len(logs) >= 3:
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.3)
    assert len(calls) == 3  # the last answer asked for a minute
    assert calls[1] - calls[0] >= 0.5
    assert calls[2] - calls[1] >= 1.0
    assert {entry["event"] for entry in logs} == {"no news from matrix"}
    await bot.stop()


async def test_people_come_and_go_and_the_bot_is_thrown_out(bot: Bot, ann: Someone, ben: Someone) -> None:
    room = await team(bot, ann)
    await ann.hands.invite(room, [ben.user])
    await ben.until(room.id, ben.user)
    (joined,) = await taken(bot, Joined)
    assert isinstance(joined, Joined)
    assert joined.by.user == ben.user
    await ben.http.post(at("rooms", room.id, "leave"), {})
    (left,) = await taken(bot, Left)
    assert isinstance(left, Left)
    assert left.by.user == ben.user
    await ann.http.post(at("rooms", room.id, "kick"), {"user_id": bot.user})
    (lost,) = await taken(bot, PlaceLost)
    assert isinstance(lost, PlaceLost)
    assert lost.place.id.room == room.id
    assert room.id not in bot.adapter._account.rooms.by_id


async def test_put_out_of_a_room_while_it_is_down_it_loses_the_sessions_in_its_threads_too(
    synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    room = await team(bot, ann)
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    place = next(i for i in core.taken if isinstance(i, Called)).place.id
    assert await bot.adapter.deliver(Delivery("thread", place, OpenPlace(place, (), "STT-1"))) == Sent()
    thread = next(i for i in core.taken if isinstance(i, PlaceOpened)).place
    await bot.stop()
    await ann.http.post(at("rooms", room.id, "kick"), {"user_id": bot.user})
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    lost = [i.place.id for i in core.taken if isinstance(i, PlaceLost)]
    assert lost == [place, thread.id]
    await bot.stop()


async def test_a_room_that_is_upgraded_takes_its_session_along_once(bot: Bot, ann: Someone) -> None:
    encrypted = [{"type": "m.room.encryption", "state_key": "", "content": MEGOLM}]
    body = {"room_version": "11", "name": "The team", "invite": [bot.user], "initial_state": encrypted}
    room = await ann.until(str((await ann.http.post(at("createRoom"), body))["room_id"]), bot.user)
    new = (await ann.http.post(at("rooms", room.id, "upgrade"), {"new_version": "12"}))["replacement_room"]
    await ann.http.post(at("rooms", new, "invite"), {"user_id": bot.user})
    found = await taken(bot, PlaceMoved)
    await asyncio.sleep(0.5)
    moves = {(i.key, i.place.id.room, i.to.room) for i in bot.core.taken if isinstance(i, PlaceMoved)}
    assert moves == {(f"moved-{room.id}", room.id, new)}
    assert found


async def test_a_room_that_is_closed_without_another_in_its_place_is_lost(bot: Bot, ann: Someone) -> None:
    room = await team(bot, ann)
    closed = {"body": "We are done here.", "replacement_room": ""}
    await ann.http.put(at("rooms", room.id, "state", "m.room.tombstone"), closed)
    (lost,) = await taken(bot, PlaceLost)
    assert isinstance(lost, PlaceLost)
    assert lost.place.id.room == room.id


async def test_a_session_in_a_thread_gets_the_same_thread_in_the_room_that_follows(bot: Bot, ann: Someone) -> None:
    encrypted = [{"type": "m.room.encryption", "state_key": "", "content": MEGOLM}]
    body = {"room_version": "11", "name": "The team", "invite": [bot.user], "initial_state": encrypted}
    room = await ann.until(str((await ann.http.post(at("createRoom"), body))["room_id"]), bot.user)
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    old = next(i for i in bot.core.taken if isinstance(i, Called)).place.id
    assert await bot.adapter.deliver(Delivery("thread", old, OpenPlace(old, (), "STT-1"))) == Sent()
    (opened,) = [i for i in bot.core.taken if isinstance(i, PlaceOpened)]
    new = (await ann.http.post(at("rooms", room.id, "upgrade"), {"new_version": "12"}))["replacement_room"]
    await ann.http.post(at("rooms", new, "invite"), {"user_id": bot.user})
    moves = {i.place.id: i.to for i in await taken(bot, PlaceMoved, 2) if isinstance(i, PlaceMoved)}
    assert moves[old].room == new
    to = moves[opened.place.id]
    assert to.room == new
    room = await ann.until(new, bot.user)
    await answered(ann, bot, room, "STT-1")
    assert list(ann.messages(new, bot.user)) == [to.thread]
    await ann.say(room, "Here we go on.", **{"m.relates_to": {"rel_type": "m.thread", "event_id": to.thread}})
    said = await taken(bot, Spoken)
    assert isinstance(said[-1], Spoken)
    assert said[-1].place.id == to


async def test_an_invitation_from_elsewhere_is_declined_with_the_reason(
    synapse: Synapse, account: Account, core: Core, ann: Someone, tmp_path: Path
) -> None:
    bot = Bot(synapse, account, tmp_path / "bot", core)
    bot.adapter._servers = {"elsewhere.example"}
    await bot.start()
    made = await ann.hands.open_room("declined", "The team", first=True)
    await ann.hands.invite(made, [bot.user])
    for _ in range(100):
        await ann.sync()
        if made.membership(bot.user) == "leave" and len(ann.rooms.by_id) > 1:
            break
        await asyncio.sleep(0.05)
    direct = next(room for room in ann.rooms.by_id.values() if room.id != made.id)
    await answered(ann, bot, direct, "I may not come into rooms of your server")
    await bot.stop()


async def test_in_a_chat_that_is_not_encrypted_nothing_is_taken_and_nothing_said(bot: Bot, ann: Someone) -> None:
    body = {"preset": "trusted_private_chat", "is_direct": True, "invite": [bot.user]}
    clear = str((await ann.http.post(at("createRoom"), body))["room_id"])
    room = await ann.until(clear, bot.user)
    await ann.say(room, "new stuck")
    others: list[Room] = []
    for _ in range(100):
        await ann.sync()
        others = [one for one in ann.rooms.by_id.values() if one.id != clear]
        if others:
            break
        await asyncio.sleep(0.05)
    await answered(ann, bot, others[0], "this chat is not encrypted")
    assert bot.words() == []
    assert ann.messages(clear, bot.user) == {}


async def test_a_message_in_clear_in_an_encrypted_room_is_not_believed(bot: Bot, ann: Someone) -> None:
    room = await team(bot, ann)
    content = {"msgtype": "m.text", "body": "!space end"}
    await ann.http.put(at("rooms", room.id, "send", "m.room.message", "clear"), content)
    await ann.say(room, "!space status")
    await bot.told("status")
    assert bot.words() == ["status"]


async def test_what_anybody_may_read_is_a_public_place(bot: Bot, ann: Someone) -> None:
    room = await team(bot, ann)
    await ann.http.put(at("rooms", room.id, "state", "m.room.join_rules"), {"join_rule": "public"})
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    asked = next(i for i in bot.core.taken if isinstance(i, Called))
    assert asked.place.kind is PlaceKind.PUBLIC


async def test_nothing_that_anybody_says_is_logged(
    bot: Bot, ann: Someone, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    canary = "patient-brown-7731"
    with structlog.testing.capture_logs() as logs:
        room = await team(bot, ann)
        await ann.say(room, canary, formatted_body=7)
        await ann.say(room, f"!space park {canary}", **{"m.relates_to": canary})
        odd = {"msgtype": "m.text", "body": canary, "format": 3, "formatted_body": {"x": canary}}
        await ann.http.put(at("rooms", room.id, "send", "m.room.encrypted", "odd"), odd | {"algorithm": canary})
        await bot.told(f"park {canary}")
    said = "".join((caplog.text, *capfd.readouterr(), str(logs)))
    assert canary not in said


async def test_one_that_cannot_be_read_is_asked_for_once_an_hour(
    bot: Bot, ann: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("space_to_think_adapters.matrix.adapter.PATIENCE", 0.0)
    room = await team(bot, ann)
    direct = await ann.direct(bot.user)
    await ann.say(room, "!space help")
    await bot.told("help")
    sealed = next(e for e in await _raw(ann, room) if e["type"] == "m.room.encrypted" and e["sender"] == ann.user)

    async def loses(*numbers: int, so_far: int) -> None:
        for number in numbers:
            lost = sealed["content"] | {"session_id": f"unknown-{number}"}
            await ann.http.put(at("rooms", room.id, "send", "m.room.encrypted", f"lost-{number}"), lost)
        await ann.say(room, f"!space status {numbers[0]}")
        await bot.told(f"status {numbers[0]}")
        until, told = asyncio.get_running_loop().time() + WITHIN, 0
        while told < so_far and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.3)  # also for one too many
            await ann.sync()
            said = [content["body"] for content in ann.messages(direct.id, bot.user).values()]
            told = sum("could not read" in body for body in said)
        assert told == so_far

    await loses(1, 2, so_far=1)
    await loses(3, so_far=1)
    monkeypatch.setattr("space_to_think_adapters.matrix.answers.HOUR", 0.0)  # it has passed
    await loses(4, so_far=2)


@pytest.mark.parametrize("how", ["soon", "after a restart", "after it was asked for", "far too late"])
async def test_one_whose_key_comes_later_is_taken_when_it_comes(
    synapse: Synapse,
    account: Account,
    core: Core,
    ann: Someone,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    how: str,
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    room = await team(bot, ann)
    direct = await ann.direct(bot.user)
    put, held = ann.http.put, list[tuple[str, Json]]()

    async def slow(path: str, body: Json) -> Json:
        if "/sendToDevice/" not in path:
            return await put(path, body)
        held.append((path, body))
        return {}

    if how in ("after it was asked for", "far too late"):
        monkeypatch.setattr("space_to_think_adapters.matrix.adapter.PATIENCE", 0.0)
    if how == "far too late":
        monkeypatch.setattr("space_to_think_adapters.matrix.adapter.LATE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(ann.http, "put", slow)
        await ann.say(room, "!space status")
    await ann.say(direct, "help")
    await bot.told("help")
    assert held
    assert bot.words() == ["help"]
    if how == "after a restart":
        await bot.stop()
        bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    elif how != "soon":
        await answered(ann, bot, direct, "I could not read your last message")
    for path, body in held:
        await put(path, body)
    await ann.say(direct, "last")
    await bot.told("last")
    assert ("status" in bot.words()) == (how != "far too late")
    await bot.stop()


async def _raw(ann: Someone, room: Room) -> list[Json]:
    found: list[Json] = (await ann.http.get(at("rooms", room.id, "messages"), {"dir": "b", "limit": "50"}))["chunk"]
    return found


async def test_a_homeserver_that_limits_is_given_time(installed: None, core: Core, tmp_path: Path) -> None:
    server = Synapse(tmp_path / "slow", {"rc_message": {"per_second": 2, "burst_count": 3}})
    try:
        server.start()
        account = server.register("space")
        bot = await Bot(server, account, tmp_path / "bot", core).start()
        ann = await Someone(server, server.register("ann"), tmp_path / "ann").start()
        said = Post(RenderedCard((Said(("x",)),)), shared=False)
        deliveries = [Delivery(f"n{number}", person(ann.user), said) for number in range(20)]
        waits: list[Delivery] = []
        for delivery in deliveries:
            receipt = await bot.adapter.deliver(delivery)
            if isinstance(receipt, Retry):
                assert receipt.after is not None
                assert 0 < receipt.after < 10
                waits.append(delivery)
        assert waits
        assert "few messages" in str((await _pace(bot.adapter._account.http)).fault)
        until = asyncio.get_running_loop().time() + WITHIN
        while isinstance(receipt := await bot.adapter.deliver(waits[0]), Retry):
            assert asyncio.get_running_loop().time() < until
            await asyncio.sleep(receipt.after or 0.1)
        assert isinstance(receipt, Sent)
        await ann.stop()
        await bot.stop()
    finally:
        server.stop()


async def test_who_does_not_come_into_their_direct_chat_is_named_once_and_finds_all_there_in_the_end(
    bot: Bot, ann: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def says(words: str) -> bool:
        what = Post(RenderedCard((Said((words,)),)), shared=False)
        receipt = await bot.adapter.deliver(Delivery(words, person(ann.user), what))
        assert isinstance(receipt, Sent)
        return receipt.waits == (person(ann.user),)

    assert not await says("one")  # asked in just now
    monkeypatch.setattr("space_to_think_adapters.matrix.deliveries.PATIENCE", 0.0)
    assert [await says(words) for words in ("two", "three")] == [True, False]
    (asked,) = await ann.sync()
    room = await ann.until(asked, ann.user)
    await bot.adapter.took(await joined(ann, asked))
    bot.adapter._out._asked.clear()
    assert not await says("four")
    await answered(ann, bot, room, "four")
    assert [content["body"] for content in ann.messages(asked, bot.user).values()] == ["one", "two", "three", "four"]
    assert not ann.unreadable


async def test_an_answer_that_is_lost_sends_nothing_twice(bot: Bot, ann: Someone) -> None:
    room = await ann.direct(bot.user)
    await ann.say(room, "help")
    await bot.told("help")
    account = bot.adapter._account
    mine = account.rooms.by_id[room.id]
    one = await account.note(mine, "Once.", "same")
    account.crypto._olm.outbound_group_sessions.clear()  # as after a restart: encrypted anew
    assert await account.note(mine, "Once.", "same") == one
    assert PersonId("matrix", "localhost", ann.user) in {i.by for i in bot.core.taken if isinstance(i, Called)}


def test_the_ground_is_a_real_homeserver(synapse: Synapse) -> None:
    assert "v1.11" in call("GET", f"{synapse.url}/_matrix/client/versions")["versions"]
