"""The words people type: one table of the core's, the kinds' and the plugins'.

`Table.of(manifests).parse(Line.of(called), situation)` says what a line means. A typed line, a pressed button and a
form that was filled in are one call: a button holds the words, and a form's fields are its word's arguments.
"""

from space_to_think.words.situation import Line, Situation
from space_to_think.words.table import Table, WordClash
from space_to_think.words.values import (
    Ask,
    For,
    Parsed,
    Row,
    Show,
    ToAgency,
    ToPlugin,
    ToRequest,
    ToSession,
    Unknown,
    Wrong,
)

__all__ = [
    "Ask",
    "For",
    "Line",
    "Parsed",
    "Row",
    "Show",
    "Situation",
    "Table",
    "ToAgency",
    "ToPlugin",
    "ToRequest",
    "ToSession",
    "Unknown",
    "WordClash",
    "Wrong",
]
