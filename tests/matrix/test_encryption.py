"""Encryption, with a client that is not ours and that reads nothing from, and sends nothing to, unsigned devices."""

import asyncio
import copy
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.config import Matrix
from space_to_think.delivery import Delivery, Failed, OpenPlace, Post, Retry, Sent
from space_to_think.inbound import Called, PlaceOpened
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.matrix import beside
from space_to_think_adapters.matrix.device import identity_of, login
from space_to_think_adapters.matrix.http import Http, Json, at
from space_to_think_adapters.matrix.rooms import person
from space_to_think_adapters.matrix.signing import signed_devices
from space_to_think_adapters.matrix.unit import MatrixFault, Unit
from tests.matrix.bench import WITHIN
from tests.matrix.bot import Bot, Core, answered
from tests.matrix.peer import Peer
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse


def post(words: str) -> Post:
    return Post(RenderedCard((Said((words,)),)))


@pytest.fixture
async def peer(synapse: Synapse, node: None) -> AsyncIterator[Peer]:
    peer = await Peer(synapse, synapse.register(f"js-{uuid4().hex[:8]}")).start()
    yield peer
    await peer.stop()


async def test_a_strict_client_and_the_bot_read_each_other_without_a_warning(bot: Bot, peer: Peer) -> None:
    room = (await peer.do("direct", user=bot.user))["room"]
    await peer.room_with(bot.user)
    await peer.do("say", room=room, text="help")
    await bot.told("help")
    answer = await peer.sees(room, "You said: help", bot.user)
    assert answer["shield"] == 0


async def test_a_ghost_device_reads_nothing_and_is_not_believed(synapse: Synapse, bot: Bot, tmp_path: Path) -> None:
    account = synapse.register(f"ann-{uuid4().hex[:8]}")
    ann = await Someone(synapse, account, tmp_path / "ann").start()
    room = await ann.direct(bot.user)
    await ann.say(room, "help")
    await bot.told("help")
    ghost = await Someone(synapse, synapse.login(account, "GHOST"), tmp_path / "ghost").unsigned()
    await ghost.sync()
    await ann.say(room, "status")
    await bot.told("status")
    await answered(ann, bot, room, "You said: status")
    await ghost.sync()
    assert not [1 for content in ghost.messages(room.id, bot.user).values()]
    assert ghost.unreadable
    await ghost.say(ghost.rooms.by_id[room.id], "flag child")
    await answered(ann, bot, room, "from a device that you have not confirmed")
    assert "flag child" not in bot.words()
    await ann.stop()
    await ghost.stop()


async def test_a_changed_identity_is_written_to_no_more_until_it_is_accepted(
    synapse: Synapse, bot: Bot, core: Core, tmp_path: Path
) -> None:
    account = synapse.register(f"ann-{uuid4().hex[:8]}")
    ann = await Someone(synapse, account, tmp_path / "ann").start()
    room = await ann.direct(bot.user)
    await ann.say(room, "help")
    await bot.told("help")
    await answered(ann, bot, room, "You said: help")
    other = Someone(synapse, synapse.login(account, "OTHER"), tmp_path / "other")
    await other.start(anew=True)
    await other.say(other.rooms.by_id[room.id], "status")
    await asyncio.sleep(1)
    assert "status" not in bot.words()
    settings = Matrix(homeserver=synapse.url, user_id=bot.user, data_dir=tmp_path / "bot")
    unit = Unit(settings.data_dir, core.sealing)  # as the command does, beside the running bot
    unit.accept(ann.user, await identity_of(settings, unit, ann.user))
    await other.say(other.rooms.by_id[room.id], "privacy")
    await bot.told("privacy")
    await answered(other, bot, other.rooms.by_id[room.id], "You said: privacy")
    await ann.stop()
    await other.stop()


