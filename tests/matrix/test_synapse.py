"""The ground itself: a homeserver that is started, asked, stopped, and started again with what it stored."""

from pathlib import Path

from tests.matrix.synapse import Synapse, call


def test_it_makes_accounts(synapse: Synapse) -> None:
    account = synapse.register("ground")
    who = call("GET", f"{synapse.url}/_matrix/client/v3/account/whoami", token=account.token)
    assert who["user_id"] == "@ground:localhost" == account.user
    assert who["device_id"] == account.device


def test_it_keeps_what_it_stored(installed: None, tmp_path: Path) -> None:
    server = Synapse(tmp_path)
    try:
        account = server.start().register("ground")
        server.stop()
        server.start()
        assert server.login(account, "AGAIN").device == "AGAIN"
    finally:
        server.stop()
