"""The one way through: what is taken once, what is refused, what fails, and whom words are for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from space_to_think import inbound as i
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import Answer, Nothing, Notice, OpenForm
from space_to_think.runtime.course import Course
from space_to_think.runtime.store import inbox, sessions
from space_to_think.runtime.store import tables as t
from space_to_think.session import events as e
from space_to_think.session.state import Phase, Standing
from space_to_think.testing.house import House
from space_to_think.wording.plain import card_text

ROOM = Place(PlaceId("fake", "northshire", "staff-room"), PlaceKind.ROOM, readers=9)
STRANGER = PersonId("fake", "elsewhere", "ivo")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as house:
        yield house


def told(answer: Answer) -> str:
    assert isinstance(answer, Notice)
    return card_text(answer.card, lambda person: f"@{person.user}")


async def request(house: House, *people: str) -> None:
    await house.call("ros", " ".join(["new stuck pace guided", *(f"@{who}" for who in people)]))


async def join(house: House, *people: str) -> None:
    for who in people:
        await house.press(who, "join")
        await house.send_form(who, {})


async def start(house: House) -> None:
    """Ros presents, Grace facilitates, Owen and Priya take part, and Offload is open."""
    await request(house, "grace", "owen", "priya")
    await join(house, "grace", "owen", "priya")
    await house.call("grace", "facilitator")
    await house.press("owen", "agree")
    await house.press("priya", "agree")
    await house.call("grace", "start")
    assert (await house.session()).phase is Phase.OPEN


async def count(house: House, table: str) -> int:
    def ask(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(t.metadata.tables[table])).scalar_one()

    return await house.service.store.read(ask)


def person(house: House, who: str) -> PersonId:
    return house.bench.person(who)


# ---- the facilitator's card


def guides(house: House, who: str) -> tuple[list[str], list[str]]:
    """The lines and the buttons of the facilitator's card in that direct chat."""
    (post,) = (post for post in house.bench.in_private(who) if post.slot == "facilitator")
    words = [button.words for button in post.card.buttons]
    return card_text(post.card, lambda person: f"@{person.user}").splitlines(), words


async def test_whoever_guided_before_has_no_move_left_on_their_card(house: House) -> None:
    await start(house)
    assert "next" in guides(house, "grace")[1]
    await house.call("grace", "leave")
    await house.call("owen", "facilitator")
    await house.press("priya", "agree")
    await house.press("ros", "agree")
    assert "next" in guides(house, "owen")[1]
    lines, words = guides(house, "grace")
    assert lines[0] == f"You do not facilitate session {(await house.session()).reference} any more."
    assert words == ["flag"]


async def test_the_card_of_a_session_that_was_called_off_says_so(house: House) -> None:
    await request(house, "grace", "owen", "priya")
    await join(house, "grace")
    await house.call("grace", "facilitator")
    await house.press("ros", "agree")
    await house.call("ros", "cancel")
    for question in (await house.session()).questions:
        await house.call("ros", f"agree {question}")
    assert (await house.session()).phase is Phase.CANCELLED
    lines, words = guides(house, "grace")
    assert "was called off" in lines[0]
    assert words == ["flag"]


# ---- once


async def test_the_same_delivery_is_taken_once(house: House) -> None:
    await start(house)
    said = i.Said("same", person(house, "ros"), house.bench.group(), "It began in May.", "u1")
    for _ in range(3):
        await house.fake.accept(said)
    spoke = [record for record in await house.records() if isinstance(record.event, e.Spoke)]
    assert len(spoke) == 1


async def test_the_same_delivery_twice_in_one_batch_is_taken_once(house: House) -> None:
    await start(house)
    said = i.Said("same", person(house, "ros"), house.bench.group(), "It began in May.", "u1")
    await asyncio.gather(*(house.fake.accept(said) for _ in range(20)))
    assert sum(isinstance(record.event, e.Spoke) for record in await house.records()) == 1


