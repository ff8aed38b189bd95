"""Three validators of blocks and views that are not ours, and what each says: slack_sdk, slackblocks, Slack's types.

The first two look at one payload at a time; the third, a compiler, at many at once. A fault is a line of words.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import slackblocks
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

PEER: Final = Path(__file__).parent / "peer"
TYPES: Final = PEER / "node_modules" / "@slack" / "types"
COMPILER: Final = PEER / "node_modules" / "typescript" / "bin" / "tsc"

# ---- slack_sdk.models, all the way down


def by_sdk(blocks: Sequence[Json], view: Json | None = None) -> list[str]:
    """What slack_sdk's models have against it."""
    wrong: list[str] = []
    for block in blocks:
        try:
            parsed = Block.parse(dict(block))
        except TypeError as error:
            wrong.append(f"{block.get('type')}: {error}")
            continue
        if parsed is None:
            wrong.append(f"unknown block {block.get('type')!r}")
        else:
            wrong += _walk(parsed)
    if view is not None:
        try:
            View(**view).validate_json()
        except SlackObjectFormationError as error:
            wrong.append(str(error))
    return wrong


def _walk(thing: Any) -> Iterator[str]:
    if isinstance(thing, JsonObject):
        try:
            thing.validate_json()
        except SlackObjectFormationError as error:
            yield f"{type(thing).__name__}: {error}"
        for inner in vars(thing).values():
            yield from _walk(inner)
    elif isinstance(thing, list | tuple):
        for inner in thing:
            yield from _walk(inner)


# ---- slackblocks, by its constructors, which check

MADE: Final[Mapping[str, str]] = {
    "section": "SectionBlock",
    "header": "HeaderBlock",
    "context": "ContextBlock",
    "actions": "ActionsBlock",
    "divider": "DividerBlock",
    "input": "InputBlock",
    "button": "Button",
    "static_select": "StaticSelectMenu",
    "multi_static_select": "StaticMultiSelectMenu",
    "users_select": "UserSelectMenu",
    "multi_users_select": "UserMultiSelectMenu",
    "checkboxes": "CheckboxGroup",
    "radio_buttons": "RadioButtonGroup",
    "datepicker": "DatePicker",
    "timepicker": "TimePicker",
    "overflow": "OverflowMenu",
    "plain_text_input": "PlainTextInput",
    "number_input": "NumberInput",
    "rich_text": "RichTextBlock",
    "rich_text_section": "RichTextSection",
    "rich_text_quote": "RichTextQuote",
    "text": "RichText",
    "user": "RichTextUser",
    "link": "RichTextLink",
}
OBJECTS: Final[Mapping[str, str]] = {
    "options": "Option",
    "initial_options": "Option",
    "initial_option": "Option",
    "option_groups": "OptionGroup",
    "confirm": "ConfirmationDialogue",
}


def by_slackblocks(blocks: Sequence[Json], view: Json | None = None) -> list[str]:
    """What slackblocks has against it. KeyError for what it has no class for here."""
    wrong: list[str] = []
    made: list[Any] = []
    for block in blocks:
        try:
            made.append(_make(block))
        except (slackblocks.errors.InvalidUsageError, TypeError, ValueError) as error:
            wrong.append(f"{block.get('type')}: {error}")
    if len(made) < len(blocks):
        return wrong
    try:
        if view is None:
            slackblocks.Message(channel="C", text="x", blocks=made)
        else:
            rest = {key: _value(key, value) for key, value in view.items() if key not in ("type", "blocks")}
            kind = slackblocks.ModalView if view["type"] == "modal" else slackblocks.HomeTabView
            kind(blocks=made, **rest)
    except (slackblocks.errors.InvalidUsageError, TypeError, ValueError) as error:
        wrong.append(str(error))
    return wrong


def _make(one: Json) -> Any:
    kind = getattr(slackblocks, MADE[one["type"]])
    fields = {key: _value(key, value) for key, value in one.items() if key not in ("type", "style")}
    if isinstance(one.get("style"), dict):
        fields |= one["style"]
    elif "style" in one:
        fields["style"] = one["style"]
    if one["type"].startswith("multi_static") or one["type"] in ("checkboxes", "radio_buttons", "overflow"):
        fields.setdefault("action_id", None)
    return kind(**fields)


def _value(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(key, each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in ("plain_text", "mrkdwn"):
        return slackblocks.Text.from_dict(value)
    if key in OBJECTS:
        inner = {name: _value(name, each) for name, each in value.items()}
        return getattr(slackblocks, OBJECTS[key])(**inner)
    return _make(value)


# ---- @slack/types, by the compiler


def why_no_compiler() -> str | None:
    """What keeps the compiler from running here; None when nothing does."""
    if shutil.which("node") is None or not COMPILER.exists():
        return f"There is no TypeScript in {COMPILER.parents[1]}: `make slack` installs it, where Node is."
    return None


def by_types(found: Sequence[tuple[str, Any]], folder: Path) -> list[str]:
    """What Slack's own types have against any of these: pairs of KnownBlock[], ModalView or HomeView, and a value."""
    lines = [f'import type {{ KnownBlock, ModalView, HomeView }} from "{TYPES}";']
    lines += [f"export const p{n}: {kind} = {json.dumps(value)};" for n, (kind, value) in enumerate(found)]
    (folder / "payloads.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"]
    command = ["node", str(COMPILER), *options, "--pretty", "false", "payloads.ts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode in (0, 1, 2), done.stderr
    return done.stdout.splitlines()
