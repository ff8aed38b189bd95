import pytest
from hypothesis import given
from hypothesis import strategies as st

from space_to_think.identity import PersonId
from space_to_think.rendered import (
    Gauge,
    Mention,
    Quoted,
    RenderedButton,
    RenderedCard,
    RenderedChoice,
    RenderedField,
    RenderedForm,
    Said,
)
from space_to_think.wording.plain import bar, card_text, field_text, form_text, size, split

ANN = PersonId("test", "north", "ann")


def name(person: PersonId) -> str:
    return person.user.title()


def test_a_card_has_every_fact_in_plain_text() -> None:
    card = RenderedCard(
        (
            Said(("Hello ", Mention(ANN), ".")),
            Quoted(Mention(ANN), "One\nTwo", RenderedButton("Take out", "withdraw c1")),
            Quoted(None, ""),
            Gauge(0.5, "Open until noon."),
        ),
        (RenderedButton("I am done", "done"), RenderedButton("I have a concern", "flag", discreet=True)),
    )
    assert card_text(card, name).splitlines() == [
        "Hello Ann.",
        "> Ann: One",
        "> Two",
        "[Take out] /withdraw c1",
        "> ",
        "[##########----------] Open until noon.",
        "[I am done] /done",
        "[I have a concern] /flag",
    ]


def test_a_shared_card_leaves_discreet_buttons_out() -> None:
    card = RenderedCard((Quoted(None, "x", RenderedButton("A", "a", True)),), (RenderedButton("B", "b", True),))
    assert card_text(card, name, shared=True) == "> x"
    assert card_text(card, name, prefix="!space ") == "> x\n[A] !space a\n[B] !space b"


@pytest.mark.parametrize(("share", "drawn"), [(-1, "[----]"), (0.5, "[##--]"), (7, "[####]")])
def test_a_bar_needs_no_colour(share: float, drawn: str) -> None:
    assert bar(share, 4) == drawn


def test_a_form_can_be_filled_in_by_typing() -> None:
    fields = (
        RenderedField("why", "Why?", "choice", (RenderedChoice("stuck", "Stuck"), RenderedChoice("needs", "Needs"))),
        RenderedField("title", "A title", "line", hint="No names."),
    )
    form = RenderedForm("new", "A session", fields, (Said(("It takes a minute.",)),))
    assert form_text(form, name).splitlines() == [
        "A session",
        "It takes a minute.",
        "Why?",
        "  1. Stuck",
        "  2. Needs",
        "A title",
        "No names.",
    ]
    assert field_text(fields[1]) == "A title\nNo names."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("short", ["short"]),
        ("one two\n\nthree", ["one two", "three"]),
        ("a\n\nb\n\nlonger one", ["a\n\nb", "longer one"]),
        ("aaaa\nbbbb\ncccc", ["aaaa\nbbbb", "cccc"]),
        ("aaaa bbbb cccc", ["aaaa bbbb", "cccc"]),
        ("abcdefghijklm", ["abcdefghij", "klm"]),
        ("éééééé", ["ééééé", "é"]),
    ],
)
def test_a_long_text_is_cut_at_its_largest_seams(text: str, parts: list[str]) -> None:
    assert split(text, 10) == parts


@given(st.text(alphabet="aé😀 \n", max_size=80), st.integers(4, 30))
def test_parts_fit_and_lose_nothing_but_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
