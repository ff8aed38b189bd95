"""One command of every type, and a session in every phase with somebody in every seat."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast, get_args

from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session.state import Concern, Number, Participant, Phase, Reason, Session, Standing
from space_to_think.session.tables import Seat
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, OUTSIDER, PRESENTER, Walk

COMMANDS: tuple[type[c.Command], ...] = tuple(kind for kind in get_args(c.Command) if kind is not c.Request)

INVITED, ASKING, LEFT, DECLINED, REMOVED = 11, 12, 13, 14, 15
STANDINGS = {
    INVITED: Standing.INVITED,
    ASKING: Standing.ASKING,
    LEFT: Standing.LEFT,
    DECLINED: Standing.DECLINED,
    REMOVED: Standing.REMOVED,
}
# Who sits where. The requester is a consultant here, so that their second seat can be told apart.
SITS: Mapping[Seat, tuple[Number | None, ...]] = {
    Seat.FACILITATOR: (FACILITATOR,),
    Seat.PRESENTER: (PRESENTER,),
    Seat.CONSULTANT: (CONSULTANT,),
    Seat.REQUESTER: (OTHER,),
    Seat.INVITED: (INVITED,),
    Seat.ASKING: (ASKING,),
    Seat.GONE: (LEFT, DECLINED),
    Seat.REMOVED: (REMOVED,),
    Seat.OUTSIDER: (OUTSIDER,),
    Seat.CLOCK: (None,),
}


def in_phase(phase: Phase) -> Session:
    """A session in that phase with somebody in every seat."""
    walk = Walk()
    match phase:
        case Phase.GATHERING | Phase.PAUSED | Phase.ENDED:
            session = walk.to(phase.value).session
        case Phase.OPEN:
            session = walk.to("facts").session
        case Phase.CANCELLED:  # a later round that was called off: not erased yet
            session = replace(walk.to("gathering").session, phase=Phase.CANCELLED, round=2)
    others = {number: Participant(number, standing) for number, standing in STANDINGS.items()}
    return replace(session, requester=OTHER, people={**session.people, **others})


def sample(command: type[c.Command], by: Number) -> c.Command:
    """A command of that type by that person, such as one would give in the stage of facts."""
    more: Mapping[type[c.Command], tuple[object, ...]] = {
        c.MarkPlaceReady: (7,),
        c.Invite: ((21,),),
        c.Join: (None,),
        c.NameAgency: ("south",),
        c.Away: (None,),
        c.Remove: (CONSULTANT,),
        c.Propose: (Role.FACILITATOR, CONSULTANT),
        c.Answer: (True,),
        c.Speak: ("text",),
        c.Understood: ("text",),
        c.Correct: ("text",),
        c.Give: ("parked", "text"),
        c.Change: ("c1", "text"),
        c.HoldBack: ("c1", "strength"),
        c.Flag: (Concern.CHILD,),
        c.SuggestPause: (False, None),
        c.ShowProcedures: (Concern.DISAGREEMENT,),
        c.Describe: (Reason.NEEDS, Pace(PaceKind.FULL)),
        c.Keep: ("plugin",),
        c.Erase: ("asked",),
    }
    who = () if command in OF_THE_CLOCK else (by,)
    make = cast(Callable[..., c.Command], command)
    return make(*who, *more.get(command, ()))


OF_THE_CLOCK = (c.MarkPlaceReady, c.MarkPlaceGone, c.Keep, c.Erase, c.Tick)
