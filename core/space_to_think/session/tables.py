"""Who may do what in which state: one table, default deny.

A seat is how somebody stands to a session at this moment. Somebody who takes part has the seat of their role; the
requester has a second one beside it. What is not in the table is refused, with a sentence that says why and what
can be done instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from space_to_think.messages import Button, Refusal, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session.state import Number, Phase, Session, Standing


class Seat(StrEnum):
    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    CONSULTANT = "consultant"
    REQUESTER = "requester"
    INVITED = "invited"
    ASKING = "asking"  # waits for the facilitator's yes
    GONE = "gone"  # declined or left
    REMOVED = "removed"
    OUTSIDER = "outsider"
    CLOCK = "clock"  # the runtime itself


F, P, C = Seat.FACILITATOR, Seat.PRESENTER, Seat.CONSULTANT
ALL: Final = frozenset({F, P, C})
EVERYONE: Final = frozenset(Seat) - {Seat.CLOCK}
NEWCOMER: Final = frozenset({Seat.INVITED, Seat.GONE, Seat.OUTSIDER, Seat.ASKING, Seat.REMOVED}) | ALL
CLOCK: Final = frozenset({Seat.CLOCK})
AWAY: Final = frozenset({Seat.GONE, Seat.REMOVED})
GATHERING, OPEN, PAUSED, ENDED, CANCELLED = Phase


def only(seats: frozenset[Seat], *phases: Phase) -> Mapping[Phase, frozenset[Seat]]:
    return dict.fromkeys(phases, seats)


FACILITATOR: Final = frozenset({F})
PRESENTER: Final = frozenset({P})
LEADER: Final = frozenset({F, Seat.REQUESTER})

# NEWCOMER may say `join` in any standing, so that each gets the sentence that fits it.
MAY: Final[Mapping[type[c.Command], Mapping[Phase, frozenset[Seat]]]] = {
    c.MarkPlaceReady: only(CLOCK, *Phase),
    c.MarkPlaceGone: only(CLOCK, *Phase),
    c.Invite: {GATHERING: ALL, OPEN: FACILITATOR, PAUSED: FACILITATOR},
    c.Join: only(NEWCOMER, GATHERING, OPEN, PAUSED),
    c.Decline: only(frozenset({Seat.INVITED, Seat.ASKING}), GATHERING, OPEN, PAUSED),
    c.NameAgency: only(ALL, GATHERING, OPEN, PAUSED, ENDED),
    c.Leave: only(ALL, GATHERING, OPEN, PAUSED),
    c.Away: only(ALL, GATHERING, OPEN, PAUSED),
    c.Remove: {GATHERING: LEADER, OPEN: FACILITATOR, PAUSED: FACILITATOR},
    c.Propose: only(ALL, GATHERING, OPEN, PAUSED),
    c.Answer: only(ALL, GATHERING, OPEN, PAUSED, ENDED),
    c.Start: only(FACILITATOR, GATHERING),
    c.Next: only(FACILITATOR, OPEN),
    c.Back: only(FACILITATOR, OPEN),
    c.Undo: only(FACILITATOR, OPEN, PAUSED, ENDED),
    c.Extend: only(FACILITATOR, OPEN),
    c.Pause: only(FACILITATOR, OPEN),
    c.Resume: only(FACILITATOR, PAUSED),
    c.End: only(FACILITATOR, OPEN, PAUSED),
    c.Cancel: only(LEADER, GATHERING),
    c.Done: only(ALL, OPEN),
    c.Pass: only(ALL, OPEN),
    c.Speak: only(ALL, GATHERING, OPEN, PAUSED, ENDED),
    c.Understood: only(FACILITATOR, OPEN),
    c.Correct: only(PRESENTER, OPEN),
    c.Confirm: only(PRESENTER, OPEN),
    c.Give: only(ALL, OPEN, PAUSED),
    c.Change: only(ALL, GATHERING, OPEN, PAUSED, ENDED),
    c.Withdraw: only(ALL | AWAY, GATHERING, OPEN, PAUSED, ENDED),  # what is one's own stays so
    c.HoldBack: only(FACILITATOR, OPEN),
    c.Flag: only(EVERYONE, *Phase),
    c.SuggestPause: only(ALL, GATHERING, OPEN, PAUSED),
    c.ShowProcedures: only(ALL, GATHERING, OPEN, PAUSED),
    c.Again: only(ALL, ENDED),
    c.Describe: only(PRESENTER, GATHERING),
    c.Further: only(ALL, OPEN, PAUSED, ENDED),
    c.Keep: only(CLOCK, *Phase),
    c.Erase: only(CLOCK, *Phase),
    c.Tick: only(CLOCK, *Phase),
}

# What is still done when all has been erased but what has a date to come.
UNTIL_ITS_DATE: Final = frozenset({c.Tick, c.Keep, c.Erase})

# The word that stands for a command in a refusal.
WORD: Final[Mapping[type[c.Command], str]] = {
    c.Propose: "role",
    c.Answer: "agree",
    c.NameAgency: "agency",
    c.SuggestPause: "flag",
    c.ShowProcedures: "flag",
    c.Give: "give",
    c.HoldBack: "hold",
    c.Describe: "again",
}

ROLE_SEAT: Final = {Role.FACILITATOR: F, Role.PRESENTER: P, Role.CONSULTANT: C}
STANDING_SEAT: Final = {
    Standing.INVITED: Seat.INVITED,
    Standing.ASKING: Seat.ASKING,
    Standing.DECLINED: Seat.GONE,
    Standing.LEFT: Seat.GONE,
    Standing.REMOVED: Seat.REMOVED,
}


def seats(session: Session, number: Number | None) -> frozenset[Seat]:
    """How somebody stands to the session; None is the clock."""
    if number is None:
        return CLOCK
    person = session.people.get(number)
    if person is None:
        return frozenset({Seat.OUTSIDER})
    if person.standing is not Standing.AGREED:
        return frozenset({STANDING_SEAT[person.standing]})
    own = {ROLE_SEAT[session.role(number)]}
    return frozenset(own | {Seat.REQUESTER} if number == session.requester else own)


def may(session: Session, number: Number | None, command: type[c.Command]) -> bool:
    """Whether the table lets this person do that in this state. Some commands have conditions of their own.

    Where all has been erased there is nothing left to do, but a concern is heard everywhere, and what has a date to
    come waits for it.
    """
    allowed = MAY[command].get(session.phase, frozenset()) & seats(session, number)
    waits = bool(session.contributions) and command in UNTIL_ITS_DATE
    return bool(allowed) and (not session.erased or command is c.Flag or waits)


def refusal(session: Session, number: Number | None, command: type[c.Command]) -> Refusal:
    """Why the table says no: all over, not for somebody who does not take part, not now, or not in this seat."""
    word = WORD.get(command, command.__name__.lower())
    mine = seats(session, number)
    outside = not mine & ALL
    if session.erased or (outside and session.phase in (ENDED, CANCELLED)):
        return Refusal(Text("refuse-over", {"word": word}))
    if outside:
        seat = next(iter(mine))
        join = (Button(Text("do-join"), "join"),) if may(session, number, c.Join) else ()
        return Refusal(Text("refuse-not-in-session", {"word": word, "seat": seat.value}), join)
    others_may_now = bool(MAY[command].get(session.phase, frozenset()) & ALL)
    sometimes = any(mine & allowed for allowed in MAY[command].values())
    if sometimes and not others_may_now:
        return Refusal(Text("refuse-not-now", {"word": word, "phase": session.phase.value}))
    who = "facilitator" if F in frozenset[Seat]().union(*MAY[command].values()) else "presenter"
    return Refusal(Text("refuse-not-yours-to-do", {"word": word, "who": who}))
