"""What Slack's payloads mean, and what is none of the bot's business."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from space_to_think.identity import PlaceKind
from space_to_think_adapters.slack import incoming
from space_to_think_adapters.slack.incoming import (
    At,
    Changed,
    Filled,
    Gone,
    Handles,
    Home,
    Lost,
    Moved,
    Pressed,
    Removed,
    Renamed,
    Spoken,
    TooMuch,
    called,
    mentioned,
    plain,
    read,
)
from space_to_think_adapters.slack.installs import tenants

BOT = "USPACE"
SAMPLES = Path(__file__).parents[3] / "shared" / "platform" / "data"
ROOM = At("G1", None, PlaceKind.ROOM)
SAID = {"type": "message", "channel": "G1", "channel_type": "group", "user": "U1", "ts": "1.2", "text": "Hello"}


def event(**of: Any) -> dict[str, Any]:
    return {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": of}


def meaning(body: dict[str, Any]) -> incoming.Meaning | None:
    return read(body, BOT)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (event(**SAID), Spoken("G1/1.2", "U1", ROOM, "1.2", "Hello")),
        (event(**SAID, thread_ts="1.1"), Spoken("G1/1.2", "U1", At("G1", "1.1", PlaceKind.ROOM), "1.2", "Hello")),
        (event(**SAID | {"subtype": "thread_broadcast"}), Spoken("G1/1.2", "U1", ROOM, "1.2", "Hello")),
        (
            event(**SAID | {"type": "app_mention", "channel_type": None}),
            Spoken("G1/1.2", "U1", At("G1"), "1.2", "Hello"),
        ),
        (
            event(**SAID | {"subtype": "message_changed", "message": SAID | {"text": "New"}, "previous_message": SAID}),
            Changed("Ev1", "U1", ROOM, "1.2", "New"),
        ),
        (
            event(
                **SAID | {"subtype": "message_deleted", "deleted_ts": "1.2", "previous_message": {"thread_ts": "1.1"}}
            ),
            Gone("Ev1", At("G1", "1.1", PlaceKind.ROOM), "1.2"),
        ),
        # A message that others have answered leaves a stone where it stood.
        (
            event(
                **SAID
                | {"subtype": "message_changed", "message": {"subtype": "tombstone", "user": "USLACKBOT"}}
                | {"previous_message": {"ts": "1.2", "user": BOT}}
            ),
            Gone("Ev1", ROOM, "1.2"),
        ),
        (event(type="member_joined_channel", user="U1", channel="G1"), Moved("Ev1", "U1", "G1", True)),
        (event(type="member_left_channel", user="U1", channel="G1"), Moved("Ev1", "U1", "G1", False)),
        (event(type="member_left_channel", user=BOT, channel="G1"), Lost("Ev1", "G1")),
        (event(type="group_archive", channel="G1"), Lost("Ev1", "G1")),
        (event(type="channel_archive", channel="G1", user="U1"), Lost("Ev1", "G1")),
        (event(type="channel_id_changed", old_channel_id="G1", new_channel_id="C9"), Renamed("Ev1", "G1", "C9")),
        (event(type="app_home_opened", user="U1", tab="home"), Home("Ev1", "U1")),
        (event(type="app_uninstalled") | {"event_time": 1_795_000_000}, Removed("Ev1", 1_795_000_000)),
        (event(type="tokens_revoked", tokens={"oauth": [], "bot": ["UB"]}), Removed("Ev1", math.inf)),
        ({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}, TooMuch()),
    ],
)
def test_an_event_means_one_thing(body: dict[str, Any], wanted: incoming.Meaning) -> None:
    assert meaning(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        event(**SAID | {"user": BOT}),
        event(**SAID | {"bot_id": "BOTHER"}),
        event(**SAID | {"text": "  "}),
        event(**SAID | {"subtype": "channel_join"}),
        event(**SAID | {"subtype": "bot_message"}),
        event(**{key: value for key, value in SAID.items() if key != "ts"}),
        event(**{key: value for key, value in SAID.items() if key != "channel"}),
        event(**SAID | {"subtype": "message_changed", "message": SAID, "previous_message": SAID}),  # a link's picture
        event(**SAID | {"subtype": "message_changed", "message": SAID | {"user": BOT, "text": "x"}}),  # our own edit
        event(**SAID | {"subtype": "message_deleted"}),
        event(type="member_joined_channel", user=BOT, channel="G1"),
        event(type="app_home_opened", user="U1", tab="messages"),
        event(type="tokens_revoked", tokens={"oauth": ["U1"]}),
        event(type="reaction_added", user="U1"),
        event(type="something_new_in_2027"),
        {"type": "event_callback"},
        {"type": "block_actions", "actions": [{"value": "not ours"}], "user": {"id": "U1"}},
        {"type": "block_actions", "actions": [], "user": {"id": "U1"}},
        {"type": "view_submission"},
        {"type": "view_closed", "view": {"id": "V1"}},
        {"type": "shortcut", "callback_id": "another"},
        {"command": "/another", "user_id": "U1"},
        {},
    ],
)
def test_what_is_not_for_us_means_nothing(body: dict[str, Any]) -> None:
    assert meaning(body) is None


def test_a_message_and_a_mention_in_it_are_one() -> None:
    # https://docs.slack.dev/reference/events/app_mention: both come, with different event ids.
    words = SAID | {"text": f"<@{BOT}> status"}
    first = meaning(event(**words))
    second = meaning(event(**words | {"type": "app_mention", "channel_type": None}) | {"event_id": "Ev2"})
    assert isinstance(first, Spoken)
    assert isinstance(second, Spoken)
    assert first.key == second.key == "G1/1.2"


def test_a_press_brings_words_place_and_handles() -> None:
    body = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "trigger_id": "t1",
        "response_url": "https://hooks",
        "container": {"type": "message", "channel_id": "G1", "message_ts": "1.2", "thread_ts": "1.1"},
        "channel": {"id": "G1", "name": "privategroup"},
        "actions": [{"action_id": "call-0", "value": '{"w":"done","s":"1.3"}', "action_ts": "9.9"}],
    }
    where = At("G1", "1.1", PlaceKind.ROOM)
    assert meaning(body) == Pressed("t1", "U1", where, "done", "1.3", Handles("t1", "https://hooks"))
    inside = {key: value for key, value in body.items() if key not in ("container", "channel", "trigger_id")}
    found = meaning(inside | {"view": {"id": "V1", "type": "home"}})
    assert isinstance(found, Pressed)
    assert found.at is None
    assert found.key == "block_actions/U1/9.9/call-0"


def test_a_command_and_the_shortcuts_bring_words() -> None:
    body = {"command": "/space", "user_id": "U1", "channel_id": "D1", "text": " new stuck ", "trigger_id": "t1"}
    handles = Handles("t1", None)
    assert meaning(body) == Pressed("t1", "U1", At("D1", None, PlaceKind.DIRECT), "new stuck", None, handles, True)
    assert getattr(meaning(body | {"text": "", "channel_id": "C1", "channel_name": "all"}), "words", None) == "help"
    shortcut = {"type": "shortcut", "callback_id": "new", "user": {"id": "U1"}, "trigger_id": "t1"}
    assert meaning(shortcut) == Pressed("t1", "U1", None, "new", None, handles)
    about = shortcut | {"type": "message_action", "callback_id": "new-about", "channel": {"id": "G1"}}
    found = meaning(about | {"message": {"text": "Something private", "ts": "1.2", "thread_ts": "1.1"}})
    assert found == Pressed("t1", "U1", At("G1", "1.1"), "new", None, handles)
    assert "private" not in repr(found)


def test_a_form_is_filled_in() -> None:
    view = {"id": "V1", "state": {"values": {}}}
    assert meaning({"type": "view_submission", "user": {"id": "U1"}, "view": view, "trigger_id": "t"}) == Filled(
        "t", "U1", view
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}> status", "status"),
        (f"  <@{BOT}|space>   new <@U2>", "new <@U2>"),
        (f"<@{BOT}>", "help"),
        (f"Thank you <@{BOT}>", None),
        ("<@U2> status", None),
        ("status", None),
    ],
)
def test_words_follow_the_bots_name(text: str, words: str | None) -> None:
    assert called(text, BOT) == words


def test_marks_become_what_people_read() -> None:
    text = (
        "<@U1|ros> &amp; <@U2>: see <https://a.example/x|this> &lt;b&gt; in <#C1|corridor> <!here> <mailto:a@b.c|a@b.c>"
    )
    assert plain(text, {"U1": "ros", "U2": "grace"}.__getitem__) == (
        "@ros & @grace: see https://a.example/x <b> in #corridor @here a@b.c"
    )
    assert mentioned(text + "<@U1>") == ("U1", "U2")
    assert plain("<!subteam^S1|@team> <!date^1^{date}|today>", str) == "@team @today"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"team_id": "T1", "enterprise_id": "E1"}, ["T1", "E1"]),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, ["T1", "T2"]),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, ["E1"]),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, ["E1", "T1"]),
        # A shared channel: whose authorisation it is counts, not where whoever acted is at home.
        ({"authorizations": [{"team_id": "T9", "is_enterprise_install": False}], "team_id": "T1"}, ["T9", "T1"]),
        ({"authorizations": [{"team_id": "T9", "enterprise_id": "E9", "is_enterprise_install": True}]}, ["E9", "T9"]),
        ({"view": {"app_installed_team_id": "T3"}, "team": {"id": "T1"}}, ["T3", "T1"]),
    ],
)
def test_whose_installation_a_payload_is_for(body: dict[str, Any], wanted: list[str]) -> None:
    assert list(dict.fromkeys(tenants(body))) == wanted


# ---- Slack's own samples


def samples() -> list[Path]:
    return sorted(SAMPLES.rglob("*Payload.json"))


@pytest.mark.skipif(not samples(), reason="Slack's own samples (../shared/platform/data) are not here")
@pytest.mark.parametrize("file", samples(), ids=lambda file: file.stem)
def test_no_sample_does_harm_with_fields_missing_empty_or_new(file: Path) -> None:
    body = json.loads(file.read_text())
    meaning(body)
    for path in paths(body):
        changes: tuple[Any, ...] = (None, "", {}, [], 7, "gone")
        for change in changes:
            meaning(changed(body, path, change))
            list(tenants(changed(body, path, change)))
    assert meaning(body | {"brand_new": {"field": [1]}}) == meaning(body)


def paths(value: Any, depth: int = 3) -> list[tuple[str, ...]]:
    """The ways to every field, as deep as the adapter looks."""
    if not isinstance(value, dict) or depth == 0:
        return []
    found: list[tuple[str, ...]] = []
    for key, inner in value.items():
        found += [(key,), *((key, *rest) for rest in paths(inner, depth - 1))]
    return found


def changed(body: Any, path: tuple[str, ...], value: Any) -> Any:
    """The same with one field changed, or taken away for "gone"."""
    head, *rest = path
    if rest:
        return body | {head: changed(body[head], tuple(rest), value)}
    return {key: inner for key, inner in body.items() if key != head} | ({} if value == "gone" else {head: value})
