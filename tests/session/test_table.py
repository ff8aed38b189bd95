"""Every command in every phase by every seat, against the table of who may what, written out by hand."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import space_to_think
from space_to_think.messages import Refusal
from space_to_think.session import commands as c
from space_to_think.session import tables
from space_to_think.session.context import Context
from space_to_think.session.decide import decide
from space_to_think.session.state import Phase, Standing
from space_to_think.session.tables import Seat
from space_to_think.testing.sessions import KINDS, MONDAY
from tests.session.samples import COMMANDS, OF_THE_CLOCK, SITS, in_phase, sample

# F facilitator, P presenter, C consultant, R requester (a consultant here), I invited, A asking, G gone (left or
# declined), X removed, O outsider, T the clock.
MAY = """
                 gathering   open        paused      ended       cancelled
MarkPlaceReady   T           T           T           T           T
MarkPlaceGone    T           T           T           T           T
Invite           FPCR        F           F           -           -
Join             FPCRIAGXO   FPCRIAGXO   FPCRIAGXO   -           -
Decline          IA          IA          IA          -           -
NameAgency       FPCR        FPCR        FPCR        FPCR        -
Leave            FPCR        FPCR        FPCR        -           -
Away             FPCR        FPCR        FPCR        -           -
Remove           FR          F           F           -           -
Propose          FPCR        FPCR        FPCR        -           -
Answer           FPCR        FPCR        FPCR        FPCR        -
Start            F           -           -           -           -
Next             -           F           -           -           -
Back             -           F           -           -           -
Undo             -           F           F           F           -
Extend           -           F           -           -           -
Pause            -           F           -           -           -
Resume           -           -           F           -           -
End              -           F           F           -           -
Cancel           FR          -           -           -           -
Done             -           FPCR        -           -           -
Pass             -           FPCR        -           -           -
Speak            FPCR        FPCR        FPCR        FPCR        -
Understood       -           F           -           -           -
Correct          -           P           -           -           -
Confirm          -           P           -           -           -
Give             -           FPCR        FPCR        -           -
Change           FPCR        FPCR        FPCR        FPCR        -
Withdraw         FPCRGX      FPCRGX      FPCRGX      FPCRGX      -
HoldBack         -           F           -           -           -
Flag             FPCRIAGXO   FPCRIAGXO   FPCRIAGXO   FPCRIAGXO   FPCRIAGXO
SuggestPause     FPCR        FPCR        FPCR        -           -
ShowProcedures   FPCR        FPCR        FPCR        -           -
Again            -           -           -           FPCR        -
Describe         P           -           -           -           -
Further          -           FPCR        FPCR        FPCR        -
Keep             T           T           T           T           T
Erase            T           T           T           T           T
Tick             T           T           T           T           T
"""
LETTER = dict(zip(Seat, "FPCRIAGXOT", strict=True))
ROWS = {row.split()[0]: row.split()[1:] for row in MAY.strip().splitlines()[1:]}
SESSIONS = {phase: in_phase(phase) for phase in Phase}
TEXTS = (Path(space_to_think.__file__).parent / "wording/en-GB/refusals.ftl").read_text(encoding="utf-8")
BY_THE_TABLE = {"refuse-not-in-session", "refuse-not-now", "refuse-not-yours-to-do", "refuse-over"}


def allowed(command: type[c.Command], phase: Phase, seat: Seat) -> bool:
    return LETTER[seat] in ROWS[command.__name__][list(Phase).index(phase)]


def test_the_table_speaks_of_every_command() -> None:
    assert list(ROWS) == [command.__name__ for command in COMMANDS]
    assert set(tables.MAY) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_who_may_do_it_in_which_phase(command: type[c.Command]) -> None:
    for phase, seat in product(Phase, Seat):
        for number in SITS[seat]:
            may = tables.may(SESSIONS[phase], number, command)
            # A requester who takes part has the seat of their role as well.
            expected = allowed(command, phase, seat) or (
                seat is Seat.REQUESTER and allowed(command, phase, Seat.CONSULTANT)
            )
            assert may is expected, (phase, seat)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_what_the_table_forbids_is_refused_and_nothing_else_is_by_it(command: type[c.Command]) -> None:
    for phase, seat in product(Phase, Seat):
        for number in SITS[seat]:
            if (number is None) is not (command in OF_THE_CLOCK):
                continue  # such a command cannot be made
            session = SESSIONS[phase]
            decided = decide(session, sample(command, number or 0), Context(MONDAY, "c99", KINDS))
            if isinstance(decided, Refusal):
                assert f"\n{decided.text.id} = " in f"\n{TEXTS}"
            refused = isinstance(decided, Refusal) and decided.text.id in BY_THE_TABLE
            assert refused is not tables.may(session, number, command), (phase, seat, decided)


@pytest.mark.parametrize(
    ("command", "phase", "seat", "text", "fact"),
    [
        (c.Next, Phase.OPEN, Seat.OUTSIDER, "refuse-not-in-session", "outsider"),
        (c.Next, Phase.OPEN, Seat.INVITED, "refuse-not-in-session", "invited"),
        (c.Next, Phase.OPEN, Seat.ASKING, "refuse-not-in-session", "asking"),
        (c.Next, Phase.OPEN, Seat.REMOVED, "refuse-not-in-session", "removed"),
        (c.Next, Phase.OPEN, Seat.CONSULTANT, "refuse-not-yours-to-do", "facilitator"),
        (c.Next, Phase.GATHERING, Seat.CONSULTANT, "refuse-not-yours-to-do", "facilitator"),
        (c.Next, Phase.GATHERING, Seat.FACILITATOR, "refuse-not-now", "gathering"),
        (c.Confirm, Phase.OPEN, Seat.FACILITATOR, "refuse-not-yours-to-do", "presenter"),
        # They may while it gathers, so this must not be said: "that does not fit now".
        (c.Invite, Phase.OPEN, Seat.CONSULTANT, "refuse-not-yours-to-do", "facilitator"),
        (c.Start, Phase.PAUSED, Seat.FACILITATOR, "refuse-not-now", "paused"),
        (c.Give, Phase.ENDED, Seat.CONSULTANT, "refuse-not-now", "ended"),
        (c.Speak, Phase.CANCELLED, Seat.CONSULTANT, "refuse-not-now", "cancelled"),
        (c.Join, Phase.ENDED, Seat.OUTSIDER, "refuse-over", "join"),
        (c.Join, Phase.CANCELLED, Seat.INVITED, "refuse-over", "join"),
    ],
)
def test_the_refusal_says_why(command: type[c.Command], phase: Phase, seat: Seat, text: str, fact: str) -> None:
    number = SITS[seat][0]
    refusal = tables.refusal(SESSIONS[phase], number, command)
    assert refusal.text.id == text
    assert fact in refusal.text.facts.values()


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_where_all_is_erased_only_a_concern_is_heard(command: type[c.Command], phase: Phase) -> None:
    session = replace(SESSIONS[phase], erased=True)
    for numbers in SITS.values():
        for number in numbers:
            if (number is None) is not (command in OF_THE_CLOCK):
                continue
            decided = decide(session, sample(command, number or 0), Context(MONDAY, "c99", KINDS))
            if command is c.Flag:
                assert isinstance(decided, tuple)
                assert len(decided) == 1
            elif number is None:
                assert decided == ()
            else:
                assert isinstance(decided, Refusal)
                assert decided.text.id == "refuse-over"


def test_nobody_may_be_forgotten_by_a_table_of_seats() -> None:
    assert set(tables.STANDING_SEAT) | {Standing.AGREED} == set(Standing)
    assert set(SITS) == set(Seat)
