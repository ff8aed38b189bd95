"""Deliberate faults, each put in by the test in place of the right part: the checks of this suite catch every one.

Each check is run twice: as it is, where it has to pass, and sabotaged, where it has to fail.
"""

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlalchemy import Connection, event, update
from sqlalchemy.exc import OperationalError

from space_to_think.host.seats import Seat
from space_to_think.inbound import Nothing, Notice
from space_to_think.runtime import engine
from space_to_think.runtime.calls import Calls
from space_to_think.runtime.clock import micros
from space_to_think.runtime.desk import Desk
from space_to_think.runtime.engine import Engine
from space_to_think.runtime.house import House
from space_to_think.runtime.secrets import KeyFile, new_id
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import backup, contents, erasing, inbox, outbox, sessions, writes
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.work import Cache
from space_to_think.session.codec import dump_snapshot
from space_to_think.session.decide import Content
from space_to_think.session.events import Spoke, StageDue
from space_to_think.session.state import Audience, Keep
from space_to_think.testing.house import House as Household
from space_to_think.testing.rig import verify
from space_to_think.testing.rig.link import Account
from space_to_think.testing.rig.people import Group
from tests.fire.lab import AnyClock, Lab

CANARY = "the canary sang"
WRITTEN: dict[str, Any] = {}  # the settings that a sabotaged host keeps for everybody, by plugin
SUMMER = datetime(2026, 7, 6, 9, 30, tzinfo=UTC)
Patch = pytest.MonkeyPatch
log = structlog.get_logger()


async def sound(lab: Lab) -> None:
    """What must hold of every store, and of what its platform shows."""
    found = await lab.evidence()
    accepted = tuple(lab.platform.accepted)
    account = Account(accepted, frozenset(lab.taken), 0, 0, 0)
    verify.histories(found)
    verify.acknowledged(found, account)
    verify.timers(found, lab.clock.now(), timedelta(seconds=1))
    verify.messages(found, account, lab.platform.features.idempotent, lab.clock.now() - timedelta(minutes=30))


# ---- checks


async def repeats(folder: Path) -> None:
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        said = group.say("a", "It began in May.")
        await lab.all([said] * 3)
    async with lab:
        await lab.all([said] * 3)
        (records,) = (await lab.evidence()).records.values()
    spoke = sum(isinstance(record.event, Spoke) for record in records)
    assert spoke == 1, f"taken {spoke} times"


@contextmanager
def unwilling(lab: Lab, name: str, wanted: str = "") -> Iterator[None]:
    """What writes meets a full disk: as it commits, or with the statement that has these words."""
    store, over = lab.service.store, threading.Event()

    def refuse(_connection: object, *rest: Any) -> None:
        writes_now = store._begin == "BEGIN IMMEDIATE" and not over.is_set()
        if writes_now and (not wanted or wanted in rest[1]):
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorname = "SQLITE_FULL"
            raise OperationalError(wanted or name, None, full)

    event.listen(store._engine, name, refuse)
    try:
        yield
    finally:
        over.set()


async def fails_late(folder: Path) -> None:
    """The commit itself fails, after all has been decided."""
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        await lab.settle()
        with unwilling(lab, "commit"):
            await lab.all([group.sure().inbound, group.call("b", "next")])
            await asyncio.sleep(0.3)
        await lab.settle()
        await sound(lab)


async def by_cursor(folder: Path) -> None:
    """What the cursor covers is in the store, also where the batch was not."""
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        await lab.accept(group.say("a", "It began in May."), "17")
        with unwilling(lab, "before_cursor_execute", "INTO inbox"):
            again = group.say("a", "And then.")
            await lab.accept(again, "18")
    async with lab:
        found = await lab.evidence()
    upto = int(found.cursors["rig"])
    assert upto < 18 or found.was_taken(again.key), "the cursor covers what is not stored"


async def over_a_restart(folder: Path) -> None:
    lab = Lab(folder)
    async with lab:
        await lab.begin(Group("g1"))
        await lab.settle()
    async with lab:
        lab.clock.advance(timedelta(minutes=6))
        await lab.settle()
        await sound(lab)


