"""`session list|show|erase` and `run`, as an operator types them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from space_to_think.cli.app import app
from space_to_think.inbound import Called, Notice
from space_to_think.testing.house import House

COMMAND = "from space_to_think.cli import main; main()"
CONFIG = """
[store]
url = "sqlite:///house.db"
key_file = "house.key"
"""


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with one session in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "space-to-think.toml").write_text(CONFIG)

    async def make() -> str:
        async with House(tmp_path) as house:
            await house.call("ros", "new stuck pace guided @grace")
            return (await house.session()).reference

    return asyncio.run(make())


def run(*arguments: str, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, input=typed)
    return result.exit_code, result.output


def test_sessions_are_listed_without_names(reference: str) -> None:
    code, text = run("session", "list", "--json")
    (one,) = json.loads(text)
    assert code == 0
    assert one["reference"] == reference
    assert (one["state"], one["agency"], one["erased"]) == ("gathering", "", False)
    assert len(one["session"]) == 32
    assert reference in run("session", "list")[1]


def test_check_looks_at_the_store_too(reference: str, tmp_path: Path) -> None:
    (tmp_path / "house.key").chmod(0o644)
    code, text = run("check")
    assert code == 1
    assert f"can be read by others. Run: chmod 600 {tmp_path / 'house.key'}\n" in text
    assert "Sessions whose deadline has passed: 1, " in text  # that session is of long ago
    assert reference not in text


def test_without_sessions_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("session", "list") == (0, "There are no sessions.\n")


def test_a_session_is_shown_step_by_step(reference: str) -> None:
    code, text = run("session", "show", reference, "--json")
    lines = [json.loads(line) for line in text.splitlines()]
    assert code == 0
    assert lines[0]["type"] == "Requested"
    assert "Invited" in [line["type"] for line in lines]
    assert {"type", "at", "session", "version"} <= lines[0].keys()
    assert "Requested" in run("session", "show", reference)[1]


def test_a_session_that_is_not_there_is_said(reference: str) -> None:
    for command in (["show"], ["erase", "--yes"]):
        code, text = run("session", *command, "STT-00000")
        assert code == 1
        assert "no such session" in text


def test_a_session_is_erased_only_after_a_yes(reference: str) -> None:
    assert run("session", "erase", reference, typed="n\n")[0] == 1
    assert not json.loads(run("session", "list", "--json")[1])[0]["erased"]
    assert run("session", "erase", reference, typed="y\n")[0] == 0
    assert json.loads(run("session", "list", "--json")[1])[0]["erased"]


def test_what_an_operator_can_mend_is_said_plainly(reference: str, tmp_path: Path) -> None:
    (tmp_path / "house.key").unlink()
    code, text = run("session", "list")
    assert code == 1
    assert "is missing" in text
    assert "Traceback" not in text
    (tmp_path / "space-to-think.toml").write_text("[stor]\n")
    code, text = run("session", "list")
    assert code == 1
    assert "stor" in text


def test_erasing_beside_a_running_service_is_noticed(reference: str, tmp_path: Path) -> None:
    async def serve() -> None:
        async with House(tmp_path) as house:
            erase = await asyncio.create_subprocess_exec(
                sys.executable, "-c", COMMAND, "session", "erase", reference, "--yes", cwd=tmp_path
            )
            assert await erase.wait() == 0
            grace = house.bench.person("grace")
            answer = await house.fake.accept(Called("new-key", grace, house.fake.direct("grace"), "join"))
            assert isinstance(answer, Notice)
            assert (await house.session()).erased

    asyncio.run(serve())


def test_without_an_adapter_there_is_nothing_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = run("run")
    assert code == 1
    assert "No adapter is configured" in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_runs_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    program = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from space_to_think.cli.run import serve
        from space_to_think.config import load_config
        from space_to_think.runtime.parts import parts
        asyncio.run(serve(parts(load_config(None))))
    """)
    child = subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ | {}
    )
    assert child.stderr is not None
    with child, child.stderr as errors:
        assert "Running" in errors.readline()
        child.send_signal(number)
        assert child.wait(10) == 0
        assert errors.read() == ""
