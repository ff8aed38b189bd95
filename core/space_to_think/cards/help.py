"""Help with the words: all of them or one, and what was probably meant by a word that is none of ours."""

from collections.abc import Iterator

from space_to_think.cards.parts import CHOICES, CONCERN, button, unlike
from space_to_think.messages import Button, Card, Line, Text
from space_to_think.words import For, Row, Table, Unknown


def help_card(word: str | None, table: Table) -> Card:
    """All words, or what one of them does."""
    if word is None:
        return Card(tuple(_all(table)), (CHOICES, CONCERN))
    row = table.row(word.casefold())
    if row is None:
        return unknown(Unknown(table.suggest(word.casefold())))
    press = () if row.shape else (Button(row.label, row.name, row.discreet),)
    return Card(tuple(_one(row)), unlike((*press, CONCERN)))


def _all(table: Table) -> Iterator[Line]:
    yield Text("help-head")
    yield Text("help-more")
    for who in For:
        words = ", ".join(row.name for row in table.rows if row.who is who)
        yield Text("help-for", {"who": who.value, "words": words})


def _short(row: Row) -> Text:
    if row.shape is None:
        return Text("help-word", {"word": row.name, "does": row.does})
    return Text("help-word-more", {"word": row.name, "shape": row.shape, "does": row.does})


def _one(row: Row) -> Iterator[Line]:
    yield _short(row)
    if row.shape is not None:
        yield Text("help-shape")
    yield Text("help-who", {"who": row.who.value})
    if row.form is not None:
        yield Text("help-form", {"word": row.name})
    if row.private:
        yield Text("help-private")


def unknown(meant: Unknown) -> Card:
    """Not one of our words; perhaps the one that was meant."""
    if meant.suggestion is None:
        return Card((Text("unknown-word"),), (CHOICES, button("help"), CONCERN))
    likely = Button(Text("do-plain", {"word": meant.suggestion}), meant.suggestion)
    buttons = unlike((likely, button("help"), CONCERN))
    return Card((Text("unknown-word-like", {"word": meant.suggestion}),), buttons)
