"""A message that makes our code raise, plugins that misbehave, a batch that fails: nothing behind it waits."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from space_to_think.hooks import Capability, Tally, hookimpl
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.inbound import Answer, Notice
from space_to_think.runtime.desk import Desk, Taken
from space_to_think.runtime.store import tables as t
from space_to_think.session import decide
from space_to_think.testing.rig import verify
from space_to_think.testing.rig.people import Group
from space_to_think.wording.plain import card_text
from tests.fire.lab import Lab

CANARY = "dragonfly"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with Lab(tmp_path) as lab:
        yield lab


def told(answer: Answer) -> str:
    return card_text(answer.card, lambda person: f"@{person.user}") if isinstance(answer, Notice) else ""


async def failures(lab: Lab) -> list[tuple[str, str]]:
    def ask(connection: Connection) -> list[tuple[str, str]]:
        return [(row.error, row.place) for row in connection.execute(select(t.failures))]

    return await lab.service.store.read(ask)


async def test_a_message_that_makes_our_code_raise_stops_nothing(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = [Group(f"g{number}") for number in range(20)]
    await lab.begin(*groups)
    right = decide.decide

    def wrong(session: Any, command: Any, context: Any) -> Any:
        if CANARY in getattr(command, "text", ""):
            raise ValueError(f"cannot do {command.text}")
        return right(session, command, context)

    monkeypatch.setattr("space_to_think.runtime.course.decide", wrong)
    inbounds = [
        group.call("a", f"note {CANARY}" if number % 4 == 0 else f"note from {number}")
        for number, group in enumerate(groups)
    ]
    answers = await lab.all(inbounds)
    assert sum("something went wrong" in told(answer) for answer in answers) == 5
    repeated = await lab.all(inbounds[:1])
    assert told(repeated[0]) == ""  # it is not tried again and again
    found = await lab.evidence()
    texts = [text for all_of in found.texts.values() for _, text in all_of]
    assert sorted(texts) == sorted(f"from {number}" for number in range(20) if number % 4)
    assert [error for error, _ in await failures(lab)] == ["ValueError"] * 5
    assert CANARY not in capsys.readouterr().out
    assert CANARY not in str(await failures(lab))
    verify.histories(found)


async def test_a_batch_that_cannot_be_committed_is_taken_one_by_one(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [Group(f"g{number}") for number in range(10)]
    await lab.begin(*groups)
    await lab.settle()
    bad = groups[3].call("a", f"note {CANARY}")
    right = Desk.take

    def wrong(self: Desk, connection: Connection, batch: Any) -> Taken:
        taken = right(self, connection, batch)
        if any(inbound.key == bad.key for inbound, _ in batch):
            connection.execute(t.meta.insert(), [{"name": "same", "value": ""}] * 2)  # raises, as late as can be
        return taken

    monkeypatch.setattr(Desk, "take", wrong)
    good = [group.call("a", f"note from {group.name}") for group in groups]
    answers = await lab.all([*good[:5], bad, *good[5:]])
    assert "something went wrong" in told(answers[5])
    found = await lab.evidence()
    texts = sorted(text for all_of in found.texts.values() for _, text in all_of)
    assert texts == sorted(f"from {group.name}" for group in groups)
    assert [error for error, _ in await failures(lab)] == [IntegrityError.__name__]
    verify.histories(found)
    # Nothing was decided on what was not committed.
    assert told(await lab.accept(groups[3].call("a", "note again"))) != ""
    verify.histories(await lab.evidence())


# ---- plugins


def raises() -> object:
    raise RuntimeError(CANARY)


def rubbish() -> object:
    return [object(), CANARY, 3]


def half() -> Iterator[object]:
    yield Tally("good")
    raise RuntimeError(CANARY)


WAYS = {"raises": raises, "rubbish": rubbish, "half": half, "words": lambda: CANARY}


def misbehaving(plugin: Any, how: Callable[[], object]) -> object:
    """A plugin that says of itself what the right one says, and fails in whatever it is asked."""
    manifest = replace(plugin.declare(), capabilities=frozenset({Capability.CONTENT_READ}))
    return SimpleNamespace(
        declare=hookimpl(lambda: manifest),
        react=hookimpl(lambda event: how()),
        handle=hookimpl(lambda call: how()),
        form=hookimpl(lambda word: how()),
        wake=hookimpl(lambda name: how()),
        card=hookimpl(lambda view: how()),
        check=hookimpl(lambda text: how()),
    )


@pytest.mark.parametrize("way", WAYS)
async def test_a_plugin_that_misbehaves_stops_nothing(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = "questions"
    plugins = discover()
    plugins[one] = misbehaving(plugins[one], WAYS[way])
    group = Group("g1")
    async with Lab(tmp_path, host=lambda: Host(plugins)) as lab:
        await asyncio.wait_for(lab.begin(group), 20)
        answers = [await lab.accept(group.call("b", words)) for words in ("next", "extend", "next", "question")]
        answers += [await lab.accept(group.call("a", f"note {number}")) for number in range(5)]
        await lab.settle()
        found = await lab.evidence()
        counts = lab.service.house.host.watch.counts
    assert sum(number for (plugin, *_), number in counts.items() if plugin == one) >= 1
    texts = [text for all_of in found.texts.values() for _, text in all_of]
    assert len([text for text in texts if text.isdigit()]) == 5
    assert CANARY not in capsys.readouterr().out
    verify.histories(found)
    verify.timers(found, lab.clock.now())
    assert any("Stage 1 of 6" in text for text in lab.platform.texts())
