"""What can be done on which platform: one table, of what each adapter says of itself and how it is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from docs.pages.markdown import code, page, table
from space_to_think.delivery import Features
from space_to_think_adapters.matrix.adapter import MatrixAdapter
from space_to_think_adapters.slack.adapter import SlackAdapter
from space_to_think_adapters.terminal.adapter import TerminalAdapter

ADAPTERS: Final[Mapping[str, Features]] = {
    "Terminal": TerminalAdapter.features,
    "Matrix": MatrixAdapter.features,
    "Slack": SlackAdapter.features,
}


@dataclass(frozen=True, slots=True)
class Row:
    """How something is on each of the ADAPTERS. `feature`: the field of Features that says where it is there at all."""

    what: str
    how: Sequence[str]
    feature: str | None = None


NONE: Final = "–"
ROWS: Final = (
    Row(
        "A place of the session’s own",
        ("one screen",
         "a room that it makes, encrypted, seen from joining on; open to other homeservers unless `federated = false`",
         "a private channel that it makes"),
        "makes_places",
    ),
    Row(
        "A session in a place that is there",
        (NONE, "a thread in the room", "a thread in a private channel"),
        "threads",
    ),
    Row(
        "Buttons",
        ("keys", "reactions on the group’s card, words elsewhere", "buttons; nobody sees who presses"),
        "buttons",
    ),
    Row("Forms", ("field by field", "field by field, in the direct chat", "one form with all fields"), "forms"),
    Row("The living card", ("above the talk", "edited where it stands, and pinned", "edited where it stands"), "edits"),
    Row("Turns: `guide`", ("yes", "yes", "yes")),
    Row(
        "Turns: `gate`",
        ("by `say` and your words",
         "by `say` and your words, in the direct chat or the room, or by the reaction on the card",
         "by the form, or by `say` and your words"),
    ),
    Row(
        "Turns: `enforce`",
        (NONE, "yes, in a room that it has made", f"{NONE} (Slack cannot mute anybody)"),
        "enforces_turns",
    ),
    Row("Files", ("shown", "sent, encrypted", "sent"), "files"),
    Row("What is sent again after a fault", ("shows once", "shows once", "shows once"), "idempotent"),
    Row("Encrypted end to end", (NONE, "yes", f"{NONE} (Slack, and your workspace’s owners, can read)")),
)  # fmt: skip
BEFORE: Final[Mapping[str, str]] = {  # where the prefix is typed
    "Terminal": "",
    "Matrix": " in rooms; none in the direct chat",
    "Slack": " in threads, `/space` elsewhere; none in the direct chat",
}


def text() -> str:
    """The page. ValueError when an adapter says something else of itself than its row."""
    return page(
        "The platforms",
        "What can be done where. How it is put there stands on the pages [On Matrix](../matrix.md) and "
        "[On Slack](../slack.md).",
        table(("", *ADAPTERS), [*map(_row, ROWS), _prefixes(), _paces()]),
    )


def _row(row: Row) -> tuple[str, ...]:
    for (name, features), how in zip(ADAPTERS.items(), row.how, strict=True):
        if row.feature is not None and getattr(features, row.feature) is how.startswith(NONE):
            raise ValueError(f"{name}: {row.feature} is not what the row says: {row.what}")
    return (row.what, *row.how)


def _prefixes() -> tuple[str, ...]:
    return ("Words before a command", *(code(f.prefix.strip()) + BEFORE[name] for name, f in ADAPTERS.items()))


def _paces() -> tuple[str, ...]:
    return ("Usual pace", *("live" if features.default_pace_live else "over days" for features in ADAPTERS.values()))
