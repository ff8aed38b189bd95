"""A Synapse for the tests of a session; every test has people and rooms of its own on it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.runtime.secrets import KeyFile
from tests.matrix.bot import Bot, Core
from tests.matrix.peer import FOLDER
from tests.matrix.synapse import PYTHON, Account, Synapse

MISSING = f"There is no Synapse in {PYTHON.parents[1]}: `make synapse` installs it."


@pytest.fixture(scope="session")
def installed() -> None:
    """Synapse is there. Where it could not be installed its tests are skipped; never in CI."""
    if not PYTHON.exists():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)


@pytest.fixture(scope="session")
def node() -> None:
    """The client that is not ours is there. Where it could not be installed its tests are skipped; never in CI."""
    if shutil.which("node") is None or not (FOLDER / "node_modules" / "matrix-js-sdk").is_dir():
        missing = f"There is no matrix-js-sdk in {FOLDER}: `make synapse` installs it, where Node is."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def synapse(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """One homeserver that never limits anybody and talks to no other."""
    server = Synapse(tmp_path_factory.mktemp("synapse"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def core(tmp_path: Path) -> Core:
    return Core(KeyFile(tmp_path / "test.key").create())


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(f"space-{uuid4().hex[:8]}")


@pytest.fixture
async def bot(synapse: Synapse, account: Account, core: Core, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    yield bot
    await bot.stop()
