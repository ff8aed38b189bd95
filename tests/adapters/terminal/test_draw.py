"""What is drawn says everything in words, in 80 columns, with colour or without."""

import re
from datetime import UTC, datetime, timedelta

from space_to_think.delivery import File, Post
from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, Said
from space_to_think_adapters.terminal import draw
from space_to_think_adapters.terminal.seat import Item, Seat

NOW = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
ROS = PersonId("terminal", "terminal", "ros")
DONE = RenderedButton("I’m done", "done")
CONCERN = RenderedButton("I have a concern", "flag", discreet=True)
CARD = RenderedCard(
    (
        Said(
            (
                "Stage 1 of 6: Offload. ",
                Mention(ROS),
                " speaks and everybody else listens, which is a long line.",
            )
        ),
        Gauge(0.25, "until about 9:04", NOW - timedelta(minutes=1), NOW + timedelta(minutes=3)),
        Quoted(Mention(ROS), "first\nsecond", RenderedButton("Take it out", "withdraw x")),
    ),
    (DONE, CONCERN),
)


def name(person: PersonId) -> str:
    return person.user.title()


def seat() -> Seat:
    found = Seat()
    found.show(NOW, "1", Post(CARD, slot="card"), private=False)
    return found


def test_a_card_has_its_lines_its_bar_and_its_buttons() -> None:
    drawn = draw.to_text(draw.cards(seat(), NOW, name), 80, colour=False)
    assert "Stage 1 of 6: Offload. Ros speaks" in drawn
    assert "[██████░░░░░░░░░░░░░░░░░░] until about 9:04" in drawn
    assert "> Ros: first" in drawn
    assert "> second" in drawn
    assert "[/2] I’m done" in drawn
    assert "[/3] I have a concern" in drawn
    assert max(map(len, drawn.splitlines())) <= 80


def test_the_bar_moves_with_the_time() -> None:
    later = draw.to_text(draw.cards(seat(), NOW + timedelta(minutes=2), name), 80, colour=False)
    assert "[██████████████████░░░░░░] until about 9:04" in later


def test_a_bar_without_times_stands_as_it_came() -> None:
    found = Seat()
    found.show(NOW, "1", Post(RenderedCard((Gauge(0.5, "half"),)), slot="card"), private=False)
    assert "[############------------] half" in draw.to_text(draw.cards(found, NOW, name, True), 80, False, True)


def test_a_message_says_when_who_and_for_whose_eyes() -> None:
    item = Item(NOW, None, CARD, private=True, changed=True, file=File("note.txt", "text/plain", b""), letters="abc")
    drawn = draw.to_text(draw.item(item, "09:00", name), 80, colour=False)
    assert drawn.startswith("09:00 Space to Think · only you see this · changed")
    assert "[/a] Take it out" in drawn
    assert "[/b] I’m done   [/c] I have a concern" in drawn
    assert "note.txt" in drawn


def test_a_message_without_keys_says_what_to_type() -> None:
    drawn = draw.to_text(draw.item(Item(NOW, None, CARD), "09:00", name), 80, colour=False)
    assert "/done I’m done   /flag I have a concern" in drawn


def test_what_somebody_says_cannot_draw() -> None:
    item = Item(NOW, "Ros\x1b[31m", RenderedCard((Said(("[bold]not bold[/bold] \x1b[2J",)),)))
    drawn = draw.to_text(draw.item(item, "09:00", name), 80, colour=False)
    assert "[bold]not bold[/bold]" in drawn
    assert "\x1b" not in drawn


def test_colour_is_only_added() -> None:
    plain = draw.to_text(draw.cards(seat(), NOW, name), 80, colour=False)
    colour = draw.to_text(draw.cards(seat(), NOW, name), 80, colour=True)
    assert "\x1b[" in colour
    assert re.sub(r"\x1b\[[0-9;]*m", "", colour) == plain


def test_ascii_alone_is_enough() -> None:
    drawn = draw.to_text(draw.cards(seat(), NOW, name, ascii_only=True), 80, colour=False, ascii_only=True)
    assert drawn.replace("’", "'").isascii()
