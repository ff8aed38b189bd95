"""The texts themselves: Fluent sources of the core and the plugins, looked up by id and language.

Sources are read once, at the start. Whatever is wrong with one (a line that is no Fluent, an id that two owners give,
an id of a plugin that does not begin with its name) is refused there with the owners' names. A text that a language
lacks is said in en-GB. An agency's own wording of an id comes before all of them; where it cannot be formatted, the
built-in text is said instead, so that no agency can make the bot fall silent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from textwrap import dedent, indent
from typing import Any, Final, TypeAlias

from fluent.runtime import FluentBundle
from fluent.runtime.types import FluentType
from fluent.syntax import FluentParser, FluentSerializer, ast

from space_to_think.hooks import Manifest

Function: TypeAlias = Callable[[Any], FluentType]

DEFAULT_LANGUAGE = "en-GB"
CORE = "core"
_BREAK: Final = re.compile(r" *\n\s*")


class WordingError(Exception):
    """The texts of an installed plugin, or of the core, cannot be used. The sentence names the owner and the id."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Fluent source. `owner` is "core" or a plugin's name, `name` tells people which file it is."""

    owner: str
    name: str
    language: str
    text: str


def core_sources() -> tuple[Source, ...]:
    """Every .ftl beside this module, in a folder of its language."""
    folders = sorted(
        (folder for folder in files("space_to_think.wording").iterdir() if folder.is_dir()), key=lambda f: f.name
    )
    return tuple(
        Source(CORE, f"{folder.name}/{file.name}", folder.name, file.read_text(encoding="utf-8"))
        for folder in folders
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".ftl")
    )


def plugin_sources(manifests: Mapping[str, Manifest]) -> tuple[Source, ...]:
    """What the plugins say, as their manifests have it."""
    return tuple(
        Source(name, f"{name} ({language})", language, text)
        for name, manifest in sorted(manifests.items())
        for language, text in sorted(manifest.texts.items())
    )


def entries(source: Source) -> Iterator[tuple[str, ast.Message | ast.Term]]:
    """Yield each text of a source with its id; a term's id begins with a hyphen.

    Raises WordingError for a line that is no Fluent, and for attributes, which nothing here uses.
    """
    for entry in FluentParser(with_spans=True).parse(source.text).body:
        match entry:
            case ast.Junk():
                line = (entry.content or "").strip().partition("\n")[0]
                raise WordingError(f"{source.name}: this is no Fluent: {line!r}.")
            case ast.Message() | ast.Term() if entry.attributes:
                raise WordingError(f"{source.name}: {entry.id.name} has attributes, which are not used here.")
            case ast.Message():
                yield entry.id.name, entry
            case ast.Term():
                yield f"-{entry.id.name}", entry
            case _:  # a comment
                pass


