"""A pseudo-locale for tests: every letter of every text wears an accent, so that a hard-wired text shows up bare."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from babel import Locale
from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

from space_to_think.hooks import Manifest
from space_to_think.wording.bundles import DEFAULT_LANGUAGE, Source, core_sources, plugin_sources
from space_to_think.wording.render import Wording

PSEUDO: Final = "en-XA"

_PLAIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED: Final = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
_TABLE: Final = str.maketrans(_PLAIN, _ACCENTED)
_BARE: Final = re.compile(r"[A-Za-z]{2,}")
_ENGLISH: Final = Locale("en", "GB")
_BABEL: Final = frozenset(
    {*_ENGLISH.days["format"]["wide"].values(), *_ENGLISH.months["format"]["wide"].values(), "am", "pm"}
)


def accent(text: str) -> str:
    """The same text with an accent on each letter of A to Z."""
    return text.translate(_TABLE)


def bare(text: str) -> list[str]:
    """The words of a text that went through no wording file: two plain letters or more in a row.

    Names of days and months come from Babel and are let through.
    """
    return [word for word in _BARE.findall(text) if word not in _BABEL]


class _Accents(Transformer):
    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:
        node.value = accent(node.value)
        return node

    def visit_Message(self, node: ast.Message) -> Any:
        # A pattern is a picture of a date, not a text.
        return node if node.id.name.endswith("-pattern") else self.generic_visit(node)


def pseudo_source(source: Source) -> Source:
    """An en-GB source in the pseudo-locale."""
    tree: Any = _Accents().visit(FluentParser().parse(source.text))
    return Source(source.owner, f"{source.name} ({PSEUDO})", PSEUDO, FluentSerializer().serialize(tree))


def pseudo_wording(manifests: Mapping[str, Manifest], extra: Iterable[Source] = ()) -> Wording:
    """A strict Wording that also speaks the pseudo-locale; what comes from practices and agencies wears accents too."""
    sources = (*core_sources(), *plugin_sources(manifests), *extra)
    spoken = [pseudo_source(source) for source in sources if source.language == DEFAULT_LANGUAGE]
    return Wording((*sources, *spoken), manifests, outside=accent, strict=True)
