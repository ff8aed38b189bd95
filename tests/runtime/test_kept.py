"""What adapters keep: sealed in the store, found by name, carried over when the key is rotated."""

from pathlib import Path

from space_to_think.runtime import rotation
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.testing.house import House

CANARY = b"xoxb-canary"


async def test_an_adapter_finds_again_what_it_kept(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await house.service.keep("fake", "token", CANARY)
        await house.service.keep("fake", "token", CANARY + b"-2")
        await house.service.keep("fake", "other", b"x")
        await house.service.keep("fake", "other", None)
        assert await house.service.kept("fake", "other") is None
        assert await house.service.kept("other", "token") is None
    async with House(tmp_path) as house:
        assert await house.service.kept("fake", "token") == CANARY + b"-2"
    for file in sorted(tmp_path.glob("house.db*")):  # noqa: ASYNC240
        assert CANARY not in file.read_bytes()
        assert b"token" not in file.read_bytes()


async def test_what_is_kept_opens_when_the_old_keys_are_gone(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await house.service.keep("fake", "token", CANARY)
    store, file = SqliteStore(f"sqlite:///{tmp_path / 'house.db'}"), KeyFile(tmp_path / "house.key")
    file.rotate()
    await store.open()
    assert await rotation.forget_old(store, file) == 1
    await store.close()
    async with House(tmp_path) as house:
        assert await house.service.kept("fake", "token") == CANARY
