"""Durable messages beside the bare limit and slack-bolt: many in flight, one at a time, and with idle plugins."""

from pathlib import Path
from statistics import median

from bench import plugins
from bench.bare import Bare
from bench.bolt import Bolt
from bench.figures import Figure, Goal
from bench.idle import idlers
from bench.ours import IN_FLIGHT, Ours
from bench.people import Group
from bench.rounds import alternate, ratio
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.wording.render import Wording

MESSAGES = 3_000
ALONE = 300
IDLE = 20
GROUPS = 64


def groups(name: str) -> list[Group]:
    return [Group(f"{name}{number}") for number in range(GROUPS)]


async def measure(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    more = Host({**discover(), **idlers(IDLE)})
    return [
        *await beside(folder, host, wording),
        await idle(folder / "only", Host(idlers(IDLE)), Host({}), f"{IDLE} plugins that do nothing", "with none"),
        await idle(folder / "more", more, host, f"{IDLE} more plugins that do nothing", "without them"),
        *await plugins.cost(folder),
    ]


async def beside(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    bare, bolt = Bare(folder / "bare", GROUPS), Bolt()
    async with Ours(folder / "messages", host, wording, groups("m")) as ours:
        await ours.begin()
        found = await alternate(
            {
                "ours": lambda: ours.flood(MESSAGES),
                "bare": lambda: bare.flood(MESSAGES),
                "bolt": lambda: bolt.flood(MESSAGES),
                "ours alone": lambda: ours.alone(ALONE),
                "bare alone": lambda: bare.alone(ALONE),
            }
        )
    bare.close()
    rate, alone = median(found["ours"]), median(found["ours alone"]) * 1e6
    return [
        Figure(
            f"durable messages, {IN_FLIGHT} in flight", rate, "a second", "a second, sqlite3 by hand, 100 a commit",
            median(found["bare"]), ratio(found["ours"], found["bare"]), Goal(0.25, least=True),
        ),
        Figure(
            f"durable messages, {IN_FLIGHT} in flight", rate, "a second", "a second, slack-bolt in memory",
            median(found["bolt"]), ratio(found["ours"], found["bolt"]), Goal(1, least=True),
        ),
        Figure(
            "one message at a time", alone, "µs", "µs, sqlite3 by hand", median(found["bare alone"]) * 1e6,
            ratio(found["ours alone"], found["bare alone"]), Goal(3, least=False),
        ),
    ]  # fmt: skip


async def idle(folder: Path, some: Host, none: Host, said: str, against: str) -> Figure:
    """What plugins cost that have every hook and do nothing, beside a host that has the others only, or none."""
    async with (
        Ours(folder / "without", none, Wording.load(none.manifests), groups("w")) as without,
        Ours(folder / "with", some, Wording.load(some.manifests), groups("w")) as with_them,
    ):
        await without.begin()
        await with_them.begin()
        found = await alternate({"without": lambda: without.flood(MESSAGES), "with": lambda: with_them.flood(MESSAGES)})
    each = {name: [1e6 / rate for rate in rates] for name, rates in found.items()}
    return Figure(
        f"a message with {said}", median(each["with"]), "µs", f"µs {against}",
        median(each["without"]), ratio(each["with"], each["without"]), Goal(1.2, least=False),
    )  # fmt: skip
