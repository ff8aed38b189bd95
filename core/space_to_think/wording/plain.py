"""A card as plain text, with the same facts: for a terminal without colour, a notification, an old client.

Nothing here is in any language. Adapters may use it as it is, or as the model for their own form.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never

from space_to_think.identity import PersonId
from space_to_think.rendered import (
    Gauge,
    Mention,
    Quoted,
    RenderedButton,
    RenderedCard,
    RenderedField,
    RenderedForm,
    RenderedLine,
    Said,
    Span,
)

Name: TypeAlias = Callable[[PersonId], str]

BAR_WIDTH = 20


def spans(parts: tuple[Span, ...], name: Name) -> str:
    """The words of a paragraph, with each person's name as `name` gives it."""
    return "".join(name(part.person) if isinstance(part, Mention) else part for part in parts)


def bar(share: float, width: int = BAR_WIDTH) -> str:
    """Time that is gone, drawn with signs that need no colour; `share` may lie outside 0 … 1."""
    gone = round(min(max(share, 0.0), 1.0) * width)
    return "[" + "#" * gone + "-" * (width - gone) + "]"


def line_text(line: RenderedLine, name: Name) -> str:
    """One line of a card. What somebody gave is marked at the start of each of its own lines."""
    match line:
        case Said():
            return spans(line.spans, name)
        case Quoted():
            text = line.text if line.by is None else f"{name(line.by.person)}: {line.text}"
            return "\n".join(f"> {part}" for part in text.splitlines() or [""])
        case Gauge():
            return f"{bar(line.share)} {line.text}"
        case _:
            assert_never(line)


def button_text(button: RenderedButton, prefix: str = "/") -> str:
    """A button with what to type in its place."""
    return f"[{button.label}] {prefix}{button.words}"


def card_text(card: RenderedCard, name: Name, shared: bool = False, prefix: str = "/") -> str:
    """The whole card; on a `shared` one the discreet buttons are left out."""
    return "\n".join(_card(card, name, shared, prefix))


def _card(card: RenderedCard, name: Name, shared: bool, prefix: str) -> Iterator[str]:
    for line in card.lines:
        yield line_text(line, name)
        if isinstance(line, Quoted) and line.button is not None:
            yield from _button(line.button, shared, prefix)
    for button in card.buttons:
        yield from _button(button, shared, prefix)


def _button(button: RenderedButton, shared: bool, prefix: str) -> Iterator[str]:
    if not (shared and button.discreet):
        yield button_text(button, prefix)


def field_text(field: RenderedField) -> str:
    """What a form asks for, with the choices numbered from 1 in the order in which they can be picked."""
    hint = [field.hint] if field.hint else []
    choices = [f"  {number}. {choice.label}" for number, choice in enumerate(field.choices, start=1)]
    return "\n".join([field.label, *hint, *choices])


def form_text(form: RenderedForm, name: Name) -> str:
    """A whole form, to be filled in by typing."""
    intro = [line_text(line, name) for line in form.intro]
    return "\n".join([form.title, *intro, *(field_text(field) for field in form.fields)])


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` bytes of UTF-8, cut between paragraphs where that goes, else lines, words, letters.

    `limit` is at least 4, so that every character fits. Nothing is lost but white space where a cut falls.
    """
    return [part.strip("\n") for part in _split(text, limit, ("\n\n", "\n", " ", "")) if part.strip()]


def _split(text: str, limit: int, cuts: tuple[str, ...]) -> Iterator[str]:
    cut = cuts[0]
    held: str | None = None
    for piece in text.split(cut) if cut else text:
        longer = piece if held is None else f"{held}{cut}{piece}"
        if size(longer) <= limit:
            held = longer
            continue
        if held is not None:
            yield held
        held = piece
        if size(piece) > limit:
            *full, held = _split(piece, limit, cuts[1:])
            yield from full
    yield held or ""


def size(text: str) -> int:
    """How many bytes a text takes."""
    return len(text.encode())
