"""The rig's parts in one process: the platform, the adapter, the people, and the checks that must bite."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from space_to_think.delivery import Delivery, InvitePeople, Retry
from space_to_think.identity import PersonId
from space_to_think.inbound import Nothing, Notice
from space_to_think.rendered import RenderedCard
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.session import events as e
from space_to_think.session.deadlines import FIRES
from space_to_think.session.state import Why
from space_to_think.testing.rig import evidence, process, verify
from space_to_think.testing.rig.adapter import RigAdapter
from space_to_think.testing.rig.crowd import Crowd
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.link import Account, Link
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.platform import Platform
from space_to_think.testing.rig.rig import Effort, Rig
from space_to_think.testing.rig.times import MONDAY, FastClock
from space_to_think.testing.rig.wire import Wire, pack
from tests.fire.lab import Lab, retry


class Ready(asyncio.Future[int]):
    """Stands for the pipe that is told the port."""

    def send(self, port: int) -> None:
        self.set_result(port)


@asynccontextmanager
async def platform(ledger: Ledger) -> AsyncIterator[tuple[Link, int]]:
    ready: Any = Ready()
    serving = asyncio.create_task(Platform(ledger).serve(ready))
    port: int = await ready
    link = await Link.to(port)
    yield link, port
    link.close()
    await asyncio.wait_for(serving, 10)


@asynccontextmanager
async def service(folder: Path, port: int, ledger: Ledger) -> AsyncIterator[Service]:
    from space_to_think.testing.rig.warm import HOST, WORDING

    adapter = RigAdapter(port, ledger.idempotent, ledger.by_cursor)
    clock = FastClock.beginning(MONDAY, 3000.0)
    parts = Parts(f"sqlite:///{folder / 'rig.db'}", folder / "rig.key", HOST, WORDING, clock, (adapter,))
    async with Service(parts) as running:
        yield running


def test_what_a_service_needs_is_there_before_it_is_forked() -> None:
    from space_to_think.testing.rig import warm

    assert warm.HOST.manifests


@pytest.mark.parametrize("by_cursor", [False, True])
async def test_groups_hold_their_sessions_and_everything_is_found(tmp_path: Path, by_cursor: bool) -> None:
    ledger = Ledger(by_cursor=by_cursor, shuffled=True)
    async with platform(ledger) as (link, port):
        made = [Group("g0", undoes=True), Group("g1", made=True), *(Group(f"g{n}") for n in range(2, 40))]
        crowd = Crowd(link, lambda number: made[number], width=2)
        async with service(tmp_path, port, ledger) as running:
            crowd.start()
            await asyncio.wait_for(link.heard(250), 60)
            await crowd.stop()
            await running.settle()
        before = await evidence.gather(f"sqlite:///{tmp_path / 'rig.db'}", tmp_path / "rig.key")
        assert await link.left() == (await link.account()).left == 0
        assert verify.once(before, crowd.acts, await link.account())
        assert verify.timers(before, MONDAY)[0]
        assert verify.messages(before, await link.account(), True, MONDAY)
        async with service(tmp_path, port, ledger) as running:  # and once more, from where it stopped
            last = Group("last")
            await crowd.do([next(iter(last.steps()))[0]])
            await running.settle()
            assert await running.erase((await running.sessions())[-1].id)
        account = await link.account()
        found = await evidence.gather(f"sqlite:///{tmp_path / 'rig.db'}", tmp_path / "rig.key")
    assert verify.histories(found) > 20
    assert verify.acknowledged(found, account) == len(account.taken)
    verify.timers(found, MONDAY)
    order = [entry.inbound["key"] for entry in ledger.entries]
    assert bool(verify.read_upto(found, order)) is by_cursor
    assert crowd.open() == []
    assert await asyncio.to_thread((tmp_path / "rig.db").exists)


# ---- refused, lost, repeated


class Refusing:
    """A runtime that can take nothing the first few times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.taken: list[str] = []
        self.cursors: list[str] = []

    async def cursor(self, adapter: str) -> str | None:
        return None

    async def accept(self, inbound: Any, cursor: str | None = None) -> Nothing | Notice:
        self.left -= 1
        if self.left >= 0:
            return Notice(RenderedCard(()), taken=False)
        self.taken.append(inbound.key)
        self.cursors += [cursor] if cursor else []
        return Nothing()


