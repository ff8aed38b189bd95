"""TOML that people write: on which line a key stands, and what is wrong with it in a plain sentence.

`tomllib` says where the syntax is wrong, but not where a key stands that has a wrong value; `Lines` finds
that with a small scanner. It takes for granted that the text is valid TOML.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final, TypeAlias, cast, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # strings of several lines
    r'|"(?:\\.|[^"\\])*"|\'[^\']*\''
    r"|(?P<comment>#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\n)|.",
    re.DOTALL,
)
_KEY = re.compile(r"""\s*((?:[\w.\s-]|"(?:\\.|[^"\\])*"|'[^']*')+?)\s*=""")


class Lines:
    """On which line each key of a TOML text stands. A path is its keys, and numbers from 0 in arrays of
    tables.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._latest: dict[Path, int] = {}  # how many tables each array of tables has so far, less one
        table: Path = ()
        for line, statement in _statements(text):
            if statement.startswith("[["):
                table = self._enter(_keys(statement[1:-1]), repeats=True)
                self._lines[table] = line
            elif statement.startswith("["):
                table = self._enter(_keys(statement), repeats=False)
                self._lines[table] = line
            elif match := _KEY.match(statement):
                self._lines[table + _keys(match[1] + " = 0")] = line

    def __getitem__(self, path: Path) -> int:
        """The line of a key; of the table it belongs in when it is missing; 1 when that is the whole text."""
        for length in range(len(path), 0, -1):
            for known, line in self._lines.items():
                if known[:length] == path[:length]:
                    return line
        return 1

    def _enter(self, keys: Path, *, repeats: bool) -> Path:
        """Where a header leads: into the latest table of each array on its way."""
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if repeats:
            self._latest[path] = self._latest.get(path, -1) + 1
        return self._inside(path)

    def _inside(self, path: Path) -> Path:
        return (*path, self._latest[path]) if path in self._latest else path


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each key with its value, and the line it begins on; comments left out."""
    line, begins, depth, parts = 1, 1, 0, list[str]()
    for token in _TOKEN.finditer(text + "\n"):
        if not parts:
            begins = line
        line += token[0].count("\n")
        depth += (token["open"] is not None) - (token["close"] is not None)
        if token["end"] is not None and depth == 0:
            yield begins, "".join(parts)
            parts.clear()
        elif token["comment"] is None and (parts or not token[0].isspace()):
            parts.append(token[0])


def _keys(fragment: str) -> Path:
    """The keys of a header or a dotted key, as tomllib reads them."""
    keys: list[str] = []
    inner: object = tomllib.loads(fragment)
    while isinstance(inner, dict) and inner:
        ((key, inner),) = cast("dict[str, object]", inner).items()
        keys.append(key)
    return tuple(keys)


_SYNTAX = re.compile(r"\(at line (\d+), column \d+\)")


def syntax_error(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """The line and a sentence for a text that is no TOML."""
    match = _SYNTAX.search(str(error))
    line = int(match[1]) if match else text.count("\n") + 1
    what = _SYNTAX.sub("", str(error)).replace("(at end of document)", "").strip()
    return line, f"This is not valid TOML: {what[:1].lower()}{what[1:]}."


_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "This is needed and it is missing.",
    "string_type": "This has to be text in quotes.",
    "string_too_short": "This must not be empty.",
    "int_type": "This has to be a whole number.",
    "int_parsing": "This has to be a whole number.",
    "int_from_float": "This has to be a whole number.",
    "bool_type": "This has to be true or false.",
    "bool_parsing": "This has to be true or false.",
    "enum": "This has to be one of {expected}.",
    "literal_error": "This has to be one of {expected}.",
    "greater_than_equal": "This has to be at least {ge}.",
    "less_than_equal": "This has to be at most {le}.",
    "string_pattern_mismatch": "Use small letters, digits, - and _ only, and begin with a letter.",
    "list_type": "This has to be a list in square brackets.",
    "tuple_type": "This has to be a list in square brackets.",
    "frozen_set_type": "This has to be a list in square brackets.",
    "too_short": "There are too few here: at least {min_length}, please.",
    "too_long": "There are too many here: at most {max_length}, please.",
    "dict_type": "This has to be a table of its own.",
    "model_type": "This has to be a table of its own.",
    "date_type": "This has to be a date, such as 2027-04-01.",
    "date_from_datetime_parsing": "This has to be a date, such as 2027-04-01.",
    "value_error": "{error}",
}


def sentence(model: type[BaseModel], error: ErrorDetails) -> str:
    """What is wrong with a value and what would be right. Never says the value: it may be a secret."""
    if error["type"] == "extra_forbidden":
        return _unknown(str(error["loc"][-1]), _keys_at(model, error["loc"][:-1]))
    known = _SENTENCES.get(error["type"], "This is not right. {message}.")
    return known.format(message=error["msg"], **error.get("ctx", {}))


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key.lower(), known, 1)
    if near:
        return f'There is no key "{key}" here. Did you mean "{near[0]}"?'
    return f'There is no key "{key}" here. There are: {", ".join(known)}.'


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that a table may have."""
    for key in path:
        if field := model.model_fields.get(str(key)):
            model = next(_models(field.annotation), model)
    return sorted(model.model_fields)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
