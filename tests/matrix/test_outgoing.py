"""From a card to the contents of messages: both texts from the same lines; what is private is not pressed in sight."""

import json

from space_to_think.delivery import Post
from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, Said
from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.outgoing import buttons_of, contents, edit, in_thread, presses

ANN = PersonId("matrix", "example", "@ann:example")
BUTTONS = (
    RenderedButton("I’m done", "done", seen="1.offload"),
    RenderedButton("I have a concern", "flag", discreet=True),
    RenderedButton("Something new", "unheard of"),
)


def name(person: PersonId) -> str:
    return "Ann <b>"


def one(post: Post) -> Json:
    (content,) = contents(post, name)
    return content


def test_both_texts_say_the_same() -> None:
    card = RenderedCard(
        (Said(("Welcome, ", Mention(ANN), "!")), Quoted(Mention(ANN), "<i>1 < 2</i>\nso"), Gauge(0.5, "half"))
    )
    content = one(Post(card))
    assert content["body"] == "Welcome, Ann <b>!\n> Ann <b>: <i>1 < 2</i>\n> so\n[##########----------] half"
    assert content["formatted_body"] == (
        '<p>Welcome, <a href="https://matrix.to/#/%40ann%3Aexample">Ann &lt;b&gt;</a>!</p>'
        "<blockquote><strong>Ann &lt;b&gt;</strong>: &lt;i&gt;1 &lt; 2&lt;/i&gt;<br>so</blockquote>"
        "<p><code>[##########----------]</code> half</p>"
    )


def test_only_who_is_called_to_act_is_notified() -> None:
    card = RenderedCard((Said((Mention(ANN, call=True), ", it is your turn.")),))
    quiet, loud = one(Post(card)), one(Post(card, call=True))
    assert (quiet["msgtype"], quiet["m.mentions"]) == ("m.notice", {})
    assert (loud["msgtype"], loud["m.mentions"]) == ("m.text", {"user_ids": ["@ann:example"]})


def test_a_call_without_anybody_in_it_notifies_nobody() -> None:
    assert one(Post(RenderedCard((Said(("Hello",)),)), call=True))["msgtype"] == "m.notice"


def test_where_others_see_it_private_buttons_are_words_for_the_direct_chat() -> None:
    content = one(Post(RenderedCard((), BUTTONS)))
    assert [press.sign for press in presses(RenderedCard((), BUTTONS), shared=True)] == ["✅", "1️⃣"]
    assert content["body"] == (
        "✅ I’m done: !space done\n1️⃣ Something new: !space unheard of\nOnly in your own chat with me: flag"
    )
    assert "flag" not in json.dumps(content["org.spacetothink.buttons"])
    assert buttons_of(content)["✅"] == RenderedButton("I’m done", "done", seen="1.offload")


def test_in_a_direct_chat_every_button_is_typed() -> None:
    content = one(Post(RenderedCard((), BUTTONS), shared=False))
    assert "• I have a concern: flag" in content["body"]
    assert buttons_of(content) == {}


def test_an_edit_has_the_new_text_and_calls_with_it_only() -> None:
    content = one(Post(RenderedCard((Said((Mention(ANN, call=True), "!")),), BUTTONS), call=True))
    changed = edit(content, "$card")
    assert changed["m.new_content"] == content
    assert changed["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$card"}
    assert changed["body"] == f"* {content['body']}"
    assert buttons_of(changed) == buttons_of(content)


def test_a_message_in_a_thread() -> None:
    relation = in_thread({"body": "x"}, "$root")["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"], relation["is_falling_back"]) == ("m.thread", "$root", True)


def test_a_long_card_is_cut_between_paragraphs_and_nothing_is_lost() -> None:
    lines = [Quoted(None, f"{number}. " + "Ideas. " * 600) for number in range(12)]
    long = Quoted(Mention(ANN), "\n\n".join("é" * 3000 for _ in range(8)))
    said = Said(("word " * 12_000, Mention(ANN)))
    buttons = tuple(RenderedButton(f"The button number {number}", f"press {number}", seen="1") for number in range(9))
    made = contents(Post(RenderedCard((*lines, long, said), buttons)), name)
    assert len(made) > 3
    assert max(len(json.dumps(content, ensure_ascii=False).encode()) for content in made) <= 32 * 1024
    whole = "".join(content["body"] for content in made)
    assert whole.count("é") == 24_000
    assert whole.count("word") == 12_000
    assert [number for number, content in enumerate(made) if "org.spacetothink.buttons" in content] == [len(made) - 1]
