"""kill -9 at random points of the real process, against a platform in a process of its own that remembers."""

from pathlib import Path

import pytest

from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.rig import Rig
from tests.fire.long import LONG

KILLS = 2500 if LONG else 25  # of each of the two kinds of platform

pytestmark = pytest.mark.timeout(0 if LONG else 300)


async def test_a_platform_with_idempotency_keys_that_is_told_of_each_message(tmp_path: Path) -> None:
    async with Rig(tmp_path, Ledger(idempotent=True), seed=1) as rig:
        effort = await rig.run(KILLS)
    print(effort)
    effort.must(kills=KILLS, under_way=KILLS // 2, unstored=KILLS, unacknowledged=KILLS // 10, sending=KILLS)
    effort.must(
        sessions=8, acts=8 * KILLS, sure=KILLS // 2, repeated=KILLS, accepted=8 * KILLS, fired=KILLS // 4, late=5
    )


async def test_a_platform_without_them_that_is_read_by_cursor(tmp_path: Path) -> None:
    async with Rig(tmp_path, Ledger(idempotent=False, by_cursor=True), seed=2) as rig:
        effort = await rig.run(KILLS)
    print(effort)
    effort.must(kills=KILLS, under_way=KILLS // 2, unstored=KILLS // 2, unacknowledged=KILLS, sending=KILLS)
    effort.must(sessions=8, acts=8 * KILLS, sure=KILLS // 4, repeated=KILLS, accepted=8 * KILLS, uncertain=KILLS)
