"""What every built-in plugin keeps to: it is no more than anybody else's could be."""

import ast
from pathlib import Path

import pytest

import space_to_think_plugins
from tests.plugins.play import installed

FOLDER = Path(next(iter(space_to_think_plugins.__path__)))
MODULES = sorted(path for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))

# The public hooks, the values they speak of, and what the built-in ones share.
PUBLIC = {
    "space_to_think.hooks",
    "space_to_think.messages",
    "space_to_think.practice.model",
    "space_to_think.session.events",
    "space_to_think.session.state",
    "space_to_think_plugins._common",
}


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in found if name.startswith("space_to_think")}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_knows_only_what_is_public_and_no_other_plugin(module: Path) -> None:
    assert imported(module) <= PUBLIC


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_is_small_and_has_its_texts_beside_it(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 200
    assert (FOLDER / "texts" / "en-GB" / f"{module.stem.replace('_', '-')}.ftl").is_file()


def test_what_can_be_set_is_said_so_that_an_admin_understands_it() -> None:
    for manifest in installed().manifests.values():
        for key, field in manifest.settings.model_fields.items():
            assert field.title, f"{manifest.name} {key}"
            assert field.description, f"{manifest.name} {key}"


def test_every_module_is_an_installed_plugin() -> None:
    assert {path.stem.replace("_", "-") for path in MODULES} <= set(installed().manifests)


def test_those_that_a_session_cannot_do_without_are_always_on() -> None:
    always = {name for name, manifest in installed().manifests.items() if manifest.always_on}
    assert always >= {
        "preamble",
        "turn-keeper",
        "time-keeper",
        "facts",
        "reflection",
        "next-steps",
        "safeguarding",
    }
