"""`space-to-think matrix`: make the account's device, and see whether everything is in order.

What is heavy is imported when a command runs: this module is loaded with every command line.
"""

import asyncio
import getpass
import sys
from typing import Annotated, Final

import typer

from space_to_think.cli.options import ConfigOption, plainly

group: Final = typer.Typer(no_args_is_help=True, help="The Matrix account: log in once, and see whether all is well.")


@group.command()
def login(
    config: ConfigOption = None,
    password: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
) -> None:
    """Make a device for the account, and sign it. The password is asked for and not kept."""
    from space_to_think_adapters.matrix import device
    from space_to_think_adapters.matrix.unit import Unit

    with plainly():
        settings, keys = device.settings_of(config)
        unit = Unit(settings.data_dir, keys)
        unit.own()
        try:
            asked = f"Password of {settings.user_id}: "
            word = sys.stdin.readline().rstrip("\n") if password else getpass.getpass(asked)
            made = asyncio.run(device.login(settings, unit, word))
        finally:
            unit.give_back()
    typer.echo(f"Logged in. The device is {made}, and it is signed.")
    typer.echo("No access_token is needed in the configuration. Back up the data_dir together with the store.")


@group.command("check")
def look(config: ConfigOption = None) -> None:
    """Ask the homeserver whether everything is in order; each fault with its cure."""
    from space_to_think_adapters.matrix import device

    with plainly():
        settings, keys = device.settings_of(config)
        rows = asyncio.run(device.rows(settings, keys))
    for row in rows:
        typer.echo(f"ok     {row.what}" if row.fault is None else f"FAULT  {row.what}: {row.fault}")
    if any(row.fault is not None for row in rows):
        raise typer.Exit(1)


@group.command()
def accept(
    user: Annotated[str, typer.Argument(help="Their Matrix id, such as @ann:example.")],
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Accept somebody's new identity, after you have asked them. Works beside a running service."""
    from space_to_think_adapters.matrix import device
    from space_to_think_adapters.matrix.unit import Unit

    with plainly():
        settings, keys = device.settings_of(config)
        unit = Unit(settings.data_dir, keys)
        master = asyncio.run(device.identity_of(settings, unit, user))
        typer.echo(f"The identity of {user} is now {master}.")
        typer.echo("Ask them, by phone or face to face, if they have set up a new one.")
        if not yes:
            typer.confirm("Is it really them?", abort=True)
        unit.accept(user, master)
    typer.echo("It is accepted. The bot writes to them again.")
