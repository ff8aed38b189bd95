"""The one table of what can be done on which platform: all of it, and as the adapters say."""

from dataclasses import fields, replace
from typing import Any

import pytest

from docs.make import DOCS
from docs.pages import platforms
from space_to_think.delivery import Features

IN_WORDS = {"prefix", "default_pace_live"}  # in rows of their own


def test_each_feature_that_an_adapter_may_have_stands_in_the_table() -> None:
    assert {row.feature for row in platforms.ROWS} - {None} == {field.name for field in fields(Features)} - IN_WORDS


@pytest.mark.parametrize("name", sorted({field.name for field in fields(Features)} - IN_WORDS))
def test_a_table_that_says_something_else_than_an_adapter_is_not_made(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = platforms.ADAPTERS["Matrix"]
    changed: Any = {name: not getattr(matrix, name)}
    other = replace(matrix, **changed)
    monkeypatch.setattr(platforms, "ADAPTERS", {**platforms.ADAPTERS, "Matrix": other})
    with pytest.raises(ValueError, match=f"Matrix: {name} is not what the row says"):
        platforms.text()


def test_no_other_page_has_a_table_of_its_own() -> None:
    tables = [page.name for page in DOCS.rglob("*.md") if "| Turns: `guide` |" in page.read_text(encoding="utf-8")]
    assert tables == ["platforms.md"]
