"""A call is timed and traced, and whatever goes wrong in it becomes a fault without text."""

import re

import pytest

from space_to_think.agency.state import BUILT_IN
from space_to_think.hooks import View
from space_to_think.host import Fault, FaultKind, Watch
from space_to_think.host.calling import TRACE, Caller, trace_if_asked
from space_to_think.host.loading import load
from space_to_think.host.seats import person_seat
from space_to_think.session.events import SaidDone
from tests.host.sample import AGENCIES, NOW, hi, host, plugin, session


def test_what_an_exception_says_goes_nowhere() -> None:
    def react(view: View) -> None:
        raise ValueError("what Sam said")

    lines: list[str] = []
    made = host(react=react, trace=lines.append)
    (fault,) = made.react(SaidDone(1), 1, session(), NOW, AGENCIES).faults
    assert fault.where is not None
    assert re.fullmatch(r"test_calling\.py:\d+", fault.where)
    assert fault == Fault("sample", "northshire", "react", FaultKind.RAISED, "ValueError", fault.where)
    (line,) = lines
    assert "Sam" not in line
    assert line.startswith("hook react(SaidDone) sample for northshire: raised ValueError at test_calling.py:")


def test_each_call_is_traced_without_content() -> None:
    lines: list[str] = []
    made = host(react=lambda event: [hi()], trace=lines.append)
    made.react(SaidDone(1), 1, session(), NOW, AGENCIES)
    assert re.fullmatch(r"hook react\(SaidDone\) sample for northshire: ok, \d+\.\d ms", lines[0])


def test_the_environment_asks_for_the_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(TRACE, raising=False)
    assert trace_if_asked() is None
    monkeypatch.setenv(TRACE, "1")
    host(react=lambda event: ()).react(SaidDone(1), 1, session(), NOW, AGENCIES)
    assert capsys.readouterr().err.startswith("hook react(SaidDone) sample for northshire: ok")


class Hands:
    """A stopwatch that gives these seconds, one after the other."""

    def __init__(self, *seconds: float) -> None:
        self.seconds = list(seconds)

    def __call__(self) -> float:
        return self.seconds.pop(0)


@pytest.mark.parametrize(("took", "counted"), [(0.049, []), (0.051, ["slow"]), (0.501, ["stuck"])])
def test_a_slow_call_is_counted_and_its_effects_are_taken(took: float, counted: list[str]) -> None:
    (loaded,) = load({"sample": plugin(react=lambda event: 7)})
    watch = Watch()
    caller = Caller(watch, None, Hands(10.0, 10.0 + took))
    seat = person_seat(loaded, BUILT_IN, frozenset())
    assert caller.call(seat, "react", "-", {"event": 1}, lambda _, back: back) == (7, None)
    assert [error for _, _, _, error in watch.counts] == counted


def test_a_hook_that_the_plugin_lacks_is_not_called() -> None:
    (loaded,) = load({"sample": plugin()})
    seat = person_seat(loaded, BUILT_IN, frozenset())
    assert Caller(Watch()).call(seat, "react", "-", {}, lambda _, back: back) == (None, None)
