"""A Synapse for the tests of a session; every test has people and rooms of its own on it."""

import os
from collections.abc import Iterator

import pytest

from tests.matrix.synapse import PYTHON, Synapse

MISSING = f"There is no Synapse in {PYTHON.parents[1]}: `make synapse` installs it."


@pytest.fixture(scope="session")
def installed() -> None:
    """Synapse is there. Where it could not be installed its tests are skipped; never in CI."""
    if not PYTHON.exists():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)


@pytest.fixture(scope="session")
def synapse(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """One homeserver that never limits anybody and talks to no other."""
    server = Synapse(tmp_path_factory.mktemp("synapse"))
    try:
        yield server.start()
    finally:
        server.stop()