async def in_summer(folder: Path) -> None:
    lab = Lab(folder, AnyClock(SUMMER))
    async with lab:
        await lab.begin(Group("g1"))
        await lab.settle()
        lab.clock.advance(timedelta(minutes=5))
        await lab.settle()
        (records,) = (await lab.evidence()).records.values()
        await sound(lab)
    assert any(isinstance(record.event, StageDue) for record in records), "the stage's time is over, and nobody is told"


async def in_the_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        for words in (f"note {CANARY}", f"{CANARY}", f"flag {CANARY}"):
            await lab.accept(group.call("a", words))
    shown = capsys.readouterr()
    assert CANARY not in shown.out + shown.err, "the log tells what was said"


async def erased(folder: Path) -> None:
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        await lab.accept(group.call("a", f"note {CANARY}"))
        await lab.settle()
        with closing(sqlite3.connect(lab.store)) as database:
            secrets = {row[0]: "words" for row in database.execute("SELECT sealed FROM contents")}
            secrets |= {row[0]: "the key" for row in database.execute("SELECT wrapped_key FROM sessions")}
        (id,) = (await lab.evidence()).held
        assert await lab.service.erase(id)
        files = {file.name: file.read_bytes() for file in (lab.store, lab.folder / "lab.db-wal")}
    left = [f"{what} in {name}" for name, data in files.items() for secret, what in secrets.items() if secret in data]
    assert not left, f"left: {left}"


async def restored(folder: Path) -> None:
    """An older copy comes back: erased sessions are erased, old messages are not sent again."""
    lab, group = Lab(folder / "home"), Group("g1")
    async with lab:
        await lab.begin(group)
        lab.service._sender.stop()
        await lab.accept(group.call("d", "leave"))
        (id,) = (await lab.evidence()).held
        made = backup.make(lab.store, folder / "copies", lab.clock.now())
    copy = Lab(folder / "copy", lab.clock)
    backup.restore(made, copy.store)
    (copy.folder / "lab.key").write_bytes((lab.folder / "lab.key").read_bytes())
    with closing(sqlite3.connect(copy.store)) as database:
        query = "SELECT key FROM outbox WHERE state = 'pending' AND slot IS NULL"
        waiting = {row[0] for row in database.execute(query)}
    assert waiting
    async with copy:
        await copy.settle()
    assert not waiting & {line["key"] for line in copy.platform.accepted}, "old messages were sent again"
    KeyFile(copy.folder / "lab.key").note_erased([id])
    async with copy:
        assert (await copy.evidence()).held[id].key is None, "what was erased can be read again"


async def killed_while_sending(folder: Path) -> None:
    lab, group = Lab(folder, idempotent=False), Group("g1")
    async with lab:
        await lab.begin(group)
        await lab.settle()
    with closing(sqlite3.connect(lab.store)) as database, database:
        database.execute(
            "UPDATE outbox SET state = 'sending' WHERE seq = (SELECT max(seq) FROM outbox WHERE NOT \"order\""
            " AND slot IS NULL AND state = 'sent')"
        )
        database.execute("UPDATE outbox SET body = '{\"$\":\"Message\",\"to\":{\"$\":\"Person\",\"number\":3},"
                         "\"card\":{\"$\":\"Card\",\"lines\":[{\"$\":\"Text\",\"id\":\"runtime-failed\"}]}}'"
                         " WHERE state = 'sending'")  # fmt: skip
    async with lab:
        await lab.settle()
        await sound(lab)


