"""How a seat looks, drawn with rich: it needs no colour, and says in words whatever it says in colour."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias, assert_never

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Quoted, RenderedButton, RenderedLine, Said
from space_to_think.wording.plain import spans
from space_to_think_adapters.terminal.seat import CARDS, Item, Seat
from space_to_think_adapters.terminal.texts import text
from space_to_think_adapters.terminal.typed import clean

Name: TypeAlias = Callable[[PersonId], str]

BAR: Final = 24
GAP: Final = 3  # between two buttons
FULL, EMPTY = "█", "░"
PLAIN_FULL, PLAIN_EMPTY = "#", "-"


def cards(seat: Seat, now: datetime, name: Name, ascii_only: bool = False, short: bool = False) -> RenderableType:
    """What stands above the talk: the group's living card, and under it the facilitator's own.

    `short`: where there is little room, the group's card leaves out what the talk says as well.
    """
    there = [slot for slot in CARDS if slot in seat.cards]
    return Group(*(panel(seat, slot, now, name, ascii_only, short and slot == CARDS[0]) for slot in there))


def item(entry: Item, zone_time: str, name: Name, day: str | None = None) -> RenderableType:
    """One thing in the talk: when, who, and what; the bot's own with the buttons and their keys. `day` stands above."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=5, no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(Text(zone_time, style="dim"), Group(_head(entry), *_body(entry, name)))
    return table if day is None else Group(Text(day, style="bold"), table)


def to_text(what: RenderableType, width: int, colour: bool, ascii_only: bool = False) -> str:
    """Draw into a string, with the terminal's codes for colour if `colour`."""
    console = Console(
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        safe_box=ascii_only,
        highlight=False,
    )
    with console.capture() as captured:
        console.print(what)
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))


def panel(seat: Seat, slot: str, now: datetime, name: Name, ascii_only: bool, short: bool = False) -> RenderableType:
    """One of the cards above the talk; a `short` one says only which stage it is, and until when."""
    card = seat.cards[slot][1]
    shown = [line for line in card.lines if line in card.lines[:2] or isinstance(line, Gauge)] if short else card.lines
    lines = [_line(line, name, now, ascii_only) for line in shown]
    if lines and isinstance(lines[0], Text):
        lines[0].stylize("bold")
    lines += _buttons(seat.numbers(slot))
    title = text("title") if slot == "card" else text("only-you")
    return Panel(
        Group(*lines),
        title=Text(title),
        title_align="left",
        box=box.ASCII if ascii_only else box.ROUNDED,
        border_style="cyan" if slot == "card" else "magenta",
        padding=(0, 1),
    )


def _head(entry: Item) -> Text:
    head = Text(clean(entry.by) if entry.by else text("title"), style="bold" if entry.by else "bold cyan")
    if entry.private:
        head.append(f" · {text('only-you')}", style="not bold magenta")
    if entry.changed:
        head.append(f" · {text('changed')}", style="not bold dim")
    return head


def _body(entry: Item, name: Name) -> Iterable[RenderableType]:
    keys = {id(button): key for key, button in entry.keys().items()}
    for line in entry.card.lines:
        yield _line(line, name, entry.at, ascii_only=False)
        if isinstance(line, Quoted) and line.button is not None:
            yield Padding(_button(keys.get(id(line.button)), line.button), (0, 0, 0, 2))
    if entry.file is not None:
        yield Text(text("file", name=entry.file.name))
    if entry.card.buttons:
        yield Flow([_button(keys.get(id(button)), button) for button in entry.card.buttons])


def _line(line: RenderedLine, name: Name, now: datetime, ascii_only: bool) -> RenderableType:
    match line:
        case Said():
            return Text(clean(spans(line.spans, name)))
        case Quoted():
            words = clean(line.text if line.by is None else f"{name(line.by.person)}: {line.text}")
            return Padding(Text("\n".join(f"> {part}" for part in words.splitlines() or [""])), (0, 0, 0, 1))
        case Gauge():
            return _gauge(line, now, ascii_only)
        case _:
            assert_never(line)


def _gauge(gauge: Gauge, now: datetime, ascii_only: bool) -> Text:
    """The bar as it is at this moment; without the times it stands as it came."""
    share = gauge.share
    if gauge.opened is not None and gauge.due is not None and gauge.due > gauge.opened:
        share = (now - gauge.opened) / (gauge.due - gauge.opened)
    gone = round(min(max(share, 0.0), 1.0) * BAR)
    full, empty = (PLAIN_FULL, PLAIN_EMPTY) if ascii_only else (FULL, EMPTY)
    bar = Text(full * gone, style="yellow") + Text(empty * (BAR - gone), style="dim")
    return Text.assemble("[", bar, "] ", clean(gauge.text))


def _buttons(numbered: Mapping[str, RenderedButton]) -> list[RenderableType]:
    """The buttons of a card with their keys."""
    return [Flow([_button(key, button) for key, button in numbered.items()])] if numbered else []


def _button(key: str | None, button: RenderedButton) -> Text:
    label = clean(button.label)
    if key is None:
        return Text.assemble((f"/{button.words}", "dim"), f" {label}")
    return Text.assemble((f"[/{key}]", "bold"), f" {label}")


class Flow:
    """Short texts side by side, with a new line before one that does not fit."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for each in self._texts:
            if line and line.cell_len + GAP + each.cell_len > options.max_width:
                yield line
                line = Text()
            line = line + Text(" " * GAP) + each if line else each
        yield line
