"""`make bench-peers`: opsdroid and errbot beside ours, round by round in turn, each in a process of its own.

Across processes a ratio spreads wider than within one; these are for orientation, and no goal hangs on them.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import Figure, table, write
from bench.messages import groups
from bench.ours import IN_FLIGHT, Ours
from bench.rounds import alternate, ratio
from space_to_think.host.facade import Host
from space_to_think.wording.render import Wording

MESSAGES = 2_000
HERE = Path(__file__).parent
PEERS = ("opsdroid", "errbot")


class Peer:
    """One framework, waiting in its own process. `environments` holds a virtual environment for each."""

    def __init__(self, name: str, process: Process) -> None:
        self.name = name
        self._process = process

    @classmethod
    async def start(cls, name: str, environments: Path) -> "Peer":
        python, script = environments / name / "bin" / "python", HERE / f"{name}_echo.py"
        return cls(name, await asyncio.create_subprocess_exec(python, script, stdin=PIPE, stdout=PIPE))

    async def flood(self) -> float:
        """Messages a second, each answered."""
        reader, writer = self._process.stdout, self._process.stdin
        assert reader is not None
        assert writer is not None
        writer.write(f"{MESSAGES}\n".encode())
        await writer.drain()
        return MESSAGES / float(await reader.readline())

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def main(environments: Path) -> list[Figure]:
    host = Host.load()
    peers = [await Peer.start(name, environments) for name in PEERS]
    with TemporaryDirectory(prefix="space-to-think-bench-") as folder:
        async with Ours(Path(folder), host, Wording.load(host.manifests), groups("p")) as ours:
            await ours.begin()
            measures = {"ours": lambda: ours.flood(MESSAGES)} | {peer.name: peer.flood for peer in peers}
            found = await alternate(measures)
    for peer in peers:
        await peer.stop()
    rate = median(found["ours"])
    return [
        Figure(
            f"durable messages, {IN_FLIGHT} in flight", rate, "a second", f"a second, {name} in memory",
            median(found[name]), ratio(found["ours"], found[name]),
        )
        for name in PEERS
    ]  # fmt: skip


if __name__ == "__main__":
    shown = asyncio.run(main(Path(sys.argv[1]).absolute()))
    print(table(shown))
    write(Path("bench-peers.json"), shown)
