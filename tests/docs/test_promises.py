"""Each promise and each hazard names tests, and these tests exist."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\[`(tests/[\w/]+\.py)::test_\w+`\]\(\.\./\1\)")


def named(page: str) -> set[tuple[str, str]]:
    return set(TEST.findall((REPOSITORY / "docs" / page).read_text("utf-8")))


def those_in(path: Path) -> set[str]:
    """The names of the test functions in a file."""
    if not path.exists():
        return set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, functions)}


@pytest.mark.parametrize("page", ["promises.md", "hazards.md"])
def test_every_test_that_is_named_exists(page: str) -> None:
    missing = [f"{file}::{test}" for file, test in sorted(named(page)) if test not in those_in(REPOSITORY / file)]
    assert missing == []


@pytest.mark.parametrize("page", ["promises.md", "hazards.md"])
def test_every_test_that_is_named_is_a_link_to_its_file(page: str) -> None:
    text = (REPOSITORY / "docs" / page).read_text("utf-8")
    assert len(TEST.findall(text)) >= 15
    assert LINK.sub("", text).count("tests/") == 0


def test_a_test_that_is_gone_is_found() -> None:
    assert "test_that_never_was" not in those_in(REPOSITORY / "tests/docs/test_promises.py")
    assert those_in(REPOSITORY / "tests/docs/test_nothing.py") == set()


def test_every_promise_names_a_test() -> None:
    text = (REPOSITORY / "docs/promises.md").read_text("utf-8")
    promised = text.partition("## What is not promised")[0]
    promises = re.findall(r"^- \*\*.*?(?=^- |^## |\Z)", promised, re.MULTILINE | re.DOTALL)
    assert len(promises) >= 15
    assert [promise for promise in promises if not TEST.search(promise)] == []


def test_every_hazard_says_what_holds_it_and_which_test_shows_it() -> None:
    text = (REPOSITORY / "docs/hazards.md").read_text("utf-8")
    rows = re.findall(r"^\| H(\d+) \|(.*)\|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 15
    for number, row in rows:
        wrong, harmed, holds, shown = (cell.strip() for cell in row.split("|"))
        assert wrong, number
        assert harmed, number
        assert holds, number
        assert TEST.search(shown), number
