"""The rows of the table of words, and what comes out of it. Parsed is a closed union: what a line means, or why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from space_to_think.hooks import Call, Word
from space_to_think.identity import PersonId
from space_to_think.messages import Form, Refusal, Text
from space_to_think.practice.pace import Pace
from space_to_think.session.commands import Command
from space_to_think.session.state import Kind, Reason
from space_to_think.words.arguments import Arguments
from space_to_think.words.situation import Situation

CORE = "core"  # owns the words that no plugin brought


# ---- what a line means


@dataclass(frozen=True, slots=True)
class ToSession:
    command: Command


@dataclass(frozen=True, slots=True)
class ToRequest:
    """A session is wanted. The runtime adds its reference, charter, place and readers, and then invites `people`.

    `pace` and `practice` None: the usual ones. `agency` is the requester's, who hosts.
    """

    reason: Reason
    pace: Pace | None = None
    title: str | None = None
    practice: str | None = None
    agency: str | None = None
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class ToPlugin:
    """A plugin's word. Bare and without fields, the plugin is first asked for a form."""

    plugin: str
    call: Call


@dataclass(frozen=True, slots=True)
class ToAgency:
    """Words for administering an agency, without `admin`; read by the table of `admin`."""

    words: str
    fields: Mapping[str, str] | None = None
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """One of the words that only inform: status, help, privacy, choices."""

    what: str
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Something is missing: open the form. `plugin`: who declared the kind, and may have a form of its own for `word`.

    `would` is what it will become: if that would be refused, the refusal is given now, so that nobody types in vain.
    """

    form: Form
    word: str
    plugin: str | None = None
    would: Command | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """It cannot be read; `field` is the argument at fault."""

    refusal: Refusal
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No word of ours. `suggestion` is the likely one."""

    suggestion: str | None = None


Parsed: TypeAlias = ToSession | ToRequest | ToPlugin | ToAgency | Show | Ask | Wrong | Unknown


# ---- the rows of the table


class For(StrEnum):
    """Whom a word is for, as the help says it. Whether it may be said is the session's own table's affair."""

    ANYONE = "anyone"
    REQUESTER = "requester"
    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    TURN = "turn"  # those whose turn it is
    NEWCOMER = "newcomer"
    ADMIN = "admin"


# What was typed after a word, as the fields of its form. Raises Unreadable.
Split: TypeAlias = Callable[[str, Situation], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One word.

    `split` and `make` turn what followed it into what it means; `make` raises Missing or Unreadable. `form` asks for
    what is missing. `shape` shows the argument in the help; None: it takes none. `command` and `would` say what it
    becomes, for those who ask whether it could be said now; `would_form`: what holds for the word holds for its form.
    `own`: offered among somebody's choices. `word`: what a plugin has said of it.
    """

    name: str
    make: "Callable[[Arguments], Parsed]"
    split: Split
    label: Text
    does: Text
    shape: Text | None = None
    form: "Callable[[Arguments], Form] | None" = None
    would: "Callable[[Arguments], Command] | None" = None
    would_form: bool = True
    private: bool = False
    discreet: bool = False
    who: For = For.ANYONE
    command: type | None = None
    anywhere: bool = False  # makes sense without a session
    own: bool = True
    owner: str = CORE
    kind: Kind | None = None
    word: Word | None = None
