"""The tutorial, followed word by word, makes the package in examples/, which has tests of its own."""

import re
from pathlib import Path

import pytest

from docs.make import DOCS
from space_to_think.testing import template

PACKAGE = Path(__file__).parents[2] / "examples" / "check-in"
TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```(python|toml|text)\n(.*?)```", TUTORIAL, re.DOTALL)
MADE = template.files("check-in")
MODULE = "space_to_think_check_in/__init__.py"
TESTS = "tests/test_space_to_think_check_in.py"


def kept(file: str) -> str:
    return (PACKAGE / file).read_text(encoding="utf-8")


def written(language: str) -> str:
    """All blocks of a language, one after the other as somebody writes them down."""
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(block for kind, block in BLOCKS if kind == language)).strip()


def test_the_module_and_its_tests_are_what_is_written_from_top_to_bottom() -> None:
    assert written("python") == re.sub(r"\n{3,}", "\n\n", f"{kept(MODULE)}\n\n{kept(TESTS)}").strip()


def test_the_texts_are_those_that_are_written() -> None:
    assert written("text") == kept("space_to_think_check_in/en-GB.ftl").strip()


def test_what_is_written_anew_is_what_plugin_new_has_made() -> None:
    for file in (MODULE, TESTS, "pyproject.toml"):
        assert file in MADE
        assert (PACKAGE / file).is_file()
    for file in (MODULE, TESTS):
        assert f"`{file}`" in TUTORIAL


@pytest.mark.parametrize("block", [block for kind, block in BLOCKS if kind == "toml"])
def test_the_project_is_the_one_that_was_made(block: str) -> None:
    assert block in MADE["pyproject.toml"]
    made, kept_one = (
        text.partition("[project.optional-dependencies]")[2]
        for text in (MADE["pyproject.toml"], kept("pyproject.toml"))
    )
    assert made == kept_one
