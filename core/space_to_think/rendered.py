"""Words at last: what an adapter shows. Made by `wording.render` for one reader in one language."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from space_to_think.identity import PersonId


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody's name, put in by the adapter; `call` notifies them where the message calls."""

    person: PersonId
    call: bool = False


Span: TypeAlias = str | Mention


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph of the bot's."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody gave, word for word; shown so that it cannot be taken for the bot's own words or for markup."""

    by: Mention | None
    text: str
    button: "RenderedButton | None" = None  # belongs to this one: to take it out, to hold it back


@dataclass(frozen=True, slots=True)
class Gauge:
    """Time as a bar; `text` says the same. A screen that draws itself may move the bar from `opened` to `due`."""

    share: float  # 0 … 1, how much is gone
    text: str
    opened: datetime | None = None
    due: datetime | None = None


RenderedLine: TypeAlias = Said | Quoted | Gauge


@dataclass(frozen=True, slots=True)
class RenderedButton:
    label: str
    words: str
    discreet: bool = False
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedCard:
    lines: tuple[RenderedLine, ...]
    buttons: tuple[RenderedButton, ...] = ()

    def pressable(self, shared: bool = False) -> tuple[RenderedButton, ...]:
        """Every button in order, those at the quotes first; where several people see the card, no discreet one."""
        at_quotes = (line.button for line in self.lines if isinstance(line, Quoted) and line.button is not None)
        return tuple(button for button in (*at_quotes, *self.buttons) if not (shared and button.discreet))


@dataclass(frozen=True, slots=True)
class RenderedChoice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class RenderedField:
    name: str
    label: str
    kind: str  # a messages.FieldKind
    choices: tuple[RenderedChoice, ...] = ()
    required: bool = True
    value: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedForm:
    words: str
    title: str
    fields: tuple[RenderedField, ...]
    intro: tuple[RenderedLine, ...] = ()
