"""The forms of words: what to fill in when an argument is missing. A form's fields are its word's arguments."""

from collections.abc import Iterator

from space_to_think.messages import Choice, Field, FieldKind, Form, Line, Quote, Text
from space_to_think.practice.pace import PaceKind
from space_to_think.session import commands as c
from space_to_think.session.contributions import unfit, unnamed
from space_to_think.session.state import Concern, Kind, Phase, Reason, Session
from space_to_think.session.tables import may
from space_to_think.words.arguments import OTHER, Arguments
from space_to_think.words.split import MANAGER


def simple(word: str, *fields: Field) -> Form:
    """The title and the introduction of a form are texts named after its word."""
    return Form(word, Text(f"form-{word}"), fields, (Text(f"form-{word}-intro"),))


def text(word: str, required: bool = True) -> Form:
    """One text of several lines."""
    return simple(word, Field("text", Text(f"field-{word}"), FieldKind.TEXT, required=required))


def line(word: str, name: str) -> Form:
    """One short thing that may be left out."""
    kind = FieldKind.DATE if name == "until" else FieldKind.LINE
    return simple(word, Field(name, Text(f"field-{name}"), kind, required=False, hint=Text(f"field-{name}-hint")))


def people(word: str) -> Form:
    return simple(word, Field("people", Text("field-people"), FieldKind.PEOPLE))


def request(given: Arguments) -> Form:
    """What a session is wanted for, and what a session is and is not."""
    return Form(
        "new",
        Text("form-new"),
        (
            *_purpose(given, given.situation.pace),
            Field("people", Text("field-people"), FieldKind.PEOPLE, required=False, hint=Text("field-people-hint")),
            *_agency(given),
            *_practice(given),
        ),
        (Text("about-session"), Text("about-not"), *_built_in(given)),
    )


def _built_in(given: Arguments) -> Iterator[Line]:
    """That nobody at their agency has said yet where to turn with a concern."""
    situation = given.situation
    mine = situation.agencies.get(situation.agency or "")
    if mine is None or not mine.safeguards:
        yield Text("about-built-in")


def describe(given: Arguments) -> Form:
    """What another round is for."""
    return simple("describe", *_purpose(given, given.session.pace.kind))


def _purpose(given: Arguments, usual: str) -> Iterator[Field]:
    """Reason, pace and title. What was typed already stands in them, as far as it can be read."""
    paces = tuple(kind.value for kind in PaceKind)
    yield _choice("reason", tuple(reason.value for reason in Reason), value=_among(given, "reason", Reason))
    yield _choice("pace", paces, value=_among(given, "pace", PaceKind) or usual)
    yield Field("title", Text("field-title"), required=False, hint=Text("field-title-hint"))


def join(given: Arguments) -> Form:
    """Which agency, and whether their manager agrees: recommended, shown to no one else, and kept nowhere."""
    return simple("join", *_agency(given), _choice("manager", tuple(MANAGER), required=False), *_offer(given))


def _offer(given: Arguments) -> Iterator[Field]:
    """Whether they would facilitate: asked while nobody does, so that it takes no step of its own."""
    session = given.situation.session
    if session is not None and session.phase is Phase.GATHERING and session.facilitator is None:
        yield _choice("facilitate", ("yes", "no"), required=False)


def agency(given: Arguments) -> Form:
    return simple("agency", *_agency(given))


def _agency(given: Arguments) -> Iterator[Field]:
    """One of the configured agencies, or another. Nothing is asked where none is configured."""
    named = [
        Choice(slug, Text("choice-agency", {"name": a.name})) for slug, a in given.situation.agencies.items() if slug
    ]
    if named:
        choices = (*named, Choice(OTHER, Text("choice-agency-other")))
        yield Field("agency", Text("field-agency"), FieldKind.CHOICE, choices, value=given.situation.agency)


