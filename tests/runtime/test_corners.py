"""What hardly ever happens on the one way through, and must go well all the same."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from space_to_think import inbound as i
from space_to_think.config import Config
from space_to_think.delivery import Failed, InvitePeople
from space_to_think.hooks import Call, Effects, Manifest, Outside, Refuse, Scope, View, Word, hookimpl
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.identity import Place, PlaceId, PlaceKind
from space_to_think.inbound import Answer, FieldErrors, Nothing, OpenForm
from space_to_think.messages import Card, Field, FieldKind, Form, Message, Text
from space_to_think.practice.model import Role
from space_to_think.runtime import deadlines, engine
from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.house import Opened
from space_to_think.runtime.parts import adapter
from space_to_think.runtime.post import Post
from space_to_think.runtime.replies import Tell, answer_of
from space_to_think.runtime.store import inbox, tables
from space_to_think.session import events as e
from space_to_think.testing.house import House
from space_to_think.testing.rig.times import MONDAY
from tests.practice import test_load
from tests.runtime.test_outbox import send, states
from tests.runtime.test_trouble import said
from tests.runtime.test_way import count, request, start, told

OTHER_PRACTICE = (Path(test_load.__file__).parent / "peer-learning.toml").read_text()
AGENCIES: dict[str, dict[str, object]] = {
    "northshire": {
        "name": "Northshire",
        "tenants": ["fake:northshire"],
        "settings": {"strengths": {"anonymous": True}},
        "practices": {"peer-learning": OTHER_PRACTICE},
    },
    "riverside": {"name": "Riverside", "tenants": ["fake:riverside"]},
}
ANNEX = Place(PlaceId("fake", "northshire", "annex"), PlaceKind.ROOM, readers=4)


class Asker:
    """A plugin whose word has a form of its own, and which refuses whoever asks from outside a session."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "asker",
            Text("asker-sentence"),
            Scope.PERSON,
            words=(Word("wonder", anywhere=True, label=Text("asker-sentence")),),
            texts={"en-GB": "asker-sentence = Wonders with you.\nasker-later = Please ask me in a session."},
            always_on=True,
        )

    @hookimpl
    def handle(self, call: Call, view: View | Outside) -> Effects:
        return (Refuse(Text("asker-later")),) if isinstance(view, Outside) else ()

    @hookimpl
    def form(self, word: str) -> Form:
        return Form(word, Text("asker-sentence"), (Field("text", Text("asker-sentence"), FieldKind.TEXT),))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, agencies=AGENCIES, host=Host({**discover(), "asker": Asker()})) as house:
        yield house


# ---- words


async def test_a_plugin_may_refuse_whoever_asks_from_outside(house: House) -> None:
    assert "in a session" in told(await house.call("tariq", "wonder"))


async def test_a_word_of_a_plugin_opens_the_form_that_the_plugin_has(house: House) -> None:
    await start(house)
    assert isinstance(await house.call("ros", "wonder"), OpenForm)
    assert isinstance(await house.send_form("ros", {"text": "why"}), Nothing)


async def test_a_practice_that_the_chosen_agency_does_not_have_is_said_at_its_field(house: House) -> None:
    await house.call("ros", "new")
    answer = await house.send_form(
        "ros", {"reason": "stuck", "pace": "guided", "agency": "riverside", "practice": "peer-learning"}
    )
    assert isinstance(answer, FieldErrors)
    assert list(answer.errors) == ["practice"]
    assert await house.service.sessions() == []


async def test_a_note_without_a_name_can_be_held_back(house: House) -> None:
    await house.begin("strengths")
    await house.call("owen", "strength You stay calm")

    def ids(connection: Connection) -> list[str]:
        return list(connection.execute(select(tables.unnamed.c.id)).scalars())

    (held,) = await house.service.store.read(ids)
    await house.call("grace", f"hold {held}")
    assert await house.service.store.read(ids) == []
    assert "You stay calm" not in house.in_group()


# ---- places


async def second_place(house: House) -> None:
    """The platform has made one more place for the same order."""
    await request(house, "grace")
    await house.fake.accept(i.PlaceOpened("again", ANNEX, house.fake.deliveries[0].key))
    assert await count(house, "places") == 2


async def test_of_two_places_one_may_move_and_the_other_stays(house: House) -> None:
    await second_place(house)
    there = PlaceId("fake", "northshire", "hall")
    await house.fake.accept(i.PlaceMoved("m1", ANNEX, there))
    await house.call("ros", "invite @owen")
    assert {there, house.bench.group().id} <= {delivery.to for delivery in house.fake.deliveries}


async def test_of_two_places_one_may_be_lost(house: House) -> None:
    await second_place(house)
    await house.fake.accept(i.PlaceLost("l1", ANNEX))
    assert (await house.session()).place_ready
    await house.fake.accept(i.PlaceLost("l2", house.bench.group()))
    assert not (await house.session()).place_ready


async def test_a_direct_chat_that_is_gone_is_nobody_s_place(house: House) -> None:
    await request(house, "grace")
    assert isinstance(await house.fake.accept(i.PlaceLost("l1", house.fake.direct("ros"))), Nothing)
    assert (await house.session()).place_ready


# ---- what cannot be said, or not be done


