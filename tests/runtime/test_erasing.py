"""What people typed lies encrypted and in no other place, and after erasing nowhere at all."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from space_to_think import inbound as i
from space_to_think.delivery import Retry
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import tables as t
from space_to_think.session.codec import dump_event
from space_to_think.session.state import Phase
from space_to_think.testing.house import House
from space_to_think.wording.plain import card_text
from tests.runtime.test_way import count, request, start

CANARY = "canary-in-the-mine"
SEALED = ("people", "places", "contents", "unnamed", "slots", "told", "outbox")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as house:
        yield house


async def talk(house: House) -> None:
    """People type the canary wherever something can be typed."""
    await start(house)
    await house.say("ros", f"one {CANARY}")
    await house.call("owen", f"park two {CANARY}")
    await house.call("grace", f"pause three {CANARY}")
    await house.call("grace", "resume")
    await house.call("grace", "next")
    await house.call("grace", f"understood four {CANARY}")
    await house.call("ros", f"correct five {CANARY}")
    await house.call("ros", f"{CANARY} six")
    await house.call("ros", f"new stuck {CANARY}")
    group = house.bench.group()
    await house.fake.accept(i.Edited(CANARY, house.bench.person("ros"), group, CANARY, f"seven {CANARY}"))
    await house.fake.accept(i.Called(f"{CANARY}-8", house.bench.person("ros"), group, "strength", {"text": CANARY}))


def files(house: House) -> bytes:
    return b"".join(path.read_bytes() for path in house.folder.iterdir())


async def test_what_people_typed_is_in_no_file_no_event_and_no_log(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    await talk(house)
    assert await count(house, "contents") >= 3
    assert CANARY.encode() not in files(house)
    events = [json.dumps(dump_event(record.event)) for record in await house.records()]
    names = [house.bench.person(who).user for who in ("ros", "grace", "owen", "priya")]
    assert not [event for event in events for word in (CANARY, *names) if f'"{word}"' in event or CANARY in event]
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    assert not [name for name in names if f"'{name}'" in out + err]


async def test_who_and_where_is_in_no_file_either(house: House) -> None:
    await talk(house)
    stored = files(house)
    assert not [who for who in ("priya", "direct-priya", "made1") if who.encode() in stored]


async def test_after_erasing_nothing_is_left(house: House) -> None:
    await talk(house)
    id = (await house.records())[0].session
    assert await house.service.erase((await house.session()).reference)
    assert {name: await count(house, name) for name in SEALED} == dict.fromkeys(SEALED, 0)
    assert (house.folder / "house.db-wal").stat().st_size == 0
    assert KeyFile(house.folder / "house.key").erased() == {id}

    def key(connection: Connection) -> object:
        return connection.execute(select(t.sessions.c.wrapped_key)).scalar_one()

    assert await house.service.store.read(key) is None
    assert (await house.session()).erased
    before = len(house.fake.deliveries)
    await house.say("ros", "anybody there?")
    assert len(house.fake.deliveries) == before
    assert not await house.service.erase("STT-00000")


async def test_the_wrapped_key_is_gone_from_the_file(house: House) -> None:
    await talk(house)

    def key(connection: Connection) -> bytes:
        return bytes(connection.execute(select(t.sessions.c.wrapped_key)).scalar_one())

    wrapped = await house.service.store.read(key)
    assert wrapped in files(house)
    await house.service.erase((await house.session()).id)
    assert wrapped not in files(house)


async def test_a_cancelled_session_is_erased_once_its_last_messages_are_out(house: House) -> None:
    await request(house, "grace")
    house.fake.answer(house.bench.group().id, *[Retry(60)] * 2)
    await house.call("ros", "cancel")
    assert (await house.session()).phase is Phase.CANCELLED
    assert await count(house, "people") == 2
    assert await count(house, "contents") == 0
    await house.advance(timedelta(minutes=5))
    assert {name: await count(house, name) for name in SEALED} == dict.fromkeys(SEALED, 0)
    assert "called off" in house.in_group()


async def test_a_platform_that_cannot_be_reached_does_not_hold_up_erasing_for_long(house: House) -> None:
    await request(house, "grace")
    house.fake.answer(house.bench.group().id, *[Retry(600)] * 50)
    await house.call("ros", "cancel")
    await house.advance(timedelta(minutes=50))
    assert await count(house, "people") == 2
    await house.advance(timedelta(minutes=20))
    assert {name: await count(house, name) for name in SEALED} == dict.fromkeys(SEALED, 0)


async def test_after_its_time_a_session_is_erased_by_itself(house: House) -> None:
    await talk(house)
    await house.advance(timedelta(days=400))
    assert (await house.session()).erased
    assert {name: await count(house, name) for name in SEALED} == dict.fromkeys(SEALED, 0)


async def test_a_restored_backup_forgets_again(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await talk(house)
        await house.service.store.truncate()
        backup = (tmp_path / "house.db").read_bytes()
        await house.service.erase((await house.session()).id)
    for path in tmp_path.glob("house.db*"):  # noqa: ASYNC240
        path.unlink()
    (tmp_path / "house.db").write_bytes(backup)
    async with House(tmp_path, start=house.clock.now()) as again:
        assert {name: await count(again, name) for name in SEALED} == dict.fromkeys(SEALED, 0)


async def test_the_list_of_the_erased_is_made_whole_at_the_start(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await talk(house)
        id = (await house.session()).id
        await house.service.erase(id)
        KeyFile(tmp_path / "house.key").erased_path.unlink()
    async with House(tmp_path):
        assert KeyFile(tmp_path / "house.key").erased() == {id}


async def test_over_days_a_parked_thought_comes_back_in_its_author_s_hours_and_is_gone(tmp_path: Path) -> None:
    async with House(tmp_path, agencies=ONE_AGENCY) as house:
        await house.begin("next_steps", pace="async")
        await house.call("owen", f"park {CANARY}")
        await house.advance(timedelta(hours=9))
        await house.finish()
        assert "its turn did not come" not in house.in_private("owen")
        await house.advance(timedelta(days=1))
        assert f"its turn did not come:\n> {CANARY}\n" in house.in_private("owen")
        assert await count(house, "contents") == 1  # what was understood


async def test_a_parked_thought_goes_when_the_end_is_settled(house: House) -> None:
    await talk(house)
    parked = [c.id for c in (await house.session()).contributions.values() if c.kind == "parked"]

    def there(connection: Connection) -> set[str]:
        return set(connection.execute(select(t.contents.c.id)).scalars())

    assert set(parked) <= await house.service.store.read(there)
    await house.call("grace", "end")
    await house.call("grace", "agree")
    assert (await house.session()).phase is Phase.ENDED
    await house.advance(timedelta(minutes=30))
    assert not set(parked) & await house.service.store.read(there)


ONE_AGENCY = {"northshire": {"name": "Northshire", "tenants": ["fake:northshire"], "retention_days": 0}}


async def test_a_step_with_a_later_day_outlives_the_rest_for_its_owner_alone(tmp_path: Path) -> None:
    async with House(tmp_path, agencies=ONE_AGENCY) as house:
        await house.begin("next_steps")
        await house.call("ros", f"summary {CANARY}")
        await house.call("ros", "action Ring the school by 20 April 2026")
        await house.call("ros", "action Ask again")
        await house.finish()
        assert (await house.session()).erased
        left = {name: await count(house, name) for name in SEALED}
        assert left | {"outbox": 0} == dict.fromkeys(SEALED, 0) | {"people": 1, "contents": 1}
        assert (house.folder / "house.db-wal").stat().st_size == 0
        assert KeyFile(house.folder / "house.key").erased() == set()
    async with House(tmp_path, start=house.clock.now(), agencies=ONE_AGENCY) as again:
        posts = len(again.fake.deliveries)
        await again.call("ros", "status")
        await again.until(again.clock.now() + timedelta(days=29))
        heard = [card_text(post.card, lambda who: who.user) for post in again.bench.in_private("ros")]
        assert heard[-1].startswith("This is what you wanted to do by Monday 20 April:\n> Ring the school")
        assert len(again.fake.deliveries) == posts + 1
        await again.advance(timedelta(days=10))
        assert {name: await count(again, name) for name in SEALED} == dict.fromkeys(SEALED, 0)
        assert KeyFile(house.folder / "house.key").erased() == {(await again.session()).id}


async def test_over_days_everybody_has_their_record_before_it_is_erased(tmp_path: Path) -> None:
    """The end comes after hours, and nothing is to be kept: still each gets theirs in their next working hours."""
    async with House(tmp_path, agencies=ONE_AGENCY) as house:
        await house.begin("next_steps", pace="async")
        await house.call("ros", "action Ring the school by 20 April 2026")
        await house.advance(timedelta(hours=9))
        await house.finish()
        assert not (await house.session()).erased
        await house.advance(timedelta(days=7))
        assert (await house.session()).erased
        for who in house.people:
            assert "A note for the record" in house.in_private(who)
        assert "> Ring the school" in house.in_private("ros")
