"""Keeps time for the facilitator: asks when a stage is due, reminds once, and nudges those who have said nothing."""

from collections.abc import Iterator
from datetime import timedelta

from space_to_think.hooks import Effects, Manifest, Remember, Say, Scope, View, hookimpl
from space_to_think.messages import Button, Line, OfPractice, Quote, Text, Until
from space_to_think.practice.model import Closing
from space_to_think.session.events import (
    FacilitatorReminded,
    Joined,
    SpeakersNudged,
    StageDue,
)
from space_to_think.session.state import Number, QuestionKind, Session
from space_to_think_plugins._common import button, place, tell, texts

MOVES_ASKED = (QuestionKind.NEXT, QuestionKind.END)
LATE = timedelta(minutes=5)  # below this nobody needs to hear that the question came late


class TimeKeeper:
    """A session plugin: the facilitator's second pair of eyes on the clock. It asks, and never moves anybody on."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "time-keeper", Text("time-keeper-sentence"), Scope.SESSION, texts=texts("time-keeper"), always_on=True
        )

    @hookimpl
    def react(self, event: StageDue | FacilitatorReminded | SpeakersNudged | Joined, view: View) -> Effects:
        session = view.session
        match event:
            case StageDue() if any(question.kind in MOVES_ASKED for question in session.questions.values()):
                return ()  # the facilitator is on the way, and being asked about it
            case StageDue(stage=stage, late=late, why_not=why):
                asked = Text("time-keeper-due", {"stage": OfPractice("title", stage)})
                return ask(session, asked, *lateness(late), *reasons(why), buttons=extra(why))
            case FacilitatorReminded(stage=stage, late=late, successor_at=at):
                asked = Text("time-keeper-reminder", {"stage": OfPractice("title", stage), "until": Until(at)})
                return ask(session, asked, *lateness(late))
            case Joined(person=person, late=True):
                return (came(person, session),)
            case SpeakersNudged(stage=stage, people=people):
                return [nudge(n, stage, session) for n in people if came(n, session).key not in view.memory]
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


def came(number: Number, session: Session) -> Remember:
    """Whoever joins while a stage is open has just heard that they can speak, and is not reminded in it."""
    return Remember(f"came-{place(session)}-{number}", True)


def nudge(number: Number, stage: str, session: Session) -> Say:
    """One reminder to somebody whose turn it is. Passing is offered where the stage does not hang on them."""
    step = session.charter.practice.stage(stage)
    until = None if session.stage is None else session.stage.due
    if step.closes is Closing.CONFIRM:
        return facts(number, session)
    lines: list[Line] = [Text("time-keeper-nudge", {"stage": OfPractice("title", stage)})]
    if until is not None:
        lines.append(Text("time-keeper-open", {"until": Until(until)}))
    buttons = [button("time-keeper-give", "add", discreet=True)] if step.plain is not None else []
    if step.closes is Closing.TIME:
        lines.append(Text("time-keeper-may-pass"))
        buttons.append(button("time-keeper-pass", "pass", discreet=True))
    return tell(number, *lines, buttons=buttons, call=True, stage=place(session), unheard=True)


def facts(number: Number, session: Session) -> Say:
    """In a check of facts one person is waited for: to sum up, or to say whether that is right."""
    here, said = place(session), session.understood
    if said is None:
        sum_up = (button("time-keeper-understood", "understood"),)
        return tell(number, Text("time-keeper-sum-up"), buttons=sum_up, call=True, stage=here)
    answers = button("time-keeper-right", "confirm"), button("time-keeper-correct", "correct")
    return tell(number, Text("time-keeper-confirm"), Quote(said), buttons=answers, call=True, stage=here)


plugin = TimeKeeper()
