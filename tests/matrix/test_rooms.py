"""What rooms are, from their raw state: levels with and without creators above all, turns, and what kind of place."""

from typing import Any

import pytest

from space_to_think.identity import PlaceKind
from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.rooms import (
    FORMER,
    INFINITE,
    MARK,
    OURS,
    PINS,
    Room,
    Rooms,
    muted,
    pinned,
    pins,
    unmutable,
    unmuted,
)

BOT, ANN, BEN, CY = "@space:example", "@ann:example", "@ben:example", "@cy:example"


def state(type: str, content: Json, key: str = "", by: str = BOT) -> Json:
    return {"type": type, "state_key": key, "content": content, "sender": by}


def room(creator: str = BOT, version: str = "12", levels: Json | None = None, **create: object) -> Room:
    made = Room("!r", BOT)
    made.apply(state("m.room.create", {"room_version": version, **create}, by=creator))
    made.apply(state("m.room.join_rules", {"join_rule": "invite"}))
    made.apply(
        state("m.room.power_levels", {"users": {}, "events": {}, "users_default": 0} if levels is None else levels)
    )
    for user in (BOT, ANN, BEN, CY):
        made.apply(state("m.room.member", {"membership": "join", "displayname": user[1:4]}, user, user))
    return made


def may_write(made: Room) -> set[str]:
    levels = made.get("m.room.power_levels")
    return {user for user in made.members("join") if made.level(user) >= levels.get("events_default", 0)}


def test_creators_of_version_12_stand_above_all_and_are_listed_nowhere() -> None:
    made = room(creator=ANN, additional_creators=[BEN])
    assert (made.level(ANN), made.level(BEN), made.level(BOT)) == (INFINITE, INFINITE, 0)
    assert not made.may_set("m.room.power_levels")
    assert not made.may_redact(ANN)


def test_in_older_rooms_the_levels_say_it() -> None:
    made = room(creator=ANN, version="11", levels={"users": {ANN: "100"}, "events": {"m.room.topic": 0}})
    assert (made.level(ANN), made.level(BOT), made.needed("m.room.topic"), made.needed("x")) == (100, 0, 0, 50)
    assert not made.creators()


def test_a_room_without_levels_belongs_to_its_creator() -> None:
    made = Room("!r", BOT)
    made.apply(state("m.room.create", {"room_version": "11"}))
    assert (made.level(BOT), made.level(ANN), made.needed("x")) == (100, 0, 0)


def test_only_the_speakers_write_and_none_of_them_can_throw_others_out() -> None:
    made = room()
    made.apply(state("m.room.power_levels", muted(made, frozenset({ANN}))))
    assert may_write(made) == {BOT, ANN}
    levels = made.get("m.room.power_levels")
    assert made.level(ANN) < levels.get("kick", 50)
    assert (levels["events"]["m.reaction"], levels["events"]["m.room.redaction"]) == (0, 0)
    assert BOT not in levels["users"]  # the homeserver would refuse it


def test_the_next_speaker_takes_the_place_of_the_last() -> None:
    made = room()
    for speakers in ({ANN}, {BEN, CY}):
        made.apply(state("m.room.power_levels", muted(made, frozenset(speakers))))
        assert may_write(made) == {BOT, *speakers}


def test_afterwards_the_levels_are_what_they_were_and_what_an_admin_changed_stays() -> None:
    before = {"users": {BEN: 50}, "events": {"m.reaction": 5}, "users_default": 0, "events_default": 0, "ban": 60}
    made = room(levels=before)
    made.apply(state(FORMER, {"levels": before}))
    made.apply(state("m.room.power_levels", muted(made, frozenset({ANN}))))
    assert unmuted(made) == before
    now = made.get("m.room.power_levels")
    made.apply(state("m.room.power_levels", now | {"users": now["users"] | {CY: 50}, "ban": 70}))
    assert unmuted(made) == before | {"users": {BEN: 50, CY: 50}, "ban": 70}


def test_who_stands_above_the_levels_is_known() -> None:
    made = room(creator=ANN, version="12", levels={"users": {BOT: 100, BEN: 50}})
    made.apply(state("m.room.power_levels", muted(made, frozenset({CY}))))
    assert sorted(unmutable(made, frozenset({CY}))) == [ANN, BEN]


ODD: list[Any] = ["x", 7, None, [], ["x"], {"": 7}, {"": {}}]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_an_admin_puts_into_what_we_keep_in_a_room_is_read_as_nothing(odd: Any) -> None:
    made = room()
    levels = made.get("m.room.power_levels")
    made.apply(state(FORMER, {"levels": odd}))
    made.apply(state(PINS, {OURS: odd, "pinned": odd}))
    assert unmuted(made)["events_default"] == 0
    assert (pins(made), [one for one in pinned(made) if one != "x"]) == ({}, [])
    made.apply(state("m.room.power_levels", levels | {"users": odd, "events": odd}))
    assert (made.level(ANN), made.may_set(PINS)) == (0, True)
    assert muted(made, frozenset({ANN}))["users"][ANN] == 1


@pytest.mark.parametrize(
    ("type", "content"),
    [
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
    ],
)
def test_a_room_that_anybody_can_read_is_public(type: str, content: Json) -> None:
    made = room()
    made.apply(state(type, content))
    assert made.place(None, False, False).kind is PlaceKind.PUBLIC


def test_a_place_says_how_many_read_there_and_whether_it_is_encrypted() -> None:
    place = room().place("$root", False, False)
    assert (place.kind, place.readers, place.encrypted, place.id.thread) == (PlaceKind.THREAD, 3, False, "$root")
    made = room()
    made.apply(state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}))
    made.apply(state("m.room.encryption", {}))
    assert made.place(None, False, False).encrypted  # it cannot be undone


def test_in_a_room_made_for_a_session_threads_do_not_count() -> None:
    marked: Json = {MARK: "key"}
    made = room(levels=None, **marked)
    assert made.order == "key"
    assert made.place("$root", False, False).id.thread is None
    assert room(creator=ANN, levels=None, **marked).order is None


def chat(*people: str, name: str | None = None) -> tuple[Rooms, Room]:
    rooms = Rooms(BOT)
    made = rooms.room("!chat")
    made.apply(state("m.room.create", {"room_version": "12"}, by=ANN))
    made.apply(state("m.room.join_rules", {"join_rule": "invite"}))
    made.apply(state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}))
    for user in (BOT, *people):
        made.apply(state("m.room.member", {"membership": "join"}, user, user))
    if name:
        made.apply(state("m.room.name", {"name": name}))
    return rooms, made


def test_a_chat_of_two_is_direct_until_somebody_else_is_asked_in() -> None:
    rooms, made = chat(ANN)
    assert rooms.direct_with(ANN) is made
    made.apply(state("m.room.member", {"membership": "invite"}, BEN, ANN))
    assert not rooms.is_direct(made)
    assert rooms.direct_with(ANN) is None


def test_a_room_with_a_name_is_direct_only_where_it_was_meant_so() -> None:
    rooms, made = chat(ANN, name="The team")
    assert not rooms.is_direct(made)
    rooms.direct = {ANN: ["!chat"]}
    assert rooms.is_direct(made)


def test_nothing_private_is_said_where_it_is_not_encrypted() -> None:
    rooms, made = chat(ANN)
    made.encrypted = False
    assert rooms.direct_with(ANN) is None


def test_names_are_looked_up_where_somebody_is() -> None:
    rooms, _ = chat(ANN)
    assert rooms.name(ANN) == ANN
    rooms.by_id["!r"] = room()
    assert rooms.name(ANN) == "ann"