async def test_many_presses_at_one_moment_are_one_move(house: House) -> None:
    await start(house)
    await house.say("ros", "It began in May.")
    seen = "1.1"
    presses = [
        i.Called(f"p{n}", person(house, "grace"), house.fake.direct("grace"), "next", seen=seen) for n in range(50)
    ]
    await asyncio.gather(*(house.fake.accept(press) for press in presses))
    opened = [record.event for record in await house.records() if isinstance(record.event, e.StageOpened)]
    assert [stage.number for stage in opened] == [1, 2]


async def test_versions_have_no_gaps_and_folding_gives_what_is_held(house: House) -> None:
    await start(house)
    for text in ("It began in May.", "And then it stopped."):
        await house.say("ros", text)
    records = await house.records()
    assert [record.version for record in records] == list(range(1, len(records) + 1))
    assert len(records) > sessions.SNAPSHOT_EVERY

    def load(connection: Connection) -> sessions.Held:
        id = records[0].session
        return sessions.load(connection, house.service.house.keys, [id])[id]

    held = await house.service.store.read(load)
    assert held.session == await house.session()
    assert held.snapshot > 0


async def test_a_snapshot_of_another_version_is_folded_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await start(house)
    for text in ("It began in May.", "And then it stopped."):
        await house.say("ros", text)
    id = (await house.records())[0].session
    monkeypatch.setattr(sessions, "STATE_VERSION", 99)
    keys = house.service.house.keys
    held = await house.service.store.read(lambda connection: sessions.load(connection, keys, [id])[id])
    assert held.session == await house.session()
    assert held.snapshot == 0


async def test_a_cursor_commits_with_what_it_covers(house: House) -> None:
    assert await house.service.cursor("fake") is None
    joined = i.Joined("k", STRANGER, ROOM)
    await house.service.accept(joined, "s42")
    assert await house.service.cursor("fake") == "s42"


async def test_keys_are_forgotten_after_a_week(house: House) -> None:
    await house.service.accept(i.Joined("k", STRANGER, ROOM))
    now = house.clock.now()
    assert await house.service.store.run(lambda connection: inbox.forget(connection, now)) == 0
    assert await house.service.store.run(lambda connection: inbox.forget(connection, now + 2 * inbox.KEPT)) == 1


# ---- which session, which place


async def test_somebody_in_two_sessions_is_asked_which_is_meant(house: House) -> None:
    await request(house, "grace")
    await house.call("ros", "new support pace guided")
    first, second = [row.reference for row in reversed(await house.service.sessions())]
    answer = await house.call("ros", "status")
    assert isinstance(answer, Notice)
    assert {button.words for button in answer.card.buttons} == {f"in {first} status", f"in {second} status"}
    assert second in told(await house.call("ros", f"in {second} status"))
    assert first in told(await house.call("ros", f"in {first.lower()} status"))
    assert "cannot find" in told(await house.call("ros", "in STT-00000 status"))


async def test_a_form_and_its_answer_are_for_the_session_it_was_asked_in(house: House) -> None:
    await request(house)
    await house.call("ros", "new support pace guided")
    reference = (await house.service.sessions())[0].reference
    answer = await house.call("ros", f"in {reference} invite")
    assert isinstance(answer, OpenForm)
    assert answer.form.words == f"in {reference} invite"


async def test_private_buttons_say_their_session_when_there_are_several(house: House) -> None:
    await house.call("ros", "new stuck pace guided @grace")
    await house.call("owen", "new support pace guided @grace")
    references = {row.reference for row in await house.service.sessions()}
    words = {button.words for button in house.fake.buttons("grace") if "join" in button.words}
    assert {f"in {reference} join" for reference in references} & words


async def test_a_concern_is_never_held_up_by_a_question(house: House) -> None:
    await request(house)
    await house.call("ros", "new support pace guided")
    answer = await house.call("ros", "flag child")
    assert "999" in told(answer) + house.in_private("ros")


