"""What the runtime gives an adapter beside taking what comes in."""

from pathlib import Path

import pytest
import structlog
from cryptography.exceptions import InvalidTag

from space_to_think.cli.demo.troupe import Troupe
from space_to_think.delivery import Runtime
from space_to_think.runtime.errors import OperatorFault
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.house import House
from space_to_think_adapters.terminal import TerminalAdapter


async def test_an_adapter_can_keep_something_sealed(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        sealed = house.service.sealing.seal("fake/device", b"a token")
        assert b"token" not in sealed
        assert house.service.sealing.open("fake/device", sealed) == b"a token"
        with pytest.raises(InvalidTag):
            house.service.sealing.open("fake/device", sealed[:-1] + b"?")


async def test_an_adapter_can_ask_which_words_are_private(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        assert house.service.private("park Ask about the bus")
        assert not house.service.private("done")


async def test_the_demo_hands_the_runtime_on(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        troupe = Troupe(TerminalAdapter(), {}, "run")
        troupe._runtime = house.service
        assert troupe.sealing is house.service.sealing
        assert not troupe.private("park Ask about the bus")
        await troupe.keep("fake", "token", b"a token")
        assert await troupe.kept("fake", "token") == b"a token"


class Broken(FakeAdapter):
    """An adapter whose account somebody has to mend."""

    async def run(self, runtime: Runtime) -> None:
        raise OperatorFault("The token is gone.", "Make a new one.")


async def test_what_an_operator_has_to_mend_is_logged_with_its_cure(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        async with House(tmp_path, bench=Broken) as house:
            await house.settle()
    assert logs[0]["cure"] == "The token is gone. Make a new one."
