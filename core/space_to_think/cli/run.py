"""`space-to-think run`: the service, until it is told to stop."""

import asyncio
import gc
import signal
from pathlib import Path
from typing import Final

import typer

from space_to_think.config import Config
from space_to_think.runtime.parts import Parts, parts
from space_to_think.runtime.service import Service

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


def run_service(config: Config, file: Path | None = None) -> None:
    """Run every configured adapter. Raises RuntimeFault, PluginError, WordingError, WordClash or ConfigError."""
    made = parts(config, file=file)
    if not made.adapters:
        typer.echo("No adapter is configured: add a table such as [adapters.matrix] to the configuration.", err=True)
        raise typer.Exit(1)
    asyncio.run(serve(made))


def settle_memory() -> None:
    """What has been loaded stays. Looked through again and again by the collector it would hold everybody up.

    Nor does it look at what comes and goes with each message as often as it would by itself: frozen values hold no
    rings, and a batch makes some ten thousand of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def serve(made: Parts) -> None:
    """Serve until a signal comes, or until something fails that an operator has to mend."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in SIGNALS:
        loop.add_signal_handler(number, stop.set)
    async with Service(made) as service:
        settle_memory()
        typer.echo("Running. Ctrl-C ends it.", err=True)
        service.failed.add_done_callback(lambda _: stop.set())
        await stop.wait()
        if service.failed.done():
            service.failed.result()
