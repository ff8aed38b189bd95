"""kill -9 at random points of the real process, against a platform in a process of its own that remembers.

A rig's clock runs six hundred times as fast as real, and what is looked for is kept for two days of it. So a long run
is many rigs, each with a seed and a store of its own, and not one that is killed thousands of times.
"""

from pathlib import Path

import pytest

from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.rig import Rig
from tests.fire.long import LONG

KILLS = 25  # of each rig at the least
RIGS = 100 if LONG else 1  # of each of the two kinds of platform

pytestmark = [pytest.mark.timeout(600), pytest.mark.parametrize("seed", range(1, RIGS + 1))]


# What the kills have to catch in each: acts and deliveries under way, before their commit and after it.
TOLD = {"under_way": KILLS // 2, "starting": 2, "unstored": KILLS, "unacknowledged": KILLS // 10, "sending": KILLS}
READ = {"under_way": KILLS // 2, "starting": 2, "unstored": KILLS // 2, "unacknowledged": KILLS, "sending": KILLS}


async def test_a_platform_with_idempotency_keys_that_is_told_of_each_message(tmp_path: Path, seed: int) -> None:
    async with Rig(tmp_path, Ledger(idempotent=True, seed=seed), seed=seed) as rig:
        effort = await rig.run(KILLS, fired=KILLS // 2, given=KILLS, **TOLD)
    print(effort)
    effort.must(kills=KILLS, **TOLD)
    effort.must(
        sessions=8, acts=8 * KILLS, sure=KILLS // 2, repeated=KILLS, accepted=8 * KILLS, fired=KILLS // 4, late=5
    )


async def test_a_platform_without_them_that_is_read_by_cursor(tmp_path: Path, seed: int) -> None:
    async with Rig(tmp_path, Ledger(idempotent=False, by_cursor=True, seed=seed), seed=seed + 1) as rig:
        effort = await rig.run(KILLS, given=KILLS // 2, **READ)
    print(effort)
    effort.must(kills=KILLS, **READ)
    effort.must(sessions=8, acts=8 * KILLS, sure=KILLS // 4, repeated=KILLS, accepted=8 * KILLS, uncertain=KILLS)
