"""Rotation: who in this same group has guided and presented before, so that roles go round fairly."""

from collections.abc import Iterator
from typing import Final

from space_to_think.hooks import Call, Capability, CardPart, Effects, Manifest, Refuse, Scope, View, Word, hookimpl
from space_to_think.messages import Line, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.state import Number, Phase
from space_to_think_plugins._common import tell, texts

ROTATION: Final = "rotation"
ROLES: Final = (Role.FACILITATOR, Role.PRESENTER)


class Rotation:
    """A session plugin. It proposes nobody by itself: it says who has not had a role, and the group decides.

    The core tells it on how many days of the last year each had each role in a group of exactly these people.
    """

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            ROTATION,
            Text("rotation-sentence"),
            Scope.SESSION,
            words=(Word(ROTATION, phases=frozenset(Phase) - {Phase.CANCELLED}, label=Text("rotation-show")),),
            texts=texts(ROTATION),
            capabilities=frozenset({Capability.GROUP_PAST}),
            keeps=(Text("rotation-keeps"),),
        )

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        """Whose turn it might be, while a role is open and the group has met before."""
        session = view.session
        if session.phase is not Phase.GATHERING:
            return None
        holders = {Role.FACILITATOR: session.facilitator, Role.PRESENTER: session.presenter}
        lines = [line for role in ROLES if holders[role] is None for line in whose_turn(view, role)]
        return CardPart(lines=tuple(lines)) if lines else None

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """`rotation`: how often each has guided and presented, for whoever asks."""
        if view.session.erased or not any(days(view, p.number, role) for p in view.people for role in ROLES):
            return (Refuse(Text("rotation-none")),)
        lines = (
            Text("rotation-count", {"who": Who(p.number), "guided": days(view, p.number, Role.FACILITATOR),
                                    "presented": days(view, p.number, Role.PRESENTER)})
            for p in view.people
        )  # fmt: skip
        return (tell(call.by, Text("rotation-head"), *lines, asked=True, answer=True),)


def whose_turn(view: View, role: Role) -> Iterator[Line]:
    """Those who have had the role least, where some have had it more often."""
    had = {person.number: days(view, person.number, role) for person in view.people}
    least = min(had.values(), default=0)
    fewest = tuple(Who(number) for number, count in had.items() if count == least)
    if len(fewest) < len(had):
        yield Text("rotation-turn", {"role": role.value, "people": fewest, "never": least == 0})


def days(view: View, number: Number, role: Role) -> int:
    """On how many days of the last year, and in this session's rounds, somebody had a role."""
    before = view.memory.get(f"{role.value}-{number}", 0)
    earlier = view.session.round > 1 and (number, role) in view.session.had
    return (before if isinstance(before, int) else 0) + int(earlier)


plugin = Rotation()
