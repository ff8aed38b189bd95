"""What the plugin no-names finds and what it takes for something else, measured on made-up messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from docs.made_up import MadeUp, messages
from docs.pages.markdown import page, table
from space_to_think_plugins.no_names import FINDERS, finds

CALLED: Final = {
    "nhs": "NHS number",
    "upn": "Unique pupil number",
    "nino": "National Insurance number",
    "phone": "Phone number",
    "email": "E-mail address",
    "postcode": "Postcode",
    "birth": "Date of birth",
    "name": "First name (not looked for)",
}


@dataclass(frozen=True, slots=True)
class Score:
    """How many of some messages a warning came for."""

    warned: int
    of: int

    def said(self) -> str:
        return f"{self.warned} of {self.of} ({self.share:.1%})"

    @property
    def share(self) -> float:
        return self.warned / self.of


def scores(made_up: Sequence[MadeUp], held_out: bool) -> Mapping[str, Score]:
    """By sort; of "alike" and "name" any warning counts, of the others the right one."""
    found: dict[str, list[bool]] = {}
    for message in made_up:
        if message.held_out is held_out:
            right = tuple(finds(message.text))
            found.setdefault(message.sort, []).append(message.sort in right if message.sort in FINDERS else bool(right))
    return {sort: Score(sum(warned), len(warned)) for sort, warned in found.items()}


def text() -> str:
    """The page."""
    seen, held_out = (scores(messages(), held) for held in (False, True))
    return page(
        "What no-names finds",
        "`no-names` warns people in private when a text seems to hold one of seven things. It cannot catch everything, "
        "and it says so each time. These figures are measured on 2,000 made-up messages. Their values come from "
        "faker, nhs-number and python-stdnum. Half of the messages were not looked at while the plugin was written.",
        "## What it should find\n\nFor so many of the messages that hold one, there is the right warning.",
        table(
            ("", "Looked at before", "Held out"),
            ((CALLED[sort], seen[sort].said(), held_out[sort].said()) for sort in CALLED),
        ),
        "First names are measured to be plain about it: the plugin does not look for names, so it finds none.",
        "## What it should leave alone\n\n1,000 messages hold something that only looks like one: case numbers, "
        "ten-digit ids, book and bank numbers, car plates, dates of no birth. For so many there is a warning all the "
        "same. Some of these values pass the check digits of a real number by chance; no rule can tell those apart.",
        table(
            ("", "Looked at before", "Held out"),
            [("False alarms", seen["alike"].said(), held_out["alike"].said())],
        ),
        "`python -m docs.make` measures anew; a test holds the figures to a floor.",
    )
