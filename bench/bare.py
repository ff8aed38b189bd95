"""The same rows, written by hand with sqlite3: the limit that no store on SQLite can pass."""

import json
import os
import sqlite3
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import create_engine

from space_to_think.runtime.secrets import new_id
from space_to_think.runtime.store.sessions import SNAPSHOT_EVERY
from space_to_think.runtime.store.tables import metadata

EVENT = json.dumps({"person": 1, "stage": "exploration", "manner": "in_turn"})
SNAPSHOT = b"x" * 3000
AT = 1_774_258_200_000_000


class Bare:
    """A store with as many sessions, and nothing but the rows of a plain message: its key, its event, the session's
    new state, and every twentieth time a snapshot."""

    def __init__(self, folder: Path, sessions: int) -> None:
        folder.mkdir(exist_ok=True)
        path = folder / "bare.db"
        engine = create_engine(f"sqlite:///{path}")
        metadata.create_all(engine)
        engine.dispose()
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.sessions = [new_id() for _ in range(sessions)]
        self.versions = dict.fromkeys(self.sessions, 1)
        self._said = 0
        for number, id in enumerate(self.sessions):
            row = (id, f"STT-{number}", 1, "open", "", AT, AT, AT + number, os.urandom(60), None, "{}")
            self.db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def write(self, messages: int) -> None:
        """So many messages in one transaction."""
        keys, steps, events, snapshots = [], [], [], []
        for _ in range(messages):
            self._said += 1
            id = self.sessions[self._said % len(self.sessions)]
            version = self.versions[id] = self.versions[id] + 1
            keys.append((os.urandom(16), AT))
            steps.append((version, "open", AT, AT + 1, id))
            events.append((id, version, AT, "Spoke", 1, EVENT))
            if version % SNAPSHOT_EVERY == 0:
                snapshots.append((id, version, 1, SNAPSHOT))
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("INSERT INTO inbox VALUES (?, ?)", keys)
        self.db.executemany(
            "UPDATE sessions SET version = ?, phase = ?, last_step = ?, next_deadline = ? WHERE id = ?", steps
        )
        self.db.executemany("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)", snapshots)
        self.db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", events)
        self.db.execute("COMMIT")

    async def flood(self, messages: int, batch: int = 100) -> float:
        """Messages a second in batches of so many."""
        started = perf_counter()
        for _ in range(0, messages, batch):
            self.write(batch)
        return messages / (perf_counter() - started)

    async def alone(self, messages: int) -> float:
        """The median seconds of a commit of one message."""
        times: list[float] = []
        for _ in range(messages):
            started = perf_counter()
            self.write(1)
            times.append(perf_counter() - started)
        return median(times)

    def close(self) -> None:
        self.db.close()