async def test_where_an_identity_has_changed_nothing_more_is_said_and_the_others_are_told_why(
    synapse: Synapse, bot: Bot, core: Core, tmp_path: Path
) -> None:
    accounts = [synapse.register(f"{name}-{uuid4().hex[:8]}") for name in ("ann", "ben")]
    ann, ben = [await Someone(synapse, one, tmp_path / one.user[1:4], one.user[1:4]).start() for one in accounts]
    opens = OpenPlace(None, (person(ann.user), person(ben.user)), "STT-1")
    assert await bot.adapter.deliver(Delivery("open", person(ann.user), opens)) == Sent()
    place = next(i for i in core.taken if isinstance(i, PlaceOpened)).place.id
    for one in (ann, ben):
        await one.sync()
        room = await one.until(place.room, one.user)
    assert isinstance(await bot.adapter.deliver(Delivery("before", place, post("Before"))), Sent)
    await answered(ben, bot, room, "Before")

    other = await Someone(synapse, synapse.login(accounts[0], "OTHER"), tmp_path / "other").start(anew=True)
    for _ in range(200):
        if await bot.adapter.deliver(Delivery("after", place, post("After"))) == Retry():
            break
        await asyncio.sleep(0.05)  # the bot has not heard of it yet
    assert await bot.adapter.deliver(Delivery("after", place, post("After"))) == Retry()
    alone = await bot.adapter.deliver(Delivery("alone", person(ann.user), post("Alone")))
    assert alone == Failed("identity-changed", unreachable=True)
    (direct,) = await ben.sync()  # it has asked ben into a chat of their own
    await answered(ben, bot, await ben.until(direct, ben.user), "ann has a new identity in Matrix")

    settings = Matrix(homeserver=synapse.url, user_id=bot.user, data_dir=tmp_path / "bot")
    unit = Unit(settings.data_dir, core.sealing)
    unit.accept(ann.user, await identity_of(settings, unit, ann.user))
    assert isinstance(await bot.adapter.deliver(Delivery("again", place, post("Again"))), Sent)
    for one in (other, ben):
        await one.sync()
        await answered(one, bot, one.rooms.by_id[place.room], "Again")
    for one in (ann, ben, other):
        await one.stop()


@pytest.mark.parametrize("allowed", [False, True])
async def test_in_a_room_that_is_not_encrypted_it_speaks_only_where_that_is_allowed(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path, allowed: bool
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core, allow_unencrypted=allowed).start()
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    body = {"preset": "private_chat", "name": "The team", "invite": [bot.user]}
    room = await ann.until(str((await ann.http.post(at("createRoom"), body))["room_id"]), bot.user)
    await ann.say(room, "!space new stuck")
    await bot.told("new stuck")
    place = next(i for i in core.taken if isinstance(i, Called)).place
    assert place.encrypted is allowed  # the core holds no session where it is not
    receipt = await bot.adapter.deliver(Delivery("clear", place.id, post("In clear")))
    await ann.sync()
    assert any("In clear" in c["body"] for c in ann.messages(room.id, bot.user).values()) is allowed
    assert isinstance(receipt, Sent) if allowed else receipt == Failed("unencrypted")
    await ann.stop()
    await bot.stop()


