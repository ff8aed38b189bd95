"""The eight hooks and the values that go in and come out of them, as they are written."""

from enum import StrEnum
from typing import Any

from docs.pages.markdown import code, page, prose, table
from docs.pages.source import about, fields, short_signature, signature
from space_to_think import hooks, messages
from space_to_think.host.loading import HOOKS
from space_to_think.session import state

VALUES = (
    ("What a plugin is", (hooks.Manifest, hooks.Word, state.Kind)),
    ("What a hook sees", (hooks.View, hooks.AgencyView, hooks.SignpostView, hooks.Outside, hooks.Call)),
    ("Effects", (hooks.Say, hooks.Remember, hooks.Wake, hooks.Tally, hooks.Refuse)),
    ("What else a hook gives back", (hooks.CardPart, hooks.Finding)),
    ("Messages", (messages.Message, messages.Person, messages.Card, messages.Button)),
    (
        "What a line of a card may be",
        (
            messages.Text,
            messages.Quote,
            messages.Quotes,
            messages.Signpost,
            messages.OfPractice,
            messages.Setting,
            messages.Bar,
        ),
    ),
    ("What may stand in a gap of a text", (messages.Who, messages.Until, messages.Agency)),
    ("Forms and documents", (messages.Form, messages.Field, messages.Choice, messages.Document)),
)
CHOICES: tuple[tuple[type[StrEnum], str], ...] = (
    (hooks.Scope, "whose plugin it is"),
    (hooks.Access, "who may use a word"),
    (hooks.Capability, "what it is given beyond a session’s facts"),
    (state.Audience, "who may ever see a contribution; its author always may"),
    (state.Reveal, "when it is shown"),
    (state.Keep, "how long it is kept at the longest"),
    (messages.FieldKind, "what a field asks for"),
)


def text() -> str:
    """The page."""
    return page(
        "The hooks",
        "Every hook with its exact signature, and every value it takes or gives. How to use them is told in "
        "[the guide for plugin authors](../plugin-authors.md).",
        "## Hooks",
        *(_hook(name) for name in HOOKS),
        *(part for heading, classes in VALUES for part in (f"## {heading}", *(_value(one) for one in classes))),
        "## Choices",
        table(("Type", "What it says", "Values"), (_choice(one, what) for one, what in CHOICES)),
    )


def _hook(name: str) -> str:
    function = getattr(hooks.HookSpecs, name)
    return f"### {short_signature(function)}\n\n```python\n{signature(function)}\n```\n\n{prose(function.__doc__)}"


def _value(of: type[Any]) -> str:
    rows = [
        (code(field.name), code(field.type), "needed" if field.default is None else code(field.default), field.comment)
        for field in fields(of)
    ]
    return "\n\n".join(
        part for part in (f"### {of.__name__}", about(of), table(("Field", "Type", "Default", ""), rows)) if part
    )


def _choice(of: type[StrEnum], what: str) -> tuple[str, str, str]:
    return code(of.__name__), what, ", ".join(code(value.value) for value in of)
