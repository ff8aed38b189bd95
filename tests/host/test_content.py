"""Whatever a plugin wants to show is looked at: its own texts, values in the gaps, and not too much of anything."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from space_to_think import messages as m
from space_to_think.host.content import ContentChecker, Rubbish
from space_to_think.host.loading import load
from space_to_think.practice.load import shipped
from tests.host.sample import NOW, plugin

HI = m.Text("sample-hi")
NAIVE = datetime(2026, 6, 4)  # noqa: DTZ001
PARTS = m.Button(HI, "a b c d e f g h")


def checker(people: tuple[int, ...] = (1, 2), practice: bool = True) -> ContentChecker:
    (loaded,) = load({"sample": plugin()})
    return ContentChecker(loaded, frozenset(people), shipped() if practice else None)


def deep(levels: int) -> m.Text:
    return HI if levels == 0 else m.Text("sample-hi", {"more": deep(levels - 1)})


def odd(made: Any, **fields: object) -> Any:
    """A frozen value with fields of other types than its annotations say, as only a careless plugin makes."""
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made


GOOD_LINES = [
    HI,
    m.Text("sample-hi", {"who": m.Who(1), "all": (m.Who(1), m.Who(2)), "agency": m.Agency(2), "n": 3, "yes": True}),
    m.Text("sample-hi", {"at": NOW, "until": m.Until(NOW), "span": timedelta(1), "slug": "next-step", "t": HI}),
    m.Text("sample-hi", {"stage": m.OfPractice("title", "facts"), "own": m.Setting("sample", "words", 0)}),
    m.Quote("c1"),
    m.Quotes("idea", 1, by=2, each=m.Button(HI, "hold idea")),
    m.Quotes("idea", 1),
    m.Signpost("child"),
    m.OfPractice("rule", "0"),
    m.OfPractice("role", "presenter"),
    m.Setting("sample", "loud"),
    m.Bar(NOW, NOW),
    deep(3),
]


@pytest.mark.parametrize("line", GOOD_LINES)
def test_lines_that_are_in_order(line: m.Line) -> None:
    checker().card(m.Card((line,), (m.Button(HI, "extend ?"), PARTS)))


BAD_LINES: list[tuple[object, str]] = [
    ("Sam cried", "line"),
    (m.Text("other-hi"), "text-id"),
    (m.Text("sample-hi", {"what": "Sam cried today"}), "text-facts"),
    (m.Text("sample-hi", {"what": "a" * 65}), "text-facts"),
    (m.Text("sample-hi", {"what": 1.5}), "text-facts"),  # type: ignore[dict-item]
    (m.Text("sample-hi", {"Sam cried": 1}), "text-facts"),
    (m.Text("sample-hi", {f"n{n}": n for n in range(21)}), "text-facts"),
    (m.Text("sample-hi", {"at": NAIVE}), "text-facts"),
    (m.Text("sample-hi", {"at": m.Until(NAIVE)}), "text-facts"),
    (m.Text("sample-hi", {"who": m.Who(9)}), "who"),
    (m.Text("sample-hi", {"who": (m.Who(1), m.Who(9))}), "who"),
    (m.Text("sample-hi", {"who": ("Sam",)}), "who"),  # type: ignore[dict-item]
    (deep(4), "text-facts"),
    (m.Quote("what Sam said"), "quote"),
    (m.Quotes("two words", 1), "quotes"),
    (m.Quotes("idea", 1, by=9), "quotes"),
    (m.Quotes("idea", 1, each=m.Button(HI, "what Sam said, word for word")), "words"),
    (m.Signpost("elsewhere"), "signpost"),
    (m.OfPractice("title", "nowhere"), "of-practice"),
    (m.OfPractice("rule", "99"), "of-practice"),
    (m.OfPractice("role", "boss"), "of-practice"),
    (m.OfPractice("colour", "facts"), "of-practice"),
    (m.Setting("other", "loud"), "setting"),
    (m.Setting("sample", "colour"), "setting"),
    (odd(m.Setting("sample", "loud"), index="one"), "setting"),
    (m.Bar(NOW, NAIVE), "bar"),
]


@pytest.mark.parametrize(("line", "error"), BAD_LINES)
def test_lines_that_are_not(line: object, error: str) -> None:
    with pytest.raises(Rubbish) as caught:
        checker().lines((line,))
    assert caught.value.error == error


def test_outside_a_session_there_is_no_practice() -> None:
    with pytest.raises(Rubbish, match="of-practice"):
        checker(practice=False).lines((m.OfPractice("title", "facts"),))


@pytest.mark.parametrize(
    ("card", "error"),
    [
        ("a card", "card"),
        (m.Card((HI,) * 61), "lines"),
        (odd(m.Card(()), lines=iter(())), "lines"),
        (m.Card((), (PARTS,) * 21), "buttons"),
        (odd(m.Card(()), buttons=("go",)), "button"),
        (m.Card((), (m.Button(HI, ""),)), "words"),
        (m.Card((), (m.Button(HI, "a b c d e f g h i"),)), "words"),
        (m.Card((), (odd(m.Button(HI, "go"), label="Go"),)), "text"),
    ],
)
def test_cards_that_are_not_in_order(card: object, error: str) -> None:
    with pytest.raises(Rubbish) as caught:
        checker().card(card)
    assert caught.value.error == error


# ---- forms

FIELD = m.Field("why", HI, m.FieldKind.CHOICE, (m.Choice("a", HI),), value="a", hint=HI)


def test_a_form_in_order() -> None:
    form = m.Form("go", HI, (FIELD, m.Field("more", HI)), (HI,))
    assert checker().form(form) is form
    assert checker().form(None) is None


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ("a form", "form"),
        (m.Form("go", m.Text("other-hi"), ()), "text-id"),
        (m.Form("go", HI, (FIELD, FIELD)), "fields"),
        (m.Form("go", HI, tuple(m.Field(f"f{n}", HI) for n in range(21))), "fields"),
        (odd(m.Form("go", HI, ()), fields=("why",)), "fields"),
        (m.Form("go", HI, (m.Field("Your own words", HI),)), "fields"),
        (m.Form("go", HI, (odd(m.Field("why", HI), kind="colour"),)), "fields"),
        (m.Form("go", HI, (m.Field("why", HI, value="what Sam said"),)), "fields"),
        (m.Form("go", HI, (odd(m.Field("why", HI), choices=("a",)),)), "fields"),
        (m.Form("go", HI, (m.Field("why", HI, choices=(m.Choice("a b", HI),)),)), "fields"),
    ],
)
def test_forms_that_are_not(form: object, error: str) -> None:
    with pytest.raises(Rubbish) as caught:
        checker().form(form)
    assert caught.value.error == error


def test_a_part_is_one_or_nothing() -> None:
    with pytest.raises(Rubbish, match="card"):
        checker().part(m.Card(()))


def test_an_objection_is_a_text_or_nothing() -> None:
    assert checker().maybe_text(None) is None
    assert checker().maybe_text(HI) is HI
    with pytest.raises(Rubbish, match="text"):
        checker().maybe_text("No names, please")
