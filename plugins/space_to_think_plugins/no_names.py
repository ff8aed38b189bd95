"""No names here: warns an author, and nobody else, when a text seems to hold what points to one child or family.

It finds numbers, addresses and dates by their form and check digits, never names. It alters nothing and keeps nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher, is_valid_number
from pydantic import Field
from stdnum.gb import nhs, upn

from space_to_think.hooks import Capability, Manifest, Scope, Settings, hookimpl
from space_to_think.messages import Text
from space_to_think.session.state import Number
from space_to_think_plugins._common import texts

Sort = Literal["nhs", "upn", "nino", "phone", "email", "postcode", "birth"]

NEAR: Final = 40  # characters before and after, in which a word says what a number is
LONGEST: Final = 20_000  # characters that are looked at
# Nothing that is looked for can do without one of these, and most of what people write can.
TELLTALE: Final = re.compile(r"[\d@]")

# Said right before a number: then it is something else, however much it looks like one of ours.
OTHERWISE: Final = re.compile(
    r"\b(case|ref|reference|order|invoice|ticket|incident|log|file|asset|serial|form|claim|policy|job|booking|receipt"
    r"|batch|account|meeting|course|licence|version|item|record|document|request)s?"
    r"( ?(id|no|nr|number|ref|reference|code))?\.?[ :#=-]*(is |was )?[a-z]{0,4}[-/#]?$",
    re.IGNORECASE,
)
NHS_SAID: Final = re.compile(r"\bnhs\b|\bpatient|\bhealth (number|id)", re.IGNORECASE)
PHONE_SAID: Final = re.compile(r"\b(ring|call|phone|tel|telephone|mobile|mob|text|whatsapp|contact)", re.IGNORECASE)
BIRTH_SAID: Final = re.compile(r"\bborn\b|\bd\.? ?o\.? ?b\b|\bdate of birth|\bbirth|\bturn(s|ed|ing) \d", re.IGNORECASE)

STORY: Final = re.compile(r"\(?0[1-37]\d{2,4}\)? ?\d{3,4} ?\d{3,4}$")

NHS: Final = re.compile(r"(?<![\w-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-])")
UPN: Final = re.compile(r"(?<!\w)[A-HJ-NP-RT-Z]\d{3} ?\d{4} ?\d{4}[A-HJ-NP-RT-Z\d](?!\w)", re.IGNORECASE)
NINO: Final = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)",
    re.IGNORECASE,
)
EMAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
# The areas there are: one or two letters that no made-up code is likely to begin with.
AREAS: Final = (
    "AB|AL|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|FK|FY|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?"
    "|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
POSTCODE: Final = re.compile(rf"(?<![\w-])(?:{AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?![\w-])", re.IGNORECASE)
MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE: Final = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{2}}|\d{{4}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?![\w/-])",
    re.IGNORECASE,
)


class NoNamesSettings(Settings):
    """What to look for."""

    only: tuple[Sort, ...] = Field((), title="What to look for", description="With none named, it looks for all seven.")


class NoNames:
    """A person plugin: each agency decides for the texts of its own people."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "no-names",
            Text("no-names-sentence"),
            Scope.PERSON,
            NoNamesSettings,
            texts=texts("no-names"),
            capabilities=frozenset({Capability.CONTENT_READ}),
            reads=(Text("no-names-reads"),),
        )

    @hookimpl
    def check(self, text: str, by: Number, posted: bool, settings: NoNamesSettings) -> Text | None:
        """Of a text to the bot: refuse it, unless `anyway` stands in front. Of a plain message: a private warning."""
        if not posted and text.casefold().startswith("anyway "):
            return None
        found = next(finds(text, settings.only), None)
        if found is None:
            return None
        return Text("no-names-posted" if posted else "no-names-refused", {"what": found})


def finds(text: str, only: tuple[Sort, ...] = ()) -> Iterator[Sort]:
    """The sorts of things that a text seems to hold, each once, in the order of FINDERS."""
    looked_at = text[:LONGEST]
    if TELLTALE.search(looked_at) is None:
        return iter(())
    return (sort for sort, there in FINDERS.items() if (not only or sort in only) and there(looked_at))


def has_nhs(text: str) -> bool:
    """Ten digits with the right check digit, unless another word says what they are."""
    return any(
        nhs.is_valid(found.group()) and (NHS_SAID.search(around(text, found)) or not called_otherwise(text, found))
        for found in NHS.finditer(text)
    )


def has_upn(text: str) -> bool:
    return any(upn.is_valid(found.group()) for found in UPN.finditer(text))


def has_phone(text: str) -> bool:
    """A number of the UK's plan, one kept for stories that is written like one, or another country's with its +."""
    return any(is_phone(text, match) for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE))


def is_phone(text: str, match: PhoneNumberMatch) -> bool:
    before = text[max(0, match.start - NEAR) : match.start]
    said = PHONE_SAID.search(before) is not None
    if OTHERWISE.search(before) and not said:
        return False
    raw = match.raw_string
    if raw.startswith("+") or not raw.lstrip("(").startswith("0"):
        return raw.startswith("+")
    written_like_one = said or (" " in raw and STORY.match(raw) is not None)
    return is_valid_number(match.number) or written_like_one


def has_birth(text: str) -> bool:
    """A date is nobody's by itself, so a word nearby has to say that it is a birth."""
    return any(BIRTH_SAID.search(around(text, found)) for found in DATE.finditer(text))


def around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - NEAR) : found.end() + NEAR]


def called_otherwise(text: str, found: re.Match[str]) -> bool:
    return OTHERWISE.search(text[max(0, found.start() - NEAR) : found.start()]) is not None


FINDERS: Final[Mapping[Sort, Callable[[str], bool]]] = {
    "nhs": has_nhs,
    "upn": has_upn,
    "nino": lambda text: NINO.search(text) is not None,
    "phone": has_phone,
    "email": lambda text: EMAIL.search(text) is not None,
    "postcode": lambda text: any(not called_otherwise(text, found) for found in POSTCODE.finditer(text)),
    "birth": has_birth,
}

plugin = NoNames()
