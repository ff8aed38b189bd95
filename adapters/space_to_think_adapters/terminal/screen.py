"""The screens: one that draws cards above the talk with a steady input line, and one that prints line after line."""

import asyncio
import io
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from textwrap import wrap
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from babel.dates import format_date
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import ANSI, AnyFormattedText
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import BufferControl, Dimension, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth, Output
from rich.console import Console, RenderableType

from space_to_think_adapters.terminal import draw
from space_to_think_adapters.terminal.seat import Item, Seat
from space_to_think_adapters.terminal.texts import text

WIDTH: Final = 80
LEAST_TALK: Final = 6  # so many lines of talk stay in sight however high the cards are
HEAD: Final = 2  # lines that say which session and which stage it is
TICK: Final = 1.0  # how often the bar moves, in seconds

Line = Callable[[str], Awaitable[object]]


@dataclass(frozen=True, eq=False)
class Look:
    """What a screen shows, and how. `hint` is what stands above the input line."""

    seat: Seat
    name: draw.Name
    now: Callable[[], datetime]
    hint: Callable[[], str]
    zone: ZoneInfo
    colour: bool = False
    ascii_only: bool = False


def colour_wanted(out: TextIO) -> bool:
    """Colour only on a terminal, and not where NO_COLOR or TERM=dumb ask for none."""
    return out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def can_draw() -> bool:
    """Whether input and output are a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def ascii_only(out: TextIO) -> bool:
    """Whether the output cannot show more than ASCII."""
    try:
        (draw.FULL + draw.EMPTY + "╭·").encode(out.encoding or "ascii")
    except UnicodeEncodeError:
        return True
    return False


def new_day(item: Item, before: Item | None, zone: ZoneInfo) -> str | None:
    """The day of something in the talk, where it is another one than of what stands before it."""
    day = item.at.astimezone(zone).date()
    if before is None or before.at.astimezone(zone).date() == day:
        return None
    return str(format_date(day, "EEEE d MMMM", locale="en_GB"))


class PlainView:
    """Prints whatever happens, in order; the cards above the talk whenever a stage begins."""

    def __init__(self, look: Look, out: TextIO, width: int = WIDTH) -> None:
        self._look = look
        self._out = out
        self._width = width
        self._heads: dict[str, object] = {}
        self._asked: str | None = None
        self._last: Item | None = None

    def item(self, item: Item) -> None:
        """Print one thing of the talk."""
        day, self._last = new_day(item, self._last, self._look.zone), item
        self._print(draw.item(item, f"{item.at.astimezone(self._look.zone):%H:%M}", self._look.name, day))
        self.refresh()

    def refresh(self) -> None:
        """Print the cards when what stands at their top has changed, and the question of an open form."""
        seat = self._look.seat
        for slot, (_, card) in seat.cards.items():
            if self._heads.get(slot) != card.lines[:HEAD]:
                self._heads[slot] = card.lines[:HEAD]
                look = self._look
                self._print(draw.panel(seat, slot, look.now(), look.name, look.ascii_only))
        asked = seat.filling.asks if seat.filling is not None else None
        if asked is not None and asked != self._asked:
            self._out.write(asked + "\n")
        self._asked = asked
        self._out.flush()

    def _print(self, what: RenderableType) -> None:
        self._out.write(draw.to_text(what, self._width, self._look.colour, self._look.ascii_only))
        self._out.flush()

    async def read(self, line: Line) -> None:
        """Hand over what is typed, line by line, until the input ends."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str] = asyncio.Queue()
        loop.add_reader(sys.stdin.fileno(), lambda: lines.put_nowait(sys.stdin.readline()))
        try:
            while typed := await lines.get():
                await line(typed.rstrip("\n"))
        finally:
            loop.remove_reader(sys.stdin.fileno())


