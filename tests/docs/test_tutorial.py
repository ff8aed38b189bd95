"""The tutorial's code is that of the package in examples/, which has tests of its own; and all of it is shown."""

import ast
import re
from pathlib import Path

import pytest

from docs.make import DOCS

PACKAGE = Path(__file__).parents[2] / "examples" / "check-in"
TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|toml|text)\n(.*?)```", TUTORIAL, re.DOTALL)
CODE = (".py", ".toml", ".ftl")
SOURCES = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.*") if path.suffix in CODE]


@pytest.mark.parametrize("block", [block for _, block in BLOCKS])
def test_every_block_stands_in_the_package(block: str) -> None:
    assert any(block in source for source in SOURCES), block


def test_everything_in_the_module_is_explained() -> None:
    source = (PACKAGE / "space_to_think_check_in" / "__init__.py").read_text(encoding="utf-8")
    shown = "".join(block for _, block in BLOCKS)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign):
            assert (ast.get_source_segment(source, node) or "") in shown
