"""Whole sessions with the real service: at clients that are not ours, and across two homeservers."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.matrix.company import (
    AtOurs,
    AtTheirs,
    Seat,
    events,
    gather_round,
    happens,
    hears,
    hears_no_more,
    next_stage,
    sees,
    serve,
)  # fmt: skip
from tests.matrix.peer import Peer
from tests.matrix.people import Someone
from tests.matrix.synapse import Account, Synapse, federating

HAPPENED = """
Requested RoleTaken Invited Invited Invited Invited PlaceReady Joined Joined Joined Joined
QuestionAsked Voted Voted Voted QuestionClosed RoleTaken
StageOpened Spoke Given SaidDone EveryoneDone StageClosed
StageOpened FactsUnderstood FactsConfirmed StageClosed
StageOpened Spoke StageClosed
StageOpened Given Given Revealed StageClosed
StageOpened Given Spoke Given Changed Withdrawn StageClosed
StageOpened Given QuestionAsked Voted QuestionClosed StageClosed Ended
"""


class Table:
    """Where people take their seats; whoever has one is led out in the end."""

    def __init__(self, bot: str, folder: Path) -> None:
        self.seats: list[Seat] = []
        self._bot = bot
        self._folder = folder

    async def seat(self, synapse: Synapse, name: str, theirs: bool = False) -> Seat:
        """Somebody new on a homeserver, at matrix-js-sdk or at the tests' own client."""
        one = synapse.register(f"{name}-{uuid4().hex[:8]}")
        made: Seat
        if theirs:
            made = AtTheirs(await Peer(synapse, one).start(), self._bot)
        else:
            made = AtOurs(await Someone(synapse, one, self._folder / name, name).start(), self._bot)
        self.seats.append(made)
        return made


@pytest.fixture
async def table(account: Account, tmp_path: Path) -> AsyncIterator[Table]:
    made = Table(account.user, tmp_path)
    yield made
    for seat in made.seats:
        await seat.stop()


@pytest.mark.timeout(600)
async def test_five_people_hold_a_whole_session_two_of_them_at_a_client_that_is_not_ours(
    synapse: Synapse, account: Account, table: Table, node: None, tmp_path: Path
) -> None:
    service = serve(tmp_path, synapse, account)
    try:
        for name in ("ros", "grace", "owen", "priya", "tariq"):
            await table.seat(synapse, name, theirs=name in ("ros", "owen"))
        await gather_round(table.seats, ["northshire"] * 4)
        await _offload_to_exploration(table.seats, tmp_path)
        await _strengths_to_the_end(table.seats, tmp_path)
        for seat in table.seats:
            await seat.says("Thank you all.")  # whoever's turn it was, now everybody can write again
            assert await seat.faults() == []
    finally:
        service.kill()
    assert events(tmp_path) == HAPPENED.split()


async def _offload_to_exploration(seats: list[Seat], folder: Path) -> None:
    ros, grace, owen, *_ = seats
    await ros.says("I would like to think about a child who moved twice.")
    for seat in seats:
        await hears(seat, "a child who moved twice")
    await happens(folder, "Spoke")
    await owen.types("park Ask about the bus")
    await happens(folder, "Given")
    assert isinstance(ros, AtTheirs)
    await ros.presses("Space to Think, session STT-", "✅")
    await sees(grace, "Everyone whose turn it is has finished")
    await next_stage(grace, 2)
    await grace.types("understood You ask how to be a help.")
    await sees(ros, "You ask how to be a help.")
    await ros.types("confirm")
    await happens(folder, "FactsConfirmed")
    await next_stage(grace, 3)
    await sees(owen, "Ask about the bus")
    await owen.says("I keep thinking of the mornings.")
    for seat in seats:
        await hears(seat, "thinking of the mornings")
    await happens(folder, "Spoke", 2)


async def _strengths_to_the_end(seats: list[Seat], folder: Path) -> None:
    ros, grace, owen, priya, tariq = seats
    await next_stage(grace, 4)
    await owen.types("strength You keep the child in view")
    await tariq.types("strength You blame nobody")
    await happens(folder, "Given", 3)
    await next_stage(grace, 5)
    for seat in seats:
        await sees(seat, "You blame nobody")
    await priya.types("idea Write home on Tuesdays")
    await happens(folder, "Given", 4)
    assert isinstance(owen, AtTheirs)
    await owen.says("We could ask the school.")
    await happens(folder, "Given", 5)
    await owen.changes("We could ask the school.", to="We could ask the nursery.")
    await happens(folder, "Changed")
    await owen.takes_back("We could ask the nursery.")
    await happens(folder, "Withdrawn")
    await next_stage(grace, 6)
    await ros.types("summary One person for the family")
    for seat in seats:
        await sees(seat, "One person for the family")
    await grace.types("end")
    await sees(grace, "agree")
    await grace.types("agree")
    for seat in seats:
        await sees(seat, "The session has ended")


# ---- two homeservers


@pytest.fixture
def two(installed: None, tmp_path: Path) -> Iterator[tuple[Synapse, Synapse]]:
    made = federating(tmp_path / "one", tmp_path / "other")
    try:
        yield made[0].start(), made[1].start()
    finally:
        for server in made:
            server.stop()


@pytest.mark.timeout(600)
async def test_two_agencies_on_two_homeservers_share_a_session_and_one_of_them_is_away_for_a_while(
    two: tuple[Synapse, Synapse], tmp_path: Path
) -> None:
    home, elsewhere = two
    account = home.register("space")
    table, service = Table(account.user, tmp_path), serve(tmp_path, home, account, elsewhere.name)
    try:
        ros, grace = await table.seat(home, "ros"), await table.seat(home, "grace")
        owen, priya = await table.seat(elsewhere, "owen"), await table.seat(elsewhere, "priya")
        await gather_round(table.seats, ["northshire", "riverside", "riverside"])
        for seat, door in ((ros, "Northshire front door"), (owen, "Riverside duty desk")):
            await seat.types("flag child")
            await sees(seat, door)

        await grace.says("!space park Ask about the bus")  # where others see it: taken away again on both servers
        await ros.says("Good morning, all of you.")  # apps meet here: with a server that is away none can begin to
        for seat in table.seats:
            await hears(seat, "Good morning")
            await hears_no_more(seat, "Ask about the bus")
        elsewhere.stop()
        said = [f"Thing {number} that I would like to think about." for number in range(5)]
        for words in said:
            await ros.says(words)
        await happens(tmp_path, "Spoke", len(said) + 1)
        await ros.types("done")
        await sees(grace, "Everyone whose turn it is has finished")
        await next_stage(grace, 2)
        elsewhere.start()
        for seat in (owen, priya):
            await sees(seat, "Stage 2 of 6")
            await hears(seat, said[-1])

        await grace.types("understood You ask how to be a help.")
        await happens(tmp_path, "FactsUnderstood")
        await ros.types("confirm")
        await happens(tmp_path, "FactsConfirmed")
        await next_stage(grace, 3)
        await priya.says("I keep thinking of the mornings.")
        for seat in table.seats:
            await hears(seat, "thinking of the mornings")
            heard = await seat.heard()
            assert [words for words in heard if words in said] == said
            assert sum("Stage 2 of 6: " in body for body in await seat.shown()) == sum(
                "Stage 2 of 6: " in body for body in await grace.shown()
            )
            assert await seat.faults() == []
        await happens(tmp_path, "Spoke", len(said) + 2)
    finally:
        service.kill()
        for seat in table.seats:
            await seat.stop()
    assert events(tmp_path).count("Spoke") == len(said) + 2
