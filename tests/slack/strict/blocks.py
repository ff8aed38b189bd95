"""What Slack takes as blocks and views: a table of shapes, and seven rules that no validator at hand knows.

    https://docs.slack.dev/reference/block-kit/blocks              blocks, one page each
    https://docs.slack.dev/reference/block-kit/block-elements      elements, one page each
    https://docs.slack.dev/reference/block-kit/composition-objects texts, options, confirmations
    https://docs.slack.dev/reference/views/modal-views             modals
    https://docs.slack.dev/reference/views/home-tab-views          App Home

Strict: a field that is not in the table is a fault, as is a type that is not. A fault is a line: where, and what.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]
Rule: TypeAlias = Callable[[Any, str], Iterator[str]]

IN_MESSAGE: Final = 50
IN_VIEW: Final = 100


def string(most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: no string"
        elif not least <= len(value) <= most:
            yield f"{at}: {len(value)} characters, not {least} to {most}"

    return rule


def number(least: float, most: float) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            yield f"{at}: {value!r} is not {least} to {most}"

    return rule


def truth(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at}: neither true nor false"


def anything(value: Any, at: str) -> Iterator[str]:
    yield from ()


def one_of(*values: str) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield f"{at}: {value!r} is none of {values}"

    return rule


def several(of: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: no list"
            return
        if not least <= len(value) <= most:
            yield f"{at}: {len(value)} items, not {least} to {most}"
        for index, item in enumerate(value):
            yield from of(item, f"{at}[{index}]")

    return rule


def shape(needed: Mapping[str, Rule], may: Mapping[str, Rule] = {}) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: no object"
            return
        yield from (f"{at}: {name} is missing" for name in needed if name not in value)
        yield from (f"{at}: {name} is not known" for name in value if name not in {*needed, *may, "type"})
        for name, inner in {**needed, **may}.items():
            if name in value:
                yield from inner(value[name], f"{at}.{name}")

    return rule


def typed(*types: str) -> Rule:
    """One of the elements or blocks of the tables below."""

    def rule(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in types:
            yield f"{at}: {kind!r} does not belong here"
        else:
            yield from SHAPES[kind](value, at)

    return rule


def text(most: int, marked: bool = False) -> Rule:
    """A text object; `marked`: mrkdwn may be used."""

    def rule(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind == "plain_text":
            yield from shape({"text": string(most)}, {"emoji": truth})(value, at)
        elif kind == "mrkdwn" and marked:
            yield from shape({"text": string(most)}, {"verbatim": truth})(value, at)
        else:
            yield f"{at}: {kind!r} is no text for here"

    return rule


ID: Final = string(255)
OPTION: Final = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
MARKED_OPTION: Final = shape({"text": text(75, True), "value": string(150)}, {"description": text(75, True)})
OVERFLOW_OPTION: Final = shape({"text": text(75), "value": string(150)}, {"description": text(75), "url": string(3000)})
GROUP: Final = shape({"label": text(75), "options": several(OPTION, 100)})
CONFIRM: Final = shape(
    {"title": text(100), "text": text(300), "confirm": text(30), "deny": text(30)},
    {"style": one_of("primary", "danger")},
)
COMMON: Final = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": truth}
PLACEHOLDER: Final = {"placeholder": text(150)}
USER: Final = string(20)

SELECTS: Final = ("static_select", "users_select", "conversations_select", "channels_select", "external_select")
MULTI: Final = tuple(f"multi_{one}" for one in SELECTS)
PICKS: Final = ("checkboxes", "radio_buttons", "datepicker", "timepicker", "overflow")
TYPED_IN: Final = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input")

ELEMENTS: Final[dict[str, Rule]] = {
    "button": shape(
        {"text": text(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "url": string(3000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "image": shape({"alt_text": string(2000)}, {"image_url": string(3000), "slack_file": anything}),
    "static_select": shape(
        {}, {**COMMON, **PLACEHOLDER, "options": several(OPTION, 100), "option_groups": several(GROUP, 100),
             "initial_option": OPTION}
    ),
    "multi_static_select": shape(
        {}, {**COMMON, **PLACEHOLDER, "options": several(OPTION, 100), "option_groups": several(GROUP, 100),
             "initial_options": several(OPTION, 100), "max_selected_items": number(1, 100)}
    ),
    "users_select": shape({}, {**COMMON, **PLACEHOLDER, "initial_user": USER}),
    "multi_users_select": shape(
        {}, {**COMMON, **PLACEHOLDER, "initial_users": several(USER, 100, 0), "max_selected_items": number(1, 100)}
    ),
    "conversations_select": shape(
        {}, {**COMMON, **PLACEHOLDER, "initial_conversation": USER, "filter": anything,
             "default_to_current_conversation": truth, "response_url_enabled": truth}
    ),
    "checkboxes": shape(
        {"options": several(MARKED_OPTION, 10)}, {**COMMON, "initial_options": several(MARKED_OPTION, 10)}
    ),
    "radio_buttons": shape({"options": several(MARKED_OPTION, 10)}, {**COMMON, "initial_option": MARKED_OPTION}),
    "datepicker": shape({}, {**COMMON, **PLACEHOLDER, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**COMMON, **PLACEHOLDER, "initial_time": string(5, 5), "timezone": string(50)}),
    "overflow": shape({"options": several(OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "plain_text_input": shape(
        {}, {"action_id": ID, "initial_value": string(3000, 0), "multiline": truth, "min_length": number(0, 3000),
             "max_length": number(1, 3000), "focus_on_load": truth, "dispatch_action_config": anything, **PLACEHOLDER}
    ),
    "number_input": shape(
        {"is_decimal_allowed": truth},
        {"action_id": ID, "initial_value": string(30), "min_value": string(30), "max_value": string(30),
         "focus_on_load": truth, "dispatch_action_config": anything, **PLACEHOLDER},
    ),
}  # fmt: skip

STYLE: Final = {"style": shape({}, {"bold": truth, "italic": truth, "strike": truth, "code": truth})}
RICH: Final[dict[str, Rule]] = {
    "text": shape({"text": string(12_000)}, STYLE),
    "user": shape({"user_id": USER}, STYLE),
    "link": shape({"url": string(3000)}, {"text": string(3000), "unsafe": truth, **STYLE}),
    "emoji": shape({"name": string(100)}, {"unicode": string(50)}),
    "rich_text_section": shape({"elements": several(typed("text", "user", "link", "emoji"), 1000, 0)}),
    "rich_text_quote": shape(
        {"elements": several(typed("text", "user", "link", "emoji"), 1000)}, {"border": number(0, 1)}
    ),
    "rich_text_list": shape(
        {"elements": several(typed("rich_text_section"), 1000), "style": one_of("bullet", "ordered")},
        {"indent": number(0, 8), "offset": number(0, 1000), "border": number(0, 1)},
    ),
}

BLOCKS: Final[dict[str, Rule]] = {
    "section": shape(
        {},
        {
            "block_id": ID,
            "text": text(3000, True),
            "fields": several(text(2000, True), 10),
            "accessory": typed("button", "image", *SELECTS, *MULTI, *PICKS),
            "expand": truth,
        },
    ),
    "header": shape({"text": text(150)}, {"block_id": ID, "level": number(1, 4)}),
    "context": shape({"elements": several(typed("plain_text", "mrkdwn", "image"), 10)}, {"block_id": ID}),
    "actions": shape({"elements": several(typed("button", *SELECTS, *MULTI, *PICKS), 25)}, {"block_id": ID}),
    "divider": shape({}, {"block_id": ID}),
    "input": shape(
        {"label": text(2000), "element": typed(*TYPED_IN, *SELECTS, *MULTI, "checkboxes", "radio_buttons",
                                               "datepicker", "timepicker")},
        {"block_id": ID, "hint": text(2000), "optional": truth, "dispatch_action": truth},
    ),
    "image": shape({"alt_text": string(2000)}, {"image_url": string(3000), "title": text(2000), "block_id": ID}),
    "rich_text": shape(
        {"elements": several(typed("rich_text_section", "rich_text_quote", "rich_text_list"), 1000)}, {"block_id": ID}
    ),
}  # fmt: skip

SHAPES: Final[dict[str, Rule]] = {
    **ELEMENTS,
    **RICH,
    "plain_text": text(2000),
    "mrkdwn": text(2000, True),
}

MODAL: Final = shape(
    {"title": text(24), "blocks": anything},
    {
        "submit": text(24),
        "close": text(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255),
        "clear_on_close": truth,
        "notify_on_close": truth,
        "external_id": string(255),
        "submit_disabled": truth,
    },
)
HOME: Final = shape(
    {"blocks": anything}, {"private_metadata": string(3000, 0), "callback_id": string(255), "external_id": string(255)}
)


def blocks(found: Any, most: int = IN_MESSAGE) -> list[str]:
    """What is wrong with blocks; nothing when Slack would take them."""
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        return ["blocks: no list of blocks"]
    wrong = [f"blocks: {len(found)}, not 1 to {most}"] if not 1 <= len(found) <= most else []
    for index, block in enumerate(found):
        kind, at = block.get("type"), f"blocks[{index}]"
        wrong += BLOCKS[kind](block, at) if kind in BLOCKS else [f"{at}: no block {kind!r} of ours"]
        if kind == "section" and not {"text", "fields"} & set(block):
            wrong.append(f"{at}: neither text nor fields")
    return [*wrong, *_own(found)]


def view(found: Any) -> list[str]:
    """What is wrong with a modal or a home view."""
    if not isinstance(found, dict) or found.get("type") not in ("modal", "home"):
        return [f"view: {found.get('type') if isinstance(found, dict) else found!r} is no view"]
    rule = MODAL if found["type"] == "modal" else HOME
    inside = found.get("blocks", [])
    wrong = [*rule(found, "view"), *blocks(inside, IN_VIEW)]
    inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in inside)
    if found["type"] == "modal" and inputs and "submit" not in found:
        wrong.append("view: inputs, and no submit")
    return wrong


def _own(found: list[Json]) -> Iterator[str]:
    """Ids that stand twice, options that say the same thing, two ways to give options."""
    ids = Counter(block["block_id"] for block in found if "block_id" in block)
    yield from (f"blocks: block_id {id!r} stands {times} times" for id, times in ids.items() if times > 1)
    for index, block in enumerate(found):
        elements = [
            one
            for one in (*block.get("elements", ()), block.get("element"), block.get("accessory"))
            if isinstance(one, dict)
        ]
        actions = Counter(one["action_id"] for one in elements if "action_id" in one)
        yield from (
            f"blocks[{index}]: action_id {id!r} stands {times} times" for id, times in actions.items() if times > 1
        )
        for one in elements:
            if str(one.get("type")).endswith("static_select") and ("options" in one) == ("option_groups" in one):
                yield f"blocks[{index}]: either options or option_groups"
            values = Counter(option.get("value") for option in one.get("options", ()) if isinstance(option, dict))
            yield from (
                f"blocks[{index}]: the value {v!r} stands {times} times" for v, times in values.items() if times > 1
            )
            started: list[Json] = one.get("initial_options") or [one[k] for k in ("initial_option",) if k in one]
            given: list[Json] = one.get("options", started)
            yield from (f"blocks[{index}]: {each!r} is no option" for each in started if each not in given)
