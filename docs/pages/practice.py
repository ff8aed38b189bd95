"""The practice line by line: what of the program fulfils it, which test holds it to that, and in which words."""

from itertools import groupby

from docs.pages.markdown import code, codes, page, table
from docs.practice import LINES, Line

TITLES = {
    "why": "Why there are sessions",
    "who": "Who takes part",
    "reasons": "What a session is asked for",
    "is not": "What a session is not",
    "where": "Where it is held",
    "roles": "Movements and roles",
    "stages": "The stages",
    "time": "Time, and what comes after",
    "questions": "Reflective questions",
    "recording": "Records, consent and sharing",
}


def text() -> str:
    """The page."""
    parts = [(part, list(lines)) for part, lines in groupby(LINES, key=lambda line: line.part)]
    return page(
        "The practice, line by line",
        "What the guidance behind Space to Think asks for, in our own short words, and what fulfils it here. The words "
        "are ids of texts; `practice` means the practice’s own file, whose sentences stand in [The stages](stages.md).",
        *(f"## {TITLES[part]}\n\n{rows(lines)}" for part, lines in parts),
    )


def rows(lines: list[Line]) -> str:
    head = ("The practice", "Done by", "Tested in", "Said in")
    return table(head, ((line.says, code(line.by), code(line.test), codes(line.words)) for line in lines))
