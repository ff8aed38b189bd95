"""The store of a release, with sessions in it, to be kept beside this file as long as a store of it may come.

    python -m tests.fire.stores.make

Run it, with the code of that release, before the schema changes the next time.
"""

import asyncio
import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from space_to_think.runtime.store import schema
from space_to_think.testing.house import House

HERE: Final = Path(__file__).parent
AGENCIES: Final = {"northshire": {"name": "Northshire", "tenants": ["fake:northshire"]}}
GROUP: Final = "@grace @owen @priya"


async def hold(folder: Path) -> None:
    """One session that has ended, one that is under way, and one that is being asked for."""
    async with House(folder, agencies=AGENCIES) as house:
        for reason in ("stuck", "support"):
            await house.call("ros", f"new {reason} pace guided {GROUP}")
            for who in ("grace", "owen", "priya"):
                await house.call(who, "join yes")
            await house.call("grace", "facilitator")
            for who in ("owen", "priya"):
                await house.call(who, "agree")
            await house.call("grace", "start")
            await house.say("ros", "It began in May.")
            await house.call("ros", "note What I take from it.")
            await house.call("owen", "park What else there was.")
            await house.call("grace", "next")
            await house.say("owen", "What have you tried?")
            if reason == "stuck":
                await house.call("grace", "end")
                await house.call("grace", "agree")
        await house.call("tariq", "new review pace async @grace")


def frozen(folder: Path) -> None:
    """Keep what is there: the store in one small file, and the key that opens it."""
    with closing(sqlite3.connect(folder / "house.db")) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("VACUUM")
    (HERE / f"{schema.HEAD}.db.gz").write_bytes(gzip.compress((folder / "house.db").read_bytes(), mtime=0))
    (HERE / f"{schema.HEAD}.key.json").write_bytes((folder / "house.key").read_bytes())


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        asyncio.run(hold(Path(made)))
        frozen(Path(made))
