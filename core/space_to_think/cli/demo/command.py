"""The command line of the demo: what it is asked to be, and how it ends."""

import asyncio
import logging
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import uuid4

import structlog
import typer

from space_to_think.cli.demo import memory as memories
from space_to_think.cli.demo.home import AlreadyRunning, Home, home
from space_to_think.cli.demo.memory import Memory
from space_to_think.cli.demo.options import Options
from space_to_think.cli.demo.texts import text
from space_to_think.cli.options import ConfigOption, plainly
from space_to_think.config import ConfigError
from space_to_think.practice.pace import parse_pace

USUAL_SPEED: Final = 6.0
FASTEST: Final = "max"


class Seat(StrEnum):
    """Where one can sit."""

    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    CONSULTANT = "consultant"


# The seats of the story.
PLAYED: Final = {Seat.FACILITATOR: "grace", Seat.PRESENTER: "ros", Seat.CONSULTANT: "owen"}


def demo(
    seat: Annotated[
        Seat | None,
        typer.Option("--as", help="Your seat. It is asked if you do not say; with --auto, whose screen is shown."),
    ] = None,
    auto: Annotated[bool, typer.Option("--auto", help="Let every seat play by itself.")] = False,
    speed: Annotated[
        str | None,
        typer.Option(help=f"So many times faster than real, or max. Usually {USUAL_SPEED:g}; with --auto, max."),
    ] = None,
    pace: Annotated[str, typer.Option(help="guided, full, async, or a total such as 45m or 5d.")] = "guided",
    json: Annotated[bool, typer.Option("--json", help="Print the session's events, one JSON object a line.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last demo stopped.")] = False,
    config: ConfigOption = None,
) -> None:
    """A session in this terminal, with simulated colleagues. Nobody in it is real."""
    alone = auto or json or not sys.stdin.isatty()
    fast = _speed(speed, alone)
    if parse_pace(pace) is None:
        raise typer.BadParameter(text("pace"), param_hint="--pace")
    try:
        place = home(config)
        with place.alone():
            found = memories.read(place.memory) if resume else None
            if found is None:
                place.clear()
            if resume and found is None:
                typer.echo(text("anew"), err=True)
            memory = found or _fresh(seat or (Seat.PRESENTER if alone else _asked()), pace)
            _play(place, memory, Options(alone, fast, json), resumed=found is not None)
    except AlreadyRunning:
        _fail([text("running")])
    except ConfigError as error:
        _fail(error.faults)


def _fresh(seat: Seat, pace: str) -> Memory:
    return Memory(uuid4().hex[:8], PLAYED[seat], pace, datetime.now(UTC))


def _speed(word: str | None, alone: bool) -> float | None:
    """So many times faster than outside; None: as fast as it goes."""
    if word is None:
        return None if alone else USUAL_SPEED
    if word == FASTEST:
        return None
    try:
        speed = float(word)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise typer.BadParameter(text("speed"), param_hint="--speed")
    return speed


def _asked() -> Seat:
    typer.echo(text("ask-seat"))
    while True:
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        word = line.strip().casefold() or Seat.CONSULTANT.value
        fit = [seat for seat in Seat if seat.startswith(word)]
        if len(fit) == 1:
            return fit[0]
        typer.echo(text("no-seat"))


def _play(place: Home, memory: Memory, options: Options, resumed: bool) -> None:
    from space_to_think.cli.demo.play import Play  # heavy: nothing of it is needed to say what is wrong

    # A line of the log in the middle of a drawn screen would help nobody.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with _terminated(), plainly():
            over = asyncio.run(Play(place, memory, options, resumed).run())
    except KeyboardInterrupt:
        over = False
    typer.echo(text("over" if over else "left"), err=options.json)


@contextmanager
def _terminated() -> Generator[None]:
    """A request to end is the same as Ctrl-C."""

    def leave(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _fail(sentences: Any) -> None:
    for sentence in sentences:
        typer.echo(str(sentence), err=True)
    raise typer.Exit(1)
