"""A form is filled in field by field."""

from space_to_think.rendered import RenderedChoice, RenderedField, RenderedForm
from space_to_think_adapters.terminal.filling import Filling

AGENCIES = (RenderedChoice("northshire", "Northshire Council"), RenderedChoice("other", "Another one"))
FORM = RenderedForm(
    "join",
    "Agree and join",
    (
        RenderedField("agency", "Which agency do you work for?", "choice", AGENCIES),
        RenderedField("sure", "Are you sure?", "yes_no", value="yes"),
        RenderedField("text", "Anything else?", "text", required=False),
    ),
)


def test_each_field_is_asked_for_in_its_turn() -> None:
    filling = Filling(FORM)
    assert filling.asks == "Which agency do you work for?\n  1. Northshire Council\n  2. Another one"
    assert filling.put("2")
    assert filling.given == "Another one"
    assert filling.asks == "Are you sure?\nEnter keeps: yes"
    assert filling.put("N")
    assert filling.asks == "Anything else?"
    assert filling.put("")
    assert done(filling)
    assert filling.values == {"agency": "other", "sure": "no", "text": ""}


def test_a_choice_is_taken_by_number_by_word_or_by_what_it_says() -> None:
    for line in ("1", "northshire", "NORTHSHIRE council"):
        filling = Filling(FORM)
        assert filling.put(line)
        assert filling.values == {"agency": "northshire"}


def test_what_does_not_fit_is_asked_for_again() -> None:
    filling = Filling(FORM)
    for line in ("0", "3", "elsewhere", ""):
        assert not filling.put(line)
    assert filling.put("1")
    assert not filling.put("perhaps")
    assert filling.put("")  # keeps what stands in the field
    assert filling.values == {"agency": "northshire", "sure": "yes"}


def test_what_the_bot_found_wrong_is_asked_for_again_and_the_rest_is_kept() -> None:
    filling = Filling(FORM)
    assert all(filling.put(line) for line in ("1", "y", "something"))
    filling.correct({"text": "Please leave names out."})
    assert filling.asks == "Please leave names out.\nAnything else?"
    filling.put("something else")
    assert filling.values == {"agency": "northshire", "sure": "yes", "text": "something else"}


def done(filling: Filling) -> bool:
    return filling.asks is None