async def one_that_fails(folder: Path) -> None:
    lab = Lab(folder)
    groups = [Group(f"g{number}") for number in range(5)]
    async with lab:
        await lab.begin(*groups)
        right = Desk.take

        def wrong(self: Desk, connection: Connection, batch: Any) -> Any:
            taken = right(self, connection, batch)
            if any(inbound.key.endswith("bad") for inbound, _ in batch):
                raise ZeroDivisionError
            return taken

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Desk, "take", wrong)
            acts = [group.sure().inbound for group in groups]
            await lab.all([replace(groups[0].say("a", "x"), key="bad"), *acts])
        await lab.all([group.sure().inbound for group in groups])
        found = await lab.evidence()
        await sound(lab)
    missing = [act.key for act in acts if not found.was_taken(act.key)]
    assert not missing, f"{len(missing)} waited for the one that failed"


async def said_once(folder: Path) -> None:
    """Of what happens once, everybody is told once."""
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        await lab.accept(group.call("d", "leave"))
        await lab.accept(group.call("b", "extend"))
        await lab.settle()
        await sound(lab)
    posts = [line for line in lab.platform.accepted if line["kind"] == "Post" and not line["replaces"]]
    times = Counter((line["to"], line["text"]) for line in posts)
    twice = [said for said, often in times.items() if often > 1]
    assert len(times) >= 6
    assert not twice, f"{len(twice)} of {len(times)} messages were said twice"


async def long_history(folder: Path) -> None:
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        for _ in range(40):
            await lab.accept(group.say("a", "It began in May."))
        await sound(lab)


async def flood(folder: Path) -> None:
    lab, group = Lab(folder), Group("g1")
    async with lab:
        await lab.begin(group)
        tasks = [asyncio.create_task(lab.accept(group.say("a", "x"))) for _ in range(4000)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting = lab.service._engine._queue.qsize()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert waiting <= 1024, f"{waiting} messages lie in memory"


async def without_names(folder: Path) -> None:
    """Of an anonymous contribution the store knows kind, round and random id."""
    lab = Lab(folder)
    async with lab:
        await lab.begin(Group("g1"))
        (held,) = (await lab.evidence()).held.values()
        assert held.key is not None
        content = Content("0" * 32, "strength", None, CANARY, 1, "strengths", Audience.GROUP, Keep.RETENTION)

        def add(connection: Connection) -> None:
            rows = writes.Writes()
            contents.add(rows, held.key, content, None)  # type: ignore[arg-type]
            rows.flush(connection)

        await lab.service.store.run(add)
    with closing(sqlite3.connect(lab.store)) as database:
        named = database.execute("SELECT count(*) FROM contents WHERE kind = 'strength'").fetchone()
        assert named == (0,), "a strength stands with its author"
        assert database.execute("SELECT id FROM unnamed").fetchall() == [("0" * 32,)]


async def two_agencies(folder: Path) -> None:
    """In one session people are warned of what their own agency looks for, and of nothing else."""
    looks_for = {"ash": "phone", "beech": "email"}
    agencies = {
        slug: {
            "name": slug,
            "tenants": [f"fake:{slug}"],
            "plugins": ["no-names"],
            "settings": {"no-names": {"only": [sort]}},
        }
        for slug, sort in looks_for.items()
    }
    people = {"ann": "ash", "bob": "beech", "cat": "ash"}
    texts = {"phone": "Ring 020 7946 0958.", "email": "Write to jo@north.example."}
    async with Household(folder, people=people, agencies=agencies) as house:
        await house.begin("exploration")
        for who, slug in people.items():
            for sort, text in texts.items():
                answer = await house.say(who, text)
                assert isinstance(answer, Notice) is (sort == looks_for[slug]), f"{slug} looks for {looks_for[slug]}"


# ---- saboteurs


def deduplication_off(patch: Patch) -> None:
    right = inbox.take

    def wrong(connection: Connection, keys: Any, at: Any) -> set[bytes]:
        right(connection, keys, at)
        return set(keys)

    patch.setattr(inbox, "take", wrong)


def acknowledged_before_the_commit(patch: Patch) -> None:
    right = Engine._take

    async def wrong(self: Engine, batch: Any) -> None:
        for waiting in batch:
            waiting.give(Nothing())
        await right(self, batch)

    patch.setattr(Engine, "_take", wrong)


def cursor_stored_early(patch: Patch) -> None:
    right = Engine.accept

    async def wrong(self: Engine, inbound: Any, cursor: str | None = None) -> Any:
        if cursor is not None:
            rows = writes.Writes()
            rows.add("cursors", {"adapter": "rig", "cursor": cursor})
            await self._store.run(rows.flush)
        return await right(self, inbound, cursor)

    patch.setattr(Engine, "accept", wrong)


def timer_in_memory_only(patch: Patch) -> None:
    patch.setattr(sessions, "due", lambda connection, now, limit: [])


def outbox_sent_before_the_commit(patch: Patch) -> None:
    """The sender takes its round in the transaction that queues the rows, and its adapters have them at once."""
    right, opened = Desk.take, Service.start
    started: list[tuple[Service, asyncio.AbstractEventLoop]] = []

    async def start(self: Service) -> None:
        await opened(self)
        started.append((self, asyncio.get_running_loop()))

    def wrong(self: Desk, connection: Connection, batch: Any) -> Any:
        taken = right(self, connection, batch)
        service, loop = started[-1]
        for one in service._sender._round(connection, (), ()).outgoing:
            asyncio.run_coroutine_threadsafe(service._sender._deliver(one), loop)
        return taken

    patch.setattr(Service, "start", start)
    patch.setattr(Desk, "take", wrong)


def local_time_for_deadlines(patch: Patch) -> None:
    def wrong(at: datetime) -> int:
        return micros(at.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=UTC))

    right = sessions.write

    def write(rows: Any, held: Any, records: Any, wrapped: Any) -> Any:
        result = right(rows, held, records, wrapped)
        for name in ("sessions", "step"):
            for row in rows.rows.get(name, ()):
                if row["next_deadline"] is not None:
                    row["next_deadline"] = wrong(
                        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row["next_deadline"])
                    )
        return result

    patch.setattr(sessions, "write", write)


