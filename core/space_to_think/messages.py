"""What the bot says, before anybody knows on which platform: frozen, neutral values.

A message holds ids of texts, facts, and references to what people gave, never strings that people typed. The core
turns it into words at delivery (`wording.render`), in the language and wording of the recipient's agency; for the
group, of the host's. A button holds exactly the words that one would type, and a form's fields are that word's
arguments, so a press, a sent form and a typed line are one and the same call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from space_to_think.practice.model import Role
from space_to_think.session.state import Concern, Number


@dataclass(frozen=True, slots=True)
class Who:
    """A person of the session, named at delivery. `call` mentions them so that they are notified."""

    number: Number
    call: bool = False


@dataclass(frozen=True, slots=True)
class Until:
    """A moment said as people say it: "until about 10:42", "until Thursday 5 pm"."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OfPractice:
    """A sentence of the session's practice: title, purpose or prompt of a stage, `rule` n, or what a role does."""

    part: str  # title, purpose, prompt, rule, role
    key: str  # the stage's key, the rule's index, the role


@dataclass(frozen=True, slots=True)
class Setting:
    """A text that an agency has set for a plugin, looked up at delivery; `index` into a list."""

    plugin: str
    key: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """The name of the agency somebody works for; a plain word when it is not one of the configured."""

    number: Number


@dataclass(frozen=True, slots=True)
class AsSet:
    """What an agency has set, as it stands. Only ever in an answer to one of its admins, or to the operator."""

    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom an agency's choices name, by reference; only in an answer to an admin of it in the same place."""

    reference: str  # "slack:T0123:U0456"


# What a text may hold. A str is a slug (a word, a role, a kind …), never somebody's words.
Plain: TypeAlias = bool | int | str | datetime | timedelta
Part: TypeAlias = "Plain | Who | tuple[Who, ...] | Until | OfPractice | Setting | Agency | AsSet | Named | Text"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the wording files by its id, with what stands in its gaps."""

    id: str
    facts: Mapping[str, Part] = field(default_factory=dict[str, "Part"])


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody gave, shown word for word, with their name in front if `named`. Gone when it has been erased."""

    contribution: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Quotes:
    """Everything of a kind given in the round (and by `by`, if one is named) that the recipient may see.

    Anonymous ones stand without names in the order of their random ids. `each` adds a button to every one: its words
    are followed by the contribution's id.
    """

    kind: str
    round: int
    by: Number | None = None
    each: "Button | None" = None


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where the recipient's own agency sends people for this; the built-in text when it has set none."""

    kind: str  # child, adult, allegation, disagreement, supervision, complex-case


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a stage's time is gone; a text form says the same."""

    opened: datetime
    due: datetime


Line: TypeAlias = Text | Quote | Quotes | Signpost | OfPractice | Setting | Bar


@dataclass(frozen=True, slots=True)
class Button:
    """`words` is what one would type. A discreet one is never shown where pressing it is seen by others."""

    label: Text
    words: str
    discreet: bool = False
    seen: str | None = None  # "round.number" of the stage it belongs to: an old button gets a kind answer


@dataclass(frozen=True, slots=True)
class Card:
    """Lines, then buttons. The first line of a private one names no concern and quotes nobody."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()


class FieldKind(StrEnum):
    LINE = "line"
    TEXT = "text"  # several lines
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in; `name` is the word's argument."""

    name: str
    label: Text
    kind: FieldKind = FieldKind.LINE
    choices: tuple[Choice, ...] = ()
    required: bool = True
    value: str | None = None  # what stands in it at first: a slug or number, never somebody's words
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What a word needs to know. `words` is the call it becomes, to which its fields are the arguments."""

    words: str
    title: Text
    fields: tuple[Field, ...]
    intro: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A day in a calendar, with a line that says what for. `id` makes it one entry however often it is sent."""

    id: str
    at: datetime
    line: Line


@dataclass(frozen=True, slots=True)
class Document:
    """A file made at delivery from a card: a note or a sheet; a calendar is made from `entries`.

    `index`: says at its end how hard the whole is to read, the words that people typed among it.
    """

    name: str  # file name without what people typed
    type: str  # text/plain, text/html, text/calendar
    card: Card
    index: bool = False
    entries: tuple[Entry, ...] = ()


class Group(StrEnum):
    """The whole group, in the session's places."""

    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Person:
    number: Number


To: TypeAlias = Group | Role | Person
GROUP = Group.GROUP


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say to the group, to whoever holds a role, or to one person privately.

    A message with a `slot` replaces what stands in that slot. `call` notifies. `asked`: the person did something just
    now and this answers it, so it does not count against the two unasked messages a day and is not held back for
    working hours; `safety` is never held back either. `stage` ("round.number"): drop it if that stage is no longer
    open when its time comes, unless it has a slot and may have arrived; `unheard`: also if that person has been heard
    in it by then. `answer`: also given at once as the Answer to the person who acted, for platforms with forms.
    """

    to: To
    card: Card
    slot: str | None = None
    call: bool = False
    hint: bool = False  # may be lost: shown in passing where a platform can
    asked: bool = False
    safety: bool = False
    stage: str | None = None
    answer: bool = False
    document: Document | None = None
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command was not carried out, as a sentence that says what can be done instead. Nothing has changed."""

    text: Text
    buttons: tuple[Button, ...] = ()


# The six that an agency can set, in the order they are shown.
SIGNPOSTS = ("child", "adult", "allegation", "disagreement", "supervision", "complex-case")

# Those that nobody should have to look for.
SAFEGUARDING = frozenset({"child", "adult", "allegation"})

CONCERN_SIGNPOST: Mapping[Concern, str | None] = {
    Concern.CHILD: "child",
    Concern.ADULT: "adult",
    Concern.ALLEGATION: "allegation",
    Concern.DISAGREEMENT: "disagreement",
    Concern.NEW_INFORMATION: None,
}