def _practice(given: Arguments) -> Iterator[Field]:
    """Asked only where there is more than one to choose from."""
    names = given.situation.practices
    if len(names) > 1:
        choices = tuple(Choice(name, Text("choice-practice", {"name": name})) for name in names)
        yield Field("practice", Text("field-practice"), FieldKind.CHOICE, choices, value=names[0])


def flag(given: Arguments) -> Form:
    return simple("flag", _choice("concern", tuple(concern.value for concern in Concern)))


def _choice(name: str, values: tuple[str, ...], required: bool = True, value: str | None = None) -> Field:
    choices = tuple(Choice(v, Text(f"choice-{name}", {name: v})) for v in values)
    return Field(name, Text(f"field-{name}"), FieldKind.CHOICE, choices, required, value)


def _among(given: Arguments, name: str, values: type[Reason] | type[PaceKind]) -> str | None:
    typed = (given.maybe(name) or "").casefold()
    return next((value.value for value in values if value.value == typed), None)


# ---- contributions


def called(kind: Kind, label: str | None = None) -> Text:
    """What a kind is called, "a strength"; with a label, what that sort of it is called, "a next step"."""
    if kind.called is None:
        return Text("called-plain", {"word": label or kind.word})
    return Text(f"{kind.called}-{label}" if label else kind.called)


def contribution(kind: Kind, given: Arguments) -> Form:
    """Which sort, if there are several; the words; by when, if it is dated."""
    return Form(
        kind.word, Text("form-give", {"what": called(kind)}), tuple(_contribution(kind, given)), _warning(given, kind)
    )


def _contribution(kind: Kind, given: Arguments) -> Iterator[Field]:
    if kind.labels:
        choices = tuple(Choice(label, called(kind, label)) for label in kind.labels)
        yield Field(
            "label", Text("field-label"), FieldKind.CHOICE, choices, value=given.maybe("label") or kind.labels[0]
        )
    yield Field("text", Text("field-text"), FieldKind.TEXT, hint=Text("field-text-hint"))
    if kind.dated:
        yield Field("due", Text("field-due"), FieldKind.DATE, required=False, hint=Text("field-due-hint"))


def change(given: Arguments) -> Form:
    """Other words for what was given. Which is meant goes along in the form's own words, and is shown as it stands."""
    id = given.maybe("id")
    field = Field("text", Text("field-text"), FieldKind.TEXT)
    shown = () if id is None else (Quote(id, named=False),)
    return Form("change" if id is None else f"change {id}", Text("form-change"), (field,), shown)


def _warning(given: Arguments, *kinds: Kind) -> tuple[Line, ...]:
    """Whether something is given without a name was settled as the stage opened, whatever a kind says of itself."""
    return (Text("give-anonymous"),) if any(unnamed(given.session, kind.name) for kind in kinds) else ()


def add(given: Arguments, kinds: tuple[Kind, ...]) -> Form:
    """ "Add…": everything that this person can give now, in one form."""
    choices = tuple(_sorts(kinds))
    fields = [
        Field("kind", Text("field-kind"), FieldKind.CHOICE, choices, value=choices[0].value),
        Field("text", Text("field-text"), FieldKind.TEXT, hint=Text("field-text-hint")),
    ]
    if any(kind.dated for kind in kinds):
        fields.append(Field("due", Text("field-due"), FieldKind.DATE, required=False, hint=Text("field-due-hint")))
    return Form("add", Text("form-add"), tuple(fields), _warning(given, *kinds))


def _sorts(kinds: tuple[Kind, ...]) -> Iterator[Choice]:
    for kind in kinds:
        for label in kind.labels or ("",):
            yield Choice(f"{kind.name} {label}".strip(), called(kind, label or None))


def givable(session: Session, number: int, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """What this person can give now; what belongs to the open stage comes first."""
    if not may(session, number, c.Give):
        return ()
    fit = [kind for kind in kinds if unfit(session, kind, c.Give(number, kind.name, "")) is None]
    return tuple(sorted(fit, key=lambda kind: not kind.stages))
