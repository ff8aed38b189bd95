"""Fixtures for pytest, loaded by its entry point `pytest11` as soon as Space to Think is installed.

    async def test_something(new_house):
        async with new_house() as house:
            await house.begin("reflection")
            await house.say("owen", "We could write home on Tuesdays.")
            house.assert_saw("grace", "Purposeful reflection", "Tuesdays")

Nothing heavy is imported before a fixture is used: the plugin is there in every project that has us installed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from space_to_think.testing.adapter import FakeAdapter
    from space_to_think.testing.clock import FrozenClock
    from space_to_think.testing.house import House


@pytest.fixture
def frozen_clock() -> "FrozenClock":
    """A clock that stands still, on a Monday morning."""
    from space_to_think.testing.clock import FrozenClock
    from space_to_think.testing.house import MONDAY

    return FrozenClock(MONDAY)


@pytest.fixture
def fake_adapter(frozen_clock: "FrozenClock") -> "FakeAdapter":
    """A platform without a service: what is delivered to it is shown, and it fails when it is told to."""
    from space_to_think.testing.adapter import FakeAdapter
    from space_to_think.testing.house import PEOPLE

    return FakeAdapter(PEOPLE, frozen_clock)


@pytest.fixture
def new_house(tmp_path: Path) -> "Callable[..., House]":
    """Makes a House in the test's own folder; its arguments are those of `space_to_think.testing.house.House`."""
    from space_to_think.testing.house import House

    def make(**options: Any) -> House:
        return House(tmp_path, **options)

    return make
