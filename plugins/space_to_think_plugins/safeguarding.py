"""Concerns: where to turn, at once and to nobody but the person who flagged; then whether to ask for a pause."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from space_to_think.hooks import (
    AgencyView,
    Call,
    Effect,
    Effects,
    Finding,
    Manifest,
    Outside,
    Scope,
    View,
    Word,
    hookimpl,
)
from space_to_think.messages import CONCERN_SIGNPOST, SIGNPOSTS, Button, Line, Signpost, Text, Who
from space_to_think.session.events import ConcernFlagged, PauseSuggested
from space_to_think.session.state import Concern, Number, Phase, Session
from space_to_think_plugins._common import button, tell, texts

ELSEWHERE = {Concern.DISAGREEMENT: "escalation", Concern.NEW_INFORMATION: "new-information"}  # who looks after it
URGENT = frozenset({"child", "adult", "allegation"})


class Safeguarding:
    """A person plugin, always on. Nothing of a concern is remembered, not even that somebody had one."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "safeguarding",
            Text("safeguarding-sentence"),
            Scope.PERSON,
            words=(
                Word(
                    "signposts",
                    label=Text("safeguarding-all"),
                    phases=frozenset(Phase),
                    anywhere=True,
                ),
            ),
            texts=texts("safeguarding"),
            always_on=True,
        )

    @hookimpl
    def react(self, event: ConcernFlagged | PauseSuggested, by: Number | None, view: View) -> Effects:
        match event:
            case ConcernFlagged(concern=concern) if by is not None and by in view.mine:
                return (*signpost(by, concern, view), *offer(by, concern, view.session))
            case PauseSuggested():
                return (*told(event, view), *confirmed(event, by, view))
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View | Outside) -> Effects:
        """All six, for whoever asks."""
        lines: list[Line] = [Text("safeguarding-list")]
        for kind in SIGNPOSTS:
            lines += (Text("safeguarding-kind", {"kind": kind}), Signpost(kind))
        return (tell(call.by, *lines, asked=True, answer=True, safety=True),)

    @hookimpl
    def inspect(self, agency: AgencyView, today: date) -> list[Finding]:
        elsewhere = {"disagreement"} if ELSEWHERE[Concern.DISAGREEMENT] in agency.plugins else set[str]()
        return [finding for kind in SIGNPOSTS if kind not in elsewhere for finding in stale(agency, kind, today)]


def signpost(by: Number, concern: Concern, view: View) -> Iterator[Effect]:
    """Where to turn, by the flagger's own agency. The first line says nothing of what it is about."""
    on = view.agency.plugins if view.agency is not None else frozenset[str]()
    if ELSEWHERE.get(concern) in on:
        return
    lines: list[Line] = [Text("safeguarding-thank-you")]
    kind = CONCERN_SIGNPOST[concern]
    if kind is None:
        lines += [Text("safeguarding-information"), Text("safeguarding-told-nobody")]
    else:
        lines.append(Signpost(kind))
    yield tell(by, *lines, asked=True, answer=True, safety=True)


def offer(by: Number, concern: Concern, session: Session) -> Iterator[Effect]:
    """Shall the facilitator hear that somebody asks for a pause? Never for an allegation, nor to themselves."""
    if concern is Concern.ALLEGATION or session.phase is not Phase.OPEN:
        return
    taking_part = by in {person.number for person in session.taking_part()}
    if session.facilitator is None or by == session.facilitator or not taking_part:
        return
    buttons: tuple[Button, ...] = (
        button("safeguarding-tell", "flag tell", discreet=True),
        button("safeguarding-tell-name", f"flag tell-name {concern.value}", discreet=True),
    )
    lines = Text("safeguarding-shall-i"), Text("safeguarding-you-choose")
    yield tell(by, *lines, buttons=buttons, asked=True, safety=True)


def told(event: PauseSuggested, view: View) -> Iterator[Effect]:
    """The facilitator hears that somebody asks for a pause: who and why only if they chose so."""
    facilitator = view.session.facilitator
    if facilitator is None or facilitator not in view.mine:
        return
    lines: list[Line] = [Text("safeguarding-pause-asked")]
    if event.person is not None and event.concern is not None:
        lines.append(Text("safeguarding-who", {"who": Who(event.person), "concern": event.concern.value}))
    else:
        lines.append(Text("safeguarding-no-name"))
    yield tell(facilitator, *lines, buttons=(button("safeguarding-pause", "pause"),), call=True, safety=True)


def confirmed(event: PauseSuggested, by: Number | None, view: View) -> Iterator[Effect]:
    if by is not None and by in view.mine:
        named = event.person is not None
        yield tell(by, Text("safeguarding-facilitator-knows", {"named": named}), asked=True, answer=True, safety=True)


def stale(agency: AgencyView, kind: str, today: date) -> Iterator[Finding]:
    """What is missing or was to be checked by now."""
    entry = agency.signposts.get(kind)
    if entry is None:
        yield Finding(Text("safeguarding-missing", {"kind": kind}), urgent=kind in URGENT)
        return
    if entry.review_by is not None and entry.review_by < today:
        at = datetime.combine(entry.review_by, time(12), UTC)
        yield Finding(Text("safeguarding-stale", {"kind": kind, "date": at}), urgent=kind in URGENT, tell=True)
    if not entry.has_owner:
        yield Finding(Text("safeguarding-no-owner", {"kind": kind}))


plugin = Safeguarding()