async def test_a_homeserver_that_says_nothing_of_the_encryption_any_more_is_not_believed(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    bot = await Bot(synapse, account, tmp_path / "bot", core, allow_unencrypted=True).start()
    room = await ann.direct(bot.user)
    await ann.say(room, "help")
    await answered(ann, bot, room, "You said: help")
    await bot.stop()

    bot = Bot(synapse, account, tmp_path / "bot", core, allow_unencrypted=True)
    sync = bot.adapter._sync

    async def silent(since: str | None, first: bool) -> Json:
        batch = await sync(since, first)
        for part in batch.get("rooms", {}).get("join", {}).values():
            events = part.get("state", {}).get("events", [])
            events[:] = [event for event in events if event["type"] != "m.room.encryption"]
        return batch

    bot.adapter._sync = silent  # type: ignore[method-assign]
    await bot.start()
    mine = bot.adapter._account.rooms.by_id[room.id]
    assert not mine.get("m.room.encryption")
    sent = await bot.adapter.deliver(Delivery("still", person(ann.user), post("Still in secret")))
    assert isinstance(sent, Sent)
    assert sent.ref is not None
    raw = await ann.http.get(at("rooms", room.id, "event", sent.ref))
    assert raw["type"] == "m.room.encrypted"
    await answered(ann, bot, room, "Still in secret")
    await ann.stop()
    await bot.stop()


async def test_the_same_device_goes_on_after_a_restart(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    first = await Bot(synapse, account, tmp_path / "bot", core).start()
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    room = await ann.direct(first.user)
    await ann.say(room, "help")
    await first.told("help")
    await first.stop()
    await ann.say(room, "status")  # while it is down
    second = await Bot(synapse, account, tmp_path / "bot", core).start()
    await second.told("status")
    await answered(ann, second, room, "You said: status")
    assert second.words().count("status") == 1
    await second.stop()
    await ann.stop()


async def test_a_lost_crypto_store_is_never_passed_over(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    await bot.stop()
    for file in (tmp_path / "bot").glob("*.db*"):
        file.unlink()
    with pytest.raises(MatrixFault, match="keys of this Matrix device are lost"):
        await Bot(synapse, account, tmp_path / "bot", core).start()


async def test_an_older_copy_put_back_goes_on_and_with_a_new_login_reads_newer_keys_too(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("space_to_think_adapters.matrix.adapter.PATIENCE", 0.0)
    table = Matrix(homeserver=synapse.url, user_id=account.user, device_id=account.device, data_dir=tmp_path / "bot")
    ann, ben = [
        await Someone(synapse, synapse.register(f"{name}-{uuid4().hex[:8]}"), tmp_path / name).start()
        for name in ("ann", "ben")
    ]
    bot = await Bot(synapse, account, table.data_dir, core).start()
    anns, bens = await ann.direct(bot.user), await ben.direct(bot.user)
    await ann.say(anns, "one")
    await answered(ann, bot, anns, "You said: one")
    beside.copy(table, tmp_path / "copy")
    cursor = core.token
    for one, room in ((ann, anns), (ben, bens)):  # of ben it gets the first keys only now
        await one.say(room, "two")
        await answered(one, bot, room, "You said: two")
    await bot.stop()

    with pytest.raises(MatrixFault, match="already"):
        beside.restore(table, tmp_path / "copy")
    table.data_dir.rename(tmp_path / "lost")
    with pytest.raises(MatrixFault, match="There is no copy"):
        beside.restore(table, tmp_path / "nowhere")
    assert "matrix login" in beside.restore(table, tmp_path / "copy")
    core.token = cursor
    bot = await Bot(synapse, account, table.data_dir, core).start()
    await ann.say(anns, "three")
    await answered(ann, bot, anns, "You said: three")
    await ben.say(bens, "three")
    await answered(ben, bot, bens, "I could not read your last message")
    await bot.stop()

    made = await login(table, Unit(table.data_dir, core.sealing), account.password)
    token = Unit(table.data_dir, core.sealing).device
    assert token is not None
    bot = await Bot(synapse, Account(account.user, made, token.token, ""), table.data_dir, core).start()
    for one, room in ((ann, anns), (ben, bens)):
        await one.sync()
        await one.say(room, "four")
        await answered(one, bot, room, "You said: four")
        assert not one.unreadable
        await one.stop()
    await bot.stop()


async def test_one_time_keys_of_a_crash_are_not_in_the_way(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    class Dies(Exception):
        pass

    def dies() -> None:
        raise Dies

    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    crypto = bot.adapter._account.crypto
    crypto._olm.uploaded_key_count, crypto._olm.save_account = 10, dies
    with pytest.raises(Dies):  # they have been given to the homeserver, and not been written down
        await crypto.upload()
    await bot.stop()
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    crypto = bot.adapter._account.crypto
    crypto._olm.uploaded_key_count = 10
    await crypto.upload()
    assert crypto._olm.uploaded_key_count > 10
    await bot.stop()


async def test_who_begins_when_all_one_time_keys_are_taken_is_read_all_the_same(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    await bot.stop()
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    wanted = {"one_time_keys": {account.user: {account.device: "signed_curve25519"}}}
    for _ in range(200):
        got = await ann.http.post(at("keys", "claim"), wanted)
        if any(key.get("fallback") for key in got["one_time_keys"][account.user][account.device].values()):
            break
    else:
        raise AssertionError("there is no fallback key")
    room = await ann.hands.open_direct(account.user)
    assert room is not None
    await ann.say(room, "help")
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    await bot.told("help")
    await answered(ann, bot, room, "You said: help")
    await ann.stop()
    await bot.stop()


async def test_a_message_without_the_fields_that_newer_apps_leave_out_is_read(
    bot: Bot, synapse: Synapse, tmp_path: Path
) -> None:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    room = await ann.direct(bot.user)
    await ann.say(room, "help")
    await bot.told("help")
    content = {"msgtype": "m.text", "body": "status", "m.mentions": {}}
    sealed = await ann.hands.crypto.encrypt(room.id, room.members(), "m.room.message", content)
    del sealed["sender_key"], sealed["device_id"]
    await ann.http.put(at("rooms", room.id, "send", "m.room.encrypted", "short"), sealed)
    await bot.told("status")
    await ann.stop()


async def test_from_an_older_token_the_same_comes_again_and_what_follows_is_read(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    room, older, batches = await ann.direct(bot.user), core.token, record(bot)
    for words in ("help", "status"):
        await ann.say(room, words)
        await bot.told(words)
    await bot.stop()
    # The homeserver forgets a key as soon as the next token is used. A process that dies before is given it again,
    # and that is put into the first batch of the second process here.
    sent = [event for batch in batches for event in batch.get("to_device", {}).get("events", [])]
    assert [event["type"] for event in sent] == ["m.room.encrypted"]
    core.token, keys = older, [i.key for i in core.taken if isinstance(i, Called)]
    bot = Bot(synapse, account, tmp_path / "bot", core)
    sync = bot.adapter._sync

    async def with_it(since: str | None, first: bool) -> Json:
        batch = await sync(since, first)
        return batch | {"to_device": {"events": sent}} if first else batch

    bot.adapter._sync = with_it  # type: ignore[method-assign]
    await bot.start()
    await ann.say(room, "privacy")
    await bot.told("privacy")
    again = [i.key for i in core.taken if isinstance(i, Called)]
    assert [again.count(key) for key in keys] == [2, 2]  # by their keys the core knows that they were taken
    team = await ann.hands.open_room("team", "The team", first=True)  # with a key that comes the same way
    await ann.hands.invite(team, [bot.user])
    await ann.say(await ann.until(team.id, bot.user), "!space choices")
    await bot.told("choices")
    await ann.stop()
    await bot.stop()


def record(bot: Bot) -> list[Json]:
    """All that the bot is given by its homeserver from now on."""
    batches, take = list[Json](), bot.adapter._take

    async def keeps(batch: Json, since: str | None, first: bool) -> None:
        batches.append(copy.deepcopy(batch))
        await take(batch, since, first)

    bot.adapter._take = keeps  # type: ignore[method-assign]
    return batches


async def test_a_request_for_keys_is_not_answered(bot: Bot) -> None:
    body = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": "!a:b", "sender_key": "k", "session_id": "s"}
    content = {"action": "request", "body": body, "request_id": "1", "requesting_device_id": "X"}
    crypto = bot.adapter._account.crypto
    asked = {"type": "m.room_key_request", "sender": "@ann:localhost", "content": content}
    assert crypto.feed({"to_device": {"events": [asked]}}) == set()
    assert not crypto._olm.received_key_requests
    assert not crypto._olm.outgoing_to_device_messages


@pytest.mark.parametrize("allowed", [False, True])
async def test_with_a_client_whose_device_nobody_has_signed(
    synapse: Synapse, account: Account, core: Core, node: None, tmp_path: Path, allowed: bool
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core, allow_unsigned=allowed).start()
    peer = await Peer(synapse, synapse.register(f"js-{uuid4().hex[:8]}")).start(signed=False, cross_sign=False)
    room = (await peer.do("direct", user=bot.user))["room"]
    await peer.room_with(bot.user)
    await peer.do("say", room=room, text="help")
    if allowed:
        await bot.told("help")
        await peer.sees(room, "You said: help", bot.user)
    else:
        failed: list[str] = []
        for _ in range(300):
            failed = [e["failed"] for e in await peer.do("seen", room=room) if e["sender"] == bot.user and e["failed"]]
            if failed:
                break
            await asyncio.sleep(0.1)
        assert failed  # what the bot says to them cannot be read there
        assert bot.words() == []
    await peer.stop()
    await bot.stop()


async def test_a_second_process_is_refused(synapse: Synapse, account: Account, bot: Bot, tmp_path: Path) -> None:
    with pytest.raises(MatrixFault, match="Another process"):
        await Bot(synapse, account, tmp_path / "bot", bot.core).start()


async def test_a_token_of_another_device_is_refused(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    wrong = Account(account.user, "ANOTHER", account.token, account.password)
    with pytest.raises(MatrixFault, match="another account's or device's"):
        await Bot(synapse, wrong, tmp_path / "bot", core).start()
    gone = Account(account.user, account.device, "no-token", account.password)
    with pytest.raises(MatrixFault, match="does not know the access token"):
        await Bot(synapse, gone, tmp_path / "bot", core).start()


async def test_a_token_that_is_taken_away_stops_it_with_the_cure(synapse: Synapse, bot: Bot, tmp_path: Path) -> None:
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    await bot.adapter._account.http.post(at("logout"), {})
    await ann.hands.open_direct(bot.user)  # so that the homeserver has something to say
    with pytest.raises(MatrixFault, match="does not know the access token") as told:
        await asyncio.wait_for(bot._task, WITHIN)
    assert "space-to-think matrix login" in told.value.cure
    await ann.stop()


async def test_its_device_is_signed_at_the_first_start_and_its_secrets_are_sealed(
    synapse: Synapse, bot: Bot, tmp_path: Path
) -> None:
    http = Http(synapse.url, bot.adapter._account.http.token)
    found: Json = await http.post(at("keys", "query"), {"device_keys": {bot.user: []}})
    await http.close()
    assert signed_devices(found, bot.user) == {bot.adapter._me.device}
    sealed = b"".join(file.read_bytes() for file in (tmp_path / "bot").iterdir())
    device = Unit(tmp_path / "bot", bot.core.sealing).device
    assert device is not None
    assert device.seeds is not None
    assert not [secret for secret in (device.token, device.pickle_key, *device.seeds) if secret.encode() in sealed]
