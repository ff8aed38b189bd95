"""Forms for admins: drawn from the settings' schemas, with what is set now standing in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from space_to_think.admin.said import shown, typed
from space_to_think.admin.values import Office
from space_to_think.agency.file import OwnSettings, SignpostFile
from space_to_think.agency.schema import Shape, Takes, shapes
from space_to_think.messages import AsSet, Card, Choice, Field, FieldKind, Form, Line, Part, Text

KINDS: Final[Mapping[Takes, FieldKind]] = {
    Takes.TEXT: FieldKind.LINE,
    Takes.YES_NO: FieldKind.CHOICE,
    Takes.NUMBER: FieldKind.NUMBER,
    Takes.CHOICE: FieldKind.CHOICE,
    Takes.LIST: FieldKind.LINE,
}
STANDINGS: Final = ("here", "elsewhere", "as-said", "admin", "no-admin")


def settings(office: Office) -> Form:
    """The agency's own settings."""
    own = ((shape, getattr(office.agency, key)) for key, shape in shapes(OwnSettings).items())
    known = AsSet(", ".join(sorted(office.context.languages)))
    fields = tuple(
        replace(
            _field(shape, value, Text(f"admin-setting-{shape.key}"), required=True),
            hint=Text(f"admin-about-{shape.key}", {"known": known}),
        )
        for shape, value in own
    )
    return _form(office, Text("form-admin-settings"), fields, "settings")


def plugin(office: Office, name: str) -> Form:
    """A plugin's settings."""
    model, chosen = office.manifests[name].settings, office.agency.settings.get(name, {})
    fields = tuple(
        _field(shape, chosen.get(key, shape.default), Text("admin-field", {"title": AsSet(shape.title)}))
        for key, shape in shapes(model).items()
    )
    return _form(office, Text("form-admin-set", {"plugin": name}), fields, "set", name)


def signpost(office: Office, kind: str) -> Form:
    """One signpost, whole."""
    entry = office.agency.signposts.get(kind)
    fields = tuple(
        Field(
            key,
            Text(f"admin-signpost-{key}"),
            FieldKind.DATE if key == "review_by" else FieldKind.LINE,
            required=key == "title",
            value=typed(getattr(entry, key, None)),
        )
        for key in SignpostFile.model_fields
    )
    return _form(office, Text("form-admin-signposts", {"kind": kind}), fields, "signposts", kind)


def people(office: Office) -> Form:
    """Somebody, and what holds for them."""
    choices = tuple(Choice(each, Text(f"admin-people-{each}")) for each in STANDINGS)
    fields = (
        Field("people", Text("field-people"), FieldKind.PEOPLE),
        Field("standing", Text("admin-people-standing"), FieldKind.CHOICE, choices, value="here"),
    )
    return _form(office, Text("form-admin-people"), fields, "people")


def long_text(office: Office, word: str, name: str, value: str | None) -> Form:
    """One text of several lines."""
    hint = Text(f"admin-{word}-hint")
    field = Field("text", Text(f"admin-{word}-text"), FieldKind.TEXT, required=False, value=value, hint=hint)
    return _form(office, Text(f"form-admin-{word}", {"name": AsSet(name)}), (field,), word, name)


def as_card(form: Form) -> Card:
    """The same for where there are no forms: what is set, what it is for, and how it is typed."""
    return Card((form.title, *form.intro, *_typed(form)))


def _typed(form: Form) -> Iterator[Line]:
    for field in form.fields:
        value = shown(field.value)
        yield Text("admin-setting", {"setting": field.label, "key": AsSet(field.name), "value": value})
        yield from () if field.hint is None else (field.hint,)
        yield from choices(choice.value for choice in field.choices)
    kinds = {field.kind for field in form.fields}
    takes = "people" if FieldKind.PEOPLE in kinds else "text" if kinds == {FieldKind.TEXT} else "value"
    yield Text("admin-type", {"words": form.words, "takes": takes})


def explained(shape: Shape) -> Iterator[Text]:
    """What a setting is for, and how a list of them is written."""
    if shape.takes is Takes.LIST:
        sort = "texts" if shape.written else "list"
        facts: Mapping[str, Part] = {"about": AsSet(shape.about), "choices": AsSet(", ".join(shape.choices))}
        yield Text(f"admin-hint-{sort}", facts)
    elif shape.about:
        yield Text("admin-hint", {"about": AsSet(shape.about)})


def choices(values: Iterable[str]) -> Iterator[Text]:
    """What there is to choose from, for where it is typed."""
    if listed := ", ".join(values):
        yield Text("admin-choices", {"choices": AsSet(listed)})


def _form(office: Office, title: Text, fields: Iterable[Field], *words: str) -> Form:
    return Form(office.words(*words), title, tuple(fields))


def _field(shape: Shape, value: object, label: Text, required: bool = False) -> Field:
    """A field for a setting. One that may be left empty goes back to its default then."""
    kind = FieldKind.TEXT if shape.written else KINDS[shape.takes]
    stands = "\n".join(map(str, cast("Sequence[object]", value))) if shape.written else typed(value)
    return Field(shape.key, label, kind, tuple(_choices(shape)), required, stands or None, next(explained(shape), None))


def _choices(shape: Shape) -> Iterator[Choice]:
    if shape.takes is Takes.YES_NO:
        yield from (Choice(each, Text(f"admin-{each}")) for each in ("yes", "no"))
    elif shape.takes is Takes.CHOICE:
        yield from (Choice(str(each), Text("admin-choice", {"choice": str(each)})) for each in shape.choices)