async def test_whoever_has_left_comes_back_from_their_direct_chat(house: House) -> None:
    await start(house)
    await house.call("ros", "leave")
    assert (await house.session()).people[1].standing is Standing.LEFT
    await house.call("ros", "join")
    await house.send_form("ros", {})
    assert (await house.session()).people[1].standing is Standing.AGREED
    assert "already" in told(await house.call("ros", "join"))


async def test_help_needs_no_session(house: House) -> None:
    assert "new" in told(await house.call("tariq", "help"))
    assert isinstance(await house.call("tariq", "privacy"), Notice)
    assert isinstance(await house.call("tariq", ""), Notice)
    assert isinstance(await house.call("tariq", "signposts"), Notice)
    assert isinstance(await house.call("tariq", "flag adult"), Notice)
    assert isinstance(await house.call("tariq", "done"), Notice)


async def test_a_room_that_is_fit_for_it_becomes_the_place(house: House) -> None:
    called = i.Called("k1", person(house, "ros"), ROOM, "new stuck pace guided")
    await house.fake.accept(called)
    await house.settle()
    session = await house.session()
    assert (session.place_ready, session.readers) == (True, 9)
    assert house.fake.orders() == ["pin"]
    again = await house.fake.accept(replace(called, key="k2", by=person(house, "owen")))
    assert "already" in told(again)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (replace(ROOM, kind=PlaceKind.PUBLIC), "Anybody can read here"),
        (replace(ROOM, encrypted=False), "not encrypted"),
    ],
)
async def test_a_place_that_others_can_read_is_refused(house: House, place: Place, why: str) -> None:
    answer = await house.fake.accept(i.Called("k1", person(house, "ros"), place, "new stuck"))
    assert why in told(answer)
    assert await house.service.sessions() == []


async def test_where_no_room_can_be_made_a_request_in_the_direct_chat_is_refused(house: House) -> None:
    features = house.service.house.features
    house.service.house.features = {"fake": replace(features["fake"], makes_places=False)}
    assert "cannot make a room" in told(await house.call("ros", "new stuck"))


async def test_a_thread_is_ordered_where_the_platform_has_them(house: House) -> None:
    features = house.service.house.features
    house.service.house.features = {"fake": replace(features["fake"], threads=True)}
    await house.fake.accept(i.Called("k1", person(house, "ros"), ROOM, "new stuck pace guided"))
    await house.settle()
    assert house.fake.orders() == ["open", "pin"]
    assert house.bench.group().kind is PlaceKind.THREAD
    assert "STT-" in house.in_group()


async def test_an_unknown_practice_is_refused(house: House) -> None:
    assert isinstance(await house.call("ros", "new stuck practice juggling"), Notice)
    assert await house.service.sessions() == []


# ---- who has not joined


async def test_who_has_not_joined_and_writes_is_told_once(house: House) -> None:
    await start(house)
    said = i.Said("w1", STRANGER, house.bench.group(), "Hello?", "u9")
    assert "not joined" in told(await house.fake.accept(said))
    assert isinstance(await house.fake.accept(replace(said, key="w2")), Nothing)
    await asyncio.gather(*(house.fake.accept(replace(said, key=f"v{n}")) for n in range(3)))
    assert await count(house, "told") == 1
    assert len(await house.records()) == (await house.session()).version


async def test_who_comes_in_uninvited_is_told_how_to_join(house: House) -> None:
    await request(house, "grace")
    assert "not joined" in told(await house.fake.accept(i.Joined("j1", STRANGER, house.bench.group())))
    assert isinstance(await house.come("grace"), Nothing)


async def test_nobody_is_remembered_who_takes_no_part(house: House) -> None:
    await request(house, "grace")
    people = await count(house, "people")
    await house.fake.accept(i.Called("c1", STRANGER, house.bench.group(), "done"))
    await house.fake.accept(i.Called("c2", STRANGER, house.bench.group(), "flag child"))
    assert await count(house, "people") == people == 2