def refusing(times: int) -> Any:
    return Refusing(times)


@pytest.mark.parametrize("by_cursor", [False, True])
async def test_what_is_refused_is_pushed_until_it_is_taken(by_cursor: bool) -> None:
    async with platform(Ledger(by_cursor=by_cursor)) as (link, port):
        runtime, group = refusing(4), Group("g0")
        adapter = RigAdapter(port, by_cursor=by_cursor)
        running = asyncio.create_task(adapter.run(runtime))
        said = [group.say("a", "x") for _ in range(3)]
        link.push(said)
        await asyncio.wait_for(link.until_taken(one.key for one in said), 10)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert sorted(set(runtime.taken)) == [one.key for one in said]
    assert bool(runtime.cursors) is by_cursor


async def test_what_is_refused_may_be_given_up() -> None:
    ledger = Ledger(pushes_once=True)
    async with platform(ledger) as (link, port):
        running = asyncio.create_task(RigAdapter(port).run(refusing(1)))
        group = Group("g0")
        first, second = group.say("a", "x"), group.say("a", "y")
        link.push([first])
        await asyncio.sleep(0.2)
        link.push([second])
        await asyncio.wait_for(link.until_taken([second.key]), 10)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert set(ledger.taken()) == {second.key}


async def test_a_delivery_without_a_platform_waits_or_fails() -> None:
    adapter = RigAdapter(1)
    delivery = Delivery("k", PersonId("rig", "rig", "a"), InvitePeople(()))
    assert await adapter.deliver(delivery) == Retry()
    async with platform(Ledger()) as (_, port):
        adapter = RigAdapter(port)
        running = asyncio.create_task(adapter.run(refusing(0)))
        await asyncio.sleep(0.2)
        wire: Any = adapter._wire
        wire.send = lambda line: None  # it goes out, and is never answered
        delivering = asyncio.create_task(adapter.deliver(delivery))
        giving_up = asyncio.create_task(adapter.deliver(delivery))
        await asyncio.sleep(0.05)
        giving_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving_up
        adapter._read(wire, refusing(0), {"receipt": {"ref": "m1"}, "n": 99})  # of nothing that waits
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        with pytest.raises(ConnectionError):
            await delivering


async def test_a_platform_that_goes_is_noticed() -> None:
    async with platform(Ledger()) as (_, port):
        running = asyncio.create_task(RigAdapter(port).run(refusing(0)))
        await asyncio.sleep(0.2)
    with pytest.raises(ConnectionError, match="platform is gone"):
        await asyncio.wait_for(running, 10)


async def test_whoever_says_nothing_is_sent_away() -> None:
    async with platform(Ledger()) as (_, port):
        wire = await Wire.to(port)
        await wire.sent()
        wire.close()
        wire.send({"never": "sent"})
        await asyncio.sleep(0.05)


async def test_a_line_that_is_too_long_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think.testing.rig.platform.LINE", 1000)
    async with platform(Ledger()) as (_, port):
        wire = await Wire.to(port)
        wire.send({"hello": "x" * 3000})
        async with asyncio.timeout(5):
            assert [line async for line in wire.lines()] == []
        wire.close()


async def test_of_two_services_the_last_is_the_one(tmp_path: Path) -> None:
    async with platform(Ledger(by_cursor=True)) as (link, port):
        first, second = await Wire.to(port), await Wire.to(port)
        link.push([Group("g0").say("a", "x")])
        first.send({"hello": "service"})
        await asyncio.wait_for(link.there.wait(), 5)
        with pytest.raises(TimeoutError):  # whoever has given up waiting is left alone
            await asyncio.wait_for(link.until_taken(["g0:1"]), 0.05)
        second.send({"hello": "service", "cursor": "1"})  # it has been read
        await asyncio.wait_for(link.until_taken(["g0:1"]), 5)
        await link.until_taken(["g0:1"])
        first.close()
        await asyncio.sleep(0.1)
        assert link.there.is_set()
        second.close()


def test_what_a_platform_says_to_no_test_is_lost() -> None:
    Platform(Ledger())._tell({"taken": "k"})