def text_in_a_log_line(patch: Patch) -> None:
    right = Calls.take

    def wrong(self: Calls, work: Any, called: Any) -> Any:
        log.info("called", words=called.words)
        return right(self, work, called)

    patch.setattr(Calls, "take", wrong)


def author_with_an_anonymous_strength(patch: Patch) -> None:
    right = contents.add
    patch.setattr(contents, "add", lambda rows, key, content, ref: right(rows, key, replace(content, by=3), ref))


def key_left_when_erasing(patch: Patch) -> None:
    patch.setattr(erasing, "whole", lambda connection, session: erasing.words(connection, session))


def log_left_when_erasing(patch: Patch) -> None:
    patch.setattr(SqliteStore, "_truncate", lambda self: None)


def old_messages_sent_again(patch: Patch) -> None:
    patch.setattr(outbox, "copied", lambda connection: None)


def list_of_the_erased_forgotten(patch: Patch) -> None:
    patch.setattr(KeyFile, "erased", lambda self: frozenset())


def uncertain_sent_again(patch: Patch) -> None:
    def wrong(connection: Connection, idempotent: Any) -> list[Any]:
        connection.execute(update(t.outbox).where(t.outbox.c.state == "sending").values(state="pending"))
        return []

    patch.setattr(outbox, "recover", wrong)


def rows_queued_twice_under_new_keys(patch: Patch) -> None:
    right = writes.Writes.flush

    def wrong(self: writes.Writes, connection: Connection) -> None:
        for row in list(self.rows.get("outbox", ())):
            self.add("outbox", {**row, "key": new_id()})
        right(self, connection)

    patch.setattr(writes.Writes, "flush", wrong)


def stages_said_again(patch: Patch) -> None:
    """What stands in a slot is forgotten, so that it is said anew and not edited."""
    right = outbox.in_slot

    def wrong(connection: Connection, session: str, dest: bytes, slot: str) -> Any:
        return None if slot.startswith(verify.STAGE) else right(connection, session, dest, slot)

    patch.setattr(outbox, "in_slot", wrong)


def given_up_with_the_one_that_failed(patch: Patch) -> None:
    async def wrong(self: Engine, batch: Any, error: Exception) -> None:
        self._tell(batch)

    patch.setattr(Engine, "_one_by_one", wrong)


