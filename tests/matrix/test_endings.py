"""In a whole service: who can write in a stage and after it, and what becomes of words that are taken back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from space_to_think.identity import PlaceKind
from space_to_think.runtime.store import contents, sessions
from space_to_think.session.events import PersonLeft, PlaceGone, Spoke
from space_to_think.session.state import Phase
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import MONDAY, House
from space_to_think_adapters.matrix.http import Json, Refused, at
from tests.matrix.bench import WITHIN, MatrixBench
from tests.matrix.synapse import Synapse


async def ideas(house: House) -> list[str]:
    """What is kept of the ideas."""
    session, keys = await house.session(), house.service.house.keys

    def ask(connection: Connection) -> list[str]:
        key = sessions.load(connection, keys, [session.id])[session.id].key
        assert key is not None
        return [spoken.text for spoken in contents.all_of(connection, key, "idea", session.round, None)]

    return await house.service.store.read(ask)


PEOPLE = {"ros": "northshire", "grace": "northshire", "owen": "northshire"}
SPEAKERS = {  # as the practice has it: whoever guides may always write
    "offload": {"ros", "grace"},
    "facts": {"ros", "grace"},
    "exploration": {"ros", "grace", "owen"},
    "strengths": {"grace", "owen"},
    "reflection": {"grace", "owen"},
    "next_steps": {"ros", "grace"},
}


ENDINGS = (  # of sessions one after the other, in their first stage; a crash is in test_kill.py
    (Phase.CANCELLED, (("grace", "undo"), ("grace", "cancel"))),
    (Phase.ENDED, (("ros", "leave"), ("grace", "end"), ("grace", "agree"))),
)


async def writers(house: House) -> set[str]:
    """Everybody who can write in the session's room now, found out by trying."""
    found: set[str] = set()
    for who in PEOPLE:
        with suppress(Refused):
            await house.say(who, "May I?")
            found.add(who)
    return found


