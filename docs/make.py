"""Makes what the documentation takes from the code: the pages in docs/reference/ and the picture of a session.

Run by `make docs`. What it makes is committed, so that everything can be read where the repository is shown;
tests/docs/test_reference.py fails when it is out of date.
"""

from pathlib import Path
from typing import Final

from docs.pages import PAGES
from docs.session import picture

DOCS: Final = Path(__file__).parent
REFERENCE: Final = DOCS / "reference"
PICTURE: Final = DOCS / "session.svg"


def outdated(folder: Path = REFERENCE) -> list[str]:
    """The names of the reference pages that are not what the code says now, those that nothing makes among them."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} if folder.is_dir() else {}
    return sorted(name for name in {*PAGES, *there} if name not in PAGES or there.get(name) != PAGES[name]())


def write(folder: Path = REFERENCE) -> None:
    """Write every reference page, and remove those that nothing makes any more."""
    made = {name: page() for name, page in PAGES.items()}
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    write()
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
