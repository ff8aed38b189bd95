"""The few texts of the terminal's own, from `terminal.ftl`."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource


@cache
def _bundle() -> FluentBundle:
    bundle = FluentBundle(["en-GB"], use_isolating=False)
    source = files("space_to_think_adapters.terminal").joinpath("terminal.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return bundle


def text(key: str, **facts: str) -> str:
    """The text of that id; KeyError when there is none."""
    bundle = _bundle()
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    said, _ = bundle.format_pattern(pattern, facts)
    return str(said)
