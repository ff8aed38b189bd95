"""Keeps time for the facilitator: asks when a stage is due, reminds once, and nudges those who have said nothing."""

from collections.abc import Iterator
from datetime import timedelta

from space_to_think.hooks import Effects, Manifest, Say, Scope, View, hookimpl
from space_to_think.messages import Button, Line, OfPractice, Text, Until
from space_to_think.practice.model import Closing
from space_to_think.session.events import (
    Event,
    FacilitatorReminded,
    SpeakersNudged,
    StageDue,
)
from space_to_think.session.state import Number, Session
from space_to_think_plugins._common import button, place, tell, texts

LATE = timedelta(minutes=5)  # below this nobody needs to hear that the question came late


class TimeKeeper:
    """A session plugin: the facilitator's second pair of eyes on the clock. It asks, and never moves anybody on."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "time-keeper", Text("time-keeper-sentence"), Scope.SESSION, texts=texts("time-keeper"), always_on=True
        )

    @hookimpl
    def react(self, event: Event, view: View) -> Effects:
        session = view.session
        match event:
            case StageDue(stage=stage, late=late, why_not=why):
                asked = Text("time-keeper-due", {"stage": OfPractice("title", stage)})
                return ask(session, asked, *lateness(late), *reasons(why), buttons=extra(why))
            case FacilitatorReminded(stage=stage, late=late, successor_at=at):
                asked = Text("time-keeper-reminder", {"stage": OfPractice("title", stage), "until": Until(at)})
                return ask(session, asked, *lateness(late))
            case SpeakersNudged(stage=stage, people=people):
                return [nudge(number, stage, session) for number in people]
            case _:
                return ()


def ask(session: Session, *lines: Line, buttons: tuple[Button, ...] = ()) -> Effects:
    """Ask the facilitator: move on, or more time?"""
    if session.facilitator is None or session.stage is None:
        return ()
    here = place(session)
    last = session.stage.number == len(session.plan)
    onward = button("time-keeper-end" if last else "time-keeper-next", "next", seen=here)
    more = button("time-keeper-extend", "extend", seen=here)
    return (tell(session.facilitator, *lines, buttons=(onward, more, *buttons), call=True, stage=here),)


def lateness(late: timedelta) -> Iterator[Line]:
    """Said only where it was the bot that was away."""
    if late >= LATE:
        yield Text("time-keeper-late", {"late": late})


def reasons(why: str | None) -> Iterator[Line]:
    """What is still missing, if something is."""
    if why is not None:
        yield Text("time-keeper-why", {"why": why})


def extra(why: str | None) -> tuple[Button, ...]:
    return (button("time-keeper-add", "add", discreet=True),) if why == "none-given" else ()


def nudge(number: Number, stage: str, session: Session) -> Say:
    """One reminder to somebody whose turn it is. Passing is offered where the stage does not hang on them."""
    step = session.charter.practice.stage(stage)
    until = None if session.stage is None else session.stage.due
    lines: list[Line] = [Text("time-keeper-nudge", {"stage": OfPractice("title", stage)})]
    if until is not None:
        lines.append(Text("time-keeper-open", {"until": Until(until)}))
    buttons = [button("time-keeper-give", "add", discreet=True)] if step.plain is not None else []
    if step.closes is Closing.TIME:
        lines.append(Text("time-keeper-may-pass"))
        buttons.append(button("time-keeper-pass", "pass", discreet=True))
    return tell(number, *lines, buttons=buttons, call=True, stage=place(session))


plugin = TimeKeeper()
