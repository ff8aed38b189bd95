"""That the validators bite: what Slack refuses is refused by one of them, and what it takes by none."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slackblocks import _limits as theirs

from tests.slack.seen import faults
from tests.slack.strict import blocks as ours
from tests.slack.validators import by_sdk, by_slackblocks, by_types, why_no_compiler

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Press"), "action_id": "a", "value": "v", **more}


def options(count: int, text: int = 5, value: int = 5) -> list[Json]:
    return [{"text": plain("t" * text), "value": f"{n:0>{value}}"} for n in range(count)]


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "placeholder": plain("Choose"), "options": options(2), **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("A field"), "element": element, **more}


def section(text: str) -> Json:
    return {"type": "section", "text": marked(text)}


TYPED = {"type": "plain_text_input", "action_id": "v"}

GOOD: dict[str, list[Json]] = {
    "a text": [section("x" * 3000)],
    "a header": [{"type": "header", "text": plain("x" * 150)}],
    "a context": [{"type": "context", "elements": [marked("x")] * 10}],
    "buttons": [actions(*(button(action_id=f"a{n}") for n in range(25)))],
    "a choice": [actions(select(options=options(100, 75, 150)))],
    "a form": [field(TYPED, block_id="text"), field(select(), block_id="choice"), {"type": "divider"}],
    "people": [field({"type": "multi_users_select", "action_id": "v", "placeholder": plain("Who")})],
    "a date": [field({"type": "datepicker", "action_id": "v", "initial_date": "2026-03-23"})],
    "yes or no": [field({"type": "radio_buttons", "action_id": "v", "options": options(2)})],
    "a number": [field({"type": "number_input", "action_id": "v", "is_decimal_allowed": False})],
    "many": [{"type": "divider"}] * 50,
}

BAD: dict[str, list[Json]] = {
    "a text too long": [section("x" * 3001)],
    "an empty text": [section("")],
    "a header too long": [{"type": "header", "text": plain("x" * 151)}],
    "a header with markup": [{"type": "header", "text": marked("x")}],
    "a field too long": [{"type": "section", "fields": [marked("x" * 2001)]}],
    "eleven in a context": [{"type": "context", "elements": [marked("x")] * 11}],
    "26 buttons": [actions(*(button(action_id=f"a{n}") for n in range(26)))],
    "a label too long": [actions(button(text=plain("x" * 76)))],
    "a label with markup": [actions(button(text=marked("x")))],
    "a value too long": [actions(button(value="x" * 2001))],
    "an id too long": [actions(button(action_id="x" * 256))],
    "a style that is not": [actions(button(style="loud"))],
    "a field nobody knows": [actions(button(sound="bell"))],
    "a block nobody knows": [{"type": "poster", "text": plain("x")}],
    "101 choices": [actions(select(options=options(101)))],
    "no choice": [actions(select(options=[]))],
    "a choice's label too long": [actions(select(options=options(2, text=76)))],
    "a choice's value too long": [actions(select(options=options(2, value=151)))],
    "an id twice": [{"type": "divider", "block_id": "b"}] * 2,
    "an action twice": [actions(button(), button())],
    "51 blocks": [{"type": "divider"}] * 51,
    "no label": [{"type": "input", "element": TYPED}],
    "nothing": [{"type": "section"}],
}

MODAL: Json = {"type": "modal", "title": plain("A form"), "blocks": [field(TYPED)], "submit": plain("Send")}
BAD_VIEWS: dict[str, Json] = {
    "a title too long": {**MODAL, "title": plain("x" * 25)},
    "inputs without submit": {key: value for key, value in MODAL.items() if key != "submit"},
    "no title": {key: value for key, value in MODAL.items() if key != "title"},
    "101 blocks": {**MODAL, "blocks": [{"type": "divider"}] * 101},
    "metadata too long": {**MODAL, "private_metadata": "x" * 3001},
    "a home with a title": {"type": "home", "title": plain("x"), "blocks": []},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_slack_takes_is_taken_by_all(name: str) -> None:
    assert ours.blocks(GOOD[name]) == []
    assert by_sdk(GOOD[name]) == []
    assert by_slackblocks(GOOD[name]) == []


@pytest.mark.parametrize("name", BAD)
def test_what_slack_refuses_is_refused_here(name: str) -> None:
    assert ours.blocks(BAD[name])


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_a_view_that_slack_refuses_is_refused_here(name: str) -> None:
    assert ours.view(MODAL) == []
    assert ours.view(BAD_VIEWS[name])


def test_what_was_shown_in_a_run_is_held_to_our_own_rules_too() -> None:
    """What goes back in an acknowledgement passes no gate."""
    assert faults(iter([("KnownBlock[]", BAD["an action twice"])]))
    assert faults(iter([("ModalView", BAD_VIEWS["inputs without submit"])]))
    assert faults(iter([("KnownBlock[]", GOOD["a text"]), ("ModalView", MODAL)])) == []


def test_the_others_bite_too() -> None:
    """Each of them knows some of it; the seven that none knows are in `strict/blocks.py` alone."""
    bitten = [name for name, found in BAD.items() if by_sdk(found)]
    assert {"a text too long", "26 buttons", "101 choices", "a block nobody knows"} <= set(bitten)
    known = {name: found for name, found in BAD.items() if name != "a block nobody knows"}
    bitten = [name for name, found in known.items() if by_slackblocks(found)]
    assert {"an empty text", "a field too long", "51 blocks", "no choice"} <= set(bitten)


def test_the_compiler_bites_too(tmp_path: Path) -> None:
    need_compiler()
    assert by_types([("KnownBlock[]", found) for found in GOOD.values()] + [("ModalView", MODAL)], tmp_path) == []
    names = ["a header with markup", "a style that is not", "a field nobody knows", "a block nobody knows", "no label"]
    found = by_types([("KnownBlock[]", BAD[name]) for name in names], tmp_path)
    assert len([line for line in found if line.startswith("payloads.ts")]) >= len(names)


def need_compiler() -> None:
    if (missing := why_no_compiler()) is not None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)


def confirming(**more: Any) -> list[Json]:
    texts = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    return [actions(button(confirm={**texts, **more}))]


def picks(kind: str, count: int) -> list[Json]:
    return [actions({"type": kind, "action_id": "p", "options": options(count)})]


def groups(count: int, label: int = 5, inside: int = 1) -> list[Json]:
    one: Json = {"label": plain("l" * label), "options": options(inside)}
    return [actions({"type": "static_select", "action_id": "s", "option_groups": [one] * count})]


def typed(**more: Any) -> list[Json]:
    return [field({**TYPED, **more})]


def modal(**more: Any) -> Json:
    return {**MODAL, **more}


# Each limit of `strict/blocks.py` by its name in slackblocks' table, with something that is just so large.
LIMITS: dict[str, tuple[int, Callable[[int], list[Json] | Json]]] = {
    "TEXT_MAX_LENGTH": (3000, lambda n: [section("x" * n)]),
    "ACTION_ID_MAX_LENGTH": (255, lambda n: [actions(button(action_id="x" * n))]),
    "BLOCK_ID_MAX_LENGTH": (255, lambda n: [{"type": "divider", "block_id": "x" * n}]),
    "BUTTON_TEXT_MAX_LENGTH": (75, lambda n: [actions(button(text=plain("x" * n)))]),
    "BUTTON_VALUE_MAX_LENGTH": (2000, lambda n: [actions(button(value="x" * n))]),
    "BUTTON_URL_MAX_LENGTH": (3000, lambda n: [actions(button(url="x" * n))]),
    "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": (75, lambda n: [actions(button(accessibility_label="x" * n))]),
    "OPTION_TEXT_MAX_LENGTH": (75, lambda n: [actions(select(options=options(2, text=n)))]),
    "OPTION_VALUE_MAX_LENGTH": (150, lambda n: [actions(select(options=options(2, value=n)))]),
    "OPTION_DESCRIPTION_MAX_LENGTH": (
        75, lambda n: [actions(select(options=[one | {"description": plain("x" * n)} for one in options(2)]))]
    ),
    "OPTION_GROUP_LABEL_MAX_LENGTH": (75, lambda n: groups(1, label=n)),
    "OPTION_GROUP_OPTIONS_MAX_ITEMS": (100, lambda n: groups(1, inside=n)),
    "SELECT_OPTION_GROUPS_MAX_ITEMS": (100, groups),
    "SELECT_OPTIONS_MAX_ITEMS": (100, lambda n: [actions(select(options=options(n)))]),
    "SELECT_PLACEHOLDER_MAX_LENGTH": (150, lambda n: [actions(select(placeholder=plain("x" * n)))]),
    "OVERFLOW_OPTIONS_MAX_ITEMS": (5, lambda n: picks("overflow", n)),
    "CHECKBOXES_OPTIONS_MAX_ITEMS": (10, lambda n: picks("checkboxes", n)),
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": (10, lambda n: picks("radio_buttons", n)),
    "ACTIONS_ELEMENTS_MAX_ITEMS": (25, lambda n: [actions(*(button(action_id=f"a{i}") for i in range(n)))]),
    "CONTEXT_ELEMENTS_MAX_ITEMS": (10, lambda n: [{"type": "context", "elements": [marked("x")] * n}]),
    "HEADER_TEXT_MAX_LENGTH": (150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    "INPUT_LABEL_MAX_LENGTH": (2000, lambda n: [field(TYPED, label=plain("x" * n))]),
    "INPUT_HINT_MAX_LENGTH": (2000, lambda n: [field(TYPED, hint=plain("x" * n))]),
    "SECTION_TEXT_MAX_LENGTH": (3000, lambda n: [{"type": "section", "text": plain("x" * n)}]),
    "SECTION_FIELDS_MAX_ITEMS": (10, lambda n: [{"type": "section", "fields": [marked("x")] * n}]),
    "SECTION_FIELDS_ITEM_MAX_LENGTH": (2000, lambda n: [{"type": "section", "fields": [marked("x" * n)]}]),
    "CONFIRMATION_TITLE_MAX_LENGTH": (100, lambda n: confirming(title=plain("x" * n))),
    "CONFIRMATION_TEXT_MAX_LENGTH": (300, lambda n: confirming(text=plain("x" * n))),
    "CONFIRMATION_CONFIRM_MAX_LENGTH": (30, lambda n: confirming(confirm=plain("x" * n))),
    "CONFIRMATION_DENY_MAX_LENGTH": (30, lambda n: confirming(deny=plain("x" * n))),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": (3000, lambda n: typed(max_length=n)),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MAX": (3000, lambda n: typed(min_length=n)),
    "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": (150, lambda n: typed(placeholder=plain("x" * n))),
    "MESSAGE_BLOCKS_MAX_ITEMS": (ours.IN_MESSAGE, lambda n: [{"type": "divider"}] * n),
    "VIEW_BLOCKS_MAX_ITEMS": (ours.IN_VIEW, lambda n: modal(blocks=[{"type": "divider"}] * n)),
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": (3000, lambda n: modal(private_metadata="x" * n)),
    "VIEW_CALLBACK_ID_MAX_LENGTH": (255, lambda n: modal(callback_id="x" * n)),
    "VIEW_EXTERNAL_ID_MAX_LENGTH": (255, lambda n: modal(external_id="x" * n)),
    "VIEW_TITLE_MAX_LENGTH": (24, lambda n: modal(title=plain("x" * n))),
    "VIEW_SUBMIT_MAX_LENGTH": (24, lambda n: modal(submit=plain("x" * n))),
    "VIEW_CLOSE_MAX_LENGTH": (24, lambda n: modal(close=plain("x" * n))),
}  # fmt: skip


def test_our_limits_are_those_of_an_independent_table() -> None:
    assert {name: getattr(theirs, name) for name in LIMITS} == {name: most for name, (most, _) in LIMITS.items()}


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_is_kept_to_the_sign(name: str) -> None:
    most, make = LIMITS[name]

    def wrong(size: int) -> list[str]:
        made = make(size)
        return ours.view(made) if isinstance(made, dict) else ours.blocks(made)

    assert wrong(most) == []
    assert wrong(most + 1)
