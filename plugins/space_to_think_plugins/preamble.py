"""Tells each person, before they join, what they are asked into: ten lines at most, and one button."""

from collections.abc import Iterator

from space_to_think.hooks import Effect, Effects, Manifest, Remember, Scope, View, hookimpl
from space_to_think.messages import Line, OfPractice, Part, Quote, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.events import AskedToJoin, Invited, InviteesReminded, Joined, PlaceReady
from space_to_think.session.state import Number, Session, Standing
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
    def react(self, event: Invited | PlaceReady | AskedToJoin | Joined | InviteesReminded, view: View) -> Effects:
        session = view.session
        match event:
            case Invited(person=person, by=by):
                return invite(session, person, by) if session.place_ready else (Remember(f"by-{person}", by),)
            case PlaceReady():
                return [*requester(view), *those_who_wait(view)]
            case AskedToJoin(person=person) | Joined(person=person) if told(person).key not in view.memory:
                asking = "asking" if isinstance(event, AskedToJoin) else "joined"
                first = Text(f"preamble-{asking}", {"reference": session.reference})
                return tell(person, first, *about(session, Role.CONSULTANT, taken=True), asked=True), told(person)
            case InviteesReminded(people=people):
                reminder = Text("preamble-reminder", {"reference": session.reference})
                return [tell(person, reminder, buttons=(JOIN,), call=True) for person in people]
            case _:
                return ()


def invite(session: Session, person: Number, by: Number) -> Effects:
    """What somebody is asked into, and by whom."""
    first = Text("preamble-invited", {"by": Who(by), "reference": session.reference})
    lines = (*title(session), *about(session, Role.CONSULTANT))
    return tell(person, first, *lines, buttons=(JOIN,), call=True), told(person)


def requester(view: View) -> Effects:
    """Whoever asked for the session reads the same, once there is a place and it is known who can read there."""
    session = view.session
    if told(session.requester).key in view.memory:
        return ()
    first = Text("preamble-yours", {"reference": session.reference})
    lines = about(session, Role.PRESENTER, taken=True)
    return tell(session.requester, first, *lines, asked=True), told(session.requester)


def those_who_wait(view: View) -> Iterator[Effect]:
    """Those who were invited before there was a place."""
    for number, person in sorted(view.session.people.items()):
        by = view.memory.get(f"by-{number}")
        if isinstance(by, int) and person.standing is Standing.INVITED and told(number).key not in view.memory:
            yield from invite(view.session, number, by)


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
    readers = session.can_read()
    yield Text("preamble-readers", {"known": readers is not None, "readers": readers or 0})
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
