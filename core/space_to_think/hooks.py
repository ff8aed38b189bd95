"""What a plugin is to the core: eight hooks, and the values that go in and come out of them.

Hooks are synchronous and pure: no clock, no input or output, no state of their own. The host calls one plugin at a
time, in order of name, always for one agency and with that agency's settings as an argument. A session plugin is
called once, for the hosting agency, and may write to everyone. A person plugin is called once for each agency present
that has it on, sees its people as `view.mine`, and may write to them only.

Effects are taken whole or not at all, and never call hooks again. A plugin that raises is contained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

import pluggy
from pydantic import BaseModel, ConfigDict

from space_to_think.messages import Button, Form, Line, Message, Text
from space_to_think.session.events import Event
from space_to_think.session.state import Fact, Kind, Number, Participant, Phase, Session

PROJECT = "space_to_think"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Scope(StrEnum):
    SESSION = "session"  # the hosting agency decides; keeps the settings the session began with
    PERSON = "person"  # each agency decides for its own people; changes take effect at once


class Capability(StrEnum):
    """What a plugin is given beyond the facts of a session. Shown to an admin before it is switched on."""

    CONTENT_READ = "content.read"  # `check` sees a text before it is stored
    GROUP_PAST = "group.past"  # remembers "facilitator-3", "presenter-3": on how many days of the last year, by person


class Settings(BaseModel):
    """The base of every plugin's settings: text, yes or no, number, choice, and lists of these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Access(StrEnum):
    """Who may use a plugin's word."""

    ANYONE = "anyone"  # everybody who takes part
    FACILITATOR = "facilitator"
    PRESENTER = "presenter"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a plugin. `private`: the answer goes privately even when it was typed in the group's place."""

    name: str
    argument: Text | None = None  # what may follow it, for the help
    access: Access = Access.ANYONE
    private: bool = True
    phases: frozenset[Phase] = frozenset({Phase.OPEN, Phase.PAUSED})
    anywhere: bool = False  # also outside a session
    label: Text | None = None  # what a button with it says; None: the word itself
    stages: frozenset[str] = frozenset()  # under way, where "What can I do now?" offers it; none: in every stage


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a plugin is, said once, at start-up. `name` is its entry point's name and the prefix of its texts.

    `texts` are Fluent sources by language; every id begins with the plugin's name.
    """

    name: str
    sentence: Text  # one plain sentence: what it does
    scope: Scope
    settings: type[Settings] = Settings
    kinds: tuple[Kind, ...] = ()
    words: tuple[Word, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    capabilities: frozenset[Capability] = frozenset()
    always_on: bool = False
    reads: tuple[Text, ...] = ()  # what it reads and keeps, for the admin who decides
    keeps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyView:
    """What a person plugin may know of the agency it is called for."""

    slug: str  # "" for another agency than the configured ones
    name: str
    signposts: Mapping[str, "SignpostView"]
    plugins: frozenset[str] = frozenset()  # the person plugins that are on for it


@dataclass(frozen=True, slots=True)
class SignpostView:
    """A signpost's facts without its words."""

    kind: str
    has_owner: bool
    review_by: date | None


@dataclass(frozen=True, slots=True)
class View:
    """What a hook sees: the session as it is after the event, what the plugin remembers, and who is meant."""

    session: Session
    memory: Mapping[str, Fact]
    host: str  # the hosting agency
    people: Sequence[Participant]  # everybody who takes part
    mine: frozenset[Number]  # whom this call may write to
    now: datetime
    agency: AgencyView | None = None  # the agency this call is for


@dataclass(frozen=True, slots=True)
class Outside:
    """What `handle` sees instead of a View when a word that works anywhere is used outside a session.

    Nobody has a number there but the person who asks: they are `call.by`, and what is said to them is the answer.
    Nothing can be remembered.
    """

    agency: AgencyView
    now: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One of a plugin's words: typed, pressed or sent as a form. `rest` is what followed it."""

    word: str
    by: Number
    rest: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


# ---- effects, a closed union


@dataclass(frozen=True, slots=True)
class Say:
    message: Message


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a fact for this session: a number, yes or no, a time, or a slug of at most 64 characters."""

    key: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Wake:
    """Ask to be woken at a time; None: not any more. One time a name."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Count something, for the agency's sums of five and more."""

    name: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Not that, and what can be done instead. Only from `handle`; nothing else of the call is taken."""

    text: Text


Effect: TypeAlias = Say | Remember | Wake | Tally | Refuse
Effects: TypeAlias = Sequence[Effect]


@dataclass(frozen=True, slots=True)
class CardPart:
    """A plugin's lines and buttons on the group's card, and on the facilitator's own."""

    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    facilitator_lines: tuple[Line, ...] = ()
    facilitator_buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something admins should see to. `urgent` turns the agency's health red. `tell`: they hear of it unasked, once."""

    text: Text
    urgent: bool = False
    tell: bool = False


class HookSpecs:
    """The eight hooks. A plugin implements those it needs, under exactly these names and arguments."""

    @hookspec
    def declare(self) -> Manifest:  # type: ignore[empty-body]
        """Say what the plugin is. Called once, at start-up; the only hook that every plugin has."""

    @hookspec
    def react(self, event: Event, by: Number | None, view: View, settings: Any) -> Effects:  # type: ignore[empty-body]
        """React to an event of the core, in the same transaction.

        `by` is whoever acted, known now and not kept; None for the clock. Called after each event that `event` is
        annotated with (`event: Spoke | StageOpened`; `Event` is all of them), never for what plugins themselves
        remember, wake or tally.
        """

    @hookspec
    def handle(self, call: Call, view: View | Outside, settings: Any) -> Effects:  # type: ignore[empty-body]
        """Answer one of the plugin's words. `Refuse` alone refuses it. Outside only for a word that works anywhere."""

    @hookspec
    def form(self, word: str, view: View, settings: Any) -> Form | None:
        """The form for a word of the plugin, or of one of its kinds, where its fixed fields do not do. None: those."""

    @hookspec
    def wake(self, name: str, late: timedelta, view: View, settings: Any) -> Effects:  # type: ignore[empty-body]
        """A deadline that the plugin asked for has come. `late` is zero when on time."""

    @hookspec
    def card(self, view: View, settings: Any) -> CardPart | None:
        """The plugin's part of the group's card and of the facilitator's. Session plugins only.

        Asked for again after each step that changed more than how often somebody has spoken.
        """

    @hookspec
    def check(self, text: str, by: Number, posted: bool, settings: Any) -> Text | None:
        """Look at a text before it is stored. Needs `content.read`.

        A Text refuses it and says why. Where the same text is fine with `anyway` in front, and not without, that one
        word is left out of what is stored. `posted`: a plain message that stands in the group's place already; a Text
        then goes to its author alone, and nothing of the message is kept.
        """

    @hookspec
    def inspect(self, agency: AgencyView, settings: Any, today: date) -> Sequence[Finding]:  # type: ignore[empty-body]
        """What an admin of the agency should see to: stale signposts, missing settings."""
