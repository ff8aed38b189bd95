"""The table of words: everything that can be typed, pressed or filled in, whoever declared it."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from space_to_think.hooks import Manifest
from space_to_think.hooks import Word as PluginWord
from space_to_think.messages import Button, Refusal, Text
from space_to_think.session.state import Kind
from space_to_think.words.arguments import Arguments, Missing, Unreadable
from space_to_think.words.plugged import kind_row, plugin_row
from space_to_think.words.rows import CORE_ROWS
from space_to_think.words.situation import Line, Situation
from space_to_think.words.values import CORE, Ask, Parsed, Row, Show, Unknown, Wrong

_ASKS_FOR_A_FORM = frozenset({"?", "…", "..."})
_PUNCTUATION = ",.:;!?…"


class WordClash(Exception):
    """Two owners have the same word. Raised at start-up, when a plugin has to be renamed or left out."""

    def __init__(self, word: str, first: str, second: str) -> None:
        super().__init__(f"the word {word!r} belongs to {first} and to {second}: one of them has to give it up")
        self.word, self.owners = word, (first, second)


class Table:
    """All words. `kinds` and `plugin_words` are given by whoever declared them. Raises WordClash."""

    def __init__(self, kinds: Mapping[str, Sequence[Kind]], plugin_words: Mapping[str, Sequence[PluginWord]]) -> None:
        self._rows: dict[str, Row] = {}
        self._add(CORE_ROWS)
        self._add(kind_row(kind, owner) for owner, declared in sorted(kinds.items()) for kind in declared)
        self._add(plugin_row(word, owner) for owner, declared in sorted(plugin_words.items()) for word in declared)

    @classmethod
    def of(cls, manifests: Mapping[str, Manifest]) -> "Table":
        """The table of the core and these plugins. Raises WordClash."""
        return cls({n: m.kinds for n, m in manifests.items()}, {n: m.words for n, m in manifests.items()})

    def _add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.name in self._rows:
                raise WordClash(row.name, self._rows[row.name].owner, row.owner)
            self._rows[row.name] = row

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every word, the core's first, then plugins' by their names."""
        return tuple(self._rows.values())

    def row(self, word: str) -> Row | None:
        return self._rows.get(word)

    def private(self, words: str) -> bool:
        """Whether these words are nobody else's business: answer privately, and hide them where that can be done."""
        row = self._rows.get(_head(words)[0])
        return row is not None and row.private

    def suggest(self, word: str) -> str | None:
        """The word that was probably meant."""
        return next(iter(difflib.get_close_matches(word, self._rows, n=1)), None)

    def parse(self, line: Line, situation: Situation) -> Parsed:
        """What a line means. Nothing has been decided yet: whether it may be said now is the session's affair."""
        word, rest = _head(line.words)
        if not word:
            return Show("choices" if situation.session else "help")
        row = self._rows.get(word)
        if row is None:
            return Unknown(self.suggest(word))
        if situation.session is None and not row.anywhere:
            return Wrong(Refusal(Text("wrong-no-session"), (Button(Text("do-new"), "new"),)))
        if row.kind and situation.kinds is not None and row.kind.name not in situation.kinds:
            return Wrong(Refusal(Text("wrong-not-here")))
        return _read(row, rest, line, situation)


def _head(words: str) -> tuple[str, str]:
    """The word itself, without the punctuation that prose puts after it, and the rest."""
    first, *rest = words.split(maxsplit=1)[:2] or [""]
    return first.casefold().rstrip(_PUNCTUATION), rest[0].strip() if rest else ""


def _read(row: Row, rest: str, line: Line, situation: Situation) -> Parsed:
    given = Arguments(line, situation, {})
    try:
        if rest in _ASKS_FOR_A_FORM:
            return _ask(row, given) if row.form else Show("help", row.name)
        given = Arguments(line, situation, {**row.split(rest, situation), **(line.fields or {})})
        return row.make(given)
    except Unreadable as wrong:
        buttons = (Button(row.label, row.name),) if wrong.field is None and row.shape is None else ()
        return Wrong(Refusal(wrong.text, buttons), wrong.field)
    except Missing as missing:
        return _missing(row, given, missing.field)


def _missing(row: Row, given: Arguments, field: str) -> Parsed:
    if given.line.fields is not None or row.form is None:
        return Wrong(Refusal(Text("wrong-empty")), field)
    try:
        return _ask(row, given)
    except Unreadable as wrong:
        return Wrong(Refusal(wrong.text), wrong.field)


def _ask(row: Row, given: Arguments) -> Ask:
    assert row.form is not None
    owner = None if row.owner == CORE else row.owner
    would = row.would(given) if row.would and row.would_form else None
    return Ask(row.form(given), row.name, owner, would)
