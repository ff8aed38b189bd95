"""Every text that the code names is there, and every text that is there is named somewhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from space_to_think.wording.bundles import CORE, Source, core_sources, entries
from tests.wording.ids_in_code import GAP, MESSAGES, REPOSITORY, Code, house, named, read

# Ids that are put together where the reader of code cannot see it, by how they begin, and by whom.
MADE: Mapping[str, str] = {}


def missing(codes: Iterable[Code], given: set[str]) -> list[str]:
    """One line for each text that the code names and nobody gives."""
    found = named(codes).items()
    return sorted(f"{where}: {id.replace(GAP, '…')}" for id, where in found if not is_given(id, given))


def is_given(id: str, given: set[str]) -> bool:
    # What begins with a gap may come to anything.
    return id in given or id.startswith(GAP) or (GAP in id and any(fits(id, other) for other in given))


def unused(codes: Iterable[Code], sources: Iterable[Source]) -> list[str]:
    """The texts that nothing names."""
    codes, sources = list(codes), list(sources)
    words = {word for code in codes for word in code.words}
    found = set(named(codes))
    inner = {id for source in sources for id in referred(source)}
    given = [id for source in sources for id, _ in entries(source)]
    return sorted(id for id in given if id not in words | found | inner and not is_made(id, found, words))


def is_made(id: str, found: Iterable[str], words: set[str]) -> bool:
    """Whether an id can be put together: what fills a gap is a number or a word of the code, or begins with one."""
    if any(id.startswith(prefix) for prefix in MADE):
        return True
    filled = (fits(pattern, id) for pattern in found if pattern.strip(GAP))
    return any(all(is_word(gap, words) for gap in match.groups()) for match in filled if match)


def fits(pattern: str, id: str) -> re.Match[str] | None:
    return re.fullmatch("(.+)".join(re.escape(part) for part in pattern.split(GAP)), id)


def is_word(text: str, words: set[str]) -> bool:
    starts = [text[:place] for place, letter in enumerate(text) if letter == "-"]
    return text.isdigit() or any(start in words for start in (text, *starts))


def referred(source: Source) -> Iterator[str]:
    """The texts and terms that stand within others."""
    yield from re.findall(r"\{\s*(-?[a-z][a-z0-9-]*)\s*[}(]", source.text)


# ---- the house


def plugin_sources() -> list[Source]:
    paths = sorted((REPOSITORY / "plugins").rglob("*.ftl"))
    return [Source(path.stem.replace("_", "-"), path.name, "en-GB", path.read_text(encoding="utf-8")) for path in paths]


def given_by(sources: Iterable[Source]) -> set[str]:
    return {id for source in sources for id, _ in entries(source)}


def test_every_text_that_the_code_names_is_there() -> None:
    found = missing(house(), given_by([*core_sources(), *plugin_sources()]))
    assert not found, "\n".join(found)


def test_every_text_that_is_there_is_named() -> None:
    found = unused(house(), [*core_sources(), *plugin_sources()])
    assert not found, "\n".join(found)


def test_a_plugin_s_texts_bear_its_name() -> None:
    wrong = [id for source in plugin_sources() for id in given_by([source]) if not bears(id, source.owner)]
    assert wrong == []


def bears(id: str, owner: str) -> bool:
    name = id.removeprefix("-")
    return name == owner or name.startswith(f"{owner}-")


# ---- the reading itself

IMPORT = f"from {MESSAGES} import Text\n"


def module(source: str, name: str = "a") -> Code:
    return read(source, Path(f"core/house/{name}.py"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Text('one')", {"one"}),
        ("Text(id='one')", {"one"}),
        ("Text(f'one-{x}-two')", {f"one-{GAP}-two"}),
        ("Text('one' if x else f'two-{x}')", {"one", f"two-{GAP}"}),
        ("Text(f'one-{x}' + ('-two' if x else ''))", {f"one-{GAP}-two", f"one-{GAP}"}),
        ("Text(f\"one-{x}{'-two' if y else ''}\")", {f"one-{GAP}-two", f"one-{GAP}"}),
        ("Text(x)", {GAP}),
        ("Text()", set[str]()),
        ("Other('one')", set[str]()),
        ("pen.say('one')", {"one"}),
    ],
)
def test_the_ids_in_a_module_are_found(source: str, found: set[str]) -> None:
    assert set(module(IMPORT + source).named) == found


def test_text_is_known_by_the_name_it_is_imported_by() -> None:
    assert set(module(f"from {MESSAGES} import Text as T\nT('one')").named) == {"one"}
    assert set(module("from space_to_think import messages as m\nm.Text('one')").named) == {"one"}
    assert set(module("from rich.text import Text\nText('one')").named) == set()


MAKERS = """
def no(text, **facts):
    return Refusal(Text(f"refuse-{text}", facts))

class Wrong(Exception):
    def __init__(self, field, text):
        self.text = Text(text)

def maybe(word):
    return Text(f"shape-{word}") if word else None

def do(word, more):
    return Text(f"do-{word}-{more}")
"""


def test_functions_that_make_a_text_of_an_argument_are_seen_through() -> None:
    source = "from house.a import no, Wrong, maybe, do\n"
    source += "no('late')\nWrong(x, f'wrong-{x}')\nmaybe('thing')\ndo('a', 'b')\nno(text='bad')\nno()\nother.no('x')"
    codes = [module(IMPORT + MAKERS), module(source, "b"), module("no('mine')", "c")]
    found = {id: where for id, where in named(codes).items() if "/b.py" in where}
    assert found == {
        "refuse-late": "core/house/b.py:2",
        f"wrong-{GAP}": "core/house/b.py:3",
        "refuse-bad": "core/house/b.py:6",
    }
    assert "refuse-mine" not in named(codes)


def test_a_text_that_nobody_gives_is_reported_with_its_place() -> None:
    code = module(IMPORT + "Text('one')\nText(f'two-{x}')\nText(f'three-{x}')\nText(f'{x}-four')")
    assert missing([code], {"two-a", "three"}) == ["core/house/a.py:2: one", "core/house/a.py:4: three-…"]


def test_a_text_that_nothing_names_is_reported() -> None:
    texts = "one = A\ntwo-late = B\ntwo-never = C\ntwo-3 = D\nthree = { four } { -five }\nfour = E\n-five = F\nsix = G"
    code = module(IMPORT + "Text(f'two-{x}')\n['late', 'one']\nsay('three')")
    assert unused([code], [Source(CORE, "a", "en-GB", texts)]) == ["six", "two-never"]


def test_an_id_of_two_parts_needs_both() -> None:
    found = {f"{GAP}-{GAP}", GAP}
    assert is_made("idea-theme", found, {"idea", "theme"})
    assert not is_made("idea-theme", found, {"theme"})
    assert not is_made("idea", found, {"theme"})


def test_what_is_put_together_elsewhere_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.MADE", {"odd-": "nobody"})
    assert is_made("odd-one", set(), set())
