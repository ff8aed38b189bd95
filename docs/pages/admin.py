"""The words of administration: who may say each, what it changes, and which event says so."""

from collections.abc import Iterator
from typing import Final

from docs.pages.markdown import code, codes, page, table
from docs.pages.said import said
from space_to_think.admin import ADMIN
from space_to_think.admin.table import Row
from space_to_think.admin.values import at_the_line
from space_to_think.agency.rights import Right
from space_to_think.messages import Text

MAY: Final = {
    Right.ADMIN: "an admin of that very agency, or the operator",
    Right.OPERATOR: "the operator, at the command line",
}
CHANGES: Final = {
    "enable": "which optional plugins are on; the manifest is shown first, and the yes counts for what was shown",
    "disable": "which optional plugins are on; what the plugin is set to, and what it has kept, stays",
    "set": "what a plugin is set to; sessions that have begun keep what a session plugin was set to then",
    "signposts": "where people of the agency are sent with a concern",
    "people": "who works here, also in sessions under way, and who is an admin",
    "settings": "name, hours, nation, time zone, language, turns, retention, moving on by itself",
    "wording": "how a text is said to people of the agency",
    "practices": "the practices that sessions hosted by the agency can have",
    "tenants": "where people of the agency usually come from, which suggests the agency to them",
}


def text() -> str:
    """The page."""
    return page(
        "Looking after an agency",
        "Every word of administration. In chat each is typed after `admin`, in the direct chat with the bot; whoever "
        "looks after several agencies puts `at NAME` between. At the command line the same words do the same, with the "
        "same sentences, and `space-to-think` stands before them.",
        "Whoever is no admin of the agency gets one and the same answer to all of them, whether or not the agency, the "
        "plugin or the person exists. A change holds within two seconds, without a restart. Each event says who made "
        "the change, when, from what and to what; `admin history` shows them.",
        table(("Word", "What it does", "Who may", "What it changes", "Event", "At the command line"), _rows()),
    )


def _rows() -> Iterator[tuple[str, ...]]:
    for row in ADMIN.values():
        events = codes(event.__name__ for event in row.events) or "none"
        changes = CHANGES[row.name] if row.commands else "nothing"
        yield (
            code(typed(row)),
            said(Text(f"does-admin-{row.name}")),
            MAY[row.right],
            changes,
            events,
            code(at_the_line("AGENCY", row.name).removeprefix("space-to-think ")),
        )


def typed(row: Row) -> str:
    """How it is typed in chat."""
    return f"admin {row.name} {said(Text(f'shape-admin-{row.name}')) if row.more else ''}".strip()
