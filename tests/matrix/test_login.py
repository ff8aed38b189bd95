"""The commands on the page on putting the bot on a homeserver, one by one; test_page.py does them in their order."""

import asyncio
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think_adapters.matrix.device import rows as matrix_rows
from space_to_think_adapters.matrix.device import settings_of
from tests.matrix.people import Someone
from tests.matrix.synapse import PYTHON, Account, Synapse, call

PAGE = Path(__file__).parents[2] / "docs" / "matrix.md"


def written(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def space(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from space_to_think.cli import main; main()", *words]
    return run(command, folder, typed)


def run(command: list[str], folder: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, input=typed, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(f"space-{uuid4().hex[:8]}")


@pytest.fixture
def folder(synapse: Synapse, account: Account, tmp_path: Path) -> Path:
    (table,) = written("toml")
    table = table.replace("https://matrix.example", synapse.url).replace("@space:example", account.user)
    (tmp_path / "space-to-think.toml").write_text(table)
    return tmp_path


def test_what_the_page_has_for_a_homeserver_works_there_as_it_is_written(installed: None, tmp_path: Path) -> None:
    register, lift = (shlex.split(block.replace("\\\n", " ")) for block in written("text"))
    limits = {"rc_message": {"per_second": 0.2, "burst_count": 10}}  # as Synapse has them if nobody says otherwise
    server = Synapse(tmp_path / "server", limits)
    try:
        admin = server.start().register("root", admin=True)
        (server.folder / "homeserver.yaml").write_bytes((server.folder / "hs.json").read_bytes())
        made = run([str(PYTHON.with_name(register[0])), *register[1:], "-p", "its password"], server.folder)
        assert made.returncode == 0, made.stdout + made.stderr
        (table,) = written("toml")
        named = {"https://matrix.example": server.url, "@space:example": f"@space:{server.name}"}
        (tmp_path / "space-to-think.toml").write_text(replaced(table, named))
        done = space(tmp_path, "matrix", "login", "--password-stdin", typed="its password\n")
        assert done.returncode == 0, done.stderr
        assert (
            "FAULT  pace: The homeserver lets it send few messages only." in space(tmp_path, "matrix", "check").stdout
        )
        named |= {"http://127.0.0.1:8008": server.url, "ADMIN_TOKEN": admin.token}
        lifted = run(["curl", "-sSf", *(replaced(part, named) for part in lift[1:])], tmp_path)
        assert lifted.returncode == 0, lifted.stderr
        assert space(tmp_path, "matrix", "check").returncode == 0
    finally:
        server.stop()


def replaced(text: str, named: Mapping[str, str]) -> str:
    for old, new in named.items():
        text = text.replace(old, new)
    return text


def test_check_names_a_device_that_is_not_signed_or_another_and_a_clock_that_is_off(
    synapse: Synapse, account: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(token: str, device: str) -> dict[str, str]:
        config = (folder / "space-to-think.toml").read_text().partition("access_token")[0]
        mine = f'access_token = "{token}"\ndevice_id = "{device}"\n'
        (folder / "space-to-think.toml").write_text(config + mine)
        rows = asyncio.run(matrix_rows(*settings_of(folder / "space-to-think.toml")))
        return {row.what: row.fault for row in rows if row.fault is not None}

    assert "newer apps do not talk to it" in told(account.token, account.device).pop("signature")
    assert "another account's or device's" in told(account.token, "ANOTHER")["device"]
    assert "does not know its token" in told("no-token", account.device)["device"]
    monkeypatch.setattr("space_to_think_adapters.matrix.device.time.time", lambda: 0.0)
    assert "seconds off the homeserver's. Set it by NTP." in told(account.token, account.device)["clock"]


def keeps(folder: Path, secret: str) -> bool:
    return any(secret.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_wrong_password_is_told_without_repeating_it(folder: Path) -> None:
    done = space(folder, "matrix", "login", "--password-stdin", typed="no-such-password\n")
    assert done.returncode == 1
    assert "The homeserver refuses the login (M_FORBIDDEN)" in done.stderr
    assert "no-such-password" not in done.stderr + done.stdout


def test_a_new_login_after_a_lost_store_keeps_the_identity(synapse: Synapse, account: Account, folder: Path) -> None:
    words = ("matrix", "login", "--password-stdin")
    assert space(folder, *words, typed=f"{account.password}\n").returncode == 0
    first = keys(synapse, account)
    for file in (folder / "matrix").glob("*.db*"):
        file.unlink()
    assert space(folder, *words, typed=f"{account.password}\n").returncode == 0
    assert keys(synapse, account) == first
    assert space(folder, "matrix", "check").returncode == 0


def test_check_says_in_which_rooms_no_session_is_held(synapse: Synapse, account: Account, folder: Path) -> None:
    assert space(folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n").returncode == 0

    def room(preset: str, *state: Mapping[str, object]) -> str:
        body = {"preset": preset, "initial_state": state}
        return str(call("POST", f"{synapse.url}/_matrix/client/v3/createRoom", body, account.token)["room_id"])

    megolm = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    good, clear, public = room("private_chat", megolm), room("private_chat"), room("public_chat", megolm)
    looked = space(folder, "matrix", "check")
    assert looked.returncode == 1
    assert f"ok     room {good}\n" in looked.stdout
    assert f"FAULT  room {clear}: It is not encrypted" in looked.stdout
    assert f"FAULT  room {public}: Anybody can read it" in looked.stdout


def test_the_key_file_that_login_makes_is_the_stores(folder: Path, account: Account) -> None:
    assert space(folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n").returncode == 0
    assert space(folder, "session", "list").returncode == 0


def test_backup_and_restore_take_the_device_along_and_old_keys_can_be_forgotten(folder: Path, account: Account) -> None:
    assert space(folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n").returncode == 0
    assert space(folder, "session", "list").returncode == 0  # makes the store
    made = space(folder, "backup", "copies")
    assert made.returncode == 0, made.stderr
    (copy,) = (folder / "copies").glob("*.db")
    assert f"With it belongs copies/{copy.stem}-matrix." in made.stdout
    (folder / "matrix").rename(folder / "lost")
    (folder / "space-to-think.db").unlink()
    back = space(folder, "restore", f"copies/{copy.name}")
    assert back.returncode == 0, back.stderr
    assert space(folder, "matrix", "check").returncode == 0
    assert space(folder, "key", "rotate").returncode == 0
    assert space(folder, "key", "forget-old", "--yes").returncode == 0
    assert space(folder, "matrix", "check").returncode == 0


async def test_a_new_identity_is_accepted_by_whoever_runs_the_bot(
    synapse: Synapse, account: Account, folder: Path
) -> None:
    assert space(folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n").returncode == 0
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), folder / "ann").start()
    await ann.stop()
    done = space(folder, "matrix", "accept", ann.user, typed="y\n")
    assert done.returncode == 0, done.stderr
    assert f"The identity of {ann.user} is now" in done.stdout
    assert "It is accepted." in done.stdout
    nobody = space(folder, "matrix", "accept", "@nobody:localhost", "--yes")
    assert nobody.returncode == 1
    assert "has no identity" in nobody.stderr


def test_without_the_table_it_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "space-to-think.toml").write_text("[store]\n")
    done = space(tmp_path, "matrix", "check")
    assert done.returncode == 1
    assert "There is no [adapters.matrix]" in done.stderr


def test_a_homeserver_that_is_not_there_is_a_fault(folder: Path) -> None:
    config = folder / "space-to-think.toml"
    table = tomllib.loads(config.read_text())["adapters"]["matrix"]
    config.write_text(config.read_text().replace(table["homeserver"], "http://127.0.0.1:9"))
    done = space(folder, "matrix", "check")
    assert done.returncode == 1
    assert "FAULT  homeserver: It cannot be asked" in done.stdout


def keys(synapse: Synapse, account: Account) -> object:
    url = f"{synapse.url}/_matrix/client/v3/keys/query"
    return call("POST", url, {"device_keys": {account.user: []}}, account.token)["master_keys"]
