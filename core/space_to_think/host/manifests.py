"""What a plugin says of itself, checked at start-up. Each rule is one function that yields sentences."""

import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from space_to_think.hooks import Capability, Manifest, Scope, Settings
from space_to_think.messages import Text
from space_to_think.session.state import Audience, Reveal
from space_to_think.wording.bundles import DEFAULT_LANGUAGE, Source, WordingError, entries

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class PluginError(Exception):
    """An installed plugin cannot be used. The sentence names it and says what would be right."""


def check_manifest(name: str, manifest: Manifest, hooks: frozenset[str]) -> None:
    """Check a manifest by itself. Raises PluginError with everything that is wrong with it."""
    wrong = [*_name(name, manifest), *_scope(manifest, hooks), *_settings(manifest), *_kinds(manifest)]
    wrong += [*_words(manifest, hooks), *_texts(manifest)]
    if wrong:
        raise PluginError(f"The plugin {name!r}: {' '.join(wrong)}")


def texts_of(manifest: Manifest) -> frozenset[str]:
    """The ids of a plugin's texts in en-GB, terms left out."""
    source = Source(manifest.name, manifest.name, DEFAULT_LANGUAGE, manifest.texts.get(DEFAULT_LANGUAGE, ""))
    return frozenset(id for id, _ in entries(source) if not id.startswith("-"))


def _name(name: str, manifest: Manifest) -> Iterator[str]:
    if manifest.name != name:
        yield f"its entry point is called {name!r}, but its manifest {manifest.name!r}; they have to be the same."
    if not NAME.fullmatch(manifest.name):
        yield "a name has small letters, digits and hyphens, at most 40."


def _scope(manifest: Manifest, hooks: frozenset[str]) -> Iterator[str]:
    if manifest.scope is Scope.PERSON and "card" in hooks:
        yield "a person plugin has no part on the group's card; only a session plugin implements card."
    if "check" in hooks and Capability.CONTENT_READ not in manifest.capabilities:
        yield "check reads what people write; declare the capability content.read."
    if manifest.words and "handle" not in hooks:
        yield "it declares words, so it has to implement handle."


# ---- settings


def _settings(manifest: Manifest) -> Iterator[str]:
    model: Any = manifest.settings
    if not (isinstance(model, type) and issubclass(model, Settings)):
        yield "its settings have to be a subclass of space_to_think.hooks.Settings."
        return
    for key, field in model.model_fields.items():
        if not _drawable(field.annotation):
            yield f"the setting {key} has to be text, yes or no, a number, a choice, or a list of these."
        if field.is_required():
            yield f"the setting {key} needs a default, because an agency may set nothing."
    try:
        model()
    except ValidationError:
        yield "its settings cannot be made of their defaults."


def _drawable(annotation: Any) -> bool:
    """Whether a form's field can be drawn from the type of a setting."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (list, tuple):
        return all(argument is Ellipsis or _drawable(argument) for argument in arguments)
    if origin in (Union, UnionType):
        return all(argument is type(None) or _drawable(argument) for argument in arguments)
    if origin is Literal:
        return all(isinstance(argument, str) for argument in arguments)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return all(isinstance(member.value, str) for member in annotation)
    return isinstance(annotation, type) and issubclass(annotation, str | bool | int | float)


# ---- kinds and words


def _kinds(manifest: Manifest) -> Iterator[str]:
    yield from _twice("kind", [kind.name for kind in manifest.kinds])
    for kind in manifest.kinds:
        for slug in (kind.name, kind.word, *kind.labels):
            if not NAME.fullmatch(slug):
                yield f"the kind {kind.name!r}: {slug!r} is no slug of small letters, digits and hyphens."
        if not kind.roles:
            yield f"the kind {kind.name!r} is for no role, so nobody could give one."
        if kind.reveal is Reveal.STAGE and not kind.stages:
            yield f"the kind {kind.name!r} is revealed when its stage closes, so it has to name its stages."
        if kind.shown_from and not kind.anonymous:
            yield f"the kind {kind.name!r} is shown from {kind.shown_from} on, so it has to be anonymous always."
        if kind.anonymous and kind.anonymous_setting is not None:
            yield f"the kind {kind.name!r} is anonymous always, so it cannot have an anonymous_setting."
        if kind.anonymous and manifest.scope is not Scope.SESSION:
            yield f"the kind {kind.name!r}: only a session plugin's can be anonymous, because everybody's has to be."
        if kind.anonymous_setting is not None:
            yield from _anonymous(manifest, kind.name, kind.anonymous_setting)
        nameless = kind.anonymous or kind.anonymous_setting is not None
        if nameless and (kind.audience is not Audience.GROUP or kind.reveal is not Reveal.STAGE):
            yield f"the kind {kind.name!r}: only what a whole group sees when a stage closes can be anonymous."


def _anonymous(manifest: Manifest, kind: str, setting: str) -> Iterator[str]:
    model: Any = manifest.settings
    field = getattr(model, "model_fields", {}).get(setting)
    if manifest.scope is not Scope.SESSION:
        yield f"the kind {kind!r}: only a session plugin's can be anonymous, because everybody's has to be."
    elif field is None or field.annotation is not bool:
        yield f"the kind {kind!r} is anonymous by {setting!r}, which is no yes-or-no setting of the plugin."


def _words(manifest: Manifest, hooks: frozenset[str]) -> Iterator[str]:
    yield from _twice("word", [*(word.name for word in manifest.words), *(kind.word for kind in manifest.kinds)])
    for word in manifest.words:
        if not NAME.fullmatch(word.name):
            yield f"the word {word.name!r} is no single word of small letters, digits and hyphens."
        if word.anywhere and manifest.scope is not Scope.PERSON:
            yield f"the word {word.name!r} works outside a session, where only a person plugin can answer."


def _twice(what: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"it has the {what} {name!r} {count} times."


# ---- texts


def _texts(manifest: Manifest) -> Iterator[str]:
    if DEFAULT_LANGUAGE not in manifest.texts:
        yield f"it has no texts in {DEFAULT_LANGUAGE}."
        return
    for language, text in manifest.texts.items():
        source = Source(manifest.name, f"its texts in {language}", language, text)
        try:
            ids = [id.removeprefix("-") for id, _ in entries(source)]
        except WordingError as error:
            yield str(error)
            return
        yield from _twice("text", ids)
        for id in ids:
            if not id.startswith(f"{manifest.name}-"):
                yield f"the text {id} has to begin with {manifest.name}-."
    yield from _missing(manifest)


def _missing(manifest: Manifest) -> Iterator[str]:
    there = texts_of(manifest)
    for text in _referred(manifest):
        if text.id not in there:
            yield f"it refers to the text {text.id}, which it does not have in {DEFAULT_LANGUAGE}."


def _referred(manifest: Manifest) -> Iterator[Text]:
    yield manifest.sentence
    yield from (*manifest.reads, *manifest.keeps)
    for word in manifest.words:
        yield from (text for text in (word.argument, word.label) if text is not None)
    for kind in manifest.kinds:
        if kind.called is not None:
            yield Text(kind.called)
            yield from (Text(f"{kind.called}-{label}") for label in kind.labels)
