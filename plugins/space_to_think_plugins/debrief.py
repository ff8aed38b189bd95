"""Debrief: care for oneself and for each other after an event, the own agency's support, and an eye to next time."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pydantic import Field

from space_to_think.hooks import (
    AgencyView,
    Call,
    Effects,
    Finding,
    Manifest,
    Outside,
    Scope,
    Settings,
    View,
    Word,
    hookimpl,
)
from space_to_think.messages import Line, Setting, Signpost, Text
from space_to_think.session.events import Ended, StageOpened
from space_to_think.session.state import Move, Phase, Reason
from space_to_think_plugins._common import button, tell, texts

NAME: Final = "debrief"
SUPPORT: Final = "support"


class DebriefSettings(Settings):
    """Who is there for the agency's own people."""

    contacts: tuple[str, ...] = Field(
        (),
        max_length=10,
        title="Who is there",
        description="Who supports your people after something hard: a name and a number each.",
    )


class Debrief:
    """A person plugin: everybody is looked after by their own agency. That somebody asked is remembered nowhere."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            NAME,
            Text("debrief-sentence"),
            Scope.PERSON,
            DebriefSettings,
            words=(Word(SUPPORT, phases=frozenset(Phase), anywhere=True, label=Text("debrief-get")),),
            texts=texts(NAME),
        )

    @hookimpl
    def react(self, event: StageOpened | Ended, by: int | None, view: View, settings: DebriefSettings) -> Effects:
        """At the start, how to take care; at the end, who is there. Only where a session is asked for as a debrief."""
        if view.session.reason is not Reason.DEBRIEF:
            return ()
        here = [person.number for person in view.people if person.number in view.mine]
        match event:
            case StageOpened(number=1, move=Move.START):
                more = (button("debrief-get", SUPPORT, discreet=True),)
                lines = Text("debrief-start"), Text("debrief-step-out")
                return [tell(number, *lines, buttons=more, asked=number == by) for number in here]
            case Ended():
                return [tell(number, Text("debrief-end"), *contacts(settings), *after(), asked=number == by)
                        for number in here]  # fmt: skip
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View | Outside, settings: DebriefSettings) -> Effects:
        """`support`: whoever is there for you, at any time and from anywhere."""
        return (tell(call.by, Text("debrief-here"), *contacts(settings), *after(), asked=True, answer=True),)

    @hookimpl
    def inspect(self, agency: AgencyView, settings: DebriefSettings, today: date) -> list[Finding]:
        return [] if settings.contacts else [Finding(Text("debrief-missing"))]


def contacts(settings: DebriefSettings) -> Iterator[Line]:
    """The agency's own; where it has named none, whom to ask for supervision."""
    if settings.contacts:
        yield from (Setting(NAME, "contacts", at) for at in range(len(settings.contacts)))
    else:
        yield Signpost("supervision")


def after() -> Iterator[Line]:
    yield Text("debrief-self")
    yield Text("debrief-others")
    yield Text("debrief-next-time")


plugin = Debrief()
