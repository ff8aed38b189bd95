"""`space-to-think slack`: the manifest to install the app from.

What is heavy is imported when a command runs: this module is loaded with every command line.
"""

import json
from typing import Annotated, Final

import typer

group: Final = typer.Typer(no_args_is_help=True, help="The Slack app: the manifest to install it from.")


@group.callback()
def root() -> None:
    """Keep the name of each command, also while there are few."""


@group.command("manifest")
def show(
    url: Annotated[
        str | None, typer.Option("--url", help="Where Slack reaches the service by HTTPS; without it: Socket Mode.")
    ] = None,
) -> None:
    """Print the app's manifest, to paste at api.slack.com/apps."""
    from space_to_think_adapters.slack.manifest import manifest

    if url is not None and not url.startswith("https://"):
        typer.echo("Slack only delivers by HTTPS: give an address that begins with https://", err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(manifest(url), indent=2, ensure_ascii=False))
