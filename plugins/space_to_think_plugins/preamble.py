"""Tells each person, before they join, what they are asked into: ten lines at most, and one button."""

from collections.abc import Iterator

from space_to_think.hooks import Effects, Manifest, Remember, Scope, View, hookimpl
from space_to_think.messages import Line, OfPractice, Part, Quote, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.events import AskedToJoin, Invited, InviteesReminded, Joined, Requested
from space_to_think.session.state import Number, Session
from space_to_think_plugins._common import button, tell, texts

RULE_LINES = 3
MOST_RULES = 4  # a line: there is a text for each number of rules up to this

JOIN = button("preamble-join", "join")


class Preamble:
    """A session plugin: what somebody is asked into does not depend on where they work."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest("preamble", Text("preamble-sentence"), Scope.SESSION, texts=texts("preamble"), always_on=True)

    @hookimpl
    def react(self, event: Requested | Invited | AskedToJoin | Joined | InviteesReminded, view: View) -> Effects:
        session = view.session
        match event:
            case Requested(person=person):
                first = Text("preamble-yours", {"reference": session.reference})
                return tell(person, first, *about(session, Role.PRESENTER, taken=True), asked=True), told(person)
            case Invited(person=person, by=by):
                first = Text("preamble-invited", {"by": Who(by), "reference": session.reference})
                lines = (*title(session), *about(session, Role.CONSULTANT))
                return tell(person, first, *lines, buttons=(JOIN,), call=True), told(person)
            case AskedToJoin(person=person) | Joined(person=person) if told(person).key not in view.memory:
                asking = "asking" if isinstance(event, AskedToJoin) else "joined"
                first = Text(f"preamble-{asking}", {"reference": session.reference})
                return tell(person, first, *about(session, Role.CONSULTANT, taken=True), asked=True), told(person)
            case InviteesReminded(people=people):
                reminder = Text("preamble-reminder", {"reference": session.reference})
                return [tell(person, reminder, buttons=(JOIN,), call=True) for person in people]
            case _:
                return ()


def told(person: Number) -> Remember:
    """That this person knows what they are asked into."""
    return Remember(f"told-{person}", True)


def title(session: Session) -> Iterator[Line]:
    if session.title is not None:
        yield Quote(session.title, named=False)


def about(session: Session, role: Role, taken: bool = False) -> Iterator[Line]:
    """What it is and is not, one's own part, the ground rules, who can read it, and the rest: eight lines.

    `taken`: they have said yes already, so nothing is left to be asked.
    """
    yield Text("preamble-what", {"reason": session.reason})
    yield Text("preamble-not")
    yield Text("preamble-part", {"part": OfPractice("role", role)})
    yield from rules(session)
    yield Text("preamble-readers", {"known": session.readers is not None, "readers": session.readers or 0})
    yield Text("preamble-families" if taken else "preamble-agree")


def rules(session: Session) -> Iterator[Line]:
    """The practice's own ground rules, several a line, so that there are never more than three lines."""
    count = len(session.charter.practice.ground_rules)
    size = min(-(-count // RULE_LINES), MOST_RULES)
    for start in range(0, min(count, size * RULE_LINES), size or 1):
        here = range(start, min(start + size, count))
        said: dict[str, Part] = {f"rule{at + 1}": OfPractice("rule", str(rule)) for at, rule in enumerate(here)}
        yield Text(f"preamble-rules-{len(here)}", said)


plugin = Preamble()
