"""What the plugins' calls for one event, word or wake come to."""

from dataclasses import dataclass, field
from typing import Final

from space_to_think.host.results import Taken
from space_to_think.host.seats import Seat
from space_to_think.host.watch import Fault
from space_to_think.messages import Message
from space_to_think.session.commands import Keep


@dataclass(frozen=True, slots=True)
class Reactions:
    """What plugins want said and kept. The faults have been noted by the Watch already; here they are for the log."""

    messages: tuple[Message, ...] = ()
    keeps: tuple[Keep, ...] = ()
    faults: tuple[Fault, ...] = ()


NOTHING: Final = Reactions()


@dataclass(slots=True)
class Gathered:
    """Collects the calls, in order."""

    messages: list[Message] = field(default_factory=list[Message])
    keeps: list[Keep] = field(default_factory=list[Keep])
    faults: list[Fault] = field(default_factory=list[Fault])

    def add(self, seat: Seat, taken: Taken | None, fault: Fault | None) -> None:
        """Take what one call came to: its effects, its fault, or nothing."""
        if fault is not None:
            self.faults.append(fault)
        if taken is not None:
            self.messages += taken.messages
            if taken.facts or taken.wakes or taken.tallies:
                self.keeps.append(Keep(seat.key, taken.facts, taken.wakes, taken.tallies))

    def reactions(self) -> Reactions:
        """All of it, as a value."""
        if not (self.messages or self.keeps or self.faults):
            return NOTHING
        return Reactions(tuple(self.messages), tuple(self.keeps), tuple(self.faults))
