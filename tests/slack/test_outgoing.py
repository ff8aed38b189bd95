"""Cards as Slack's blocks and as plain text: whole, within Slack's limits, and without a mark that anybody typed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, RenderedLine, Said
from space_to_think_adapters.slack.limits import ACTIONS, BUTTON, CUT, MESSAGE_BLOCKS, PART, cut
from space_to_think_adapters.slack.outgoing import Voice, actions, escape, parts, people, value_of
from tests.slack.strict.blocks import blocks as faults_of

ROS, GRACE = PersonId("slack", "T1", "UROS"), PersonId("slack", "T1", "UGRACE")
NAMES = {ROS: "ros", GRACE: "Grace & Co"}
GROUP, PRIVATE = Voice(NAMES.__getitem__, shared=True, calls=True), Voice(NAMES.__getitem__)


def texts(block: Any) -> str:
    """Every text of a block, in order."""
    if isinstance(block, list):
        return "".join(map(texts, block))
    if isinstance(block, dict):
        if block.get("type") == "user":
            return f"<@{block['user_id']}>"
        found = block.get("url") or block.get("text", "")
        return found if isinstance(found, str) and found else texts([*block.get("elements", []), found])
    return ""


def card(*lines: RenderedLine, buttons: tuple[RenderedButton, ...] = ()) -> RenderedCard:
    return RenderedCard(lines, buttons)


def test_a_card_is_one_message_with_the_same_facts_twice() -> None:
    said = Said(("Now ", Mention(ROS, call=True), " speaks, then ", Mention(GRACE), "."))
    quoted = Quoted(
        Mention(GRACE), "She *never* <!channel> gives up & smiles", RenderedButton("Take it out", "withdraw a1")
    )
    buttons = (
        RenderedButton("I am done", "done", seen="1.2"),
        RenderedButton("I have a concern", "flag", discreet=True),
    )
    (part,) = parts(card(said, quoted, Gauge(0.5, "until about 10:42"), buttons=buttons), GROUP)
    assert part.text.splitlines() == [
        "Now ros speaks, then Grace &amp; Co.",
        "&gt; Grace &amp; Co: She *never* &lt;!channel&gt; gives up &amp; smiles",
        "• Take it out: @Space withdraw a1",
        "[##########----------] until about 10:42",
        "• I am done: @Space done",
        "• I have a concern",
    ]
    assert [block["type"] for block in part.blocks] == ["rich_text", "actions", "rich_text", "actions"]
    first = part.blocks[0]["elements"]
    assert first[0]["elements"][1] == {"type": "user", "user_id": "UROS"}
    assert first[0]["elements"][3] == {"type": "text", "text": "Grace & Co"}  # is not called, so she is only named
    assert first[1]["type"] == "rich_text_quote"
    assert texts(first[1]) == "Grace & Co: She *never* <!channel> gives up & smiles"
    ids = [element["action_id"] for block in part.blocks if block["type"] == "actions" for element in block["elements"]]
    assert len(set(ids)) == 3
    assert part.blocks[-1]["elements"][0]["value"] == '{"w":"done","s":"1.2"}'
    assert not faults_of(part.blocks)


def test_nobody_is_called_in_private_or_where_the_message_does_not_call() -> None:
    line = Said((Mention(ROS, call=True), " speaks."))
    for voice in (PRIVATE, Voice(NAMES.__getitem__, shared=True)):
        (part,) = parts(card(line), voice)
        assert "user" not in [element["type"] for element in part.blocks[0]["elements"][0]["elements"]]
    assert list(people([line, Quoted(Mention(GRACE), "x"), Quoted(None, "y"), Gauge(0, "")])) == [ROS, GRACE]


def test_an_address_can_be_pressed_and_its_full_stop_is_none_of_it() -> None:
    (part,) = parts(
        card(Said(("Go to https://a.example/x?y=1, or ring 01632 960001. Or https://b.example.",))), PRIVATE
    )
    elements = part.blocks[0]["elements"][0]["elements"]
    assert [e["url"] for e in elements if e["type"] == "link"] == ["https://a.example/x?y=1", "https://b.example"]
    assert texts(part.blocks) == "Go to https://a.example/x?y=1, or ring 01632 960001. Or https://b.example.\n"


def test_an_empty_card_and_empty_words_are_still_a_message() -> None:
    (part,) = parts(card(), PRIVATE)
    assert part.text == texts(part.blocks).strip() == CUT
    (part,) = parts(card(Quoted(None, "")), PRIVATE)
    assert texts(part.blocks) == CUT
    assert not faults_of(part.blocks)


def test_many_buttons_are_several_rows_and_long_ones_are_cut() -> None:
    many = tuple(RenderedButton("x" * 200, f"withdraw {n}") for n in range(ACTIONS + 1))
    rows = actions(many)
    assert [len(row["elements"]) for row in rows] == [ACTIONS, 1]
    assert {len(element["text"]["text"]) for row in rows for element in row["elements"]} == {BUTTON}
    assert actions([RenderedButton("x", "new " + "y" * 2000)]) == []  # is left to be typed
    assert not faults_of(rows)


@pytest.mark.parametrize(
    ("text", "limit", "wanted"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("  ", 3, "…"), ("ab cd", 4, "ab…")]
)
def test_a_text_is_cut_with_a_sign(text: str, limit: int, wanted: str) -> None:
    assert cut(text, limit) == wanted


TEXT = st.text(alphabet=st.sampled_from("aé&<>*_~`😀 \n"), max_size=9000)
BUTTON_MADE = st.builds(RenderedButton, st.text(max_size=90), st.sampled_from(["done", "flag"]), st.booleans())
LINE = st.one_of(
    st.builds(lambda text: Said((text, Mention(ROS))), TEXT),
    st.builds(Quoted, st.sampled_from([None, Mention(GRACE)]), TEXT, st.one_of(st.none(), BUTTON_MADE)),
    st.just(Gauge(0.3, "until about 10:42")),
)


@given(st.lists(LINE, max_size=40), st.lists(BUTTON_MADE, max_size=60))
@settings(max_examples=60, deadline=None)
def test_every_part_of_every_card_is_within_the_limits(
    lines: list[RenderedLine], buttons: list[RenderedButton]
) -> None:
    made = parts(RenderedCard(tuple(lines), tuple(buttons)), GROUP)
    for part in made:
        assert len(part.text.encode()) <= 4000
        assert len(part.blocks) <= MESSAGE_BLOCKS
        assert len(texts(part.blocks)) <= 13_000
        assert not faults_of(part.blocks)
    pressed = [e for part in made for block in part.blocks if block["type"] == "actions" for e in block["elements"]]
    wanted = RenderedCard(tuple(lines), tuple(buttons)).pressable()
    assert [e["value"] for e in pressed] == [value_of(button) for button in wanted]
    said = "".join(texts(part.blocks) for part in made)
    for line in lines:
        words = line.text if isinstance(line, Quoted) else ""
        assert all(word in said for word in words.split())
    assert PART > 0
    assert escape("<&>") == "&lt;&amp;&gt;"