async def test_a_group_waits_for_its_place() -> None:
    async with platform(Ledger()) as (link, _):
        crowd, group = Crowd(link, lambda number: Group("g")), Group("g", made=True)
        waiting = asyncio.create_task(crowd._place(group))
        await asyncio.sleep(0.1)
        await crowd.stop()
        await asyncio.wait_for(waiting, 5)


async def test_a_cursor_waits_until_its_own_is_taken() -> None:
    runtime, adapter = refusing(1), RigAdapter(1, by_cursor=True)
    said = pack(Group("g0").say("a", "x"))
    await adapter._all(runtime, [{"push": said, "n": 1}])
    assert runtime.cursors == ["1"]


def test_what_a_store_with_nothing_in_it_shows() -> None:
    keys: Any = None
    empty = evidence.Evidence(keys, {}, {}, {}, (), frozenset(), {})
    account = Account((), frozenset(), 0, 0, 0)
    assert verify.messages(empty, account, False, MONDAY) == 0
    only_asked_for = replace(empty, records={"s": ()}, held={"s": keys})
    assert list(verify._presenters(only_asked_for)) == []


def test_a_fault_of_our_own_is_found() -> None:
    keys: Any = None
    empty = evidence.Evidence(keys, {}, {}, {}, (), frozenset(), {})
    verify.no_faults(empty, "2026-03-23 09:30:00 [error    ] store unavailable\n")
    with pytest.raises(AssertionError, match="batch failed"):
        verify.no_faults(empty, "2026-03-23 09:30:00 [error    ] batch failed\n")
    failed: Any = SimpleNamespace(error="KeyError")
    with pytest.raises(AssertionError, match="KeyError"):
        verify.no_faults(replace(empty, failures=(failed,)))


def sent(key: str, state: str = "sent") -> Any:
    return SimpleNamespace(key=key, state=state, session="s", dest=b"d", slot="stage-1", at=0, order=False, number=1)


@pytest.mark.parametrize(
    ("states", "says"), [(("sent", "sent"), "opened by more than one message"), (("failed",), "given up")]
)
def test_a_message_that_was_given_up_and_a_stage_that_was_opened_twice_are_found(
    states: tuple[str, ...], says: str
) -> None:
    keys: Any = None
    rows = [sent(f"k{number}", state) for number, state in enumerate(states)]
    found = evidence.Evidence(keys, {}, {}, {}, rows, frozenset(), {})
    told = [{"key": row.key, "kind": "Post", "replaces": None} for row in rows if row.state == "sent"]
    with pytest.raises(AssertionError, match=says):
        verify.messages(found, Account(tuple(told), frozenset(), 0, 0, 0), True, MONDAY)


def test_which_deadline_an_event_comes_from() -> None:
    span = timedelta()
    found = [
        verify._name(event)
        for event in (
            e.StageDue("offload", span, MONDAY, None),
            e.FacilitatorReminded("offload", span, MONDAY),
            e.SpeakersNudged("offload", ()),
            e.EndSettled(),
            e.Woken("questions", "later", span),
            e.SuccessorWanted(Why.SILENT),
            e.SuccessorWanted(Why.AWAY),
            e.Cancelled(Why.NOT_STARTED),
            e.Cancelled(Why.ASKED),
            e.Erased("retention"),
            e.Erased("silence"),
            e.Erased("asked"),
            e.PlaceGone(),
        )
    ]
    assert found == [
        "stage", "remind", "nudge", "settle", "plugin:questions:later", "successor", None, "cancel", None,
        "erase", "silence-erase", None, None,
    ]  # fmt: skip


def test_whatever_fires_and_can_come_from_nothing_else_is_known() -> None:
    ambiguous = {"facilitate", "question", "back"}  # people bring the same about
    known = {*verify.NAMES.values(), "plugin", "successor", "cancel", "erase", "silence-erase"}
    assert known | ambiguous == set(FIRES)


