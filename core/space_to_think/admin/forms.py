"""Forms for admins: drawn from the settings' schemas, with what is set now standing in them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from space_to_think.admin.said import shown, typed
from space_to_think.admin.values import Office
from space_to_think.agency.file import OwnSettings, SignpostFile
from space_to_think.agency.schema import Shape, Takes, shapes
from space_to_think.messages import AsSet, Card, Choice, Field, FieldKind, Form, Line, Text

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
    fields = tuple(_field(shape, value, Text(f"admin-setting-{shape.key}"), required=True) for shape, value in own)
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
    field = Field("text", Text(f"admin-{word}-text"), FieldKind.TEXT, required=False, value=value)
    return _form(office, Text(f"form-admin-{word}", {"name": AsSet(name)}), (field,), word, name)


def as_card(form: Form) -> Card:
    """The same for where there are no forms: what is set, and how it is typed."""
    return Card((form.title, *form.intro, *_typed(form)))


def _typed(form: Form) -> Iterator[Line]:
    for field in form.fields:
        value = shown(field.value)
        yield Text("admin-setting", {"setting": field.label, "key": AsSet(field.name), "value": value})
    yield Text("admin-type", {"words": form.words})


def _form(office: Office, title: Text, fields: Iterable[Field], *words: str) -> Form:
    return Form(office.words(*words), title, tuple(fields))


def _field(shape: Shape, value: object, label: Text, required: bool = False) -> Field:
    """A field for a setting. One that may be left empty goes back to its default then."""
    hint = Text("admin-hint", {"about": AsSet(shape.about)}) if shape.about else None
    if shape.takes is Takes.LIST:
        hint = Text("admin-hint-list", {"about": AsSet(shape.about), "choices": AsSet(", ".join(shape.choices))})
    return Field(shape.key, label, KINDS[shape.takes], tuple(_choices(shape)), required, typed(value), hint)


def _choices(shape: Shape) -> Iterator[Choice]:
    if shape.takes is Takes.YES_NO:
        yield from (Choice(each, Text(f"admin-{each}")) for each in ("yes", "no"))
    elif shape.takes is Takes.CHOICE:
        yield from (Choice(str(each), Text("admin-choice", {"choice": str(each)})) for each in shape.choices)
