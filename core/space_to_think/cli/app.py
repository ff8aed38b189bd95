"""The commands. Each reads its arguments, calls one function, and prints what that says."""

from importlib.metadata import entry_points, version
from typing import Annotated, Final

import typer

from space_to_think.cli import agency, key, plugin, session
from space_to_think.cli.backup import backup, restore
from space_to_think.cli.check import check as look
from space_to_think.cli.demo import demo
from space_to_think.cli.options import ConfigOption, configured, log_to_stderr, plainly
from space_to_think.cli.run import run_service

app: Final = typer.Typer(
    name="space-to-think",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
)

app.add_typer(session.group, name="session")
app.add_typer(agency.group, name="agency")
app.add_typer(plugin.group, name="plugin")
app.add_typer(key.group, name="key")
app.command()(backup)
app.command()(restore)
app.command()(demo)
for point in sorted(entry_points(group="space_to_think.commands"), key=lambda point: point.name):
    app.add_typer(point.load(), name=point.name)  # what an adapter adds


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("space-to-think"))
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which version this is.")
    ] = False,
) -> None:
    """Guides a group through a reflective practice, in the chat they already use."""
    log_to_stderr()


@app.command()
def check(config: ConfigOption = None) -> None:
    """Is everything in order? Each fault with its cure."""
    found = list(look(config))
    for finding in found:
        typer.echo(str(finding), err=not finding.note)
    if not all(finding.note for finding in found):
        raise typer.Exit(1)
    typer.echo("All is in order.")


@app.command()
def run(config: ConfigOption = None) -> None:
    """The service, with every adapter that is configured."""
    with plainly():
        run_service(configured(config), config)
