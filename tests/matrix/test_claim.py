"""One process per account, also where two folders make two devices of it."""

import asyncio
from pathlib import Path

import pytest

from space_to_think.config import Matrix
from space_to_think_adapters.matrix.device import login
from space_to_think_adapters.matrix.unit import MatrixFault, Unit
from tests.matrix.bot import Bot, Core
from tests.matrix.synapse import Account, Synapse, call
from tests.matrix.test_login import keys

OTHER = "with a data_dir of its own"


def table(synapse: Synapse, account: Account, folder: Path) -> Matrix:
    return Matrix(homeserver=synapse.url, user_id=account.user, data_dir=folder)


def devices(synapse: Synapse, account: Account) -> set[str]:
    found = call("GET", f"{synapse.url}/_matrix/client/v3/devices", token=account.token)["devices"]
    return {one["device_id"] for one in found}


async def test_with_another_folder_nobody_gets_in_while_one_is_at_work(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path
) -> None:
    first = await Bot(synapse, account, tmp_path / "bot", core).start()
    identity, before = keys(synapse, account), devices(synapse, account)
    unit = Unit(tmp_path / "other", core.sealing)
    with pytest.raises(MatrixFault, match=OTHER):
        await login(table(synapse, account, tmp_path / "other"), unit, account.password)
    assert (keys(synapse, account), devices(synapse, account)) == (identity, before)  # nothing was made
    assert not (tmp_path / "other").exists()
    with pytest.raises(MatrixFault, match=OTHER):
        await Bot(synapse, synapse.login(account, "SECOND"), tmp_path / "second", core).start()
    await first.stop()
    made = await login(table(synapse, account, tmp_path / "other"), unit, account.password)
    assert unit.device is not None
    second = Bot(synapse, Account(account.user, made, unit.device.token, ""), tmp_path / "other", core)
    await second.start()
    with pytest.raises(MatrixFault, match=OTHER):
        await Bot(synapse, account, tmp_path / "bot", core).start()
    await second.stop()


@pytest.mark.parametrize("how", ["the same device", "a new one in its folder", "another after a while"])
async def test_after_a_crash_one_can_go_on(
    synapse: Synapse, account: Account, core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    with monkeypatch.context() as patch:

        async def crash() -> None:
            return

        patch.setattr(bot.adapter._claim, "give_back", crash)
        await bot.stop()
    if how == "another after a while":
        monkeypatch.setattr("space_to_think_adapters.matrix.claim.FRESH", 0.0)
        account = synapse.login(account, "SECOND")
        (tmp_path / "bot").rename(tmp_path / "lost")
    elif how != "the same device":
        unit = Unit(tmp_path / "bot", core.sealing)
        made = await login(table(synapse, account, tmp_path / "bot"), unit, account.password)
        assert unit.device is not None
        account = Account(account.user, made, unit.device.token, "")
    if how == "another after a while":  # the identity is not ours, so that is said; but not that one is at work
        with pytest.raises(MatrixFault, match="identity that is not ours"):
            await Bot(synapse, account, tmp_path / "bot", core).start()
        return
    bot = await Bot(synapse, account, tmp_path / "bot", core).start()
    await bot.stop()


async def test_one_whose_account_another_has_taken_meanwhile_stops(
    synapse: Synapse, bot: Bot, core: Core, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{synapse.url}{bot.adapter._claim._path}"
    bot.adapter._claim._said = None
    await bot.adapter._claim.keep()  # its own it may claim again
    mine = call("GET", url, token=account.token)
    assert mine["device"] == account.device
    call("PUT", url, mine | {"device": "OTHER"}, account.token)
    monkeypatch.setattr("space_to_think_adapters.matrix.claim.BEAT", 0.0)  # only now: it is not to claim in between
    call("PUT", f"{url}.look", {}, account.token)
    with pytest.raises(MatrixFault, match=OTHER):
        await asyncio.wait_for(bot._task, 60)  # the stream brings what was written
    assert call("GET", url, token=account.token)["device"] == "OTHER"  # and it is not taken away
