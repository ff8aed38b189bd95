"""The table of the practice is whole: no part is left out, and everything that it names is there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from docs.pages.practice import TITLES
from docs.practice import LINES, PARTS, Line
from space_to_think.host.facade import Host
from space_to_think.practice.load import shipped
from space_to_think.session.state import Reason
from space_to_think.wording import readability
from space_to_think.wording.bundles import core_sources, plugin_sources
from space_to_think_plugins.questions import THEMES

TESTS = Path(__file__).parents[1]
OTHERS = {"session", "practice", "agency", "runtime"}
OF_PRACTICE = {"rules", "stages"}


@cache
def host() -> Host:
    return Host.load()


@cache
def ids() -> frozenset[str]:
    return frozenset(readability.texts([*core_sources(), *plugin_sources(host().manifests)]))


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_part_has_all_its_lines() -> None:
    assert Counter(line.part for line in LINES) == PARTS
    assert TITLES.keys() == PARTS.keys()


# The headings of the facts that all of this is built on, and what of each can be counted. The rest is prose.
GUIDANCE = TESTS.parents[1] / "shared" / "practice.md"
COUNTED = {"What it is for": "reasons", "What it is not": "is not", "The six stages": "stages"}
AT_LEAST = {"Who": "who", "Model and roles": "roles", "Recording, consent and information sharing": "recording"}
IN_PROSE = {"Why it exists", "Where", "Reflective questions"}
ITEM = re.compile(r"^(?:- |\d\. |\| \d \|)", re.MULTILINE)


@pytest.mark.skipif(not GUIDANCE.exists(), reason=f"the facts of the guidance are not here ({GUIDANCE.name})")
def test_no_line_of_the_guidance_is_left_out() -> None:
    _, *sections = GUIDANCE.read_text(encoding="utf-8").split("\n## ")
    texts = {title.partition(" (")[0]: text for title, _, text in (part.partition("\n") for part in sections)}
    assert texts.keys() == COUNTED.keys() | AT_LEAST.keys() | IN_PROSE
    assert {title: len(ITEM.findall(texts[title])) for title in COUNTED} == {
        title: PARTS[part] for title, part in COUNTED.items()
    }
    assert [title for title, part in AT_LEAST.items() if len(ITEM.findall(texts[title])) > PARTS[part]] == []
    themes, _, _ = texts["Reflective questions"].partition("Usual families")
    assert themes.count("·") + 1 == PARTS["questions"]


def test_each_line_stands_once() -> None:
    assert [line for line, times in Counter((line.part, line.says) for line in LINES).items() if times > 1] == []


def test_every_reason_stage_role_and_theme_is_there() -> None:
    said = [line.says for line in LINES if line.part == "reasons"]
    assert {line.partition(":")[0] for line in said} == {reason.value for reason in Reason}
    words = {word for line in LINES for word in line.words}
    assert {f"practice:{stage.key}" for stage in shipped().stages} <= words
    assert {f"practice:{role.value}" for role in shipped().roles} <= words
    assert {f"questions-theme-{theme}" for themes in THEMES.values() for theme in themes} <= words


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.part}: {line.says}")
def test_what_a_line_names_is_there(line: Line) -> None:
    assert line.by in OTHERS | host().manifests.keys()
    file, _, name = line.test.partition("::")
    assert name in functions_in(file)
    practice = OF_PRACTICE | {stage.key for stage in shipped().stages} | {role.value for role in shipped().roles}
    for word in line.words:
        kind, _, part = word.partition(":")
        assert part in practice if kind == "practice" else word in ids(), word


def test_every_plugin_fulfils_a_line_or_is_about_how_it_is_done() -> None:
    """What is not in the practice itself, but in what an agency or a group needs around it."""
    around = {"gate", "no-names", "feedback", "debrief"}
    assert set(host().manifests) - {line.by for line in LINES} - around == set()


def test_everything_that_people_can_give_stands_in_what_is_kept() -> None:
    page = (TESTS.parent / "docs" / "what-is-kept.md").read_text(encoding="utf-8")
    words = {kind.word for kind in host().declared.values()}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
