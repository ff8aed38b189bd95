"""The few texts that a program around the bot says itself, such as a screen's: one small Fluent file in a package."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource


@cache
def _bundle(package: str, file: str) -> FluentBundle:
    bundle = FluentBundle(["en-GB"], use_isolating=False)
    bundle.add_resource(FluentResource(files(package).joinpath(file).read_text(encoding="utf-8")))
    return bundle


class OwnTexts:
    """The texts of one file, by id."""

    def __init__(self, package: str, file: str) -> None:
        self._package = package
        self._file = file

    def __call__(self, id: str, **facts: str | int) -> str:
        """The text of that id, with what stands in its gaps. LookupError when there is none."""
        bundle = _bundle(self._package, self._file)
        pattern = bundle.get_message(id).value
        assert pattern is not None, "every message of ours has a value"
        said, _ = bundle.format_pattern(pattern, facts)
        return str(said)
