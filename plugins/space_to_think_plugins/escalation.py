"""Disagreements: one's own agency's procedure for taking it further, set apart from what a session is for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from space_to_think.hooks import AgencyView, Effects, Finding, Manifest, Scope, View, hookimpl
from space_to_think.messages import Line, Signpost, Text
from space_to_think.session.events import ConcernFlagged, ProceduresShown
from space_to_think.session.state import Concern, Number, Phase, Session
from space_to_think_plugins._common import button, tell, texts

KIND = "disagreement"
SHOW = button("escalation-show", "flag show disagreement", discreet=True)
UNDER_WAY = (Phase.GATHERING, Phase.OPEN, Phase.PAUSED)


class Escalation:
    """A person plugin: each agency has its own procedure. Who disagreed is remembered nowhere.

    The signpost itself says who looks after it and by when it is to be checked, warns when that day is over, and says
    where to ask when the agency has none.
    """

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest("escalation", Text("escalation-sentence"), Scope.PERSON, texts=texts("escalation"))

    @hookimpl
    def react(self, event: ConcernFlagged | ProceduresShown, by: Number | None, view: View) -> Effects:
        match event:
            case ConcernFlagged(concern=Concern.DISAGREEMENT) if by is not None and by in view.mine:
                show = (SHOW,) if may_show(view.session, by) else ()
                lines: tuple[Line, ...] = (Text("escalation-thank-you"), *procedure())
                return (tell(by, *lines, buttons=show, asked=True, answer=True, safety=True),)
            case ProceduresShown(concern=Concern.DISAGREEMENT):
                here = [p.number for p in view.people if p.number in view.mine]
                return [tell(n, Text("escalation-shown"), *procedure(), asked=n == by) for n in here]
            case _:
                return ()

    @hookimpl
    def inspect(self, agency: AgencyView, today: date) -> list[Finding]:
        entry = agency.signposts.get(KIND)
        if entry is None:
            return [Finding(Text("escalation-missing"))]
        if entry.review_by is not None and entry.review_by < today:
            at = datetime.combine(entry.review_by, time(12), UTC)
            return [Finding(Text("escalation-stale", {"date": at}), tell=True)]
        return [] if entry.has_owner else [Finding(Text("escalation-no-owner"))]


def procedure() -> Iterator[Line]:
    """What this session is for, what the procedure is for, and the procedure."""
    yield Text("escalation-session")
    yield Text("escalation-procedure")
    yield Signpost(KIND)


def may_show(session: Session, by: Number) -> bool:
    """Only somebody who takes part in a session under way may have it shown to the others."""
    return session.phase in UNDER_WAY and by in {person.number for person in session.taking_part()}


plugin = Escalation()