async def test_leaving_the_place_is_leaving(house: House) -> None:
    await start(house)
    await house.go("owen")
    await house.fake.accept(i.Left("l1", STRANGER, house.bench.group()))
    left = [p.standing for p in (await house.session()).people.values() if p.standing is Standing.LEFT]
    assert len(left) == 1


# ---- words people typed


async def test_an_edited_or_deleted_message_changes_what_was_given_with_it(house: House) -> None:
    await start(house)
    await house.call("ros", "done")
    for _ in range(3):
        await house.call("grace", "next")
        await house.call("grace", "agree")
    session = await house.session()
    assert session.stage is not None
    assert session.stage.key == "strengths", session.stage
    group = house.bench.group()
    await house.fake.accept(i.Said("g1", person(house, "owen"), group, "You listen well.", "m77"))
    given = [c for c in (await house.session()).contributions.values() if c.kind == "strength"]
    assert len(given) == 1
    await house.fake.accept(i.Edited("g2", person(house, "owen"), group, "m77", "You listen very well."))
    await house.fake.accept(i.Edited("g3", person(house, "priya"), group, "m77", "Not mine."))
    await house.fake.accept(i.Edited("g4", person(house, "owen"), group, "m0", "Not there."))
    changed = [record for record in await house.records() if isinstance(record.event, e.Changed)]
    assert len(changed) == 1
    assert await count(house, "contents") == 1
    await house.fake.accept(i.Deleted("g5", None, group, "m77"))
    await house.fake.accept(i.Deleted("g6", None, group, "m0"))
    assert given[0].id not in (await house.session()).contributions
    assert await count(house, "contents") == 0


async def test_words_deleted_after_the_end_are_erased_all_the_same(house: House) -> None:
    await house.begin("strengths")
    group = house.bench.group()
    await house.fake.accept(i.Said("g1", person(house, "owen"), group, "You listen well.", "m77"))
    (given,) = (con.id for con in (await house.session()).contributions.values() if con.kind == "strength")
    await house.move_to("next_steps")
    await house.finish()
    assert (await house.session()).phase is Phase.ENDED
    kept = await count(house, "contents")
    await house.fake.accept(i.Edited("g2", person(house, "owen"), group, "m77", "You listen very well."))
    assert await count(house, "contents") == kept
    await house.fake.accept(i.Deleted("g3", None, group, "m77"))
    assert given not in (await house.session()).contributions
    assert await count(house, "contents") == kept - 1


async def test_words_of_an_earlier_round_are_erased_with_their_message(house: House) -> None:
    await house.begin("strengths")
    group = house.bench.group()
    await house.fake.accept(i.Said("g1", person(house, "owen"), group, "You listen well.", "m77"))
    (given,) = (con.id for con in (await house.session()).contributions.values() if con.kind == "strength")
    await house.move_to("next_steps")
    await house.finish()
    for who, word in (("owen", "again"), ("ros", "agree"), ("grace", "agree"), ("priya", "agree")):
        await house.call(who, word)
    assert (await house.session()).round == 2
    await house.fake.accept(i.Deleted("g3", None, group, "m77"))
    assert given not in (await house.session()).contributions


async def test_a_card_that_somebody_outside_the_session_deletes_is_posted_again(house: House) -> None:
    await start(house)
    before = house.fake.pinned
    assert before is not None
    theirs = replace(house.fake.direct("ros"), id=PlaceId("fake", "elsewhere", "direct"))
    await house.fake.accept(i.Deleted("d1", STRANGER, theirs, before))
    await house.settle()
    assert house.fake.pinned not in {None, before}


# ---- places


