"""`space-to-think backup` and `restore`: a copy of the store, made beside a running service, and put back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from space_to_think.cli.beside import beside, folder_of
from space_to_think.cli.options import ConfigOption, configured, plainly
from space_to_think.cli.store import ask
from space_to_think.runtime.clock import RealClock, micros
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import backup as copies
from space_to_think.runtime.store import meta
from space_to_think.runtime.store.sqlite import SqliteStore


def backup(
    folder: Annotated[Path, typer.Argument(help="Where to put it. A new file is made there each time.")],
    config: ConfigOption = None,
) -> None:
    """Copy the store, also while the service runs. The key file is not in it: keep that somewhere else."""
    settings = configured(config)
    with plainly():
        store = SqliteStore(settings.store.url.get_secret_value())
        now = RealClock().now()
        made = copies.make(store.path, folder, now)  # before what lies beside it, which may be newer but not older
        parts = [(folder_of(made, name), table, one) for name, table, one in beside(settings)]
        for target, table, one in parts:
            one.copy(table, target)
        asyncio.run(_remember(store, micros(now)))
    typer.echo(f"The backup is {made}.")
    for target, _, _ in parts:
        typer.echo(f"With it belongs {target}.")
    typer.echo(f"Keep the key file {settings.store.key_file} somewhere else: both together open everything.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `space-to-think backup` has made.")],
    config: ConfigOption = None,
) -> None:
    """Put a backup where the configuration wants the store, and erase again what was erased since."""
    settings = configured(config)
    with plainly():
        # Looked at before anything is copied: without its key a store is of no use.
        listed = KeyFile(settings.store.key_file)
        listed.read()
        copies.restore(file, SqliteStore(settings.store.url.get_secret_value()).path)
        for name, table, one in beside(settings):
            typer.echo(one.restore(table, folder_of(file, name)))
    ask(config, _nothing)  # opening the store erases again, and says what is wrong with it now and not at the start
    typer.echo("It is back. Messages that were on their way when the backup was made are not sent again.")
    if not listed.erased_path.exists():
        typer.echo(f"There is no list of erased sessions at {listed.erased_path}.", err=True)
        typer.echo("If there was one, put it there now: what was erased since the backup is here again.", err=True)


async def _remember(store: SqliteStore, at: int) -> None:
    try:
        await store.run(lambda connection: meta.put(connection, meta.BACKUP, str(at)))
    finally:
        await store.close()


async def _nothing(service: Service) -> None:
    pass