@asynccontextmanager
async def enforced(synapse: Synapse, folder: Path) -> AsyncIterator[House]:
    """A service whose agency keeps the turns by levels."""
    agency = {"name": "Northshire Council", "tenants": [f"matrix:{synapse.name}"], "turns": "enforce"}
    made: list[MatrixBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> MatrixBench:
        made.append(MatrixBench(synapse, folder, people, clock))
        return made[-1]

    async with House(folder, PEOPLE, MONDAY, bench, {"northshire": agency}) as house:
        try:
            yield house
        finally:
            await made[-1].stop()


@pytest.mark.timeout(300)
async def test_only_those_whose_turn_it_is_can_write_until_a_pause_or_the_end(synapse: Synapse, tmp_path: Path) -> None:
    async with enforced(synapse, tmp_path) as house:
        await house.begin("offload")  # the first presents, the second guides
        assert await writers(house) == {"ros", "grace"}
        assert "Everybody can write to me in our direct chat" in " ".join(house.in_group().split())
        await house.call("grace", "pause")
        assert await writers(house) == set(PEOPLE)
        await house.call("grace", "resume")
        for stage, speakers in SPEAKERS.items():
            await house.move_to(stage)
            assert await writers(house) == speakers, stage
        for calls in (("end", "agree"), ("undo", "leave", "leave")):  # the end; and whoever guides leaves
            for words in calls:
                await house.call("grace", words)
            assert await writers(house) == set(PEOPLE), calls


@pytest.mark.timeout(300)
async def test_however_it_ends_everybody_can_write_again(synapse: Synapse, tmp_path: Path) -> None:
    async with enforced(synapse, tmp_path) as house:
        for phase, calls in ENDINGS:
            await house.begin("offload")
            with pytest.raises(Refused):
                await house.say("owen", "May I?")
            for who, words in calls:
                await house.call(who, words)
            assert (await house.session()).phase is phase
            assert await writers(house) == set(PEOPLE), calls
            await house.advance(timedelta(minutes=11))


@pytest.mark.timeout(300)
async def test_what_came_with_a_word_changes_and_goes_with_its_message(synapse: Synapse, tmp_path: Path) -> None:
    agency = {"name": "Northshire Council", "tenants": [f"matrix:{synapse.name}"], "federated": False}
    made: list[MatrixBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> MatrixBench:
        made.append(MatrixBench(synapse, tmp_path, people, clock))
        return made[-1]

    async with House(tmp_path, PEOPLE, MONDAY, bench, {"northshire": agency}) as house:
        try:
            await house.begin("reflection")
            owen, bot = await made[-1].someone("owen"), made[-1].bot.user
            group = owen.rooms.by_id[house.bench.group().id.room]
            assert group.get("m.room.create")["m.federate"] is False  # as the agency wants it
            for room, words in ((await owen.direct(bot), "idea Ask her"), (group, "!space idea Ask her")):
                said = await owen.say(room, words)
                await made[-1].watched.took(said)
                assert await ideas(house) == ["Ask her"]
                new: Json = {"m.new_content": {"msgtype": "m.text", "body": f"{words} school"}}
                relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": said}}
                await made[-1].watched.took(await owen.say(room, f"* {words} school", **new, **relation))
                assert await ideas(house) == ["Ask her school"]
                await made[-1].watched.took(await owen.redact(room, said))
                assert await ideas(house) == []
        finally:
            await made[-1].stop()


async def happens(house: House, kind: type[PersonLeft | PlaceGone]) -> None:
    """Wait until something has happened in the session."""
    until = asyncio.get_running_loop().time() + WITHIN
    while kind not in {type(record.event) for record in await house.records()}:
        assert asyncio.get_running_loop().time() < until, kind
        await asyncio.sleep(0.05)
    await house.settle()


async def root(bench: MatrixBench, room: str) -> str:
    """Wait until the bot has a thread in a room."""
    rooms, until = bench.watched._account.rooms.by_id, asyncio.get_running_loop().time() + WITHIN
    while room not in rooms or not rooms[room].threads:
        assert asyncio.get_running_loop().time() < until
        await asyncio.sleep(0.05)
    return rooms[room].threads[-1]


@pytest.mark.timeout(300)
async def test_asked_in_a_room_that_is_there_a_session_is_held_in_a_thread_and_goes_along_with_the_room(
    synapse: Synapse, tmp_path: Path
) -> None:
    agency = {"name": "Northshire Council", "tenants": [f"matrix:{synapse.name}"], "turns": "enforce"}
    made: list[MatrixBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> MatrixBench:
        made.append(MatrixBench(synapse, tmp_path, people, clock))
        return made[-1]

    async with House(tmp_path, PEOPLE, MONDAY, bench, {"northshire": agency}) as house:
        try:
            people = [await made[-1].someone(who) for who in PEOPLE]
            ros, grace, owen = people
            others = [grace.user, owen.user]
            await grace.http.put(at("profile", grace.user, "displayname"), {"displayname": "Grace Rosalind Hopper"})
            team = await ros.hands.open_room("team", "The team", first=True)
            await ros.hands.invite(team, [made[-1].bot.user, *others])
            room, *_ = [await one.until(team.id, made[-1].bot.user) for one in people]
            asked = await ros.say(room, f"!space new stuck pace guided {' '.join(others)}")
            await made[-1].watched.took(asked)
            await house.settle()
            place = house.bench.group()
            assert (place.kind, place.id.room) == (PlaceKind.THREAD, team.id)
            for who in ("grace", "owen"):
                await house.call(who, "join yes", private=True)
            await house.call("grace", "facilitator", private=True)
            for who in ("ros", "owen"):
                await house.call(who, "agree", private=True)
            await house.call("grace", "start", private=True)
            await house.settle()
            assert "I cannot keep the turns in this room by its rights" in house.in_group()
            thread = {"rel_type": "m.thread", "event_id": place.id.thread}
            await made[-1].watched.took(await ros.say(room, "In the thread.", **{"m.relates_to": thread}))
            await made[-1].watched.took(await ros.say(room, "Beside it."))
            records = await house.records()
            assert [type(record.event) for record in records].count(Spoke) == 1
            assert "Grace Rosalind Hopper" in house.in_group()  # looked up when it is shown
            assert "Hopper" not in repr(records)

            new = (await ros.http.post(at("rooms", team.id, "upgrade"), {"new_version": "12"}))["replacement_room"]
            await ros.hands.invite(await ros.hands.load(new), [made[-1].bot.user, *others])
            room, *_ = [await one.until(new, made[-1].bot.user) for one in people]
            thread["event_id"] = await root(made[-1], new)
            await made[-1].watched.took(await ros.say(room, "In the room that follows.", **{"m.relates_to": thread}))
            assert [type(record.event) for record in await house.records()].count(Spoke) == 2

            await owen.http.post(at("rooms", new, "leave"), {})
            await happens(house, PersonLeft)
            await ros.http.post(at("rooms", new, "kick"), {"user_id": made[-1].bot.user})
            await happens(house, PlaceGone)
            assert (await house.session()).phase is Phase.PAUSED
            assert "I can no longer write in the group’s place." in house.in_private("grace")
        finally:
            await made[-1].stop()
