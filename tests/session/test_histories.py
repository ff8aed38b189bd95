"""Histories that an earlier version has written lead to the same states today; one that is wrong is found."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from space_to_think.session import events as e
from space_to_think.session import lift
from space_to_think.session.codec import load_snapshot
from space_to_think.session.evolve import fold
from space_to_think.session.lift import NewerEvent
from space_to_think.session.state import Session
from tests.session.plays import HISTORIES, PLAYS, main, read, write

NAMES = sorted(path.stem for path in HISTORIES.glob("*.jsonl"))


def replayed(path: Path) -> Session:
    """The state that a history leads to. Raises AssertionError if it is not the one that is stored beside it."""
    session = fold(read(path))
    stored = load_snapshot(path.with_suffix(".state.json").read_bytes(), session.charter)
    assert session == stored
    return session


@pytest.mark.parametrize("name", NAMES)
def test_a_history_leads_to_the_state_it_led_to(name: str) -> None:
    session = replayed(HISTORIES / f"{name}.jsonl")
    assert session.version == len(read(HISTORIES / f"{name}.jsonl"))


def test_there_is_a_history_of_each_session() -> None:
    assert sorted(PLAYS) == NAMES
    assert len(NAMES) >= 10


def test_every_event_stands_in_a_history() -> None:
    seen = {type(record.event) for name in NAMES for record in read(HISTORIES / f"{name}.jsonl")}
    assert seen == set(get_args(e.Event))


@pytest.mark.parametrize("name", PLAYS)
def test_each_session_can_still_be_played(name: str) -> None:
    walk = PLAYS[name]()
    assert fold(walk.records) == walk.session


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    walk = PLAYS["guided"]()
    path = tmp_path / "guided.jsonl"
    path.write_text(write(walk.records), encoding="utf-8")
    assert read(path) == walk.records


def test_a_history_that_is_there_is_not_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.session.plays.HISTORIES", tmp_path)
    (tmp_path / "guided.jsonl").write_text("as it was", encoding="utf-8")
    main()
    assert (tmp_path / "guided.jsonl").read_text(encoding="utf-8") == "as it was"
    assert replayed(tmp_path / "cancelled.jsonl").erased


# ---- the check bites


def test_a_wrong_history_is_found() -> None:
    # As guided.jsonl, but somewhere in the middle it is another person who takes a role.
    with pytest.raises(AssertionError):
        replayed(HISTORIES / "wrong" / "another-facilitator.jsonl")


def test_a_fold_that_has_changed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from space_to_think.session.evolve import FOLDS

    known = dict(FOLDS)

    def forgetful(session: Session, event: e.FurtherWished, at: object) -> Session:
        return session

    monkeypatch.setattr("space_to_think.session.evolve.FOLDS", {**known, e.FurtherWished: forgetful})
    with pytest.raises(AssertionError):
        replayed(HISTORIES / "guided.jsonl")


def test_a_history_of_a_newer_program_stops_this_one(tmp_path: Path) -> None:
    path = copied("guided", tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    last = {**json.loads(lines[-1]), "shape": 2}
    path.write_text("\n".join([*lines[:-1], json.dumps(last)]), encoding="utf-8")
    with pytest.raises(NewerEvent):
        replayed(path)


# ---- old shapes


def test_old_shapes_are_lifted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A made-up change: once `SaidDone` called its person `who`, and `Joined` did not say whether it was late."""
    path = copied("guided", tmp_path)
    expected = replayed(path)
    path.write_text(
        "".join(as_it_was(text) for text in path.read_text(encoding="utf-8").splitlines()), encoding="utf-8"
    )

    def named(data: dict[str, Any]) -> dict[str, Any]:
        return {"person": data["who"]}

    def late(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "late": False}

    for name, change in (("SaidDone", named), ("Joined", late)):
        monkeypatch.setitem(lift.LIFTS, name, {1: change})
        monkeypatch.setitem(e.VERSIONS, name, 2)
    assert replace(replayed(path), id=expected.id) == expected


def as_it_was(text: str) -> str:
    known = json.loads(text)
    data = known["data"]
    if known["type"] == "SaidDone":
        data["who"] = data.pop("person")
    elif known["type"] == "Joined":
        del data["late"]
    return json.dumps(known) + "\n"


def copied(name: str, to: Path) -> Path:
    for suffix in (".jsonl", ".state.json"):
        shutil.copy(HISTORIES / f"{name}{suffix}", to)
    return to / f"{name}.jsonl"
