"""Forms as modals and back, cards as modals, and the Home view."""

from typing import Any

import pytest

from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.messages import FieldKind
from space_to_think.rendered import (
    Quoted,
    RenderedButton,
    RenderedCard,
    RenderedChoice,
    RenderedField,
    RenderedForm,
    Said,
)
from space_to_think_adapters.slack.limits import INPUT
from space_to_think_adapters.slack.texts import text
from space_to_think_adapters.slack.views import Kept, card_view, errors, fields, form_view, home_view, kept, picked
from tests.slack.strict.blocks import view as faults_of

ROOM = Place(PlaceId("slack", "T1", "G1"), PlaceKind.ROOM)
THREAD = Place(PlaceId("slack", "T1", "G1", "1.1"), PlaceKind.THREAD)
DIRECT = Place(PlaceId("slack", "T1", "D1"), PlaceKind.DIRECT, readers=1)
CHOICES = tuple(RenderedChoice(f"v{n}", f"Choice {n} " + "x" * 90) for n in range(7))


def name(person: PersonId) -> str:
    return person.user


def form(*given: RenderedField, words: str = "add", title: str = "Add something") -> RenderedForm:
    return RenderedForm(words, title, given, (Said(("What is it for?",)),))


def field(kind: FieldKind, **more: Any) -> RenderedField:
    return RenderedField("it", "What?", kind, **more)


def element(given: RenderedField) -> dict[str, Any]:
    view = form_view(form(given), DIRECT, name)
    assert not faults_of(view)
    made: dict[str, Any] = next(block for block in view["blocks"] if block["type"] == "input")["element"]
    return made


@pytest.mark.parametrize(
    ("given", "type", "first"),
    [
        (field(FieldKind.LINE, value="abc"), "plain_text_input", {"initial_value": "abc", "multiline": False}),
        (field(FieldKind.TEXT), "plain_text_input", {"multiline": True}),
        (field(FieldKind.NUMBER, value="7"), "number_input", {"initial_value": "7"}),
        (field(FieldKind.NUMBER), "number_input", {}),
        (field(FieldKind.DATE, value="2026-12-01"), "datepicker", {"initial_date": "2026-12-01"}),
        (field(FieldKind.DATE), "datepicker", {}),
        (field(FieldKind.PEOPLE), "multi_users_select", {}),
        (field(FieldKind.CHOICE, choices=CHOICES), "static_select", {}),
        (field(FieldKind.CHOICE, choices=CHOICES[:2]), "radio_buttons", {}),
        # What Slack could not carry as a choice is typed.
        (field(FieldKind.CHOICE, choices=(RenderedChoice("v" * 151, "Long"),)), "plain_text_input", {}),
        (field(FieldKind.CHOICE, choices=()), "plain_text_input", {}),
    ],
)
def test_each_kind_of_field_has_its_element(given: RenderedField, type: str, first: dict[str, Any]) -> None:
    made = element(given)
    assert made["type"] == type
    assert made.items() >= first.items()


def test_what_is_chosen_already_is_chosen() -> None:
    made = element(field(FieldKind.CHOICE, choices=CHOICES, value="v3"))
    assert made["initial_option"] == made["options"][3]
    assert made["options"][3]["text"]["text"].endswith("…")


def test_more_choices_than_one_list_takes_stand_in_groups() -> None:
    many = tuple(RenderedChoice(f"v{n}", f"Agency {n:03}") for n in range(250))
    made = element(field(FieldKind.CHOICE, choices=many, value="v249"))
    assert [len(group["options"]) for group in made["option_groups"]] == [100, 100, 50]
    assert made["option_groups"][0]["label"]["text"] == "Agency 000 – Agency 099"
    assert made["initial_option"]["value"] == "v249"


def test_a_form_keeps_its_words_and_its_place() -> None:
    view = form_view(form(field(FieldKind.LINE), words="in STT-1 add"), THREAD, name)
    back = kept(view, "T1")
    assert back is not None
    assert (back.words, back.place) == ("in STT-1 add", THREAD)
    assert kept(form_view(form(field(FieldKind.LINE)), DIRECT, name), "T1") == Kept(DIRECT, "add")
    for nothing in ({}, {"private_metadata": ""}, {"private_metadata": "x"}, {"private_metadata": '{"k":"moon"}'}):
        assert kept(nothing, "T1") is None


