"""What an operator should see to, each with its cure: the store and what waits in it, the key, the disk, the clock."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from space_to_think.runtime.errors import KeyFault, OperatorFault, StoreUnavailable
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import meta, standing
from space_to_think.runtime.store.schema import HEAD, revision
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.standing import Failure, Standing

ROOM: Final = 1_000_000_000  # bytes
STUCK: Final = timedelta(minutes=10)
LATE: Final = timedelta(minutes=5)
AHEAD: Final = timedelta(minutes=1)
WEEK: Final = timedelta(days=7)
BACKUP: Final = timedelta(hours=36)

Version: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and what to do about it. A note is worth knowing, and nothing is out of order for its sake."""

    sentence: str
    cure: str = ""
    note: bool = False

    def __str__(self) -> str:
        return f"{'Note: ' if self.note else ''}{self.sentence} {self.cure}".rstrip()


async def findings(url: str, key_file: Path, now: datetime) -> list[Finding]:
    """Everything there is to see to. A store that is not there yet is in order."""
    store, known = SqliteStore(url), list(of_sqlite(sqlite3.sqlite_version_info))
    try:
        if not store.path.exists():
            return known
        return [*known, *of_disk(store.path), *await of_store(store, key_file, now)]
    finally:
        await store.close()


# ---- around the store


def of_sqlite(version: Version) -> Iterator[Finding]:
    """SQLite 3.7.0 to 3.51.2 can damage a file in WAL mode when one connection writes while another checkpoints.

    The mend was also brought to 3.44.6 and 3.50.7. https://sqlite.org/wal.html#walresetbug
    """
    mended = (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    if (3, 7, 0) <= version < (3, 51, 3) and not mended:
        said = ".".join(map(str, version))
        yield Finding(
            f"SQLite {said} has a defect that can, very rarely, damage a store that two programs write to at once.",
            "The service holds one connection, and its commands take turns with it: let no other program write to the "
            "file. SQLite 3.51.3 has it mended.",
            note=True,
        )


def of_disk(store: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(store.parent).free
    wanted = max(ROOM, store.stat().st_size)
    if free < wanted:
        yield Finding(
            f"The store's disk has {_bytes(free)} left.",
            f"Make room: {_bytes(wanted)} are enough, for its log and for copies.",
        )


def of_key(key_file: Path, proof: str | None) -> Iterator[Finding]:
    file = KeyFile(key_file)
    try:
        keys = file.read()
    except KeyFault as fault:
        yield Finding(fault.sentence, fault.cure)
        return
    if proof is not None and keys.proof() != proof:
        yield Finding(f"The key file {key_file} belongs to another store.", "Put the key file of this store there.")
    if key_file.stat().st_mode & 0o077:
        yield Finding(f"The key file {key_file} can be read by others.", f"Run: chmod 600 {key_file}")


# ---- what stands in it


async def of_store(store: SqliteStore, key_file: Path, now: datetime) -> list[Finding]:
    try:
        found = await store.read(revision)
        if found != HEAD:
            return [_other(found)]
        proof = await store.read(partial(meta.read, name=meta.KEY))
        stands = await store.read(partial(standing.look, now=now))
        failed = await store.read(partial(standing.failed, since=now - WEEK))
    except OperatorFault as fault:
        return [Finding(fault.sentence, fault.cure)]
    except StoreUnavailable as fault:
        return [Finding(f"The store cannot be read ({fault.code}).", fault.cure)]
    return [
        *of_key(key_file, proof),
        *of_clock(stands, now),
        *of_deadlines(stands, now),
        *of_outbox(stands, now),
        *of_failures(failed),
        *of_backup(stands, now),
    ]


def _other(found: str | None) -> Finding:
    known = "It is no store of Space to Think yet" if found is None else f"The store's schema is {found}, not {HEAD}"
    return Finding(f"{known}.", "Start the service once; it brings an older store up to date, and refuses a newer one.")


def of_clock(stands: Standing, now: datetime) -> Iterator[Finding]:
    if stands.newest is not None and stands.newest > now + AHEAD:
        yield Finding(
            f"The computer's clock is behind: a message was taken {how_long(stands.newest - now)} from now.",
            "Set the clock, and let it be kept by NTP. Deadlines wait until it is right again.",
        )


def of_deadlines(stands: Standing, now: datetime) -> Iterator[Finding]:
    if stands.overdue is not None and now - stands.overdue > LATE:
        yield Finding(
            f"Sessions whose deadline has passed: {stands.late}, the first {how_long(now - stands.overdue)} ago.",
            'Start the service, if it does not run. If it does, look in its log for "deadline cannot be taken".',
        )


def of_outbox(stands: Standing, now: datetime) -> Iterator[Finding]:
    for adapter, since in sorted(stands.since.items()):
        if now - since > STUCK:
            yield Finding(
                f"Messages for {adapter} wait to be sent since {how_long(now - since)}.",
                "See whether the service runs and the platform can be reached; its log says why a delivery failed.",
            )
    if count := stands.rows("uncertain"):
        yield Finding(
            f"Messages of which nobody knows whether they have arrived: {count}.",
            "The facilitators have been told, and nothing is sent twice. They are forgotten after 30 days.",
        )
    if count := stands.rows("failed"):
        yield Finding(
            f"Messages that could not be delivered: {count}.",
            'Look in the log for "not delivered" and why. They are forgotten after 30 days.',
        )


def of_failures(failed: list[Failure]) -> Iterator[Finding]:
    for one in failed:
        yield Finding(
            f"Messages that the program could not take in the last week: {one.times} ({one.error} at {one.place}).",
            "Report this line; it holds nothing that people said. They were asked to try again.",
        )


def of_backup(stands: Standing, now: datetime) -> Iterator[Finding]:
    cure = "Run space-to-think backup FOLDER, best every night."
    if stands.backup is None:
        yield Finding("There is no backup yet.", cure, note=True)
    elif now - stands.backup > BACKUP:
        yield Finding(f"The last backup is {how_long(now - stands.backup)} old.", cure)


def how_long(span: timedelta) -> str:
    """A span of time in whole minutes, hours or days."""
    hours = span.total_seconds() / 3600
    if hours < 2:
        return f"{round(hours * 60)} minutes"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24)} days"


def _bytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