async def test_a_deleted_card_is_posted_again(house: House) -> None:
    await request(house)
    before = house.fake.pinned
    assert before is not None
    await house.delete_card("ros")
    assert house.fake.pinned != before
    assert "STT-" in house.in_group()


async def test_a_place_that_moves_is_followed(house: House) -> None:
    await request(house)
    old = house.bench.group()
    new = PlaceId("fake", "fake", "made-anew")
    await house.fake.accept(i.PlaceMoved("m1", old, new))
    await house.call("ros", "invite @owen")
    assert house.fake.deliveries[-1].to == new or any(d.to == new for d in house.fake.deliveries)
    assert "STT-" in told(await house.fake.accept(i.Called("m2", person(house, "ros"), replace(old, id=new), "status")))


async def test_a_lost_place_pauses_and_drops_what_was_on_its_way(house: House) -> None:
    await start(house)
    await house.fake.accept(i.PlaceLost("x1", house.bench.group()))
    await house.settle()
    session = await house.session()
    assert not session.place_ready
    assert session.phase is Phase.PAUSED
    assert await count(house, "places") == 0


async def test_an_order_that_is_not_ours_opens_nothing(house: House) -> None:
    await request(house)
    opened = i.PlaceOpened("o1", replace(ROOM), "somebody else's")
    assert isinstance(await house.fake.accept(opened), Nothing)
    key = next(delivery.key for delivery in house.fake.deliveries)
    again = i.PlaceOpened("o2", house.bench.group(), key)
    await house.fake.accept(again)
    assert await count(house, "places") == 1


# ---- what fails


async def test_a_message_that_makes_our_code_raise_stops_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await start(house)
    whole = Course.do

    def do(self: Course, command: object) -> object:
        if getattr(command, "text", None) == "the wicked words":
            raise ZeroDivisionError("the wicked words")
        return whole(self, command)  # type: ignore[arg-type]

    monkeypatch.setattr(Course, "do", do)
    group, ros = house.bench.group(), person(house, "ros")
    before = len(await house.records())
    texts = ["one", "the wicked words", "two"]
    answers = await asyncio.gather(
        *(house.fake.accept(i.Said(f"f{n}", ros, group, text)) for n, text in enumerate(texts))
    )
    assert [type(answer) for answer in answers] == [Nothing, Notice, Nothing]
    assert "Sorry" in told(answers[1])
    assert len(await house.records()) == before + 2

    def failures(connection: Connection) -> list[tuple[str, str]]:
        return [(row.error, row.place) for row in connection.execute(select(t.failures))]

    rows = await house.service.store.read(failures)
    assert [error for error, _ in rows] == ["ZeroDivisionError"]
    assert "wicked" not in capsys.readouterr().out + str(rows)
    assert isinstance(await house.fake.accept(i.Said("f1", ros, group, "the wicked words")), Nothing)


async def test_a_batch_that_cannot_be_committed_is_taken_again_one_by_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(house)
    before = len(await house.records())
    whole = sessions.write

    def write(*args: object, **options: object) -> object:
        writes, _, records, _ = args
        result = whole(*args, **options)  # type: ignore[arg-type]
        if any(isinstance(record.event, e.SaidDone) for record in records):  # type: ignore[attr-defined]
            writes.rows["events"].append(dict(writes.rows["events"][-1]))  # type: ignore[attr-defined]
        return result

    monkeypatch.setattr(sessions, "write", write)
    group, ros = house.bench.group(), person(house, "ros")
    answers = await asyncio.gather(
        house.fake.accept(i.Said("b1", ros, group, "one")),
        house.fake.accept(i.Called("b2", ros, group, "done")),
        house.fake.accept(i.Said("b3", ros, group, "two")),
    )
    assert [type(answer) for answer in answers] == [Nothing, Notice, Nothing]
    assert "Sorry" in told(answers[1])
    records = await house.records()
    assert [type(record.event) for record in records[before:]] == [e.Spoke, e.Spoke]
    assert await count(house, "failures") == 1
