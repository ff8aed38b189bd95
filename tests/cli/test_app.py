import subprocess
import sys
from errno import ENOSPC
from importlib.metadata import EntryPoint, version
from io import StringIO
from json import loads
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from space_to_think.cli.app import app
from space_to_think.cli.options import log_to_stderr


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output.strip()


def test_it_says_its_version() -> None:
    assert run("--version") == (0, version("space-to-think"))


def test_without_a_command_it_shows_what_there_is() -> None:
    _, text = run()
    assert "check" in text


def test_all_is_in_order() -> None:
    code, text = run("check")
    *notes, last = text.splitlines()
    assert (code, last) == (0, "All is in order.")
    assert all(note.startswith("Note: ") for note in notes)


def test_a_store_that_there_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_TO_THINK_STORE__URL", "sqlite:///:memory:")
    code, text = run("check")
    assert code == 1
    assert text == 'The store needs a file. Write store.url as "sqlite:///space-to-think.db".'


def test_every_fault_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "our.toml").write_text("[web]\nport = 'x'\n[store]\nurll = 'x'\n")
    code, text = run("check", "-c", "our.toml")
    assert code == 1
    assert text.splitlines() == [
        "our.toml, line 2, web.port: This has to be a whole number.",
        'our.toml, line 4, store.urll: There is no key "urll" here. Did you mean "url"?',
    ]


def test_plugins_and_their_settings_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "our.toml").write_text("[agencies.a]\nname = 'A'\nplugins = ['questins']\n")
    code, text = run("check", "-c", "our.toml")
    assert code == 1
    assert text.startswith("our.toml, line 3, agencies.a.plugins.questins: There is no such plugin here.")


def test_adapters_say_themselves_what_is_not_in_order(tmp_path: Path) -> None:
    matrix = "[adapters.matrix]\nhomeserver = 'http://127.0.0.1:9'\nuser_id = '@space:example.org'\n"
    slack = "[adapters.slack]\nbot_token = 'xoxb-1'\nsigning_secret = 'x'\napi_url = 'http://127.0.0.1:9/api/'\n"
    (tmp_path / "our.toml").write_text(matrix + slack)
    code, text = run("check", "-c", "our.toml")
    said = [line for line in text.splitlines() if not line.startswith("Note: ")]
    assert code == 1
    assert [line.partition(":")[0] for line in said] == ["Matrix", "Slack, token"]
    assert "Look at bot_token" in said[1]


def test_a_plugin_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = EntryPoint("gone", "no_such_package:plugin", "space_to_think.plugins")
    monkeypatch.setattr("space_to_think.host.loading.entry_points", lambda group: [gone])
    code, text = run("check")
    assert code == 1
    assert "'gone'" in text


class FullDisk(StringIO):
    def write(self, text: str) -> int:
        raise OSError(ENOSPC, "no space left")

    def flush(self) -> None:
        raise OSError(ENOSPC, "no space left")


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    log_to_stderr()
    told = StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    structlog.get_logger().warning("not delivered", why="gone")
    monkeypatch.setattr(sys, "stderr", FullDisk())
    structlog.get_logger().warning("not delivered", why="full")
    assert [loads(line)["why"] for line in told.getvalue().splitlines()] == ["gone"]


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).with_name("space-to-think")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == version("space-to-think")