def decided_on_what_is_not_committed(patch: Patch) -> None:
    right = Desk.take

    def wrong(self: Desk, connection: Connection, batch: Any) -> Any:
        taken = right(self, connection, batch)
        self.committed(taken)
        return taken

    patch.setattr(Desk, "take", wrong)
    fetch = Cache.fetch

    def from_memory(self: Cache, connection: Connection, house: House, ids: Any, versions: Any = None) -> Any:
        known = {id: self._held[id] for id in ids if id in self._held}
        return known | fetch(self, connection, house, set(ids) - known.keys())

    patch.setattr(Cache, "fetch", from_memory)


def snapshot_of_another_moment(patch: Patch) -> None:
    patch.setattr(sessions, "dump_snapshot", lambda session: dump_snapshot(replace(session, round=session.round + 1)))


def queue_without_bounds(patch: Patch) -> None:
    patch.setattr(engine, "QUEUE", 1_000_000)


def events_that_are_lost(patch: Patch) -> None:
    right = sessions.write
    patch.setattr(
        sessions, "write", lambda rows, held, records, wrapped: right(rows, held, list(records)[:-1], wrapped)
    )


def settings_written_onto_the_shared_plugin(patch: Patch) -> None:
    right = Seat.model

    def wrong(self: Seat) -> Any:
        return WRITTEN.setdefault(self.loaded.name, right(self))

    WRITTEN.clear()
    patch.setattr(Seat, "model", wrong)


# By which check each is caught, and what that says: an accident says something else.
SABOTEURS: dict[Callable[[Patch], None], tuple[Any, str]] = {
    deduplication_off: (repeats, "taken 2 times"),
    outbox_sent_before_the_commit: (fails_late, "messages that the store knows nothing of"),
    acknowledged_before_the_commit: (fails_late, "acknowledged and lost"),
    cursor_stored_early: (by_cursor, "the cursor covers what is not stored"),
    timer_in_memory_only: (over_a_restart, "a deadline was lost"),
    local_time_for_deadlines: (in_summer, "the stage's time is over, and nobody is told"),
    text_in_a_log_line: (in_the_log, "the log tells what was said"),
    author_with_an_anonymous_strength: (without_names, "a strength stands with its author"),
    key_left_when_erasing: (erased, r"left: \['the key in lab.db'\]"),
    log_left_when_erasing: (erased, "words in lab.db-wal"),
    old_messages_sent_again: (restored, "old messages were sent again"),
    list_of_the_erased_forgotten: (restored, "what was erased can be read again"),
    uncertain_sent_again: (killed_while_sending, "messages show more than once"),
    rows_queued_twice_under_new_keys: (said_once, "messages were said twice"),
    stages_said_again: (said_once, "stages were opened by more than one message"),
    given_up_with_the_one_that_failed: (one_that_fails, "waited for the one that failed"),
    decided_on_what_is_not_committed: (one_that_fails, "a gap in"),
    snapshot_of_another_moment: (long_history, "the snapshot is not what the events say"),
    queue_without_bounds: (flood, "messages lie in memory"),
    events_that_are_lost: (long_history, "a gap in"),
    settings_written_onto_the_shared_plugin: (two_agencies, "looks for"),
}
CHECKS = list(dict.fromkeys(check for check, _ in SABOTEURS.values()))


async def run(check: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await (check(folder, capsys) if check is in_the_log else check(folder))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_check_passes_where_nothing_is_sabotaged(
    tmp_path: Path, check: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(check, tmp_path, capsys)


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.__name__)
async def test_the_saboteur_is_caught(
    tmp_path: Path, saboteur: Callable[[Patch], None], monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        saboteur(patch)
        check, said = SABOTEURS[saboteur]
        with pytest.raises(AssertionError, match=said):
            await run(check, tmp_path, capsys)


def test_there_are_at_least_twelve() -> None:
    assert len(SABOTEURS) >= 12
