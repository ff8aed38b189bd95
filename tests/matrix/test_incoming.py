"""What an event means: pure, one in, one out."""

import time
from typing import Any

import pytest

from space_to_think.identity import PersonId
from space_to_think_adapters.matrix.incoming import Changed, Gone, Moved, Pressed, Spoken, called, mentioned, read

BOT = "@space:example"
ANN = "@ann:north.example"


def event(type: str, content: object, by: str = ANN, **more: object) -> dict[str, Any]:
    return {"event_id": "$1", "sender": by, "type": type, "content": content, **more}


def message(body: str, **more: object) -> Spoken:
    found = read(event("m.room.message", {"msgtype": "m.text", "body": body, **more}), BOT)
    assert isinstance(found, Spoken)
    return found


def test_a_message() -> None:
    assert message("It began in May.") == Spoken("$1", ANN, "It began in May.", "It began in May.", ())


def test_a_message_in_a_thread() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$2"},
    }
    assert message("Yes", **{"m.relates_to": relation}).thread == "$root"


def test_what_older_clients_quote_is_taken_off() -> None:
    quoted = "> <@ben:example> Was it the bus?\n> Or not?\n\nNo, it was not."
    assert message(quoted, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$2"}}}).text == "No, it was not."
    assert message("> a line of my own").text == "> a line of my own"


def test_those_who_are_mentioned_stand_by_their_ids() -> None:
    html = 'invite <a href="https://matrix.to/#/@ben:east.example">Ben</a>, <a href="https://matrix.to/#/%40cy%3Aa.b">C</a>'
    found = message("invite Ben, C", formatted_body=html)
    assert found.words == "invite @ben:east.example , @cy:a.b"
    assert found.people == (
        PersonId("matrix", "east.example", "@ben:east.example"),
        PersonId("matrix", "a.b", "@cy:a.b"),
    )
    assert found.text == "invite Ben, C"


def test_of_a_formatted_text_with_a_mention_in_it_the_lines_and_signs_stay_and_an_old_quotation_goes() -> None:
    pill = '<a class="x" href="https://matrix.to/#/%40ben%3Aa.b?via=a.b"><b>Ben</b><br/></a>'
    html = f"<mx-reply><blockquote>@cy:a.b said</blockquote></mx-reply><p>idea for {pill}</p><P>1 &lt; 2 <3<br />so</P>"
    found = message("idea for Ben", formatted_body=html)
    assert found.words == "idea for @ben:a.b \n1 < 2 <3\nso"
    assert [one.user for one in found.people] == ["@ben:a.b"]
    assert message("no Ben", formatted_body="<a href='https://example.org'>no</a> <b>Ben</b>").words == "no Ben"


PILL = '<a href="https://matrix.to/#/@ben:a.b">Ben</a>'


UNITS = ["<a ", "<", "<a href=", '<a href="https://matrix.to/#/@', "<aa", "<mx-reply>", "@a", "> \n", "<a>", "&", " "]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("pill", ["", PILL])
def test_nobody_can_write_what_takes_long_to_read(unit: str, pill: str) -> None:
    text = unit * (64_000 // len(unit))
    content = {"msgtype": "m.text", "body": text, "formatted_body": pill + text}
    began = time.process_time()
    read(event("m.room.message", content | {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}), BOT)
    assert time.process_time() - began < 0.5  # a few thousandths are usual


def test_ids_that_are_typed_count_too() -> None:
    users = [one.user for one in mentioned("@ann:localhost, @ben:localhost:8448. @cy @ann:localhost")]
    assert users == ["@ann:localhost", "@ben:localhost:8448"]


@pytest.mark.parametrize(
    ("typed", "direct", "words"),
    [
        ("!space new stuck", False, "new stuck"),
        ("!Space  done", False, "done"),
        ("!space", False, "help"),
        ("!spaceship", False, None),
        ("I said !space", False, None),
        ("new stuck", True, "new stuck"),
        ("!space new stuck", True, "new stuck"),
    ],
)
def test_words_for_the_bot(typed: str, direct: bool, words: str | None) -> None:
    assert called(message(typed), direct) == words


def test_no_bot_answers_a_notice() -> None:
    assert read(event("m.room.message", {"msgtype": "m.notice", "body": "!space new"}), BOT) is None


def test_what_the_bot_says_itself_means_nothing_to_it() -> None:
    assert read(event("m.room.message", {"msgtype": "m.text", "body": "hello"}, BOT), BOT) is None


def test_an_edit() -> None:
    new = {"msgtype": "m.text", "body": "It began in June.", "m.relates_to": {"rel_type": "m.thread", "event_id": "$x"}}
    content = {
        "msgtype": "m.text",
        "body": "* It began in June.",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
    }
    assert read(event("m.room.message", content), BOT) == Changed(
        "$0", Spoken("$1", ANN, "It began in June.", "It began in June.", ())
    )
    assert read(event("m.room.message", content | {"m.new_content": "?"}), BOT) is None


@pytest.mark.parametrize("where", ["content", "top"])
def test_a_redaction(where: str) -> None:
    content, more = ({"redacts": "$0"}, {}) if where == "content" else ({}, {"redacts": "$0"})
    assert read(event("m.room.redaction", content, **more), BOT) == Gone("$1", ANN, "$0")


def test_a_reaction() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$0", "key": "✅"}
    assert read(event("m.reaction", {"m.relates_to": relation}), BOT) == Pressed("$1", ANN, "$0", "✅")


def test_a_membership() -> None:
    found = read(event("m.room.member", {"membership": "leave"}, state_key=ANN), BOT)
    assert found == Moved("$1", ANN, "leave")


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"event_id": 1, "sender": ANN, "content": {}},
        event("m.room.message", "no content"),
        event("m.room.message", {}),
        event("m.room.message", {"msgtype": "m.text", "body": 7}),
        event("m.room.message", {"msgtype": "m.image", "body": "photo.png"}),
        event("m.room.redaction", {}),
        event("m.reaction", {}),
        event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0"}}),
        event("m.room.member", {"membership": "join"}),
        event("m.room.topic", {"topic": "x"}, state_key=""),
    ],
)
def test_what_is_odd_means_nothing(odd: dict[str, Any]) -> None:
    assert read(odd, BOT) is None
