"""A form filled in by typing, one field after the other, in the direct chat."""

from collections.abc import Mapping
from typing import Final

from space_to_think.rendered import RenderedField, RenderedForm
from space_to_think.wording.plain import field_text
from space_to_think_adapters.matrix.texts import text

YES: Final = {"yes", "y", "true"}
NO: Final = {"no", "n", "false"}
STOP: Final = "stop"


class Filling:
    """One form on its way. `asks` is what is asked next; None when everything is filled in."""

    def __init__(self, form: RenderedForm) -> None:
        self.form = form
        self.values: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self._left = list(form.fields)
        self._wrong: Mapping[str, str] = {}

    @property
    def asks(self) -> str | None:
        """The next field with its choices, and what was wrong with it if it is asked again."""
        if not self._left:
            return None
        field = self._left[0]
        lines = [self._wrong[field.name]] if field.name in self._wrong else []
        lines.append(field_text(field))
        if field.value:
            shown = next((choice.label for choice in field.choices if choice.value == field.value), field.value)
            lines.append(text("kept", value=shown))
        elif not field.required:
            lines.append(text("skip"))
        return "\n".join([*lines, text("leave-form")])

    def put(self, line: str, ref: str) -> bool:
        """Fill in the next field with what message `ref` says; False when that does not fit and it is asked again."""
        value = _value(self._left[0], line.strip())
        if value is None:
            return False
        name = self._left.pop(0).name
        self.values[name], self.refs[name] = value, ref
        return True

    def correct(self, errors: Mapping[str, str]) -> None:
        """Ask again for the fields that were wrong; the others keep what was typed."""
        self._wrong = errors
        self._left = [field for field in self.form.fields if field.name in errors]


def _value(field: RenderedField, line: str) -> str | None:
    """What an answer means for a field; None when it does not fit."""
    word = line.casefold()
    if word in ("keep", "skip", ""):
        return field.value or (None if field.required else "")
    if field.choices:
        if line.isdecimal() and 0 < int(line) <= len(field.choices):
            return field.choices[int(line) - 1].value
        return next((c.value for c in field.choices if word in (c.value.casefold(), c.label.casefold())), None)
    if field.kind == "yes_no":
        return "yes" if word in YES else "no" if word in NO else None
    return line
