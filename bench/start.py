"""A process of its own that starts the service on a store, and says how much memory that took.

python -m bench.start FOLDER
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

from bench.ours import MONDAY, parts
from space_to_think.host.facade import Host
from space_to_think.runtime.service import Service
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("there is no VmRSS here")


async def main(folder: Path) -> None:
    host = Host.load()
    wording = Wording.load(host.manifests)
    loaded = resident()
    started = perf_counter()
    async with Service(parts(folder, host, wording, FrozenClock(MONDAY))):
        seconds = perf_counter() - started
        await asyncio.sleep(1)  # until the scheduler and the sender have looked once
        print(json.dumps({"loaded": loaded, "resident": resident(), "seconds": seconds}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
