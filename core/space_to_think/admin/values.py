"""What an admin's words are taken with, and what comes of them: frozen values. All of it belongs to one agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from space_to_think.agency.decide import Context
from space_to_think.agency.events import OPERATOR, Event, Record
from space_to_think.agency.state import Agency
from space_to_think.hooks import Finding, Manifest
from space_to_think.messages import Button, Card, Form, Text
from space_to_think.words.values import Wrong

DEFAULT: Final = "default"  # typed in place of a value: back to what is built in


@dataclass(frozen=True, slots=True)
class Health:
    """What needs looking after. Counts below five are 0: they could tell of single people."""

    findings: tuple[Finding, ...] = ()
    waiting: int = 0  # sessions that wait for somebody
    uncertain: int = 0  # messages of which nobody knows whether they arrived


class Records(Protocol):
    """What is looked up only when it is asked for."""

    def history(self, last: int) -> Sequence[Record]:
        """The last changes, the newest first."""
        ...

    def health(self) -> Health: ...

    def written(self, text: str) -> str | None:
        """A text as it is built in."""
        ...

    def holding(self, words: str) -> Sequence[tuple[str, str]]:
        """A few texts, by id, in which all of these words stand, as they are built in."""
        ...

    def export(self) -> str:
        """The agency as the configuration file has it."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """Who administers which agency. `at` stands before the words where somebody looks after several."""

    agency: Agency
    by: str
    now: datetime
    manifests: Mapping[str, Manifest]
    context: Context
    records: Records
    at: str = ""

    @property
    def open(self) -> bool:
        """Whether whoever asks may."""
        return self.by == OPERATOR or self.by in self.agency.admins

    def words(self, *words: str) -> str:
        """What one types for this, in chat or at the command line."""
        if self.by == OPERATOR:
            return at_the_line(self.agency.slug, *words)
        return " ".join(("admin", *((self.at,) if self.at else ()), *words))

    def button(self, label: str, *words: str, **facts: str) -> Button:
        """A button; its label is the text `do-admin-<label>`."""
        return Button(Text(f"do-admin-{label}", facts), self.words(*words))


# Words that have a command of another name; all the others are `agency` with the word itself.
AT_THE_LINE: Final[Mapping[str, str]] = {
    "plugins": "plugin show",
    "enable": "plugin enable",
    "disable": "plugin disable",
    "set": "plugin set",
}


def at_the_line(agency: str, word: str = "", *rest: str) -> str:
    """What one types for words of administration at the command line."""
    if word in AT_THE_LINE:
        return " ".join(("space-to-think", AT_THE_LINE[word], "--agency", agency, *rest))
    return " ".join(("space-to-think", "agency", word or "show", agency, *rest))


@dataclass(frozen=True, slots=True)
class Given:
    """What followed `admin`: typed, pressed, or with a form's fields. `people` are those mentioned, as references."""

    rest: str
    fields: Mapping[str, str] | None = None
    people: tuple[str, ...] = ()

    def plain(self) -> "Given":
        """The same with lines that end as in a file, so that what is written there comes back as it was."""
        fields = None if self.fields is None else {key: _lines(value) for key, value in self.fields.items()}
        return Given(_lines(self.rest), fields, self.people)

    def head(self) -> tuple[str, "Given"]:
        """The first word, and what is left."""
        first, *rest = self.rest.split(maxsplit=1) or [""]
        return first, Given(rest[0].strip() if rest else "", self.fields, self.people)


@dataclass(frozen=True, slots=True)
class Changed:
    """It has been decided; none where all is as it was. `card` says what is different now."""

    events: tuple[Event, ...]
    card: Card


@dataclass(frozen=True, slots=True)
class Confirm:
    """First see this, then say yes: `words` are the words of administration for it, without what stands before them."""

    card: Card
    words: str


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


Outcome: TypeAlias = Changed | Confirm | Card | Form | Wrong
