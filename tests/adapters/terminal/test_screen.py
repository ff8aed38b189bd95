"""The two screens: drawn, and printed line after line."""

import asyncio
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from space_to_think.delivery import Post
from space_to_think.rendered import RenderedButton, RenderedCard, RenderedField, RenderedForm, Said
from space_to_think_adapters.terminal.screen import Look, PlainView, Screen, ascii_only, can_draw, colour_wanted
from space_to_think_adapters.terminal.seat import Seat

NOW = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
FORM = RenderedForm("pause", "Why pause?", (RenderedField("text", "Say it in a few words", "text"),))


def card(text: str) -> RenderedCard:
    return RenderedCard((Said((text,)), Said(("Ros speaks",))), (RenderedButton("I’m done", "done"),))


def look(seat: Seat) -> Look:
    return Look(seat, lambda person: person.user, lambda: NOW, lambda: "Type to talk.", ZoneInfo("Europe/London"))


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


def test_what_is_piped_is_printed_in_order() -> None:
    out, seat = io.StringIO(), Seat()
    view = PlainView(look(seat), out)
    seat.show(NOW, "1", Post(card("Stage 1 of 6"), slot="card"), private=False)
    view.refresh()
    view.item(seat.hear(NOW, "Ros", "Good morning"))
    seat.show(NOW, "1", Post(card("Stage 1 of 6"), slot="card", replaces="1"), private=False)
    view.refresh()  # the same stage: not again
    seat.show(NOW, "1", Post(card("Stage 2 of 6"), slot="card", replaces="1"), private=False)
    view.refresh()
    view.item(seat.ask(NOW, FORM))
    view.refresh()
    text = out.getvalue()
    assert text.count("Stage 1 of 6") == 1
    assert text.index("Stage 1 of 6") < text.index("Good morning") < text.index("Stage 2 of 6")
    assert text.count("Say it in a few words") == 1
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_where_another_day_begins_it_is_named() -> None:
    out, seat = io.StringIO(), Seat()
    view = PlainView(look(seat), out)
    for at, words in ((NOW, "Good morning"), (NOW, "And to you"), (NOW + timedelta(days=1), "Here again")):
        view.item(seat.hear(at, "Ros", words))
    assert out.getvalue().count(" March\n") == 1
    assert "Tuesday 24 March\n09:00 Ros\n      Here again" in out.getvalue()


async def test_the_screen_draws_cards_above_the_talk_and_hands_over_lines(keyboard: PipeInput) -> None:
    drawn, seat, typed = io.StringIO(), Seat(), []
    output = Vt100_Output(drawn, lambda: Size(24, 80), term="xterm", enable_cpr=False)
    screen = Screen(look(seat), keyboard, output)
    seat.show(NOW, "1", Post(card("Stage 1 of 6"), slot="card"), private=False)
    for number in range(40):
        screen.item(seat.hear(NOW + timedelta(days=number // 39), "Ros", f"line {number}"))

    async def line(text: str) -> None:
        typed.append(text)
        if text == "/pause":
            seat.ask(NOW, FORM)
        screen.refresh()

    running = asyncio.create_task(screen.read(line))
    await until(lambda: "line 39" in shown(screen))
    assert shown(screen).index("Stage 1 of 6") < shown(screen).index("line 39") < shown(screen).index("Type to talk.")
    assert shown(screen).index("line 38") < shown(screen).index("Tuesday 24 March") < shown(screen).index("line 39")
    assert shown(screen).splitlines()[-1] == ">"
    keyboard.send_text("Good morning\r/pause\r")
    await until(lambda: len(typed) == 2)
    await until(lambda: "Say it in a few words" in shown(screen))
    keyboard.send_text("\x1b[5~\x1b[6~")  # scroll up and down
    await asyncio.sleep(0.05)
    keyboard.send_text("\x03")
    await running
    assert typed == ["Good morning", "/pause"]
    assert "line 39" in drawn.getvalue()
    assert "line 0" not in drawn.getvalue()


def shown(screen: Screen) -> str:
    """What stands on the screen now."""
    now = screen.application.renderer.last_rendered_screen
    if now is None:
        return ""
    rows = (now.data_buffer[row] for row in range(now.height))
    return "\n".join("".join(row[column].char for column in range(80)).rstrip() for row in rows)


async def until(true: object, seconds: float = 5.0) -> None:
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def test_colour_and_drawing_are_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not colour_wanted(io.StringIO())
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert not can_draw()


@pytest.mark.parametrize(("encoding", "only"), [("ascii", True), ("latin-1", True), ("utf-8", False)])
def test_an_output_that_knows_ascii_only_is_noticed(encoding: str, only: bool) -> None:
    assert ascii_only(io.TextIOWrapper(io.BytesIO(), encoding)) is only
