"""What several commands have in common: their options, and how what is wrong is told."""

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, TextIO, cast

import structlog
import typer

from space_to_think.config import Config, ConfigError, load_config
from space_to_think.host.manifests import PluginError
from space_to_think.runtime.errors import RuntimeFault
from space_to_think.wording.bundles import WordingError
from space_to_think.words import WordClash

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file; space-to-think.toml here if there is one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="For other programs.")]


def configured(path: Path | None) -> Config:
    """The configuration; ends the program with a sentence for each fault in it."""
    try:
        return load_config(path)
    except ConfigError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


@contextmanager
def plainly() -> Generator[None]:
    """Whatever an operator can mend is told in a sentence and not in a traceback."""
    try:
        yield
    except (RuntimeFault, PluginError, WordingError, WordClash, ConfigError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


class _Stderr:
    """Standard error. A log that lies on a full disk must stop nothing else."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def log_to_stderr() -> None:
    """One JSON object a line, with what happened and never what anybody said."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Stderr())),
    )
