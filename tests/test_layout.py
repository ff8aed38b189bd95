"""Imports run one way, and nothing lies loose in a source root.

The rules are the tables below. A part is the first name after the import package: the part of
`space_to_think.session.decide` is `session`. The package's own `__init__.py` is the part "".
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
CORE = "space_to_think"
ADAPTERS = "space_to_think_adapters"
PLUGINS = "space_to_think_plugins"
ROOTS = {CORE: "core", ADAPTERS: "adapters", PLUGINS: "plugins"}

# What a package may import, besides itself. Core finds the others by their entry points only.
PACKAGES: dict[str, set[str]] = {CORE: set(), ADAPTERS: {CORE}, PLUGINS: {CORE}}

# The parts of core that may import these parts of core and no others.
ONLY: dict[str, set[str]] = {
    "practice": {"practice"},
    "session": {"session", "practice", "messages"},
}

# The outer parts of core, and who may import them.
OUTER: dict[str, set[str]] = {
    "runtime": {"runtime", "cli", "testing"},
    "cli": {"cli", "testing"},  # the rig runs the service as the command line does
    "testing": {"testing", "cli"},
}

# The parts of core that a package outside it never imports.
CLOSED: dict[str, set[str]] = {ADAPTERS: set(), PLUGINS: {"runtime"}}


def name_of(module: Path, root: Path) -> str:
    """Return the dotted name of a file; a package's `__init__.py` keeps `.__init__`."""
    return ".".join(module.relative_to(root).with_suffix("").parts)


def imports(module: str, source: str) -> Iterator[str]:
    """Yield the absolute name of everything that a module imports, in functions and for type checking too."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=target, names=names, level=level):
                here = module.split(".")[:-level] if level else []
                base = ".".join([*here, *([target] if target else [])])
                yield from (f"{base}.{alias.name}" for alias in names)
            case _:
                pass


def faults(module: str, source: str, parts: dict[str, set[str]]) -> list[str]:
    """Return one sentence for each import of a module that breaks a rule.

    `parts` names the parts that each package has, and so tells `from space_to_think import session`, a
    part, from `from space_to_think import __version__`, which belongs to the package itself.
    """
    package, part = split(module, parts)
    found: list[str] = []
    for target in imports(module, source):
        other, other_part = split(target, parts)
        if other in ROOTS and not allowed(package, part, other, other_part):
            found.append(f"{module} must not import {target}")
    return found


def split(name: str, parts: dict[str, set[str]]) -> tuple[str, str]:
    package, _, rest = name.partition(".")
    part = rest.partition(".")[0]
    return package, part if part in parts.get(package, set()) else ""


def allowed(package: str, part: str, other: str, other_part: str) -> bool:
    if package != other:
        return other in PACKAGES[package] and other_part not in CLOSED[package]
    if package == CORE:
        inward = part not in ONLY or other_part in {"", *ONLY[part]}
        return inward and part in OUTER.get(other_part, {part})
    if package == ADAPTERS:
        return part == other_part or not is_adapter(other_part)
    return True


def is_adapter(part: str) -> bool:
    """An adapter is a folder; a module beside the folders is for all of them."""
    return part != "" and (REPOSITORY / ROOTS[ADAPTERS] / ADAPTERS / part).is_dir()


def parts_of_the_house() -> dict[str, set[str]]:
    return {
        package: {path.stem for path in (REPOSITORY / root / package).iterdir() if path.suffix in ("", ".py")}
        - {"__init__", "__pycache__"}
        for package, root in ROOTS.items()
    }


@pytest.mark.parametrize("root", ROOTS.values())
def test_no_module_lies_loose_in_a_root(root: str) -> None:
    # It would be importable under its bare name, because the root is on the path.
    assert [path.name for path in (REPOSITORY / root).glob("*.py*")] == []


@pytest.mark.parametrize(("package", "root"), ROOTS.items())
def test_imports_run_one_way(package: str, root: str) -> None:
    parts = parts_of_the_house()
    modules = sorted((REPOSITORY / root / package).rglob("*.py"))
    assert modules
    found = [
        fault
        for path in modules
        for fault in faults(name_of(path, REPOSITORY / root), path.read_text(encoding="utf-8"), parts)
    ]
    assert found == []


PARTS = {
    CORE: {"practice", "session", "agency", "messages", "runtime", "cli", "testing"},
    ADAPTERS: {"matrix", "slack", "terminal"},
    PLUGINS: {"facts", "questions"},
}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (f"{CORE}.session.decide", f"import {CORE}.practice.model"),
        (f"{CORE}.session.decide", "from ..practice import model"),
        (f"{CORE}.session.decide", "from .state import Session"),
        (f"{CORE}.session.decide", f"from {CORE} import __version__"),
        (f"{CORE}.session.__init__", "from . import decide"),
        (f"{CORE}.runtime.engine", f"from {CORE}.session import decide"),
        (f"{CORE}.cli.demo", f"from {CORE} import runtime, testing"),
        (f"{CORE}.testing.doubles", f"from {CORE}.runtime.store import Store"),
        (f"{ADAPTERS}.slack.adapter", f"from {CORE}.runtime import Inbox"),
        (f"{ADAPTERS}.slack.adapter", "from . import translate"),
        (f"{PLUGINS}.facts", f"from {CORE}.messages import Text"),
        (f"{PLUGINS}.facts", "import json, sqlalchemy"),
    ],
)
def test_an_import_along_the_way_is_allowed(module: str, source: str) -> None:
    assert faults(module, source, PARTS) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (f"{CORE}.practice.model", f"import {CORE}.session"),
        (f"{CORE}.practice.model", f"from {CORE} import agency"),
        (f"{CORE}.session.__init__", "from .. import runtime"),
        (f"{CORE}.agency.decide", f"def late():\n    from {CORE}.runtime import store"),
        (f"{CORE}.messages", f"from {CORE}.testing import clock"),
        (f"{CORE}.__init__", f"from {CORE}.runtime import engine"),
        (f"{CORE}.runtime.engine", f"from {CORE}.cli import main"),
        (f"{CORE}.cli.run", f"from {ADAPTERS}.slack import SlackAdapter"),
        (f"{CORE}.testing.doubles", f"import {PLUGINS}.facts"),
        (f"{ADAPTERS}.slack.adapter", f"from {PLUGINS} import facts"),
        (f"{PLUGINS}.facts", f"from {CORE}.runtime.store import Store"),
        (f"{PLUGINS}.facts", f"from {CORE} import runtime"),
        (f"{PLUGINS}.facts", f"import {ADAPTERS}"),
    ],
)
def test_an_import_against_the_way_is_found(module: str, source: str) -> None:
    assert len(faults(module, source, PARTS)) == 1


def test_an_adapter_that_imports_another_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(f"{__name__}.REPOSITORY", tmp_path)
    (tmp_path / "adapters" / ADAPTERS / "matrix").mkdir(parents=True)
    assert faults(f"{ADAPTERS}.slack.adapter", "from ..matrix import client", PARTS)
