"""Somebody plays along: a real session, a real screen, and keys that are pressed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from space_to_think.cli.demo import memory as memories
from space_to_think.cli.demo.colleague import Act
from space_to_think.cli.demo.home import Home
from space_to_think.cli.demo.memory import Memory
from space_to_think.cli.demo.options import Options
from space_to_think.cli.demo.play import Play
from space_to_think.cli.demo.troupe import Troupe
from space_to_think.config import Store
from space_to_think.testing.house import MONDAY

OPTIONS = Options(auto=False, speed=None, json=False)
ENTER, LEAVE = "\r", "\x03"


@pytest.fixture
async def keys(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PipeInput]:
    monkeypatch.setattr("space_to_think_adapters.terminal.seats.can_draw", lambda: True)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
def home(tmp_path: Path) -> Home:
    from pydantic import SecretStr

    store = Store(url=SecretStr(f"sqlite:///{tmp_path / 'demo.db'}"), key_file=tmp_path / "demo.key")
    return Home(store, tmp_path / "demo.json", own=True)


def fresh(seat: str) -> Memory:
    return Memory("run", seat, "guided", MONDAY)


async def until(true: Callable[[], bool], press: Callable[[], None] = lambda: None, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            press()
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("seat", ["ros", "grace", "owen"])
async def test_whoever_only_presses_enter_comes_to_the_end(home: Home, keys: PipeInput, seat: str) -> None:
    play = Play(home, fresh(seat), OPTIONS, resumed=False)
    running = asyncio.create_task(play.run())
    await until(lambda: play.hint().startswith("The session is over"), lambda: keys.send_text(ENTER))
    keys.send_text(f"/status{ENTER}")
    await asyncio.sleep(0.1)
    keys.send_text(LEAVE)
    assert await running
    assert memories.read(home.memory) is None


async def test_what_is_typed_is_said_and_takes_the_place_of_what_was_offered(home: Home, keys: PipeInput) -> None:
    play = Play(home, fresh("owen"), OPTIONS, resumed=False)
    running = asyncio.create_task(play.run())
    await until(lambda: "bus" in play.hint(), lambda: keys.send_text(ENTER))
    keys.send_text(f"Is it far to school?{ENTER}")
    await until(lambda: play.hint().startswith("Press Enter to type: /park"))
    keys.send_text(f"/help{ENTER}")  # something else: the offer stands
    await asyncio.sleep(0.2)
    assert play.hint().startswith("Press Enter to type: /park")
    keys.send_text(f"/park Ask how far it is{ENTER}")
    await until(lambda: "/park" not in play.hint())
    keys.send_text(LEAVE)
    assert not await running


async def test_a_button_that_was_pressed_by_its_key_is_not_offered_once_more(home: Home, keys: PipeInput) -> None:
    play = Play(home, fresh("owen"), OPTIONS, resumed=False)
    running = asyncio.create_task(play.run())
    await until(lambda: play.hint() == "Press Enter for: Agree and join")
    keys.send_text(f"/a{ENTER}")
    await until(lambda: "Agree and join" not in play.hint())
    keys.send_text(LEAVE)
    assert not await running


async def test_it_is_left_and_gone_on_with(home: Home, keys: PipeInput) -> None:
    play = Play(home, fresh("grace"), OPTIONS, resumed=False)
    running = asyncio.create_task(play.run())
    await until(lambda: "Start" in play.hint(), lambda: keys.send_text(ENTER))
    keys.send_text(LEAVE)
    assert not await running
    kept = memories.read(home.memory)
    assert kept is not None
    assert [act.text for act in kept.suggestions] == ["start"]

    play = Play(home, kept, OPTIONS, resumed=True)
    running = asyncio.create_task(play.run())
    await until(lambda: "Start" in play.hint())
    keys.send_text(ENTER)
    await until(lambda: play.hint().startswith("Press Enter for: Next stage"))
    keys.send_text(LEAVE)
    await running


async def test_time_runs_while_somebody_plays(home: Home, keys: PipeInput) -> None:
    play = Play(home, fresh("owen"), Options(auto=False, speed=60, json=False), resumed=False)
    running = asyncio.create_task(play.run())
    await until(lambda: "join" in play.hint() or "Agree" in play.hint())
    await asyncio.sleep(3)  # the others have joined, and wait
    assert "Agree" in play.hint()
    keys.send_text(ENTER + ENTER + ENTER)
    await until(lambda: "bus" in play.hint())
    keys.send_text(LEAVE)
    assert not await running


@pytest.mark.parametrize(("word", "joined"), [("new", set[str]()), ("join", {"ros"})])
async def test_whoever_is_stopped_in_the_middle_of_something_does_it_again(
    home: Home, word: str, joined: set[str]
) -> None:
    auto = Options(auto=True, speed=None, json=True)
    play = Play(home, fresh("owen"), auto, resumed=False)
    running = asyncio.create_task(play.run())
    perform, kept = Troupe.perform, home.memory

    async def stop(troupe: Troupe, act: Act) -> None:
        if act.text.startswith(word):
            running.cancel()
            await asyncio.sleep(60)
        await perform(troupe, act)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Troupe, "perform", stop)
        await asyncio.gather(running, return_exceptions=True)
    left = memories.read(kept)
    assert left is not None
    assert left.agenda[0].text.startswith(word)
    assert left.joined == joined
    assert await Play(home, left, auto, resumed=True).run()


async def test_a_fault_of_the_service_ends_it(home: Home, keys: PipeInput, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("space_to_think.cli.demo.director.Director.play", broken)
    with pytest.raises(RuntimeError, match="broken"):
        await Play(home, fresh("owen"), OPTIONS, resumed=False).run()
