"""Ten thousand deadlines that fall on one moment."""

import asyncio
import shutil
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.crowd import filled
from bench.figures import Figure, Goal
from bench.ours import Ours
from bench.rounds import ROUNDS
from space_to_think.host.facade import Host
from space_to_think.runtime.store import sessions
from space_to_think.session.deadlines import next_deadline
from space_to_think.wording.render import Wording

DEADLINES = 10_000
LOOK = 0.05


async def measure(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    store = folder / "due"
    session = await filled(store, host, wording, DEADLINES)
    at = next_deadline(session)
    if at is None:
        raise RuntimeError("the session waits for nothing")
    rates: list[float] = []
    for number in range(ROUNDS):
        fresh = folder / f"due-{number}"
        shutil.copytree(store, fresh)
        async with Ours(fresh, host, wording, []) as ours:
            ours.clock.set(at)
            rates.append(await fire(ours))
        shutil.rmtree(fresh)
    return [Figure(f"deadlines, {DEADLINES:,} at one moment", median(rates), "a second", goal=Goal(2_000, least=True))]


async def fire(ours: Ours) -> float:
    """Deadlines a second, from the moment they fall on until the last has been taken."""
    started = perf_counter()
    still = partial(sessions.due, now=ours.clock.now(), limit=1)
    while await ours.service.store.read(still):  # noqa: ASYNC110
        await asyncio.sleep(LOOK)
    return (DEADLINES + 1) / (perf_counter() - started)
