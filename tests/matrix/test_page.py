"""The page on putting the bot on a homeserver: every command on it, in its order, at a terminal and as processes."""

import asyncio
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.matrix.company import MAIN, AtOurs, Service, sees
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse
from tests.matrix.test_login import keeps, keys, space, written

CHECKED = ["homeserver", "clock", "device", "pace", "signature"]
HELP = "These are the words you can use"


def at_a_terminal(folder: Path, words: list[str], prompt: str, typed: str) -> tuple[int, str]:
    """Run a command at a terminal, and type what it asks for; its code, and all that stood on the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", MAIN, *words]
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    screen, answered = b"", False
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        while True:
            try:
                read = terminal.read(1024)
            except OSError:  # as Linux says that nobody is at the other end any more
                break
            if not read:
                break
            screen += read
            if prompt.encode() in screen and not answered:
                terminal.write(typed.encode() + b"\n")
                answered = True
    return process.wait(60), screen.decode()


class Page:
    """Whoever does what stands on the page, in a folder of their own, and somebody who writes to their bot."""

    def __init__(self, folder: Path, account: Account, ann: Someone) -> None:
        self.folder = folder
        self.account = account
        self.ann = AtOurs(ann, account.user)
        self.service: Service | None = None
        self.asked = 0

    async def does(self, line: str) -> None:
        """One line of a block of commands. AssertionError when nobody has tried such a line."""
        match shlex.split(line):
            case ["space-to-think", "matrix", "login"]:
                self.stop()
                await asyncio.to_thread(self._logs_in)
            case ["space-to-think", "matrix", "check"]:
                looked = await asyncio.to_thread(space, self.folder, "matrix", "check")
                assert looked.returncode == 0, looked.stdout
                rows = [row.split()[1] for row in looked.stdout.splitlines()]
                assert [row for row in rows if row != "room"] == CHECKED
            case ["space-to-think", "run"]:
                self.service = Service(self.folder)
                await self.is_answered()
            case ["space-to-think", "backup", folder]:
                await asyncio.to_thread(self.backs_up, Path(folder).name)  # beside the store, and not in /var
            case ["space-to-think", "restore", file]:
                await asyncio.to_thread(self.restores, Path(file).parent.name)
            case ["space-to-think", "matrix", "accept", _]:
                done = await asyncio.to_thread(space, self.folder, "matrix", "accept", self.ann.user, typed="y\n")
                assert done.returncode == 0, done.stderr
                assert "It is accepted." in done.stdout
            case other:
                raise AssertionError(f"nobody has tried {other}")

    def _logs_in(self) -> None:
        asks = f"Password of {self.account.user}: "
        code, screen = at_a_terminal(self.folder, ["matrix", "login"], asks, self.account.password)
        assert code == 0, screen
        assert "it is signed" in screen
        assert self.account.password not in screen

    async def is_answered(self) -> None:
        self.asked += 1
        await self.ann.types("help")
        await sees(self.ann, HELP, self.asked)

    def backs_up(self, folder: str) -> None:
        """Also while the service runs."""
        made = space(self.folder, "backup", folder)
        assert made.returncode == 0, made.stderr

    def restores(self, folder: str) -> None:
        """Where nothing is left but the key file."""
        self.stop()
        (self.folder / "matrix").rename(self.folder / "lost")
        for file in self.folder.glob("space-to-think.db*"):
            file.unlink()
        (copy,) = (self.folder / folder).glob("*.db")
        back = space(self.folder, "restore", f"{folder}/{copy.name}")
        assert back.returncode == 0, back.stderr

    def stop(self) -> None:
        if self.service is not None:
            self.service.stop()
            self.service = None


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(f"space-{uuid4().hex[:8]}")


@pytest.fixture
async def page(synapse: Synapse, account: Account, tmp_path: Path) -> AsyncIterator[Page]:
    table = written("toml")[0]
    table = table.replace("https://matrix.example", synapse.url).replace("@space:example", account.user)
    (tmp_path / "space-to-think.toml").write_text(table)
    ann = await Someone(synapse, synapse.register(f"ann-{uuid4().hex[:8]}"), tmp_path / "ann").start()
    made = Page(tmp_path, account, ann)
    yield made
    made.stop()
    await ann.stop()


@pytest.mark.timeout(180)
async def test_every_command_works_as_it_is_written(synapse: Synapse, account: Account, page: Page) -> None:
    before = space(page.folder, "matrix", "check")
    assert before.returncode == 1
    assert "FAULT  device: There is none yet." in before.stdout

    begin, *later = [block.splitlines() for block in written("sh")]
    for line in begin:
        await page.does(line)
    refused = space(page.folder, "matrix", "login", "--password-stdin", typed=f"{account.password}\n")
    assert refused.returncode == 1
    assert "Another process works with this Matrix account" in refused.stderr
    assert space(page.folder, "check").returncode == 0
    identity = keys(synapse, account)

    lines = [line for block in later for line in block]
    assert [line.split()[1] for line in lines] == ["backup", "restore", "matrix", "matrix"]
    for line in lines:
        await page.does(line)
    await page.does("space-to-think run")
    assert keys(synapse, account) == identity
    assert not keeps(page.folder, account.password)
    assert await page.ann.faults() == []


@pytest.mark.timeout(120)
async def test_with_a_token_and_without_login_it_is_signed_at_the_first_start(account: Account, page: Page) -> None:
    config = page.folder / "space-to-think.toml"
    config.write_text(f'{config.read_text()}access_token = "{account.token}"\ndevice_id = "{account.device}"\n')
    await page.does("space-to-think run")
    await page.does("space-to-think matrix check")