class Bundles:
    """All texts, by language and id.

    `functions` are what texts may call besides Fluent's own. Raises WordingError for a source that cannot be used.
    """

    def __init__(self, sources: Iterable[Source], functions: Mapping[str, Function] | None = None) -> None:
        self._functions = dict(functions or {})
        self._owners: dict[tuple[str, str], Source] = {}
        self._resources: dict[str, list[ast.Message | ast.Term]] = {}
        self._bundles: dict[str, FluentBundle] = {}
        self._written: dict[str, dict[str, str]] = {}
        self._voices: dict[tuple[str, str], tuple[Mapping[str, str], Voice]] = {}
        for source in sources:
            for id, entry in entries(source):
                self._claim(source, id)
                self._resources.setdefault(source.language, []).append(entry)

    def _claim(self, source: Source, id: str) -> None:
        name = id.removeprefix("-")
        if source.owner != CORE and name != source.owner and not name.startswith(f"{source.owner}-"):
            raise WordingError(f"{source.name}: the text {id} has to begin with {source.owner}-.")
        if (other := self._owners.get((source.language, id))) is not None:
            raise WordingError(f"{other.name} and {source.name} both give the text {id}; one has to rename its own.")
        self._owners[source.language, id] = source

    def owner(self, id: str) -> Source | None:
        """Who gives a text in en-GB."""
        return self._owners.get((DEFAULT_LANGUAGE, id))

    def ids(self, language: str = DEFAULT_LANGUAGE) -> frozenset[str]:
        """The ids that a language has; a term's begins with a hyphen."""
        return frozenset(id for spoken, id in self._owners if spoken == language)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the core speaks."""
        return frozenset(language for (language, _), source in self._owners.items() if source.owner == CORE)

    def written(self, id: str, language: str) -> str | None:
        """A text as its file has it, in the language or else in en-GB; None when nobody gives it."""
        for spoken in dict.fromkeys((language, DEFAULT_LANGUAGE)):
            for entry in self._resources.get(spoken, ()):
                if entry.id.name == id and entry.value is not None:
                    return _written(id, entry.value)
        return None

    def holding(self, words: str, language: str) -> Iterator[tuple[str, str]]:
        """Texts, by id, in which all of these words stand, as their files have them; all of them for no words."""
        wanted = words.casefold().split()
        for id, text in self._all_written(language).items():
            if all(word in text.casefold() for word in wanted):
                yield id, text

    def _all_written(self, language: str) -> Mapping[str, str]:
        if language not in self._written:
            known = (entry for spoken in (DEFAULT_LANGUAGE, language) for entry in self._resources.get(spoken, ()))
            values = {entry.id.name: entry.value for entry in known if isinstance(entry, ast.Message) and entry.value}
            self._written[language] = {id: _written(id, value) for id, value in sorted(values.items())}
        return self._written[language]

    def voice(self, language: str, agency: str = "", wording: Mapping[str, str] | None = None) -> "Voice":
        """How an agency speaks: its own wording first, then the language, then en-GB."""
        own = wording or {}
        kept = self._voices.get((language, agency))
        if kept is None or kept[0] != own:
            kept = self._voices[language, agency] = (dict(own), self._make_voice(language, own))
        return kept[1]

    def _make_voice(self, language: str, own: Mapping[str, str]) -> "Voice":
        chain = dict.fromkeys((language, language.partition("-")[0], DEFAULT_LANGUAGE))
        spoken = [part for part in chain if part in self._resources]
        own_bundle = [self._make_bundle(spoken[0], own)] if own and spoken else []
        return Voice(language, (*own_bundle, *(self._bundle(part) for part in spoken)))

    def _bundle(self, language: str) -> FluentBundle:
        if language not in self._bundles:
            self._bundles[language] = self._make_bundle(language, {})
        return self._bundles[language]

    def _make_bundle(self, language: str, own: Mapping[str, str]) -> FluentBundle:
        # Isolating signs around what stands in a gap would show as boxes in some chat programs.
        bundle = FluentBundle([language, DEFAULT_LANGUAGE], functions=self._functions, use_isolating=False)
        bundle.add_resource(ast.Resource(list(self._resources[language])))
        for id, text in own.items():
            if (entry := own_entry(id, text)) is not None:
                bundle.add_resource(ast.Resource([entry]), allow_overrides=True)
        return bundle


def _written(id: str, value: ast.Pattern) -> str:
    message = ast.Message(ast.Identifier(id), value)
    return dedent(FluentSerializer().serialize_entry(message).partition("=")[2]).strip()


def own_entry(id: str, text: str) -> ast.Message | ast.Term | None:
    """An agency's own wording of an id, read as the right side of a Fluent text; None when it is none."""
    # Indented, so that no line of it can begin a text of its own.
    body = FluentParser().parse(f"{id} =\n{indent(text, '    ')}\n").body
    match body:
        case [ast.Message() | ast.Term() as entry] if not entry.attributes:
            return entry
        case _:
            return None


class Voice:
    """How one agency speaks in one language."""

    def __init__(self, language: str, bundles: tuple[FluentBundle, ...]) -> None:
        self.language = language
        self._bundles = bundles
        self._still: dict[str, str | None] = {}  # texts without gaps, said before

    def say(self, id: str, gaps: Mapping[str, object] | None = None) -> tuple[str | None, bool]:
        """The text, None when nobody gives it; and whether it was said without a fault."""
        if not gaps and id in self._still:
            return self._still[id], True
        said: str | None = None
        for bundle in self._bundles:
            if bundle.has_message(id):
                said, whole = _format(bundle, id, gaps or {})
                if whole:
                    if not gaps:
                        self._still[id] = said
                    return said, True
        return said, False


def _format(bundle: FluentBundle, id: str, gaps: Mapping[str, object]) -> tuple[str, bool]:
    pattern = bundle.get_message(id).value
    assert pattern is not None  # a message without attributes has a value, by the syntax
    try:
        said, faults = bundle.format_pattern(pattern, dict(gaps))
    except RecursionError:  # an agency's own text that stands in itself
        return "", False
    return unwrapped(str(said)), not faults


def unwrapped(text: str) -> str:
    """A text as it is said. A source is wrapped where its line is full, so one line break is a space; an empty line
    is a break.
    """
    return _BREAK.sub(lambda found: "\n" if found[0].count("\n") > 1 else " ", text)