def test_a_title_that_does_not_fit_above_stands_in_the_form() -> None:
    view = form_view(form(field(FieldKind.LINE), title="What you want to think about today"), DIRECT, name)
    assert view["title"]["text"] == "What you want to think…"
    assert view["blocks"][0]["text"]["text"] == "What you want to think about today"
    assert not faults_of(view)


def test_a_session_that_is_asked_for_in_a_channel_asks_where_to_meet() -> None:
    def asked(words: str, place: Place) -> bool:
        blocks = form_view(form(field(FieldKind.LINE), words=words), place, name)["blocks"]
        return any(block.get("block_id") == "place" for block in blocks)

    assert asked("new", ROOM)
    assert asked("new", THREAD)
    assert not asked("new", DIRECT)
    assert not asked("add", ROOM)


def test_what_is_filled_in_comes_back_by_field() -> None:
    given = {
        "text": {"v": {"type": "plain_text_input", "value": "@nobody is meant"}},
        "empty": {"v": {"type": "plain_text_input", "value": None}},
        "due": {"v": {"type": "datepicker", "selected_date": "2026-12-01"}},
        "no-day": {"v": {"type": "datepicker", "selected_date": None}},
        "kind": {"v": {"type": "static_select", "selected_option": {"value": "idea"}}},
        "none": {"v": {"type": "radio_buttons", "selected_option": None}},
        "people": {"v": {"type": "multi_users_select", "selected_users": ["U2", "U1", "U2"]}},
        "odd": {},
    }
    view = {"state": {"values": given}}
    assert fields(view) == {
        "text": "@nobody is meant", "empty": "", "due": "2026-12-01", "no-day": "", "kind": "idea", "none": "",
        "people": "@U2 @U1 @U2", "odd": "",
    }  # fmt: skip
    assert picked(view) == ("U2", "U1")
    assert fields({}) == {}


def test_errors_stand_at_their_fields() -> None:
    view = form_view(
        form(RenderedField("a", "A", FieldKind.LINE), RenderedField("b", "B", FieldKind.LINE)), DIRECT, name
    )
    assert errors({"b": "Too late.", "c": "And this."}, view) == {"b": "Too late.", "a": "And this."}
    assert errors({"a": "One.", "c": "Two."}, view) == {"a": "One. Two."}
    assert errors({"a": "One."}, form_view(form(), DIRECT, name)) == {}


@pytest.mark.parametrize("kind", [FieldKind.LINE, FieldKind.TEXT])
def test_a_text_that_a_form_cannot_take_is_not_shown_cut(kind: FieldKind) -> None:
    """Whoever sends the form would lose the rest of it."""
    for length, there in ((INPUT, True), (INPUT + 1, False)):
        view = form_view(form(field(kind, value="x" * length, hint="Yours")), DIRECT, name)
        block = view["blocks"][-1]
        assert ("initial_value" in block["element"]) == there
        assert block["hint"]["text"] == ("Yours" if there else text("longer"))
        assert not faults_of(view)


def test_a_card_is_a_modal_with_all_its_buttons() -> None:
    quoted = Quoted(None, "Something", RenderedButton("Take it out", "withdraw a"))
    many = tuple(RenderedButton(f"Button {n}", f"w{n}") for n in range(30))
    view = card_view(RenderedCard((Said(("Hello",)), quoted), many), THREAD, name)
    assert not faults_of(view)
    ids = [e["action_id"] for block in view["blocks"] if block["type"] == "actions" for e in block["elements"]]
    assert len(ids) == len(set(ids)) == 31
    long = card_view(
        RenderedCard(tuple(Quoted(None, str(n), RenderedButton("x", "y")) for n in range(90))), THREAD, name
    )
    assert not faults_of(long)
    (cut,) = [number for number, block in enumerate(long["blocks"]) if block["type"] == "section"]
    assert len(long["blocks"]) - cut == 5  # the middle is left out, and it is said where


def test_the_home_view_shows_each_card_under_its_heading() -> None:
    shown = RenderedCard((Said(("One session",)),), (RenderedButton("Go", "status"),))
    view = home_view([("Yours", shown), ("Agency", shown)], DIRECT, name)
    assert not faults_of(view)
    assert [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"] == ["Yours", "Agency"]
    back = kept(view, "T1")
    assert back is not None
    assert back.place.kind is PlaceKind.DIRECT
