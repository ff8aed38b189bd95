"""2,000 made-up messages, to measure what the plugin no-names finds and what it takes for something else.

Their values come from generators of other projects: faker draws letters, digits, addresses, dates and names by the
published formats, nhs-number makes NHS numbers, python-stdnum the check letter of pupil numbers. The sentences around
them are ours. Those in SEEN were looked at while the plugin was written; those in HELD_OUT were not.

The same seed gives the same messages on any day, as long as the generators' versions are those of constraints.txt.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from faker import Faker
from nhs_number.generate import generate
from stdnum.gb import upn

SEED: Final = 20261123
TODAY: Final = datetime(2026, 11, 23, tzinfo=UTC)  # faker draws dates and times up to now, if it is not told until when
CHILDHOOD: Final = timedelta(days=18 * 365.25)
EACH: Final = 100  # messages of each sort, half with seen sentences
NAMED: Final = 300
ALIKE: Final = 1000

Value: Final = "{}"  # where the value stands in a sentence
NINO_LETTERS: Final = "ABCEGHJKLMNPRSTWXYZ"  # the published ones for both places


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A message. `sort` is what it holds: one of the plugin's sorts, "name", or "alike" (only looks like one)."""

    text: str
    sort: str
    held_out: bool


SEEN: Final[Mapping[str, tuple[str, ...]]] = {
    "nhs": ("Her NHS number is {}.", "NHS no {} in case you need it", "{} is what the surgery has", "patient {}"),
    "upn": ("UPN {}", "The school has him down as {}", "his pupil number, {}, is on the form", "{}"),
    "nino": ("Mum's NI number is {}", "NINO: {}", "{} is on the benefits letter", "they asked for {}"),
    "phone": ("Call mum on {}", "Dad's number is {}.", "{} is the best way to get hold of her", "try {} after six"),
    "email": ("Write to {}", "her address is {}, she reads it", "{}", "cc {} please"),
    "postcode": ("They live at {}", "The new flat is in {}.", "{} is the family's postcode", "moved to {} in May"),
    "birth": ("DOB {}", "He was born on {}.", "date of birth: {}", "her birthday is {}"),
    "name": ("{} was quiet today", "I saw {} after school", "What does {} want?"),
    "alike": (
        "Case {} is still open", "Our reference is {}", "The order was {}", "see log {}", "Ticket number {} was closed",
        "It is about case no. {}", "file {} has the minutes", "incident {}", "I wrote it up under {}", "form {} please",
    ),
}  # fmt: skip

HELD_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "nhs": ("I looked it up, it is {}", "The hospital letter says {}", "Here is the NHS one: {}", "child's {} (GP)"),
    "upn": ("In the census it is {}", "I can only find {} for her", "Pupil {} again", "two of them, one is {}"),
    "nino": ("The letter shows {} at the top", "dad, {}", "insurance number {} I think", "please check {}"),
    "phone": ("gran picks up on {}", "You can reach them here: {}", "mobile {}", "{} (foster carer)"),
    "email": ("dad uses {} now", "Her tutor, {}, knows more", "I had a mail from {} on Friday", "it is {}"),
    "postcode": ("The house in {} is too small", "school run from {}", "gran is at {}", "{}, top floor"),
    "birth": ("she came into the world on {}", "born {}", "d.o.b. {} I believe", "He turned 5 on {}"),
    "name": ("It was {} who rang", "We should ask {}", "{}'s teacher said the same"),
    "alike": (
        "Is {} the right one?", "The booking is {}", "Please quote {} when you write", "I found it in {}",
        "record {} from last year", "The printer shows {}", "Version {} of the plan", "the parcel was {}",
        "They gave me {} as the number of the complaint", "Invoice {} came today",
    ),
}  # fmt: skip


class Maker:
    """Draws values. One seed, one set of messages."""

    def __init__(self, seed: int = SEED) -> None:
        self.fake = Faker("en_GB")
        self.fake.seed_instance(seed)
        self.random = random.Random(seed)
        random.seed(seed)  # nhs-number draws from the shared one
        self.values: Mapping[str, Callable[[], str]] = {
            "nhs": self.nhs,
            "upn": self.upn,
            "nino": self.nino,
            "phone": self.fake.phone_number,
            "email": self.fake.email,
            "postcode": self.fake.postcode,
            "birth": lambda: self.date(),
            "name": self.fake.first_name,
            "alike": self.alike,
        }

    def messages(self) -> Iterator[MadeUp]:
        """All of them."""
        for sort in SEEN:
            for number in range({"name": NAMED, "alike": ALIKE}.get(sort, EACH)):
                held_out = number % 2 == 1
                sentences = (HELD_OUT if held_out else SEEN)[sort]
                yield MadeUp(self.random.choice(sentences).replace(Value, self.values[sort]()), sort, held_out)

    def nhs(self) -> str:
        (plain,) = generate(quantity=1)
        return f"{plain[:3]} {plain[3:6]} {plain[6:]}" if self.random.random() < 0.5 else plain

    def upn(self) -> str:
        known = sorted(upn._la_numbers)  # pyright: ignore[reportPrivateUsage]  # stdnum gives them no public name
        rest = f"{self.fake.random_element(known)}{self.fake.numerify('########')}{self.fake.random_digit()}"
        return upn.calc_check_digit(rest) + rest

    def nino(self) -> str:
        written = self.random.choice(("??%%%%%%", "?? %% %% %% "))
        while True:
            drawn = self.fake.lexify(self.fake.numerify(written.replace("%", "#")), letters=NINO_LETTERS)
            if drawn[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
                return drawn + self.fake.random_element("ABCD")

    def date(self) -> str:
        born = self.fake.date_between_dates(TODAY - CHILDHOOD, TODAY)
        return born.strftime(self.random.choice(("%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")))

    def alike(self) -> str:
        """Case numbers, ten-digit ids, and other things with the look of something that is looked for."""
        fake = self.fake
        return self.random.choice(
            (
                lambda: fake.numerify("##########"),
                lambda: fake.numerify("##########"),
                lambda: fake.numerify("### ### ####"),
                lambda: fake.numerify("0##########"),
                lambda: fake.bothify("??-######").upper(),
                lambda: fake.bothify("?????/####").upper(),
                lambda: fake.bothify("CASE####/##"),
                lambda: fake.bothify("?###########?").upper(),
                lambda: fake.bothify("??######?").upper(),
                lambda: fake.bothify("?## #??").upper(),
                fake.isbn10,
                fake.isbn13,
                fake.ean13,
                fake.license_plate,
                fake.ipv4,
                fake.iban,
                fake.credit_card_number,
                lambda: fake.date("%d/%m/%Y", TODAY),
                lambda: fake.date("%d %B %Y", TODAY),
                lambda: fake.time(end_datetime=TODAY),
            )
        )()


def messages(seed: int = SEED) -> tuple[MadeUp, ...]:
    """The 2,000 messages."""
    return tuple(Maker(seed).messages())
