"""A session with five people and somebody who reads about it: what the tests of the wording begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from space_to_think.agency.state import Agency
from space_to_think.identity import PersonId
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session.state import (
    Audience,
    Charter,
    Contribution,
    Keep,
    Number,
    Participant,
    Phase,
    Reason,
    Reveal,
    Session,
    Standing,
)
from space_to_think.wording.render import Reader, Spoken

NOW = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)  # a Thursday, 10:30 in London
NORTH = Agency("northshire", "Northshire Council")
SOUTH = Agency("southton", "Southton Schools")
AGENCIES: Mapping[str, Agency] = {"": Agency("", "another agency"), "northshire": NORTH, "southton": SOUTH}


def person(number: Number) -> PersonId:
    return PersonId("test", "north", f"p{number}")


@dataclass
class Kept:
    """A `Known` of plain dictionaries."""

    spoken: dict[str, Spoken] = field(default_factory=dict[str, Spoken])
    forgotten: set[Number] = field(default_factory=set[Number])

    def person(self, number: Number) -> PersonId | None:
        return None if number in self.forgotten else person(number)

    def words(self, id: str) -> Spoken | None:
        return self.spoken.get(id)

    def all(self, kind: str, round: int, by: Number | None) -> Sequence[Spoken]:
        return [s for s in self.spoken.values() if (s.kind, s.round) == (kind, round) and by in (None, s.by)]


NOTHING = Kept()


def make_session(pace: Pace | None = None) -> Session:
    """1 asked and presents, 2 facilitates, 3 to 5 are consultants, 6 was only invited."""
    agreed = {
        n: Participant(n, Standing.AGREED, agency)
        for n, agency in enumerate(["northshire"] * 3 + ["southton", None], 1)
    }
    return Session(
        id="s1",
        reference="K7-22",
        charter=Charter(shipped(), "northshire", Calendar()),
        version=1,
        phase=Phase.OPEN,
        round=1,
        reason=Reason.STUCK,
        pace=pace or Pace(PaceKind.GUIDED),
        plan=(),
        requester=1,
        requested=NOW - timedelta(hours=1),
        last_step=NOW,
        people={**agreed, 6: Participant(6, Standing.INVITED)},
        presenter=1,
        facilitator=2,
    )


def make_reader(number: Number | None = 1, session: Session | None = None, agency: Agency = NORTH) -> Reader:
    """Somebody in private; with the number None, the whole group."""
    return Reader("en-GB", agency, NORTH, "Europe/London", number, session, number is None, NOW, AGENCIES)


def given(
    id: str, by: Number, audience: Audience, reveal: Reveal = Reveal.AT_ONCE, revealed: bool = False
) -> Contribution:
    """A strength of that person's, given in the first round."""
    return Contribution(id, "strength", by, 1, "strengths", audience, reveal, Keep.RETENTION, revealed=revealed)


def with_given(session: Session, *contributions: Contribution) -> Session:
    return replace(session, contributions={one.id: one for one in contributions})
