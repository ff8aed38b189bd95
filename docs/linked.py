"""For the pages that name tests: in the repository a link leads to the test's file; in the site, to a copy of it."""

import re
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File, Files

REPOSITORY: Final = Path(__file__).parents[1]
LINK: Final = re.compile(r"\]\(\.\./(tests/[\w/]+\.py)\)")


def on_files(files: Files, config: Any) -> Files:
    """Take along each file that a page links to, as plain text."""
    pages = [file for file in files.documentation_pages() if file.abs_src_path]
    for name in sorted({name for page in pages for name in LINK.findall(page.content_string)}):
        files.append(File.generated(config, f"{name}.txt", abs_src_path=str(REPOSITORY / name)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead the links there."""
    return LINK.sub(r"](\1.txt)", markdown)
