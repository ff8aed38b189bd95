"""`space-to-think key`: the key that opens everything."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from space_to_think.cli.beside import beside
from space_to_think.cli.options import ConfigOption, configured, plainly
from space_to_think.runtime import rotation
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import meta
from space_to_think.runtime.store.sqlite import SqliteStore

group: Final = typer.Typer(no_args_is_help=True, help="Rotate the key, or forget the old ones.")


@group.command()
def rotate(config: ConfigOption = None) -> None:
    """Make a new key and wrap every session's key with it. Works beside a running service."""
    done = _do(config, rotation.rotate)
    typer.echo(f"The key is a new one. {done} sessions have been wrapped with it.")
    typer.echo("Back up the key file again. The old keys stay in it, for the backups that were made before.")


@group.command("forget-old")
def forget_old(
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Drop the old keys, while no service runs. Backups from before the key was rotated can no longer be opened."""
    if not yes:
        typer.confirm("Older backups cannot be opened any more then. Forget the old keys?", abort=True)
    settings = configured(config)
    with plainly():
        for _, table, one in beside(settings):
            one.reseal(table, KeyFile(settings.store.key_file).read())
    typer.echo(f"{_do(config, rotation.forget_old)} old keys have been forgotten.")


def _do(config: Path | None, work: Callable[[SqliteStore, KeyFile], Awaitable[int]]) -> int:
    settings = configured(config)
    file = KeyFile(settings.store.key_file)

    async def whole() -> int:
        store = SqliteStore(settings.store.url.get_secret_value())
        try:
            await store.open()
            await store.run(lambda connection: meta.keys(connection, file))
            return await work(store, file)
        finally:
            await store.close()

    with plainly():
        return asyncio.run(whole())