async def test_an_answer_that_cannot_be_said_is_nothing_and_what_was_done_stays(tmp_path: Path) -> None:
    async with House(tmp_path, strict=True) as house:
        reply = Tell(None, house.bench.person("ros"), None, Card((Text("no-such-text"),)))

        def say(connection: Connection) -> Answer:
            return answer_of(house.service.house, connection, reply)

        assert isinstance(await house.service.store.read(say), Nothing)


def test_where_nothing_is_held_nothing_is_quoted() -> None:
    nothing = Opened(None, None)
    assert nothing.person(1) is None
    assert nothing.words("c1") is None
    assert nothing.all("strength", 1, None) == ()


async def test_a_contribution_that_is_gone_is_none(house: House) -> None:
    await start(house)
    await house.call("ros", "note For later")
    service, id = house.service, (await house.records())[0].session

    def look(connection: Connection) -> list[object]:
        held = service.cache.fetch(connection, service.house, [id])[id]
        known = Opened(connection, held)
        return [known.words("nobody-gave-this"), *known.quoted]

    assert await service.store.read(look) == [None, "nobody-gave-this"]


async def test_a_message_that_cannot_be_committed_keeps_its_cursor(house: House) -> None:
    await start(house)
    service = house.service
    desk: Any = service._engine._desk  # pyright: ignore[reportPrivateUsage]
    await service.store.run(lambda c: desk.failed(c, said(house, "s7"), "upto-7", ValueError()))
    assert await service.store.read(lambda c: inbox.cursor(c, "fake")) == "upto-7"
    await service.store.run(lambda c: desk.failed(c, i.Tick("", "s"), "upto-8", ValueError()))
    assert await service.store.read(lambda c: inbox.cursor(c, "fake")) == "upto-7"
    assert await count(house, "failures") == 2


async def test_a_deadline_of_a_session_that_is_gone_is_passed_over(house: House) -> None:
    await start(house)
    before = len(await house.records())
    accept = house.service._engine.accept  # pyright: ignore[reportPrivateUsage]
    assert isinstance(await accept(i.Tick("", "gone")), Nothing)
    assert len(await house.records()) == before


async def test_whoever_waits_for_room_in_the_queue_is_taken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await start(house)
    monkeypatch.setattr(engine, "QUEUE", 1)
    own = house.service._engine  # pyright: ignore[reportPrivateUsage]
    small = engine.Engine(own._store, own._desk, own._memory, own._committed)  # pyright: ignore[reportPrivateUsage]
    waiting = [asyncio.create_task(small.accept(said(house, f"q{n}"))) for n in range(2)]
    await asyncio.sleep(0.05)
    running = asyncio.create_task(small.run())
    assert all(isinstance(answer, Nothing) for answer in await asyncio.gather(*waiting))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_deadlines_wait_while_the_store_cannot_be_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "LOOK", 0.01)
    await start(house)
    whole, refused = house.service.store.changed, list[int]()

    async def changed() -> bool:
        if len(refused) < 3:
            refused.append(1)
            raise StoreUnavailable("SQLITE_IOERR_READ")
        return await whole()

    monkeypatch.setattr(house.service.store, "changed", changed)
    house.service._deadlines.expect(MONDAY)  # pyright: ignore[reportPrivateUsage]
    async with asyncio.timeout(20):
        while len(refused) < 3:
            await asyncio.sleep(0.02)
    stage = (await house.session()).stage
    assert stage is not None
    assert stage.due is not None
    house.clock.set(stage.due)
    await house.settle()
    assert any(isinstance(record.event, e.StageDue) for record in await house.records())


async def test_an_order_that_cannot_be_carried_out_is_told_to_nobody(house: House) -> None:
    await request(house, "grace")
    house.fake.answer(house.bench.group().id, Failed("gone", unreachable=True))
    await house.call("ros", "invite @owen")
    assert any(isinstance(delivery.what, InvitePeople) for delivery in house.fake.deliveries)
    assert (await states(house))["failed"] == 1
    assert "arrive" not in house.in_private("ros")
    assert "cannot write" not in house.in_private("ros")


# ---- who is addressed


async def test_whoever_has_a_role_can_be_addressed_by_it(house: House) -> None:
    await start(house)
    await send(house, Message(Role.CONSULTANT, Card((Text("privacy-head"),))))
    await house.settle()
    heard = [who for who in ("ros", "grace", "owen", "priya") if "what I keep" in house.in_private(who)]
    assert heard == ["owen", "priya"]


async def test_where_all_is_erased_the_group_is_nowhere(house: House) -> None:
    await request(house, "grace")
    session = (await house.records())[0].session
    await house.service.erase(session)
    await house.settle()
    service = house.service

    def where(connection: Connection) -> list[dict[str, Any]]:
        held = service.cache.fetch(connection, service.house, [session])[session]
        return Post(service.house, held, service.clock.now()).group()

    assert await service.store.read(where) == []


# ---- beside it


def test_an_adapter_is_made_with_what_is_set_for_it() -> None:
    assert adapter("slack", {}).name == "slack"


async def test_a_house_in_which_something_is_due_for_ever_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def always() -> Any:
        return house.clock.now()

    monkeypatch.setattr(house.service, "next_wake", always)
    monkeypatch.setattr("space_to_think.testing.house.STEP", 3)
    with pytest.raises(RuntimeError, match="again and again"):
        await house.until(MONDAY.replace(hour=12))


def test_a_configuration_without_adapters_has_none() -> None:
    assert dict(Config().adapters.on()) == {}
