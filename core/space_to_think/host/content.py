"""The texts, lines, buttons, cards and forms of a plugin, looked at before any of them is taken.

Everything is checked by hand: the types, that texts are the plugin's own, that what stands in a gap is a value or a
slug and no sentence, and that there is not too much of it. The first thing that is wrong raises Rubbish with a slug.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from space_to_think import messages as m
from space_to_think.hooks import CardPart
from space_to_think.host.loading import Loaded
from space_to_think.practice.model import Practice, Role
from space_to_think.session.state import Number

MOST_LINES: Final = 60  # a card
MOST_BUTTONS: Final = 20
MOST_FACTS: Final = 20  # a text
MOST_FIELDS: Final = 20  # a form
MOST_WORDS: Final = 8  # in a button
DEEPEST: Final = 4  # texts within texts

SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}")
PARTS_OF_PRACTICE: Final = frozenset({"title", "purpose", "prompt", "rule", "role"})


class Rubbish(Exception):
    """Something that the hook does not promise; `error` is a slug."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def need(right: bool, error: str) -> None:
    """Raise Rubbish unless it is right."""
    if not right:
        raise Rubbish(error)


def kind_of(value: object, kind: type, error: str) -> None:
    """Raise Rubbish unless it is one of those, whatever its annotation promised."""
    need(isinstance(value, kind), error)


def slug(value: object, error: str) -> None:
    """Raise Rubbish unless it is a slug of at most 64 characters."""
    need(isinstance(value, str) and SLUG.fullmatch(value) is not None, error)


def aware(value: object, error: str) -> None:
    """Raise Rubbish unless it is a time with a zone."""
    need(isinstance(value, datetime) and value.tzinfo is not None, error)


def sequence(given: object, most: int, error: str) -> Sequence[Any]:
    """The items of a tuple or list of at most so many. Raises Rubbish for anything else, and never iterates it."""
    if not isinstance(given, tuple | list):
        raise Rubbish(error)
    items = cast("Sequence[Any]", given)
    need(len(items) <= most, error)
    return items


@dataclass(frozen=True, slots=True)
class ContentChecker:
    """Checks what one call of one plugin wants to show.

    `people` are all numbers of the session. `practice` None: outside a session.
    """

    loaded: Loaded
    people: frozenset[Number] = frozenset()
    practice: Practice | None = None

    # ---- cards

    def card(self, card: object) -> None:
        if not isinstance(card, m.Card):
            raise Rubbish("card")
        self.lines(card.lines)
        self._buttons(card.buttons)

    def part(self, part: object) -> CardPart:
        """A plugin's part of the cards."""
        if not isinstance(part, CardPart):
            raise Rubbish("card")
        self.lines(part.lines)
        self.lines(part.facilitator_lines)
        self._buttons(part.buttons)
        self._buttons(part.facilitator_buttons)
        return part

    def lines(self, lines: object) -> None:
        for line in sequence(lines, MOST_LINES, "lines"):
            self._line(line)

    def _line(self, line: object) -> None:
        match line:
            case m.Text():
                self.text(line)
            case m.Quote():
                slug(line.contribution, "quote")
            case m.Quotes():
                slug(line.kind, "quotes")
                need(line.by is None or line.by in self.people, "quotes")
                self._buttons(() if line.each is None else (line.each,))
            case m.Signpost():
                need(line.kind in m.SIGNPOSTS, "signpost")
            case m.OfPractice():
                self._of_practice(line)
            case m.Setting():
                self._setting(line)
            case m.Bar():
                aware(line.opened, "bar")
                aware(line.due, "bar")
            case _:
                raise Rubbish("line")

    def _of_practice(self, line: m.OfPractice) -> None:
        need(self.practice is not None and line.part in PARTS_OF_PRACTICE, "of-practice")
        assert self.practice is not None
        if line.part == "role":
            right = {role.value for role in Role}
        elif line.part == "rule":
            right = {str(index) for index in range(len(self.practice.ground_rules))}
        else:
            right = {stage.key for stage in self.practice.stages}
        need(line.key in right, "of-practice")

    def _setting(self, line: m.Setting) -> None:
        need(line.plugin == self.loaded.name, "setting")
        need(line.key in self.loaded.manifest.settings.model_fields, "setting")
        if line.index is not None:
            kind_of(line.index, int, "setting")

    def _buttons(self, buttons: object) -> None:
        for button in sequence(buttons, MOST_BUTTONS, "buttons"):
            if not isinstance(button, m.Button):
                raise Rubbish("button")
            self.text(button.label)
            words = str(button.words).split(" ")
            need(1 <= len(words) <= MOST_WORDS, "words")
            for word in words:
                need(word == "?" or SLUG.fullmatch(word) is not None, "words")

    # ---- texts

    def text(self, text: object, depth: int = 0) -> m.Text:
        """A text of the plugin's own, with slugs and values in its gaps."""
        if not isinstance(text, m.Text):
            raise Rubbish("text")
        need(text.id in self.loaded.texts, "text-id")
        need(len(text.facts) <= MOST_FACTS and depth < DEEPEST, "text-facts")
        for name, part in text.facts.items():
            slug(name, "text-facts")
            self._gap(part, depth)
        return text

    def _gap(self, part: object, depth: int) -> None:
        match part:
            case str():
                slug(part, "text-facts")
            case bool() | int() | timedelta():
                pass
            case datetime():
                aware(part, "text-facts")
            case m.Until():
                aware(part.at, "text-facts")
            case m.Who() | m.Agency():
                need(part.number in self.people, "who")
            case m.OfPractice():
                self._of_practice(part)
            case m.Setting():
                self._setting(part)
            case m.Text():
                self.text(part, depth + 1)
            case _:
                for who in sequence(part, MOST_LINES, "text-facts"):
                    kind_of(who, m.Who, "who")
                    need(who.number in self.people, "who")

    def maybe_text(self, text: object) -> m.Text | None:
        """What check gave back."""
        return None if text is None else self.text(text)

    # ---- forms

    def form(self, form: object) -> m.Form | None:
        if form is None:
            return None
        if not isinstance(form, m.Form):
            raise Rubbish("form")
        self.text(form.title)
        self.lines(form.intro)
        fields = sequence(form.fields, MOST_FIELDS, "fields")
        for field in fields:
            self._field(field)
        names = [field.name for field in form.fields]
        need(len(names) == len(set(names)), "fields")
        return form

    def _field(self, field: object) -> None:
        if not isinstance(field, m.Field):
            raise Rubbish("fields")
        slug(field.name, "fields")
        kind_of(field.kind, m.FieldKind, "fields")
        self.text(field.label)
        if field.hint is not None:
            self.text(field.hint)
        if field.value is not None:
            slug(field.value, "fields")
        for choice in sequence(field.choices, MOST_LINES, "fields"):
            need(isinstance(choice, m.Choice), "fields")
            slug(choice.value, "fields")
            self.text(choice.label)
