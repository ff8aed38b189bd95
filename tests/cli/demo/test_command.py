"""The demo as it is called: to its end, left and gone on with, and when it is asked for what there is not."""

import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from space_to_think.cli.app import app
from space_to_think.cli.demo import command
from space_to_think.cli.demo.command import Seat
from space_to_think.cli.demo.home import Home, home
from space_to_think.cli.demo.memory import Memory
from space_to_think.cli.demo.options import Options
from space_to_think.practice.load import shipped

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file and no variable of whoever runs the tests, and the log as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    for name in [name for name in os.environ if name.startswith("SPACE_TO_THINK_STORE")]:
        monkeypatch.delenv(name)
    yield
    structlog.reset_defaults()


def demo(*options: str) -> Result:
    return CliRunner().invoke(app, ["demo", *options])


def events(text: str) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def told(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event without the charter, whose sets come in any order."""
    return {key: value for key, value in event.items() if key != "charter"}


def at(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"])


def process(*options: str) -> Sequence[str]:
    return [str(Path(sys.executable).with_name("space-to-think")), "demo", *options]


# ---- to its end


def test_without_a_terminal_it_plays_every_seat_to_the_end() -> None:
    result = demo()
    assert result.exit_code == 0, result.output
    for stage in shipped().stages:
        assert f": {stage.title}" in result.output
    assert "only you see this" in result.output
    assert result.output.rstrip().endswith("That was the whole session.")
    assert "\x1b" not in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert not home().memory.exists()


def test_thirty_five_guided_minutes_take_less_than_five_seconds_of_work() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # as people run it
    done = subprocess.run(
        process("--auto", "--json"), capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL, env=plain
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5  # whatever else the machine does
    happened = events(done.stdout)
    opened = [event for event in happened if event["type"] == "StageOpened"]
    assert at(opened[0]) - at(happened[0]) <= 3 * MINUTE
    assert 30 * MINUTE <= at(happened[-1]) - at(opened[0]) <= 36 * MINUTE
    assert [event["stage"] for event in opened] == [stage.key for stage in shipped().stages]
    assert [event["minimum"] for event in opened] == [60 * stage.window.minimum for stage in shipped().stages]
    assert [event["maximum"] for event in opened] == [60 * stage.window.maximum for stage in shipped().stages]
    assert {tuple(event)[:4] for event in happened} == {("type", "at", "session", "version")}
    assert [event["version"] for event in happened] == list(range(1, len(happened) + 1))
    assert len({event["session"] for event in happened}) == 1
    assert all(event["at"].endswith("Z") for event in happened)
    types = {event["type"] for event in happened}
    assert {"FactsConfirmed", "FactsCorrected", "Revealed", "Ended"} <= types
    assert any(event.get("manner") == "out_of_turn" for event in happened)
    given = {event["kind"] for event in happened if event["type"] == "Given"}
    assert given == {"parked", "strength", "idea", "note", "summary", "action"}
    asked = [event["kind"] for event in happened if event["type"] == "QuestionAsked"]
    assert asked.count("facilitator") == 1  # one colleague offers, and that is the one who knows how


def test_ten_working_days_are_played_the_same_way() -> None:
    result = demo("--auto", "--json", "--pace", "async")
    happened = events(result.stdout)
    opened = next(event for event in happened if event["type"] == "StageOpened")
    assert timedelta(days=11) <= at(happened[-1]) - at(opened) <= timedelta(days=19)
    assert happened[-1]["type"] == "Ended"
    assert opened["minimum"] == 8 * 3600


def test_the_store_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_TO_THINK_STORE__URL", f"sqlite:///{tmp_path / 'mine.db'}")
    demo("--auto", "--as", "consultant")
    demo("--auto", "--json")
    listed = json.loads(CliRunner().invoke(app, ["session", "list", "--json"]).stdout)
    assert [session["state"] for session in listed] == ["ended", "ended"]
    assert {session["agency"] for session in listed} == {"northshire"}


# ---- left, and gone on with


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_is_left_cleanly_and_goes_on_where_it_stopped(how: signal.Signals) -> None:
    first = leave(how)
    assert first.returncode == 0
    assert "--resume" in first.stderr
    assert max(map(len, first.stderr.splitlines())) < 80
    assert home().memory.exists()
    result = demo("--resume", "--auto", "--json")
    happened = events(result.stdout)
    assert happened[-1]["type"] == "Ended"
    assert [told(event) for event in happened][: len(events(first.stdout))] == [told(e) for e in events(first.stdout)]
    assert [event["type"] for event in happened].count("Requested") == 1
    assert [event["type"] for event in happened].count("StageOpened") == 6


def test_it_goes_on_after_it_was_killed() -> None:
    first = leave(signal.SIGKILL)
    result = demo("--resume", "--auto")
    assert result.output.rstrip().endswith("That was the whole session.")
    assert "This is where the session stands" in result.output
    shown = CliRunner(env={"SPACE_TO_THINK_STORE__URL": home().store.url.get_secret_value()})
    kept = shown.invoke(
        app, ["session", "list", "--json"], env={"SPACE_TO_THINK_STORE__KEY_FILE": str(home().store.key_file)}
    )
    assert [session["session"] for session in json.loads(kept.stdout)] == [events(first.stdout)[0]["session"]]


def test_with_nothing_to_go_on_with_it_starts_anew() -> None:
    result = demo("--resume", "--auto")
    assert "There is no session to go on with, so here is a new one." in result.stderr
    assert result.stdout.rstrip().endswith("That was the whole session.")
    assert "no session to go on with" not in demo("--auto").output


def leave(how: signal.Signals) -> "subprocess.CompletedProcess[str]":
    """Play for a while, and end it: half a minute is left then, also where the machine has other work."""
    called = process("--auto", "--json", "--speed", "60")
    pipe = subprocess.PIPE
    with subprocess.Popen(called, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        read = ""
        while '"type": "StageClosed"' not in read:  # in the check of facts
            line = running.stdout.readline()
            assert line, running.stderr.read()
            read += line
        time.sleep(0.2)
        running.send_signal(how)
        read += running.stdout.read()  # through the same buffer: communicate() would pass over what lies in it
        wrong = running.stderr.read()
        return subprocess.CompletedProcess(called, running.wait(timeout=30), read, wrong)


# ---- what there is not


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--speed", "fast"), "max"),
        (("--speed", "0"), "max"),
        (("--speed", "inf"), "max"),
        (("--pace", "slowly"), "guided"),
        (("--as", "child"), "presenter"),
    ],
)
def test_what_there_is_not_is_said(options: tuple[str, ...], words: str) -> None:
    result = demo(*options)
    assert result.exit_code == 2
    assert words in result.output


def test_a_second_demo_waits_for_the_first() -> None:
    with home().alone():
        result = demo("--auto")
    assert result.exit_code == 1
    assert "another window" in result.output


def test_a_configuration_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "space-to-think.toml").write_text("[store]\nurl = 7\n", encoding="utf-8")
    result = demo("--auto")
    assert result.exit_code == 1
    assert "store.url" in result.output


# ---- the seat


class Keyboard(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self) -> bool:
        return True


def seated(typed: str, monkeypatch: pytest.MonkeyPatch, seat: Seat | None = None) -> tuple[str, Options]:
    """Whose seat one gets who types this, and how it is played."""
    played: list[tuple[str, Options]] = []

    def play(place: Home, memory: Memory, options: Options, resumed: bool) -> None:
        played.append((memory.seat, options))

    monkeypatch.setattr("space_to_think.cli.demo.command._play", play)
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    command.demo(seat, False, None, "guided", False, False, None)
    return played[0]


@pytest.mark.parametrize(
    ("typed", "who"),
    [("presenter\n", "ros"), ("F\n", "grace"), ("child\nconsult\n", "owen"), ("\n", "owen"), ("help\n\n", "owen")],
)
def test_the_seat_is_asked_for(typed: str, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seat, options = seated(typed, monkeypatch)
    assert seat == who
    assert options == Options(auto=False, speed=command.USUAL_SPEED, json=False)


def test_a_seat_that_is_named_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seated("", monkeypatch, Seat.FACILITATOR)[0] == "grace"


def test_whoever_says_nothing_gets_no_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(typer.Abort):
        seated("", monkeypatch)


def test_a_speed_is_a_number_or_max() -> None:
    assert demo("--auto", "--speed", "max").exit_code == 0
