"""Where the demo keeps its store."""

import subprocess
import sys
from pathlib import Path

import pytest

from space_to_think.cli.demo import memory
from space_to_think.cli.demo.colleague import Act, How
from space_to_think.cli.demo.home import AlreadyRunning, data_folder, home
from space_to_think.cli.demo.memory import Known, Memory
from space_to_think.identity import PlaceId
from space_to_think.testing.house import MONDAY


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file and no variable of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SPACE_TO_THINK_STORE__URL", raising=False)


def test_it_is_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = home()
    assert place.own
    assert place.store.url.get_secret_value() == f"sqlite:///{tmp_path}/data/space-to-think/demo.db"
    assert place.store.key_file == tmp_path / "data" / "space-to-think" / "demo.key"
    for nowhere in ("", "relative/folder"):
        monkeypatch.setenv("XDG_DATA_HOME", nowhere)
        assert data_folder() == Path.home() / ".local" / "share" / "space-to-think"


def test_the_environment_or_a_file_can_name_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "space-to-think.toml"
    file.write_text("[web]\nport = 8000\n", encoding="utf-8")
    assert home().own
    file.write_text('[store]\nurl = "sqlite:///mine.db"\n', encoding="utf-8")
    for place in (home(), home(file)):
        assert not place.own
        assert place.store.url.get_secret_value() == f"sqlite:///{tmp_path / 'mine.db'}"
        assert place.memory == tmp_path / "mine.db.demo.json"
    monkeypatch.setenv("SPACE_TO_THINK_STORE__URL", "postgresql://user@host/database")
    assert home().memory == tmp_path / "data" / "space-to-think" / "demo.demo.json"


def test_a_new_demo_clears_its_own_store_and_nobody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = home()
    with own.alone():
        for file in (
            own.memory,
            own.memory.with_name("demo.db"),
            own.memory.with_name("demo.db-wal"),
            own.store.key_file,
        ):
            file.write_text("old", encoding="utf-8")
        own.clear()
    assert [file.name for file in own.memory.parent.iterdir()] == ["demo.lock"]

    monkeypatch.setenv("SPACE_TO_THINK_STORE__URL", "sqlite:///mine.db")
    (tmp_path / "mine.db").write_text("precious", encoding="utf-8")
    other = home()
    other.memory.write_text("old", encoding="utf-8")
    other.clear()
    assert (tmp_path / "mine.db").exists()
    assert not other.memory.exists()


def test_two_demos_do_not_run_on_one_store() -> None:
    place = home()
    script = "from space_to_think.cli.demo.home import home\nwith home().alone(): print('alone')"
    with place.alone():
        second = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert AlreadyRunning.__name__ in second.stderr
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"alone\n"


def test_what_is_kept_comes_back_and_what_cannot_be_read_does_not(tmp_path: Path) -> None:
    act = Act("1.1/x", "ros", MONDAY, How.PRESS, "done", "I’m done", "1.1", "1.1")
    kept = Memory("run", "ros", "guided", MONDAY, "id", PlaceId("terminal", "t", "r"), ["c1"], {"ros"})
    kept.colleagues = {"ros": Known("1.1", {"a"}, {"confirm": 1})}
    kept.agenda, kept.suggestions = [act], [act]
    file = tmp_path / "demo.json"
    assert memory.read(file) is None
    memory.write(file, kept)
    assert memory.read(file) == kept
    file.write_text("{}", encoding="utf-8")
    assert memory.read(file) is None
    memory.forget(file)
    memory.forget(file)
    assert not file.exists()
