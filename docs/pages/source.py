"""Reads classes and signatures as they are written: annotations, defaults and the comments beside them."""

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docs.pages.markdown import prose


@dataclass(frozen=True, slots=True)
class Written:
    """One field of a class. `default` None: it has to be given."""

    name: str
    type: str
    default: str | None
    comment: str


def fields(of: type[Any]) -> tuple[Written, ...]:
    """The fields of a dataclass or a model, in order."""
    source = textwrap.dedent(inspect.getsource(of))
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    comments = dict(_comments(source))
    return tuple(
        Written(
            line.target.id,
            ast.unparse(line.annotation).replace("'", ""),
            _default(line.value),
            comments.get(line.end_lineno or 0, ""),
        )
        for line in body.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    )


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ^")


def _default(value: ast.expr | None) -> str | None:
    """What stands there when nothing is said; a factory is shown as what it makes."""
    if value is None:
        return None
    written = ast.unparse(value)
    if written.startswith("field("):
        return "{}" if "dict" in written else "()"
    return written


def signature(function: Callable[..., Any]) -> str:
    """How a method is called, without `self`: `wake(name: str, late: timedelta) -> Effects`."""
    tree = _tree(function)
    return f"{tree.name}({', '.join(ast.unparse(argument) for argument in _arguments(tree))}){_returns(tree)}"


def short_signature(function: Callable[..., Any]) -> str:
    """The same with the arguments' names only: `wake(name, late) -> Effects`."""
    tree = _tree(function)
    return f"{tree.name}({', '.join(argument.arg for argument in _arguments(tree))}){_returns(tree)}"


def _tree(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _arguments(tree: ast.FunctionDef) -> list[ast.arg]:
    return [argument for argument in tree.args.args if argument.arg != "self"]


def _returns(tree: ast.FunctionDef) -> str:
    return f" -> {ast.unparse(tree.returns)}" if tree.returns else ""


def about(of: Any) -> str:
    """Its own docstring; nothing where a dataclass only got one made for it."""
    text = of.__doc__ or ""
    return "" if text.startswith(f"{getattr(of, '__name__', '')}(") else prose(inspect.cleandoc(text))
