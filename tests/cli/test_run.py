"""`space-to-think run`: until it is told to stop, or until an operator has to mend something."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from space_to_think.cli import run as command
from space_to_think.cli.run import run_service, serve
from space_to_think.config import Config
from space_to_think.delivery import Delivery, Receipt, Runtime, Sent
from space_to_think.runtime import deadlines
from space_to_think.runtime.errors import SchemaFault
from space_to_think.runtime.parts import Parts, parts
from space_to_think.testing.adapter import FAKE_FEATURES


class Ender:
    """An adapter with which somebody ends the service as soon as it runs: as systems do, or by spoiling a store."""

    name = "fake"
    features = FAKE_FEATURES

    def __init__(self, spoiled: Path | None = None) -> None:
        self._spoiled = spoiled

    async def run(self, runtime: Runtime) -> None:
        if self._spoiled is None:
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            with closing(sqlite3.connect(self._spoiled)) as other, other:
                other.execute("UPDATE alembic_version SET version_num = 'later'")
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        return Sent(None)


def made(folder: Path, adapter: Ender) -> Parts:
    store = {"url": f"sqlite:///{folder / 'run.db'}", "key_file": str(folder / "run.key")}
    return replace(parts(Config.model_validate({"store": store})), adapters=(adapter,))


def test_it_runs_until_the_system_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "parts", lambda config, file: made(tmp_path, Ender()))
    run_service(Config())
    assert "Running." in capsys.readouterr().err
    assert (tmp_path / "run.db").exists()


def test_what_an_operator_has_to_mend_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "LOOK", 0.05)
    monkeypatch.setattr("space_to_think.runtime.clock.LOOK", 0.05)
    with pytest.raises(SchemaFault, match="newer version"):
        asyncio.run(asyncio.wait_for(serve(made(tmp_path, Ender(tmp_path / "run.db"))), 30))


def test_without_an_adapter_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        run_service(Config())
    assert "[adapters.matrix]" in capsys.readouterr().err
