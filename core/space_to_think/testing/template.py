"""What `space-to-think plugin new` writes: a package of its own, with tests that pass at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROJECT: Final = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "space-to-think-NAME"
version = "0.1"
description = "A plugin for Space to Think."
requires-python = ">=3.11"
dependencies = ["space-to-think"]

[project.optional-dependencies]
testing = ["space-to-think[testing]"]

# The name of the plugin, and the module that is one.
[project.entry-points."space_to_think.plugins"]
NAME = "PACKAGE"

[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""

PLUGIN: Final = '''\
"""Greets everybody who joins."""

from space_to_think.hooks import Manifest, Say, Scope, Word, hookimpl
from space_to_think.messages import Card, Message, Person, Text
from space_to_think.session.events import Joined

TEXTS = """
NAME-sentence = Greets everybody who joins.
NAME-welcome = Good to have you here!
"""


def greet(number):
    return Say(Message(Person(number), Card((Text("NAME-welcome"),)), asked=True, answer=True))


@hookimpl
def declare():
    words, texts = (Word("NAME"),), {"en-GB": TEXTS}
    return Manifest("NAME", Text("NAME-sentence"), Scope.SESSION, words=words, texts=texts)


@hookimpl
def react(event):
    return [greet(event.person)] if isinstance(event, Joined) else []


@hookimpl
def handle(call):
    return [greet(call.by)]
'''

TESTS: Final = '''\
"""What the plugin does, in sessions that are played; and what every plugin has to pass."""

from space_to_think.testing.plugins import PluginContract

HOME = {"home": {"name": "Home", "tenants": ["fake:northshire"], "plugins": ["NAME"]}}


class TestContract(PluginContract):
    plugin = "NAME"


async def test_whoever_joins_is_greeted(new_house):
    async with new_house(agencies=HOME) as house:
        await house.begin()
        assert "Good to have you here!" in house.saw("owen")


async def test_the_word_is_answered(new_house):
    async with new_house(agencies=HOME) as house:
        await house.begin("exploration")
        answer = await house.call("ros", "NAME")
        assert "Good to have you here!" in str(answer)
'''

README: Final = """\
# NAME

A plugin for Space to Think. To try it:

    pip install -e '.[testing]'
    pytest
    space-to-think plugin show NAME
    space-to-think plugin enable NAME --agency YOURS

`SPACE_TO_THINK_TRACE_HOOKS=1` prints each call of a hook.
"""

FILES: Final[Mapping[str, str]] = {
    "pyproject.toml": PROJECT,
    "README.md": README,
    "PACKAGE/__init__.py": PLUGIN,
    "tests/test_PACKAGE.py": TESTS,
}


def write(name: str, folder: Path) -> Path:
    """Write the package of a plugin of that name into a folder of its own. FileExistsError: there is one already."""
    made = folder / name
    made.mkdir(parents=True)
    for file, text in files(name).items():
        path = made / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return made


def files(name: str) -> dict[str, str]:
    """The files by their paths."""
    package = f"space_to_think_{name.replace('-', '_')}"

    def named(text: str) -> str:
        return text.replace("PACKAGE", package).replace("NAME", name)

    return {named(file): named(text) for file, text in FILES.items()}
