"""The words people type: the core's, and those that plugins bring."""

from collections.abc import Iterable

from docs.pages.markdown import code, page, table
from docs.pages.said import host, said
from space_to_think.practice.model import Role
from space_to_think.session.state import Kind
from space_to_think.words import Table
from space_to_think.words.values import CORE, For, Row

WHO = {
    For.ANYONE: "anyone",
    For.REQUESTER: "whoever asked for the session",
    For.FACILITATOR: "the facilitator",
    For.PRESENTER: "the case presenter",
    For.TURN: "those whose turn it is",
    For.NEWCOMER: "those who are invited",
    For.ADMIN: "admins",
}
ROLES = {Role.FACILITATOR: "the facilitator", Role.PRESENTER: "the case presenter", Role.CONSULTANT: "consultants"}


def text() -> str:
    """The page."""
    rows = Table.of(host().manifests).rows
    owners = sorted({row.owner for row in rows} - {CORE})
    return page(
        "The words",
        "Every word that can be typed. A button holds exactly the words one would type, and a form’s fields are what "
        "follows them, so all three do the same. In the terminal, a word is typed after a stroke: `/done`.",
        "What stands in brackets may be left out. A word with something missing asks for it; `?` after a word opens "
        "its form. *privately*: the answer goes to you alone, even when you typed the word in front of the group. When "
        "each word may be said, and by whom, is in [Who may do what, and when](commands.md).",
        "## The core’s own words",
        _table(row for row in rows if row.owner == CORE),
        *(
            part
            for owner in owners
            for part in (f"## {owner}", said(host().manifests[owner].sentence), _table(_of(rows, owner)))
        ),
    )


def _of(rows: Iterable[Row], owner: str) -> Iterable[Row]:
    return (row for row in rows if row.owner == owner)


def _table(rows: Iterable[Row]) -> str:
    return table(("Word", "What it does", "For", ""), (_row(row) for row in rows))


def _row(row: Row) -> tuple[str, str, str, str]:
    marks = ["privately"] if row.private else []
    marks += ["also outside a session"] if row.anywhere else []
    does = said(row.label if row.word is not None and row.word.label is not None else row.does)
    return code(f"{row.name} {said(row.shape)}".strip()), does.rstrip(".") + ".", _who(row), ", ".join(marks)


def _who(row: Row) -> str:
    return WHO[row.who] if row.kind is None else given_by(row.kind)


def given_by(kind: Kind) -> str:
    """Who may give one."""
    roles = kind.roles
    return "anyone" if roles == frozenset(Role) else ", ".join(ROLES[role] for role in Role if role in roles)
