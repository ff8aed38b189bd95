"""`space-to-think plugin`: plugins and what agencies have them do, and a new one to begin with."""

from pathlib import Path
from typing import Annotated, Final

import typer

from space_to_think.cli.agency import WordsArgument, administer, known
from space_to_think.cli.options import ConfigOption, plainly
from space_to_think.cli.store import ask
from space_to_think.host.facade import Host
from space_to_think.host.manifests import NAME
from space_to_think.runtime.service import Service
from space_to_think.testing.template import write
from space_to_think.words import Table

group: Final = typer.Typer(no_args_is_help=True, help="Plugins: what there is, what is on, what each is set to.")
AgencyOption = Annotated[
    str | None, typer.Option("--agency", "-a", help="Which agency; may be left out where there is only one.")
]
NameArgument = Annotated[str, typer.Argument(help="The plugin’s name.")]


@group.command("list")
def list_plugins(agency: AgencyOption = None, config: ConfigOption = None) -> None:
    """The plugins that are installed, and whether an agency has each on."""
    administer(config, _which(config, agency, or_none=True), "plugins")


@group.command()
def show(name: NameArgument, agency: AgencyOption = None, config: ConfigOption = None) -> None:
    """What a plugin does, reads and keeps, whose agency decides, and what it is set to."""
    administer(config, _which(config, agency, or_none=True), "plugins", name)


@group.command()
def enable(
    name: NameArgument,
    agency: AgencyOption = None,
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Switch a plugin on, once it has been shown what it does."""
    which = _which(config, agency)
    said = administer(config, which, "enable", name)
    if said.yes is not None:
        if not yes:
            typer.confirm("Switch it on?", abort=True)
        administer(config, which, said.yes)


@group.command()
def disable(name: NameArgument, agency: AgencyOption = None, config: ConfigOption = None) -> None:
    """Switch a plugin off. What it is set to, and what it has kept, stays."""
    administer(config, _which(config, agency), "disable", name)


@group.command("set")
def set_key(
    name: NameArgument, words: WordsArgument = None, agency: AgencyOption = None, config: ConfigOption = None
) -> None:
    """Change what a plugin is set to: KEY VALUE. The value `default` goes back to what is built in."""
    administer(config, _which(config, agency), "set", name, *(words or []))


@group.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens.")],
    folder: Annotated[Path, typer.Option("--in", help="Where its folder is made.")] = Path(),
) -> None:
    """Begin a plugin: a package of its own, with tests that pass at once."""
    with plainly():
        owner = Table.of(Host.load().manifests).row(name)
    if not NAME.fullmatch(name):
        raise _no("A name has small letters, digits and hyphens, and begins with a letter.")
    if owner is not None:
        raise _no(
            f"The word {name} belongs to {owner.owner}, and the new plugin would have it too. Choose another name."
        )
    if (folder / name).exists():
        raise _no(f"There is something called {folder / name} already. Choose another name or folder.")
    made = write(name, folder)
    typer.echo(f"Made in {made}. Next:\n  cd {made}\n  pip install -e '.[testing]'\n  pytest")


def _no(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def _which(config: Path | None, agency: str | None, or_none: bool = False) -> str:
    """The agency that is meant; the only one where none is named. `or_none`: where there is none yet, the built-in."""
    if agency is not None:
        return agency

    async def work(service: Service) -> list[str]:
        return list(await known(service))

    found = ask(config, work)
    if len(found) == 1 or (or_none and not found):
        return found[0] if found else ""
    there = f"There are: {', '.join(found)}." if found else "There is none yet: see `space-to-think agency add`."
    raise _no(f"Say which agency with --agency. {there}")
