"""The command line, as its functions declare it."""

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

from docs.pages.markdown import code, codes, page, table
from space_to_think.cli.app import app

PROGRAM = "space-to-think"


def text() -> str:
    """The page."""
    return page(
        "The command line",
        f"Every command of `{PROGRAM}`, with its options. `{PROGRAM} COMMAND --help` says the same.",
        *(part for name, command in sorted(_commands(app, PROGRAM)) for part in _section(name, command)),
    )


def _commands(of: typer.Typer, above: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in of.registered_commands:
        if command.callback is not None and not command.hidden:
            yield f"{above} {command.name or _dashed(command.callback.__name__)}", command.callback
    for group in of.registered_groups:
        if group.typer_instance is not None and not group.hidden:
            name = group.name or group.typer_instance.info.name
            yield from _commands(group.typer_instance, f"{above} {name}" if name else above)


def _section(name: str, command: Callable[..., Any]) -> Iterator[str]:
    parameters = list(_parameters(command))
    arguments = [_argument(*each) for each in parameters if isinstance(each[1], ArgumentInfo)]
    options = [each for each in parameters if isinstance(each[1], OptionInfo) and not each[1].hidden]
    yield f"## `{' '.join([name, *arguments])}`"
    yield " ".join((command.__doc__ or "").split())
    if options:
        rows = ((_names(parameter, info, of), info.help or "") for parameter, info, of in options)
        yield table(("Option", "What it does"), rows)


def _parameters(command: Callable[..., Any]) -> Iterator[tuple[inspect.Parameter, ParameterInfo, Any]]:
    """Each parameter, what typer is told of it, and its type."""
    hints = get_type_hints(command, include_extras=True)
    for name, parameter in inspect.signature(command).parameters.items():
        of, *told = get_args(hints[name])
        info = next((each for each in told if isinstance(each, ParameterInfo)), None)
        if info is not None:
            yield parameter, info, of


def _argument(parameter: inspect.Parameter, info: ParameterInfo, of: Any) -> str:
    name = info.metavar or parameter.name.upper()
    return name if parameter.default is parameter.empty else f"[{name}]"


def _names(parameter: inspect.Parameter, info: ParameterInfo, of: Any) -> str:
    # Within Annotated, what typer takes for the default is the first of the names.
    given = [each for each in (info.default, *(info.param_decls or ())) if isinstance(each, str)]
    names = codes(given or [f"--{_dashed(parameter.name)}"])
    if of is bool:
        return names
    return f"{names} {code(info.metavar or _kind(of))}"


def _kind(of: Any) -> str:
    inner = next((each for each in get_args(of) if each is not type(None)), of)
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return "|".join(each.value for each in inner)
    return {int: "NUMBER", float: "NUMBER", str: "TEXT"}.get(inner, getattr(inner, "__name__", "VALUE").upper())


def _dashed(name: str) -> str:
    return name.strip("_").replace("_", "-")
