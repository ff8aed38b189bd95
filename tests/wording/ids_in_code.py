"""Reads which texts the code names. The code is read, not run.

Found are `Text("some-id")`, `Text(f"some-{part}")`, the same through a pen's `say`, and functions that make a Text of
one of their arguments: `no("too-late")` for `refuse-too-late`. An id may hold GAPs, where only running it would tell.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ROOTS = ("core", "plugins", "adapters")
MESSAGES = "space_to_think.messages"
GAP = "\0"

# Whatever a function does only sometimes, it may not do with this argument.
_SOMETIMES = (ast.If, ast.IfExp, ast.Match, ast.comprehension)


@dataclass(frozen=True)
class Maker:
    """That a function makes a text of its argument at `place` (called `name`)."""

    place: int
    name: str
    before: str
    after: str


@dataclass
class Code:
    """What one module has to do with texts."""

    module: str
    named: dict[str, str] = field(default_factory=dict[str, str])  # the id, and where
    words: set[str] = field(default_factory=set[str])  # every string in it
    makers: dict[str, list[Maker]] = field(default_factory=dict[str, list[Maker]])
    imported: dict[str, str] = field(default_factory=dict[str, str])  # full names by the names they have here
    calls: list[tuple[ast.Call, str]] = field(default_factory=list[tuple[ast.Call, str]])

    def full_name(self, call: ast.Call) -> str:
        first, dot, rest = ast.unparse(call.func).partition(".")
        return self.imported.get(first, f"{self.module}.{first}") + dot + rest


def house() -> list[Code]:
    """All modules of the repository but the tests."""
    return [read(path.read_text(encoding="utf-8"), path.relative_to(REPOSITORY)) for path in sorted(_modules())]


def _modules() -> Iterator[Path]:
    for root in ROOTS:
        yield from (REPOSITORY / root).rglob("*.py")


def read(source: str, path: Path) -> Code:
    parts = path.with_suffix("").parts[1:]
    code = Code(".".join(parts[:-1] if parts[-1:] == ("__init__",) else parts))
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), level=0):
                code.imported.update({alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names})
            case ast.Constant(value=str(value)):
                code.words.add(value)
            case ast.Call():
                code.calls.append((node, f"{path}:{node.lineno}"))
            case _:
                pass
    for call, where in code.calls:
        if (identified := _identified(call, code)) is not None:
            code.named.update(dict.fromkeys(ids(identified), where))
    for node in tree.body:
        match node:
            case ast.FunctionDef():
                code.makers[node.name] = list(_made_by(node, code, 0))
            case ast.ClassDef(body=body):
                code.makers[node.name] = [made for method in body for made in _made_by_init(method, code)]
            case _:
                pass
    return code


def ids(node: ast.expr) -> Iterator[str]:
    """What an expression can come to; GAP for what is not known."""
    match node:
        case ast.Constant(value=str(value)):
            yield value
        case ast.JoinedStr(values=values):
            pieces = (list(ids(v.value if isinstance(v, ast.FormattedValue) else v)) for v in values)
            yield from ("".join(combination) for combination in product(*pieces))
        case ast.IfExp(body=body, orelse=other):
            yield from (*ids(body), *ids(other))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from (first + second for first in ids(left) for second in ids(right))
        case _:
            yield GAP


def _identified(call: ast.Call, code: Code) -> ast.expr | None:
    """The argument that is a text's id, if the call makes or says one."""
    said = isinstance(call.func, ast.Attribute) and call.func.attr in {"say", "_say"}
    if not said and code.full_name(call) != f"{MESSAGES}.Text":
        return None
    return call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "id"), None)


def _made_by_init(method: ast.stmt, code: Code) -> Iterator[Maker]:
    if isinstance(method, ast.FunctionDef) and method.name == "__init__":
        yield from _made_by(method, code, 1)


def _made_by(function: ast.FunctionDef, code: Code, first: int) -> Iterator[Maker]:
    arguments = [argument.arg for argument in function.args.args[first:]]
    sometimes = {id(inner) for node in ast.walk(function) if isinstance(node, _SOMETIMES) for inner in ast.walk(node)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or id(node) in sometimes:
            continue
        identified = _identified(node, code)
        match identified:
            case ast.Name(id=name) if name in arguments:
                yield Maker(arguments.index(name), name, "", "")
            case ast.JoinedStr(values=values):
                gaps = [value.value for value in values if isinstance(value, ast.FormattedValue)]
                if len(gaps) == 1 and isinstance(gaps[0], ast.Name) and gaps[0].id in arguments:
                    before, _, after = next(ids(identified)).partition(GAP)
                    yield Maker(arguments.index(gaps[0].id), gaps[0].id, before, after)
            case _:
                pass


def named(codes: Iterable[Code]) -> Mapping[str, str]:
    """Every id that the code names, also through functions, with a place where it does."""
    codes = list(codes)
    makers = {f"{code.module}.{name}": made for code in codes for name, made in code.makers.items()}
    found = {id: where for code in codes for id, where in code.named.items()}
    for code in codes:
        for call, where in code.calls:
            for maker in makers.get(code.full_name(call), ()):
                found.update(dict.fromkeys(_through(maker, call), where))
    return found


def _through(maker: Maker, call: ast.Call) -> Iterator[str]:
    by_name = (keyword.value for keyword in call.keywords if keyword.arg == maker.name)
    argument = call.args[maker.place] if maker.place < len(call.args) else next(by_name, None)
    if argument is not None:
        yield from (f"{maker.before}{id}{maker.after}" for id in ids(argument))
