"""What comes back from a plugin, looked at before any of it is taken.

An effect is one of the five, a fact is a number, a yes or no, a time or a slug, and a person plugin writes to its own
people only. The first thing that is wrong raises Rubbish, and the host drops the call's effects whole.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from space_to_think import messages as m
from space_to_think.hooks import Finding, Refuse, Remember, Say, Scope, Tally, Wake
from space_to_think.host.content import MOST_LINES, ContentChecker, Rubbish, aware, kind_of, need, sequence, slug
from space_to_think.practice.model import Role
from space_to_think.session.state import Fact, Number

MOST_EFFECTS: Final = 100  # a call
MOST_KEYS: Final = 1000  # remembered in a session
LARGEST: Final = 2**53  # a number that any JSON reader keeps whole

PLACE: Final = re.compile(r"\d{1,4}\.\d{1,4}")  # "round.number" of a stage
DOCUMENTS: Final = frozenset({"text/plain", "text/html", "text/calendar"})
SLOTS_OF_THE_CORE: Final = frozenset({"card", "facilitator"})


@dataclass(frozen=True, slots=True)
class Taken:
    """The effects of one call, in order and found good. A refusal stands alone."""

    messages: tuple[m.Message, ...] = ()
    facts: tuple[tuple[str, Fact], ...] = ()
    wakes: tuple[tuple[str, datetime | None], ...] = ()
    tallies: tuple[str, ...] = ()
    refusal: m.Refusal | None = None


NO_EFFECTS: Final = Taken()


@dataclass(frozen=True, slots=True)
class Checker(ContentChecker):
    """Checks what one call of one plugin gave back.

    `people` are all numbers of the session, `mine` those this call may write to, `known` the keys that the plugin
    remembers already. `practice` None: outside a session.
    """

    mine: frozenset[Number] = frozenset()
    known: frozenset[str] = frozenset()

    # ---- effects

    def effects(self, given: object, *, may_refuse: bool = False) -> Taken:
        """The effects of react, handle or wake."""
        effects = sequence(given, MOST_EFFECTS, "effects")
        for effect in effects:
            self._effect(effect)
        refusals = [e for e in effects if isinstance(e, Refuse)]
        if refusals:
            need(may_refuse and len(effects) == 1, "refuse")
            return Taken(refusal=m.Refusal(refusals[0].text))
        facts = tuple((e.key, e.fact) for e in effects if isinstance(e, Remember))
        need(len(self.known | {key for key, _ in facts}) <= MOST_KEYS, "keys")
        return Taken(
            tuple(e.message for e in effects if isinstance(e, Say)),
            facts,
            tuple((e.name, e.at) for e in effects if isinstance(e, Wake)),
            tuple(f"{self.loaded.name}.{e.name}" for e in effects if isinstance(e, Tally)),
        )

    def _effect(self, effect: object) -> None:
        match effect:
            case Say(message):
                self.message(message)
            case Remember(key, fact):
                self._within()
                slug(key, "key")
                self._fact(fact)
            case Wake(name, at):
                self._within()
                slug(name, "wake")
                if at is not None:
                    aware(at, "wake-time")
            case Tally(name):
                self._within()
                slug(name, "tally")
            case Refuse(text):
                self.text(text)
            case _:
                raise Rubbish("effect")

    def _within(self) -> None:
        """Nothing can be kept outside a session."""
        need(self.practice is not None, "outside")

    def _fact(self, fact: object) -> None:
        match fact:
            case str():
                slug(fact, "fact")
            case datetime():
                aware(fact, "fact")
            case int():
                need(abs(fact) < LARGEST, "fact")
            case _:
                raise Rubbish("fact")

    # ---- messages

    def message(self, message: object) -> None:
        if not isinstance(message, m.Message):
            raise Rubbish("message")
        self._to(message.to)
        self.card(message.card)
        if message.slot is not None:
            slug(message.slot, "slot")
            need(message.slot not in SLOTS_OF_THE_CORE, "slot")
        if message.stage is not None:
            slug(message.stage, "stage")
            need(PLACE.fullmatch(message.stage) is not None, "stage")
        if message.document is not None:
            self._document(message.document)

    def _to(self, to: object) -> None:
        if isinstance(to, m.Person):
            need(to.number in self.mine, "to-others")
        else:
            need(isinstance(to, m.Group | Role), "to")
            need(self.loaded.manifest.scope is Scope.SESSION, "to-others")

    def _document(self, document: object) -> None:
        if not isinstance(document, m.Document):
            raise Rubbish("document")
        slug(document.name, "document")
        need(document.type in DOCUMENTS, "document")
        self.card(document.card)
        kind_of(document.index, bool, "document")
        for entry in sequence(document.entries, MOST_LINES, "document"):
            need(isinstance(entry, m.Entry), "document")
            slug(entry.id, "document")
            aware(entry.at, "document")
            self.lines((entry.line,))

    # ---- findings

    def findings(self, findings: object) -> tuple[Finding, ...]:
        found = sequence(() if findings is None else findings, MOST_LINES, "findings")
        for finding in found:
            need(isinstance(finding, Finding), "findings")
            self.text(finding.text)
        return tuple(found)
