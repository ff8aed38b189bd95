"""The outbox: order, slots, receipts, who is told what did not arrive, and what pacing holds."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, update

from space_to_think.delivery import (
    Delivery,
    Failed,
    InvitePeople,
    OpenPlace,
    Post,
    Receipt,
    Retry,
    Sent,
    SetTurns,
    Uncertain,
)
from space_to_think.delivery import Vanished as Gone
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import Joined
from space_to_think.messages import GROUP, Card, Message, Person, Text
from space_to_think.practice.calendar import Calendar
from space_to_think.runtime import pacing
from space_to_think.runtime.pacing import may_go, midnight
from space_to_think.runtime.post import Post as Poster
from space_to_think.runtime.store import outbox
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.writes import Writes
from space_to_think.session.state import Phase
from space_to_think.testing.adapter import FAKE_FEATURES, FakeAdapter
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from space_to_think.wording.plain import card_text
from tests.runtime.test_way import STRANGER, count, join, request, start

NORTHSHIRE = {"northshire": {"name": "Northshire", "tenants": ["fake:northshire"], "turns": "enforce"}}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, agencies=NORTHSHIRE) as house:
        yield house


async def states(house: House) -> dict[str, int]:
    def ask(connection: Connection) -> dict[str, int]:
        found: dict[str, int] = {}
        for state in connection.execute(select(t.outbox.c.state)).scalars():
            found[state] = found.get(state, 0) + 1
        return found

    return await house.service.store.read(ask)


async def send(house: House, *messages: Message) -> None:
    """Put messages of the newest session into the outbox, as a step would."""
    id = (await house.records())[0].session
    service = house.service

    def work(connection: Connection) -> None:
        held = service.cache.fetch(connection, service.house, [id])[id]
        writes = Writes()
        for row in Poster(service.house, held, house.clock.now()).rows(messages):
            writes.add("outbox", row)
        writes.flush(connection)

    await service.store.run(work)


def say(number: int, text: str = "not-joined", **options: object) -> Message:
    return Message(Person(number), Card((Text(text),)), asked=True, **options)  # type: ignore[arg-type]


def to(house: House, where: PersonId | PlaceId) -> list[Delivery]:
    return [delivery for delivery in house.fake.deliveries if delivery.to == where]


async def test_what_is_for_one_person_arrives_in_order(house: House) -> None:
    await request(house, "grace")
    grace = house.bench.person("grace")
    before = len(to(house, grace))
    house.fake.answer(grace, Retry(None))
    await send(house, *(say(2, f"{id}") for id in ("not-joined", "which-session", "runtime-failed")))
    await house.settle()
    assert len(to(house, grace)) == before + 1
    await house.advance(timedelta(seconds=5))
    posts = [d.what for d in to(house, grace)[before:]]
    assert len(posts) == 4
    assert posts[0] == posts[1]


async def test_what_waits_for_a_retry_holds_back_only_its_own_destination(house: House) -> None:
    await request(house, "grace", "owen")
    house.fake.answer("grace", Retry(None))
    await send(house, say(2), say(3))
    await house.settle()
    assert (await states(house))["pending"] == 1
    assert to(house, house.bench.person("owen"))[-1].what == to(house, house.bench.person("grace"))[-1].what


async def test_a_tenant_that_asks_us_to_wait_is_left_alone(house: House) -> None:
    await request(house, "grace")
    house.fake.answer("grace", Retry(30))
    await send(house, say(2), say(2, "which-session"))
    await house.settle()
    waiting = await house.service.next_wake()
    assert waiting == house.clock.now() + timedelta(seconds=30)
    before = len(house.fake.deliveries)
    await send(house, say(2, "runtime-failed"))
    await house.settle()
    assert len(house.fake.deliveries) == before
    await house.advance(timedelta(seconds=31))
    assert len(house.fake.deliveries) == before + 3


async def test_a_destination_that_has_to_wait_may_wait_alone(house: House) -> None:
    await request(house, "grace", "owen")
    house.fake.answer("grace", Retry(30, only=True))
    await send(house, say(2))
    await house.settle()
    before = len(to(house, house.bench.person("grace")))
    await send(house, say(3, "runtime-failed"), say(2, "runtime-failed"))
    await house.settle()
    assert to(house, house.bench.person("owen"))
    assert len(to(house, house.bench.person("grace"))) == before
    await house.advance(timedelta(seconds=31))
    assert len(to(house, house.bench.person("grace"))) == before + 2


async def test_it_is_known_how_many_messages_have_waited_for_long(house: House) -> None:
    async def stuck(adapter: str = "fake") -> int:
        before = house.clock.now() - timedelta(minutes=15)
        return await house.service.store.read(partial(outbox.stuck, adapter=adapter, before=before))

    await request(house, "grace")
    house.fake.answer("grace", *[Retry(600, only=True)] * 3)
    await send(house, say(2))
    await house.settle()
    assert await stuck() == 0
    await house.advance(timedelta(minutes=16))
    assert await stuck() == 1
    assert await stuck("another") == 0


async def test_what_cannot_be_delivered_for_days_is_given_up(house: House) -> None:
    await request(house, "grace")
    house.fake.answer("grace", *[Retry(None)] * 300)
    await send(house, say(2))
    await house.advance(timedelta(days=3))
    assert (await states(house))["failed"] == 1


async def test_a_card_that_has_not_gone_yet_gives_way_to_the_next(house: House) -> None:
    await request(house, "grace", "owen", "priya")
    house.fake.answer(house.bench.group().id, Retry(600))
    await join(house, "grace")
    await join(house, "owen")
    await join(house, "priya")
    # The one that was tried may have arrived, so it stays; the two behind it have become one.
    assert (await states(house)).get("pending", 0) == 2
    await house.advance(timedelta(seconds=601))
    assert "Taking part: @ros, @grace, @owen and @priya" in house.in_group()
    assert house.in_group().count("STT-") == 1


async def test_a_card_that_vanished_is_posted_again(house: House) -> None:
    await request(house, "grace")
    pinned = house.fake.pinned
    assert pinned is not None
    house.fake.forget(pinned)
    await join(house, "grace")
    assert house.fake.pinned not in (None, pinned)
    assert house.in_group().count("STT-") == 1


async def test_a_message_that_vanishes_without_having_stood_anywhere_has_failed(house: House) -> None:
    await request(house, "grace")
    house.fake.answer("grace", Gone())
    await send(house, say(2))
    await house.settle()
    assert (await states(house))["failed"] == 1


async def test_who_cannot_be_reached_is_named_to_the_facilitator_and_nowhere_else(house: House) -> None:
    await start(house)
    house.fake.answer("owen", Failed("blocked", unreachable=True))
    await send(house, say(3))
    await house.settle()
    assert "I cannot write to @owen privately" in house.in_private("grace")
    assert "I cannot write" not in house.in_group()


async def test_who_has_not_come_into_their_chat_is_named_to_the_facilitator_and_nowhere_else(house: House) -> None:
    await start(house)
    house.fake.answer("owen", Sent("1", waits=(house.bench.person("owen"),)))
    await send(house, say(3))
    await house.settle()
    assert "@owen has not yet come into the chat where I write to them alone." in house.in_private("grace")
    assert "has not yet come" not in house.in_group()
    assert (await states(house)).get("failed") is None


async def test_who_is_found_missing_as_the_group_is_written_to_is_named_too(house: House) -> None:
    await start(house)
    here = (STRANGER, house.bench.person("owen"), house.bench.person("grace"))
    house.fake.answer(house.bench.group().id, Sent("1", waits=here))
    await house.call("grace", "next")
    assert house.in_private("grace").count("has not yet come into the chat") == 1
    assert "@owen has not yet come" in house.in_private("grace")
    assert "has not yet come" not in house.in_group()


async def test_what_is_merely_refused_by_the_platform_is_not_told(house: House) -> None:
    await start(house)
    house.fake.answer("owen", Failed("too_long"))
    await send(house, say(3))
    await house.settle()
    assert "cannot write" not in house.in_private("grace")


async def test_nobody_is_told_that_they_cannot_be_reached_themselves(house: House) -> None:
    await request(house)
    house.fake.answer("ros", Failed("blocked", unreachable=True))
    await send(house, say(1))
    await house.settle()
    assert (await states(house))["failed"] == 1
    assert "cannot write" not in house.in_private("ros")


async def test_an_uncertain_message_is_shown_and_never_sent_again(house: House) -> None:
    await start(house)
    house.fake.features = replace(house.fake.features, idempotent=False)
    owen = house.bench.person("owen")
    before = len(to(house, owen))
    house.fake.answer(owen, RuntimeError("the line broke"))
    await send(house, say(3))
    await house.advance(timedelta(hours=1))
    assert len(to(house, owen)) == before + 1
    assert "not sure that my last message to @owen arrived" in house.in_private("grace")
    assert (await states(house))["uncertain"] == 1


async def test_the_group_s_uncertain_message_is_shown_to_the_facilitator(house: House) -> None:
    await start(house)
    house.fake.answer(house.bench.group().id, Uncertain())
    await send(house, replace(say(1), to=GROUP))
    await house.settle()
    assert "to the group arrived" in house.in_private("grace")


async def test_an_adapter_that_raises_is_asked_again_where_that_does_no_harm(house: House) -> None:
    await request(house, "grace")
    house.fake.answer("grace", RuntimeError("the line broke"))
    await send(house, say(2))
    await house.settle()
    await house.advance(timedelta(seconds=5))
    assert [d.key for d in to(house, house.bench.person("grace"))][-2:] == [
        to(house, house.bench.person("grace"))[-1].key
    ] * 2


async def test_an_edit_of_a_card_is_never_uncertain(house: House) -> None:
    await request(house, "grace")
    house.fake.answer(house.bench.group().id, Uncertain())
    await join(house, "grace")
    await house.advance(timedelta(seconds=5))
    assert "Taking part: @ros and @grace" in house.in_group()
    assert "uncertain" not in await states(house)


async def test_a_message_of_an_earlier_stage_is_dropped(house: House) -> None:
    await start(house)
    before = len(house.fake.deliveries)
    await send(house, say(3, stage="1.4"))
    await house.settle()
    assert len(house.fake.deliveries) == before
    await send(house, say(3, stage="1.1"))
    await house.settle()
    assert len(house.fake.deliveries) == before + 1


class Deaf:
    """Says nothing of the first message that opens this stage. It carries out everything, or all but that."""

    def __init__(self, house: House, title: str, arrives: bool = True) -> None:
        self._whole = house.fake.deliver
        self._title = title
        self._arrives = arrives
        self.lost = 0

    async def deliver(self, delivery: Delivery) -> Receipt:
        post = delivery.what
        if self.lost or not isinstance(post, Post) or not opens(post, self._title):
            return await self._whole(delivery)
        self.lost += 1
        if self._arrives:
            await self._whole(delivery)
        raise ConnectionError


def opens(post: Post, title: str) -> bool:
    return (post.slot or "").startswith("stage-") and title in card_text(post.card, str)


async def test_stages_that_open_at_one_moment_have_a_message_each(house: House) -> None:
    await start(house)
    await house.call("grace", "next")
    for title in ("Stage 1", "Stage 2"):
        assert sum(opens(post, title) for post in house.fake.in_group()) == 1


async def test_a_stage_that_may_have_been_opened_and_is_over_and_comes_back_is_not_opened_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    deaf = Deaf(house, "Stage 2")
    monkeypatch.setattr(house.fake, "deliver", deaf.deliver)
    for words in ("next", "back"):
        await house.call("grace", words)
    await house.advance(timedelta(seconds=5))
    for words in ("undo", "extend"):
        await house.call("grace", words)
    await house.advance(timedelta(seconds=5))
    assert deaf.lost == 1
    assert sum(opens(post, "Stage 2") for post in house.fake.in_group()) == 1


async def test_what_opens_a_stage_and_comes_when_it_is_over_calls_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.begin("offload", pace="async")
    deaf = Deaf(house, "Stage 2", arrives=False)
    monkeypatch.setattr(house.fake, "deliver", deaf.deliver)
    for words in ("next", "back"):
        await house.call("grace", words)
    await house.advance(timedelta(seconds=5))
    tried = [d.what for d in house.fake.deliveries if isinstance(d.what, Post) and opens(d.what, "Stage ")]
    assert [(opens(post, "Stage 2"), post.call) for post in tried][-2:] == [(True, False), (False, True)]


async def test_what_cannot_be_edited_any_more_and_is_over_is_not_posted_again(house: House) -> None:
    await start(house)
    await house.call("grace", "next")
    house.fake.answer(house.bench.group().id, Retry(1.0, only=True), Gone())
    await house.call("grace", "extend")
    await house.call("grace", "back")
    await house.advance(timedelta(seconds=5))
    assert sum(opens(post, "Stage 2") for post in house.fake.in_group()) == 1
    assert (await states(house))["dropped"] == 1


async def test_a_message_that_cannot_be_said_stops_nothing(house: House) -> None:
    await request(house, "grace")
    await send(house, say(2), say(2, "which-session"))

    def spoil(connection: Connection) -> None:
        first = connection.execute(select(t.outbox.c.seq).where(t.outbox.c.state == "pending")).scalars().first()
        connection.execute(update(t.outbox).where(t.outbox.c.seq == first).values(body='{"$":"Hologram"}'))

    await house.service.store.run(spoil)
    await house.settle()
    found = await states(house)
    assert (found["failed"], found.get("pending", 0)) == (1, 0)


async def test_orders_say_what_is_wanted(house: House) -> None:
    house.service.house.features = {"fake": replace(house.fake.features, enforces_turns=True)}
    await house.call("ros", "new stuck pace guided")
    await house.call("ros", "invite @grace @owen @priya")
    orders = [d.what for d in house.fake.deliveries if not isinstance(d.what, Post)]
    assert isinstance(orders[0], OpenPlace)
    assert orders[0].inside is None
    assert orders[0].invite == (house.bench.person("ros"),)
    assert InvitePeople(tuple(house.bench.person(who) for who in ("grace", "owen", "priya"))) in orders
    await join(house, "grace", "owen", "priya")
    await house.call("grace", "facilitator")
    await house.press("owen", "agree")
    await house.press("priya", "agree")
    await house.call("grace", "start")
    assert (await house.session()).charter.turns == "enforce"
    await house.call("grace", "pause")
    turns = [d.what for d in house.fake.deliveries if isinstance(d.what, SetTurns)]
    in_turn = (house.bench.person("ros"), house.bench.person("grace"))
    assert turns == [SetTurns(in_turn), SetTurns(None)]


async def enforced(house: House) -> list[SetTurns]:
    """A session that has begun where only those whose turn it is can write; what the place was told of turns."""
    house.service.house.features = {"fake": replace(house.fake.features, enforces_turns=True)}
    await start(house)
    assert [turn.speakers is None for turn in turns_of(house)] == [False]
    return turns_of(house)


def turns_of(house: House) -> list[SetTurns]:
    return [d.what for d in house.fake.deliveries if isinstance(d.what, SetTurns)]


async def test_where_nobody_has_come_for_weeks_everybody_can_write_before_it_is_erased(house: House) -> None:
    before = await enforced(house)
    house.clock.advance(timedelta(days=24))
    await house.settle()
    assert turns_of(house) == [*before, SetTurns(None)]
    await house.say("ros", "We are still here.")
    assert turns_of(house) == [*before, SetTurns(None), *before]
    for days in (24, 8):
        house.clock.advance(timedelta(days=days))
        await house.settle()
    assert turns_of(house) == [*before, SetTurns(None), *before, SetTurns(None)]
    assert (await house.service.sessions())[0].wrapped_key is None


async def test_of_a_card_that_arrives_while_its_session_is_erased_nothing_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    id, right = (await house.session()).id, house.fake.deliver

    async def late(delivery: Delivery) -> Receipt:
        receipt = await right(delivery)
        if isinstance(delivery.what, Post) and delivery.what.slot is not None:
            await house.service.erase(id)
        return receipt

    monkeypatch.setattr(house.fake, "deliver", late)
    await house.call("grace", "pause")
    await house.settle()
    assert (await house.service.sessions())[0].wrapped_key is None
    assert await count(house, "slots") == 0


async def test_where_an_operator_erases_a_session_everybody_can_write_again(house: House) -> None:
    before = await enforced(house)
    await house.service.erase((await house.session()).id)
    await house.settle()
    assert turns_of(house) == [*before, SetTurns(None)]
    assert (await house.service.sessions())[0].wrapped_key is None


async def test_what_is_said_to_the_group_waits_for_its_place(house: House) -> None:
    await house.bench.call("ros", "new stuck pace guided", True)
    await house.service.settle()
    assert (await states(house))["waiting"] > 0
    assert house.in_group() == ""
    await house.settle()
    assert "STT-" in house.in_group()
    assert "waiting" not in await states(house)


# ---- leases


async def test_two_processes_never_send_for_one_tenant(house: House) -> None:
    await request(house, "grace")
    now = house.clock.now()

    def lease(connection: Connection, holder: str, at: datetime) -> set[str]:
        return outbox.lease(connection, {"fake:x", "fake:y"}, holder, at)

    store = house.service.store
    assert await store.run(lambda c: lease(c, "first", now)) == {"fake:x", "fake:y"}
    assert await store.run(lambda c: lease(c, "second", now)) == set()
    assert await store.run(lambda c: lease(c, "first", now + outbox.LEASE * 0.6)) == {"fake:x", "fake:y"}
    assert await store.run(lambda c: lease(c, "second", now + outbox.LEASE)) == set()
    assert await store.run(lambda c: lease(c, "second", now + 2 * outbox.LEASE)) == {"fake:x", "fake:y"}
    assert await store.run(lambda c: outbox.lease(c, set(), "second", now)) == set()


# ---- restart


class Hanging:
    """Holds back one delivery for ever, as a platform does that dies in the middle."""

    def __init__(self, house: House, who: str) -> None:
        self._whole = house.fake.deliver
        self._person = house.bench.person(who)

    async def deliver(self, delivery: Delivery) -> object:
        if delivery.to == self._person:
            await asyncio.Event().wait()
        return await self._whole(delivery)


@pytest.mark.parametrize(("idempotent", "state"), [(True, "sent"), (False, "uncertain")])
async def test_what_was_being_sent_when_the_process_died(
    tmp_path: Path, idempotent: bool, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("space_to_think.runtime.service.LAST", 0.01)
    async with House(tmp_path) as house:
        await start(house)
        monkeypatch.setattr(house.fake, "deliver", Hanging(house, "owen").deliver)
        await send(house, say(3))
        await house.service.accept(Joined("nudge", house.bench.person("tariq"), house.bench.group()))
        async with asyncio.timeout(5):
            while "sending" not in await states(house):
                await asyncio.sleep(0.01)
        assert (await states(house))["sending"] == 1

    def platform(people: Mapping[str, str], clock: FrozenClock) -> FakeAdapter:
        return FakeAdapter(people, clock, features=replace(FAKE_FEATURES, idempotent=idempotent))

    async with House(tmp_path, start=house.clock.now(), bench=platform) as again:
        await again.settle()
        found = await states(again)
        assert "sending" not in found
        assert state in found


async def test_a_restart_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await start(house)
        before = await house.session()
    async with House(tmp_path, start=house.clock.now()) as again:
        assert await again.session() == before
        await again.advance(timedelta(minutes=6))
        assert "[Move on]" in again.in_private("grace") or "time" in again.in_private("grace")


# ---- pacing

MONDAY = datetime(2026, 3, 23, 9, 30, tzinfo=UTC)


def test_two_unasked_messages_a_day_in_working_hours() -> None:
    calendar = Calendar()
    assert may_go(MONDAY, calendar, 0) == may_go(MONDAY, calendar, 1) == MONDAY
    assert may_go(MONDAY, calendar, 2) == datetime(2026, 3, 24, 9, tzinfo=UTC)
    evening = datetime(2026, 3, 27, 20, tzinfo=UTC)  # a Friday; the clocks go forward on Sunday
    assert may_go(evening, calendar, 0) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert midnight(datetime(2026, 3, 30, 23, 30, tzinfo=UTC), calendar) == datetime(2026, 3, 30, 23, tzinfo=UTC)


async def test_what_nobody_asked_for_waits_and_safety_does_not(house: House) -> None:
    await house.call("ros", "new stuck pace async @grace")
    assert (await house.session()).phase is Phase.GATHERING
    unasked = replace(say(2), asked=False)
    grace = house.bench.person("grace")
    await house.until(datetime(2026, 3, 23, 20, tzinfo=UTC))
    before = len(to(house, grace))
    await send(house, unasked, replace(unasked, card=Card((Text("which-session"),))))
    await send(house, replace(unasked, card=Card((Text("runtime-failed"),))), replace(unasked, safety=True))
    await house.settle()
    assert len(to(house, grace)) == before + 1
    await house.until(datetime(2026, 3, 24, 9, 1, tzinfo=UTC))
    assert len(to(house, grace)) == before + 3
    await house.until(datetime(2026, 3, 24, 23, tzinfo=UTC))
    assert len(to(house, grace)) == before + 3
    await house.until(datetime(2026, 3, 25, 9, 1, tzinfo=UTC))
    assert len(to(house, grace)) >= before + 4


async def test_as_a_day_begins_what_waits_goes_part_by_part(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "AT_ONCE", 1)
    await house.call("ros", "new stuck pace async @grace @owen")
    await house.until(datetime(2026, 3, 23, 20, tzinfo=UTC))
    people = [house.bench.person(who) for who in ("grace", "owen")]
    before = [len(to(house, person)) for person in people]
    await send(house, *(replace(say(number), asked=False) for number in (2, 3)))
    await house.until(datetime(2026, 3, 24, 9, tzinfo=UTC))
    assert all(len(to(house, person)) > had for person, had in zip(people, before, strict=True))


async def test_what_is_held_is_found_by_its_time_however_much_is_held(house: House) -> None:
    """A round that read or sorted all of it would take as long as all of it, and each message waits for a round."""
    found: list[str] = []

    def planned(connection: Connection) -> None:
        ask = connection.connection.dbapi_connection.execute  # type: ignore[union-attr]
        seen: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
        outbox.held(connection, house.clock.now(), 64)
        outbox.next_time(connection, house.clock.now())
        for statement in seen:
            given = (0,) * statement.count("?")
            found.append(" / ".join(row[3] for row in ask(f"EXPLAIN QUERY PLAN {statement}", given)))

    await house.service.store.read(planned)
    assert len(found) == 2
    assert all("USING" in plan and "outbox_times (state=? AND not_before" in plan for plan in found)
    assert not any("TEMP B-TREE" in plan for plan in found)


async def test_what_waits_is_dropped_when_its_stage_is_over(house: House) -> None:
    await house.call("ros", "new stuck pace async @grace")
    grace = house.bench.person("grace")
    await house.until(datetime(2026, 3, 23, 20, tzinfo=UTC))
    before = len(to(house, grace))
    await send(house, replace(say(2), asked=False, stage="1.3"))
    await house.until(datetime(2026, 3, 24, 10, tzinfo=UTC))
    assert "held" not in await states(house)
    assert (await states(house))["dropped"] == 1
    assert len(to(house, grace)) == before + 1  # the reminder of the invitation


async def test_when_all_but_a_step_with_a_later_day_is_erased_there_is_no_group_to_speak_to(tmp_path: Path) -> None:
    agencies = {"northshire": {"name": "Northshire", "tenants": ["fake:northshire"], "retention_days": 0}}
    async with House(tmp_path, agencies=agencies) as house:
        await house.begin("next_steps")
        await house.call("ros", "action Ring the school by 20 April 2026")
        assert (await house.finish()).erased
        before = len(house.fake.deliveries)
        await send(house, Message(GROUP, Card((Text("which-session"),))), say(1), say(2))
        await house.settle()
        assert len(house.fake.deliveries) == before + 1  # to its owner
        assert not {"waiting", "held", "pending"} & (await states(house)).keys()


# ---- tidying


async def test_nobody_is_asked_in_the_morning_for_what_they_did_in_the_evening(house: House) -> None:
    await house.begin("exploration", pace="async")
    await house.until(MONDAY.replace(hour=18))
    await house.call("grace", "next")
    await house.call("owen", "strength You go back each week")
    await house.say("priya", "You make us think.")
    await house.until(MONDAY.replace(hour=10) + timedelta(days=1))
    assert "What do you value in how" in house.in_private("tariq")
    assert "What do you value in how" not in house.in_private("owen") + house.in_private("priya")


async def test_old_rows_are_forgotten(house: House) -> None:
    await request(house, "grace")
    now = house.clock.now()
    sent = (await states(house))["sent"]
    await house.service.store.run(lambda connection: outbox.forget(connection, now + timedelta(days=1)))
    assert (await states(house))["sent"] == sent
    await house.service.store.run(lambda connection: outbox.forget(connection, now + timedelta(days=3)))
    assert await states(house) == {}


async def test_the_next_receipt_of_a_sent_message_is_kept_with_it(house: House) -> None:
    await request(house)
    key = next(d.key for d in house.fake.deliveries)
    rows = await house.service.store.read(lambda connection: outbox.by_key(connection, [key]))
    assert [row.state for row in rows] == ["sent"]
    assert rows[0].body == ""