async def test_a_store_that_cannot_be_read_just_now_is_asked_again(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.spec = process.Spec(tmp_path / "nowhere", partial(RigAdapter, 1))
    assert await rig._ask(lambda connection: False)


async def test_a_message_that_waits_for_its_next_try_is_not_sent_yet(tmp_path: Path) -> None:
    async with Lab(tmp_path) as lab:
        await lab.begin(Group("g0"))
        lab.platform.answers = retry(30.0)
        await lab.accept(Group("g0").call("b", "extend"))
        await lab.settle()
        waits = partial(evidence.unsent, upto=lab.clock.now() + timedelta(seconds=1))
        assert await lab.service.store.read(waits)
        assert not await lab.service.store.read(partial(evidence.unsent, upto=lab.clock.now() - timedelta(hours=1)))
        lab.clock.advance(timedelta(seconds=31))
        await lab.settle()
        assert not await lab.service.store.read(waits)


def test_the_same_key_shows_once_or_each_time() -> None:
    told = {"key": "k", "kind": "Post", "replaces": None}
    for idempotent, times in ((True, 1), (False, 2)):
        ledger = Ledger(idempotent=idempotent)
        first = ledger.deliver(told)
        assert (ledger.deliver(told) == first) is idempotent
        assert len(ledger.accepted) == times


# ---- too little, and what goes wrong


def test_a_run_that_has_tried_too_little_fails() -> None:
    effort = Effort(kills=3)
    effort.must(kills=3)
    assert "kills 3" in str(effort)
    with pytest.raises(AssertionError, match="too little was tried"):
        effort.must(kills=4)


async def test_a_service_that_does_not_start_is_shown_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("space_to_think.testing.rig.rig.PATIENCE", 0.1)
    monkeypatch.setattr("space_to_think.testing.rig.rig.start_service", lambda spec: None)
    rig = Rig(tmp_path)
    async with platform(Ledger()) as (link, _):
        rig.link = link
        rig.spec = process.Spec(tmp_path, partial(RigAdapter, 1))
        with pytest.raises(AssertionError, match="did not start"):
            await rig.start()
        rig.spec.log.write_text("the store is damaged")
        with pytest.raises(AssertionError, match="damaged"):
            await rig.start()


async def test_a_whole_run_with_processes(tmp_path: Path) -> None:
    async with Rig(tmp_path, seed=4, width=2) as rig:
        effort = await rig.run(kills=4, under_way=2)
        assert not rig.service.alive
        with pytest.raises(AssertionError, match="had ended by itself with 0"):
            await rig.kill()
        rig.ended = MONDAY + timedelta(days=3)
        with pytest.raises(AssertionError, match="fewer kills"):
            await rig.check()
        assert await rig._ask(lambda connection: False) is False
        with pytest.raises(TimeoutError):
            await rig._platform.ended(0.05)
    effort.must(kills=4, acts=2)


async def test_a_platform_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "run_platform", slice)  # takes three things, and tells nobody a port
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    with pytest.raises(TimeoutError, match="did not start"):
        process.start_platform(Ledger())


def in_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "alarm", lambda seconds: 0)
    monkeypatch.setattr(os, "dup2", lambda old, new: new)


def test_what_the_service_s_process_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_process(monkeypatch)
    served: list[Parts] = []

    async def serve(parts: Parts) -> None:
        served.append(parts)

    put: list[str] = []
    monkeypatch.setattr(process, "serve", serve)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    monkeypatch.setattr(sys.stderr, "fileno", lambda: 2, raising=False)
    before: tuple[Callable[[], None], ...] = (lambda: put.append("a part of its own"),)
    process.run_service(process.Spec(tmp_path, partial(RigAdapter, 1), before=before))
    assert put
    assert served[0].key_file == tmp_path / "rig.key"


def test_what_the_platform_s_process_does(monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_process(monkeypatch)
    seen: list[object] = []

    async def serve(self: Platform, ready: Any) -> None:
        seen.append(ready)

    monkeypatch.setattr(Platform, "serve", serve)
    ready: Any = object()
    process.run_platform(Ledger(), 0.0, ready)
    assert seen == [ready]


async def test_a_fast_clock_runs_fast() -> None:
    clock = FastClock.beginning(MONDAY, 600.0)
    await clock.sleep_until(MONDAY + timedelta(minutes=1))
    assert clock.now() >= MONDAY + timedelta(minutes=1)
    assert replace(clock, speed=1.0).speed == 1.0
