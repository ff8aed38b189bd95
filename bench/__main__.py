"""`python -m bench [NAME …]`: measure all, or messages, stored, due, slack, matrix; print a table and write bench.json.

Everything runs in one process, ours and what it is compared with in turn, so that both meet the same machine.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bench import due, matrix, messages, slack, stored
from bench.figures import Figure, table, write
from space_to_think.cli.run import settle_memory
from space_to_think.host.facade import Host
from space_to_think.runtime import engine
from space_to_think.wording.render import Wording

PARTS = {"messages": messages, "stored": stored, "due": due, "slack": slack, "matrix": matrix}


async def main(wanted: Sequence[str]) -> list[Figure]:
    host = Host.load()
    wording = Wording.load(host.manifests)
    settle_memory()  # as `run` does
    # A moment in which the disk is slow is to be measured, and not to end the run.
    setattr(engine, "PATIENCE", 60.0)  # noqa: B010
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="space-to-think-bench-") as folder:
        for name in wanted:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            figures += await PARTS[name].measure(Path(folder), host, wording)
    return figures


if __name__ == "__main__":
    # What went wrong has to be seen; everything else would be measured too.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    found = asyncio.run(main(sys.argv[1:] or list(PARTS)))
    print(table(found))
    write(Path("bench.json"), found)
