"""Whether texts are plain: for the tests of this repository and of whoever writes a plugin or an agency's wording.

The automated readability index (Smith and Senter, 1967) is 4.71 times the letters a word, plus half the words a
sentence, less 21.43: about the school year that can read a text. Every variant of a text is looked at, with a short
name in each gap.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from fluent.syntax import ast

from space_to_think.wording.bundles import Source, entries, unwrapped

SHORT: Final = 8  # words; the index says nothing of a text that is shorter
EASY: Final = 6.0
HARDEST: Final = 9.0
LONGEST_SENTENCE: Final = 25  # words

# What stands in a gap while a text is measured.
GAP: Final = "Sam"
FUNCTION: Final = "noon"

# American spelling, and the words it is found by.
_AMERICAN: Final = re.compile(
    r"\b("
    r"(?!(?:siz|seiz|priz|capsiz|horiz|bronz|maiz|citiz|denizen)\w*)\w+iz(?:e[ds]?|ing|ations?|ers?)"
    r"|\w*analyz\w*|behavior\w*|color\w*|favor\w*|honor\w*|labor|neighbor\w*|center(?:ed|s)?|fulfill|enroll"
    r"|canceled|canceling|traveled|modeling|counselor\w*|defense|offense|gray|dialog|catalog|program|pediatric\w*"
    r"|jewelry|skillful|gotten"
    r")\b",
    re.IGNORECASE,
)
# Words that blame, that only computer people use, or that say things by their colour.
_BANNED: Final = re.compile(
    r"\b(user error|errors?|invalid|illegal|failed|failure|fatal|abort\w*|denied|forbidden|unauthori[sz]ed"
    r"|null|timeout|please note|obviously|simply|just click|click|green|red|amber|yellow|stupid"
    r"|you must not|you forgot)\b",
    re.IGNORECASE,
)
_EMOJI: Final = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[”’\")]*\s+|\n+")
_LETTER: Final = re.compile(r"[^\W_]")


def words(text: str) -> list[str]:
    """The words of a text: what stands between spaces and has a letter or digit."""
    return [word for word in text.split() if _LETTER.search(word)]


def sentences(text: str) -> list[str]:
    """The sentences of a text; the end of a line ends one too."""
    return [sentence for sentence in _SENTENCE_END.split(text) if words(sentence)]


def index(text: str) -> float:
    """The automated readability index; 0 for a text without words."""
    count = len(words(text))
    if count == 0:
        return 0.0
    letters = len(_LETTER.findall(text))
    return 4.71 * letters / count + 0.5 * count / len(sentences(text)) - 21.43


def texts(sources: Iterable[Source]) -> Mapping[str, Sequence[str]]:
    """Every text by its id, written out: one string for each variant. Pictures of dates are left out."""
    known = {id: entry for source in sources for id, entry in entries(source)}
    return {
        id: [unwrapped(text) for text in _variants(entry.value, known)]
        for id, entry in known.items()
        if not id.endswith("-pattern") and entry.value is not None
    }


def _variants(pattern: ast.Pattern, known: Mapping[str, ast.Message | ast.Term]) -> list[str]:
    pieces = [_piece(element, known) for element in pattern.elements]
    most = max((len(piece) for piece in pieces), default=0)
    # Each variant of each gap at least once; all combinations would be too many and show nothing more.
    return ["".join(piece[min(place, len(piece) - 1)] for piece in pieces) for place in range(most)]


def _piece(element: object, known: Mapping[str, ast.Message | ast.Term]) -> list[str]:
    match element:
        case ast.TextElement():
            return [element.value]
        case ast.Placeable():
            return _piece(element.expression, known)
        case ast.SelectExpression():
            return [text for variant in element.variants for text in _variants(variant.value, known)]
        case ast.StringLiteral() | ast.NumberLiteral():
            return [element.value]
        case ast.FunctionReference(arguments=arguments) if [*arguments.positional]:
            first = arguments.positional[0]
            return [first.value if isinstance(first, ast.StringLiteral) else FUNCTION]
        case ast.MessageReference() | ast.TermReference():
            name = element.id.name
            entry = known.get(f"-{name}" if isinstance(element, ast.TermReference) else name)
            return [GAP] if entry is None or entry.value is None else _variants(entry.value, known)
        case _:
            return [GAP]


def hard(texts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The texts of eight words or more whose index is above 6, with it; hardest first."""
    found = {
        id: max((index(text) for text in many if len(words(text)) >= SHORT), default=0.0) for id, many in texts.items()
    }
    return dict(
        sorted(((id, hardness) for id, hardness in found.items() if hardness > EASY), key=lambda pair: -pair[1])
    )


def measured(texts: Mapping[str, Sequence[str]]) -> int:
    """How many texts are long enough to be measured."""
    return sum(any(len(words(text)) >= SHORT for text in many) for many in texts.values())


def faults(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for each thing that is not plain in some text, apart from the rule of nine in ten."""
    return [f"{id}: {fault}" for id, many in sorted(texts.items()) for fault in sorted(set(_faults(many)))]


def _faults(many: Sequence[str]) -> Iterator[str]:
    for text in many:
        if len(words(text)) >= SHORT and index(text) > HARDEST:
            yield f"too hard to read ({index(text):.1f}): {text!r}"
        for sentence in sentences(text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield f"a sentence of {len(words(sentence))} words: {sentence!r}"
        for found in _AMERICAN.finditer(text):
            yield f"not spelt as in the UK: {found[0]!r}"
        for found in _BANNED.finditer(text):
            yield f"not a word we use with people: {found[0]!r}"
        if _EMOJI.search(text):
            yield f"a sign that some cannot see or hear: {text!r}"


def all_faults(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """As `faults`, and the rule that nine texts in ten are easy."""
    found = faults(texts)
    difficult = hard(texts)
    if len(difficult) * 10 > measured(texts):
        share = f"{len(difficult)} of {measured(texts)} texts are above {EASY:g}"
        found += [share, *(f"{id}: {hardness:.1f}" for id, hardness in difficult.items())]
    return found
