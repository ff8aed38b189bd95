"""The documentation says what the code says: the pages made from it are up to date, and every link leads somewhere."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.make import DOCS, PICTURE, outdated, write
from docs.pages import PAGES
from docs.pages.settings import ABOUT, MEANS, TABLES, keys
from docs.session import picture
from space_to_think.config import load_config

REPOSITORY = DOCS.parent
ADMINS = DOCS / "admins.md"


def test_the_reference_pages_are_what_the_code_says() -> None:
    assert outdated() == [], "These pages in docs/reference/ are out of date. Run `make docs`, and commit them."


def test_writing_makes_every_page_and_removes_what_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("# Gone\n", encoding="utf-8")
    assert "gone.md" in outdated(tmp_path)
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)
    assert outdated(tmp_path) == []


def test_a_page_that_was_changed_by_hand_is_found(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "stages.md").write_text("# Other stages\n", encoding="utf-8")
    assert outdated(tmp_path) == ["stages.md"]


def test_the_picture_shows_what_the_demo_shows_now() -> None:
    assert PICTURE.is_file(), "There is no picture of a session. Run `make docs`, and commit it."
    kept, fresh = words(PICTURE.read_text(encoding="utf-8")), words(picture())
    assert kept == fresh, "docs/session.svg is out of date. Run `make docs`, and commit it."
    assert "Group exploration" in fresh


def test_the_picture_loads_nothing_from_elsewhere() -> None:
    svg = PICTURE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "url(http" not in svg
    assert "href=" not in svg


def words(svg: str) -> str:
    """Everything that can be read in a picture, but for the letters of buttons: they hang on all that came before."""
    text = re.sub(r"\[/\w+\]", "[]", "".join(ElementTree.fromstring(svg).itertext()))
    return " ".join(text.split())


@pytest.mark.parametrize("key", tuple(keys()))
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert MEANS.get(key), f"docs/pages/settings.py has to say in MEANS what {key} is for."


def test_nothing_is_documented_that_is_no_key() -> None:
    assert set(MEANS) - set(keys()) == set()
    assert set(ABOUT) == set(TABLES)


def test_the_whole_file_in_the_guide_for_admins_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```toml\n(.*?)```", ADMINS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    file = tmp_path / "space-to-think.toml"
    file.write_text(found[1], encoding="utf-8")
    assert list(load_config(file).agencies) == ["northshire"]
    shown = set(_keys(tomllib.loads(found[1]), ""))
    assert {key for key in keys() if key not in shown and not key.startswith("adapters.")} == NOT_SHOWN


# What the example leaves out: a file with a practice of one's own would have to lie beside it.
NOT_SHOWN = {"agencies.NAME.practices"}


def _keys(table: dict[str, object], above: str) -> Iterator[str]:
    for key, value in table.items():
        name = {"northshire": "NAME", "child": "KIND", "disagreement": "KIND"}.get(key, key)
        yield above + name
        if isinstance(value, dict):
            yield from _keys(value, f"{above}{name}.")


def test_every_page_is_found_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "site" / "plugin-authors.html").is_file()


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_the_links_of_the_pages_outside_docs_lead_somewhere(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    gone = [target for target in targets if "://" not in target and not (REPOSITORY / target).exists()]
    assert gone == []


@pytest.mark.parametrize("page", ["developers.md", "engine.md", "decisions.md", "plugin-authors.md", "admins.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    named = re.findall(r"`([a-z][\w-]*(?:/[\w.-]*)*(?:/|\.py))`", text)
    gone = [name for name in named if not any((root / name).exists() for root in (REPOSITORY, REPOSITORY / CORE))]
    assert [name for name in gone if name not in MADE] == []


CORE = "core/space_to_think"
# What a page speaks of that is not in the repository: the reader's own, or made by a tool.
MADE = {"hello_plugin.py", "site/"}