class Screen:
    """Cards above, the talk below them, and a steady line to type on."""

    def __init__(self, look: Look, input: Input | None = None, output: Output | None = None) -> None:
        self._look = look
        self._back = 0  # how many lines of the talk are scrolled away at the bottom
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._buffer = Buffer(multiline=False, accept_handler=self._accept)
        cards = FormattedTextControl(lambda: ANSI("\n".join(self._card_lines())))
        self._cards = Window(cards, height=lambda: Dimension.exact(len(self._card_lines())))
        self._talk = Window(FormattedTextControl(self._draw_talk), height=Dimension(min=LEAST_TALK))
        asks = Window(FormattedTextControl(self._draw_asks), dont_extend_height=True, wrap_lines=True)
        line = BufferControl(self._buffer, input_processors=[BeforeInput("> ")])
        typing = Window(line, height=Dimension(min=1, max=3), wrap_lines=True)
        self.application: Application[None] = Application(
            layout=Layout(HSplit([self._cards, self._talk, asks, typing]), focused_element=typing),
            key_bindings=self._bindings(),
            full_screen=True,
            refresh_interval=TICK,
            color_depth=None if look.colour else ColorDepth.DEPTH_1_BIT,
            input=input,
            output=output,
        )

    def item(self, item: Item) -> None:
        """Show one thing more in the talk."""
        self._back = 0
        self.application.invalidate()

    def refresh(self) -> None:
        """Draw everything anew."""
        self.application.invalidate()

    async def read(self, line: Line) -> None:
        """Show the screen and hand over what is typed, until Ctrl-C or Ctrl-D."""
        hands = asyncio.create_task(self._hand_over(line))
        try:
            await self.application.run_async(handle_sigint=False)
        finally:
            hands.cancel()

    async def _hand_over(self, line: Line) -> None:
        while True:
            await line(await self._lines.get())
            self.application.invalidate()

    def _accept(self, buffer: Buffer) -> bool:
        self._lines.put_nowait(buffer.text)
        return False  # and empty the line

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        def leave(event: KeyPressEvent) -> None:
            event.app.exit()

        def up(event: KeyPressEvent) -> None:
            self._back += LEAST_TALK

        def down(event: KeyPressEvent) -> None:
            self._back = max(0, self._back - LEAST_TALK)

        keys.add("c-c")(leave)
        keys.add("c-d")(leave)
        keys.add("pageup")(up)
        keys.add("pagedown")(down)
        return keys

    # ---- drawing

    def _size(self) -> tuple[int, int]:
        size = self.application.output.get_size()
        return size.columns, size.rows

    def _card_lines(self) -> list[str]:
        """The cards; shorter ones where they would leave too little room for the talk."""
        look = self._look
        width, rows = self._size()
        room = max(rows - LEAST_TALK - 3, 3)
        for short in (False, True):
            what = draw.cards(look.seat, look.now(), look.name, look.ascii_only, short)
            lines = draw.to_text(what, width, look.colour).rstrip("\n").split("\n")
            if len(lines) <= room:
                break
        return lines[:room]

    def _draw_talk(self) -> AnyFormattedText:
        width, rows = self._size()
        info = self._talk.render_info
        height = info.window_height if info is not None else rows
        lines: list[str] = []
        talk = self._look.seat.talk
        for at in reversed(range(len(talk))):
            lines = [*self._item(talk[at], talk[at - 1] if at else None, width), *lines]
            if len(lines) >= height + self._back:
                break
        self._back = min(self._back, max(0, len(lines) - height))
        end = len(lines) - self._back
        return ANSI("\n".join(lines[max(0, end - height) : end]))

    def _item(self, item: Item, before: Item | None, width: int) -> list[str]:
        return _drawn(item, self._look, width, new_day(item, before, self._look.zone))

    def _draw_asks(self) -> AnyFormattedText:
        filling = self._look.seat.filling
        asks = None if filling is None else filling.asks
        width, _ = self._size()
        shown = self._look.hint() if asks is None else f"{asks}\n{text('form')}"
        return "\n".join(part for line in shown.split("\n") for part in wrap(line, width - 1) or [""])


@lru_cache(maxsize=600)
def _drawn(item: Item, look: Look, width: int, day: str | None) -> list[str]:
    time = f"{item.at.astimezone(look.zone):%H:%M}"
    return draw.to_text(draw.item(item, time, look.name, day), width, look.colour).rstrip("\n").split("\n")


def picture(look: Look, title: str, width: int = WIDTH, talk: int = 6) -> str:
    """A seat as an SVG: the cards, and the last few things that were said."""
    console = Console(
        record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(draw.cards(look.seat, look.now(), look.name))
    for item in look.seat.talk[-talk:]:
        console.print(draw.item(item, f"{item.at.astimezone(look.zone):%H:%M}", look.name))
    console.print(f"> {look.hint()}")
    return console.export_svg(title=title, unique_id="space-to-think")
