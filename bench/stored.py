"""A hundred thousand open sessions in the store: what a message costs then, and how the service starts."""

import asyncio
import json
import random
import sqlite3
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.crowd import filled, group
from bench.figures import Figure, Goal
from bench.ours import Ours
from bench.rounds import Measure, alternate, ratio
from space_to_think.host.facade import Host
from space_to_think.wording.render import Wording

MANY, FEW = 100_000, 100
MESSAGES = 2_000
DEADLINES = "SELECT id, next_deadline FROM sessions WHERE next_deadline IS NOT NULL ORDER BY next_deadline"


async def measure(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    few, many = folder / "few", folder / "many"
    await filled(few, host, wording, FEW)
    await filled(many, host, wording, MANY, spread=10**12)
    return [*await cost(few, many, host, wording), await starting(many, host, wording), *await memory(few, many)]


async def cost(few: Path, many: Path, host: Host, wording: Wording) -> list[Figure]:
    """The same hundred groups write in both stores; then anybody of all who are in the large one."""
    active = [group(number) for number in range(FEW)]
    async with Ours(few, host, wording, active) as one, Ours(many, host, wording, active) as other:
        # One after the other: what the second leaves for the disk to do must not be paid for by the first.
        active_there = await beside(one, lambda: other.flood(MESSAGES))
        anybody_there = await beside(one, lambda: anybody(other))
    said = f"a message while {MANY:,} open sessions are stored"
    return [
        figure(said, active_there, Goal(1.2, least=False)),
        figure("the same, each in another of them, which has to be read first", anybody_there),
    ]


async def beside(one: Ours, there: Measure) -> dict[str, list[float]]:
    """Microseconds a message in the small store, and in the large one."""
    found = await alternate({"few": lambda: one.flood(MESSAGES), "many": there})
    return {name: [1e6 / rate for rate in rates] for name, rates in found.items()}


def figure(name: str, each: dict[str, list[float]], goal: Goal | None = None) -> Figure:
    few, many = each["few"], each["many"]
    return Figure(name, median(many), "µs", f"µs while {FEW} are", median(few), ratio(many, few), goal)


async def anybody(ours: Ours) -> float:
    """Messages in sessions that are most likely not held in memory."""
    active, ours.groups = ours.groups, [group(number) for number in random.sample(range(MANY), MESSAGES)]
    try:
        return await ours.flood(MESSAGES)
    finally:
        ours.groups = active


async def starting(many: Path, host: Host, wording: Wording) -> Figure:
    async def service() -> float:
        started = perf_counter()
        async with Ours(many, host, wording, []):
            return perf_counter() - started

    async def index() -> float:
        started = perf_counter()
        db = sqlite3.connect(many / "ours.db")
        found = len(db.execute(DEADLINES).fetchall())
        db.close()
        if found <= MANY:
            raise RuntimeError(f"there are only {found} deadlines")
        return perf_counter() - started

    found = await alternate({"service": service, "index": index})
    return Figure(
        f"start of the service on {MANY:,} open sessions",
        median(found["service"]) * 1000, "ms", "ms to read their deadlines' index", median(found["index"]) * 1000,
        ratio(found["service"], found["index"]), Goal(3, least=False),
    )  # fmt: skip


async def memory(few: Path, many: Path) -> list[Figure]:
    """Each time in a process of its own that has nothing else to do."""
    found = await alternate({"few": lambda: resident(few), "many": lambda: resident(many)})
    return [
        Figure(
            f"memory of the service, started on {MANY:,} open sessions",
            median(found["many"]), "MB", f"MB on {FEW}", median(found["few"]), goal=Goal(150, least=False),
        )
    ]  # fmt: skip


async def resident(folder: Path) -> float:
    """Megabytes of a service that has been started there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.start", str(folder), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the service did not start")
    found: dict[str, float] = json.loads(said)
    return found["resident"]
