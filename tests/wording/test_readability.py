"""Everything that people are told is plain English: all Fluent sources of the house, and the practice."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from space_to_think.practice.load import shipped
from space_to_think.practice.model import Practice
from space_to_think.wording.bundles import Source
from space_to_think.wording.readability import all_faults, faults, hard, index, measured, sentences, texts, words

REPOSITORY = Path(__file__).parents[2]
FILES = sorted(path for root in ("core", "plugins", "adapters") for path in (REPOSITORY / root).rglob("en-GB/*.ftl"))
FILES += sorted(
    path
    for root in ("plugins", "adapters")
    for path in (REPOSITORY / root).rglob("*.ftl")
    if path not in FILES and "-" not in path.parent.name
)


def house() -> Mapping[str, Sequence[str]]:
    return texts([Source(path.stem, path.name, "en-GB", path.read_text(encoding="utf-8")) for path in FILES])


def said_by(practice: Practice) -> Mapping[str, Sequence[str]]:
    """What a practice has people read, by where it stands."""
    return {
        **{f"rule {place}": [rule] for place, rule in enumerate(practice.ground_rules)},
        **{f"role {role}": [does] for role, does in practice.roles.items()},
        **{f"{stage.key} {part}": [getattr(stage, part)] for stage in practice.stages for part in PARTS},
    }


PARTS = ("title", "purpose", "prompt")


def test_every_text_of_the_house_is_plain() -> None:
    found = all_faults(house())
    assert not found, "\n".join(found)


def test_the_practice_is_plain() -> None:
    found = all_faults(said_by(shipped()))
    assert not found, "\n".join(found)


# ---- the measure itself


def of(*variants: str) -> Mapping[str, Sequence[str]]:
    return {"one": variants}


def test_words_and_sentences_are_counted_as_people_read_them() -> None:
    assert words("It’s 10:42 – go on …") == ["It’s", "10:42", "go", "on"]
    assert sentences("Go on. “Really?” he asks! At 5.30 it is\nover.") == [
        "Go on.",
        "“Really?",
        "he asks!",
        "At 5.30 it is",
        "over.",
    ]


def test_the_index_is_the_published_one() -> None:
    # 27 letters, 6 words, 1 sentence
    assert index("This is a sentence about nothing.") == pytest.approx(4.71 * 27 / 6 + 0.5 * 6 - 21.43)
    assert index("…") == 0


def test_every_variant_is_written_out() -> None:
    source = """
-bot = Space
one = { $n ->
    [one] One
   *[other] { $n } of { $of ->
        [a] A
       *[b] B
    }
} by { -bot }, { two }, { -none }, { NUMBER(1) } { 5 } { TYPED("park") } { CLOCK($at) } { NONE() }
two = Two
    lines

    here
three-pattern = EEEE
"""
    found = texts([Source("core", "a", "en-GB", source)])
    assert found["one"] == [
        f"{first} by Space, Two lines\nhere, Sam, noon 5 park noon Sam" for first in ("One", "Sam of A", "Sam of B")
    ]
    assert found["two"] == ["Two lines\nhere"]
    assert "three-pattern" not in found


EASY = "You can go on now, or you can wait for a bit."
HARD = (
    "Organisational representatives occasionally demonstrate uncooperative institutional characteristics nevertheless."
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HARD, "too hard"),
        ("so " * 26, "a sentence of 26 words"),
        ("We organize a meeting", "'organize'"),
        ("Summarizing is hard", "'Summarizing'"),
        ("Your behavior", "'behavior'"),
        ("An invalid word", "'invalid'"),
        ("It failed to send", "'failed'"),
        ("Press the green button", "'green'"),
        ("Well done \N{THUMBS UP SIGN}", "a sign"),
        ("Done ✓", "a sign"),
    ],
)
def test_what_is_not_plain_is_found(text: str, fault: str) -> None:
    [found] = faults(of(EASY, text))
    assert found.startswith("one: ")
    assert fault in found


@pytest.mark.parametrize("text", [EASY, "The size of a prize", "We organise it in our behaviour", "…", "5 – 7"])
def test_what_is_plain_is_let_through(text: str) -> None:
    assert faults(of(text)) == []


def test_one_text_in_ten_may_be_harder_but_not_two() -> None:
    harder = "Remember that everybody here would like to be heard whenever we talk of a family."
    assert 6 < index(harder) < 9
    ten = {str(place): [EASY] for place in range(9)} | {"hard": [harder, "Short"]}
    assert measured({**ten, "short": ["Too short to count"]}) == 10
    assert list(hard(ten)) == ["hard"]
    assert all_faults(ten) == []
    assert all_faults({**ten, "0": [harder]})[0] == "2 of 10 texts are above 6"
