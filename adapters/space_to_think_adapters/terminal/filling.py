"""A form filled in at a prompt, one field after the other."""

from collections.abc import Mapping

from space_to_think.rendered import RenderedField, RenderedForm
from space_to_think.wording.plain import field_text
from space_to_think_adapters.terminal.texts import text

YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}


class Filling:
    """One form on its way. `asks` is what stands before the next line; it is None when everything is filled in."""

    def __init__(self, form: RenderedForm) -> None:
        self.form = form
        self.values: dict[str, str] = {}
        self._left = list(form.fields)
        self._wrong: dict[str, str] = {}

    @property
    def asks(self) -> str | None:
        """The next field with its choices, and what was wrong with it if it is asked again."""
        if not self._left:
            return None
        field = self._left[0]
        wrong = [self._wrong[field.name]] if field.name in self._wrong else []
        kept = [text("kept", value=_shown(field, field.value))] if field.value else []
        return "\n".join([*wrong, field_text(field), *kept])

    def asked(self) -> tuple[str, ...]:
        """The names of the fields that are still to be filled in."""
        return tuple(field.name for field in self._left)

    @property
    def given(self) -> str:
        """What was filled in last, as it is shown."""
        field = next(field for field in reversed(self.form.fields) if field.name in self.values)
        return _shown(field, self.values[field.name])

    def put(self, line: str) -> bool:
        """Fill in the next field; False when that does not fit and it is asked again."""
        field = self._left[0]
        value = _value(field, line.strip())
        if value is None:
            return False
        self.values[field.name] = value
        self._left.pop(0)
        return True

    def correct(self, errors: Mapping[str, str]) -> None:
        """Ask again for the fields that were wrong; the others keep what was typed."""
        self._wrong = dict(errors)
        self._left = [field for field in self.form.fields if field.name in errors]


def _shown(field: RenderedField, value: str) -> str:
    return next((choice.label for choice in field.choices if choice.value == value), value)


def _value(field: RenderedField, line: str) -> str | None:
    """What a line means for a field; None when it does not fit. An empty line keeps what stands in the field."""
    if not line:
        return field.value or (None if field.required else "")
    if field.choices:
        return _chosen(field, line)
    if field.kind == "yes_no":
        word = line.casefold()
        return "yes" if word in YES else "no" if word in NO else None
    return line


def _chosen(field: RenderedField, line: str) -> str | None:
    if line.isdecimal() and 0 < int(line) <= len(field.choices):
        return field.choices[int(line) - 1].value
    for choice in field.choices:
        if line.casefold() in (choice.value.casefold(), choice.label.casefold()):
            return choice.value
    return None
