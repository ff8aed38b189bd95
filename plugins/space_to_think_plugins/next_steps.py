"""Summary and next steps: the case presenter gets back what there is, says what they take away, and is reminded."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from space_to_think.hooks import (
    Call,
    CardPart,
    Effect,
    Effects,
    Manifest,
    Refuse,
    Remember,
    Scope,
    View,
    Wake,
    Word,
    hookimpl,
)
from space_to_think.messages import Card, Document, Entry, Line, Quote, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended, Given, StageOpened, Withdrawn
from space_to_think.session.state import Audience, Contribution, Keep, Kind, Number, Phase, Reveal, Session
from space_to_think_plugins._common import button, given, ideas, place, tell, texts

STAGE = "next_steps"
PLAN: Final = "plan"  # the word that gives the calendar file
DAY: Final = timedelta(days=1)
LONGEST_BREAK: Final = 15  # days without a working morning
DUE: Final = "due"  # the one wake: the next day that an action is due
SUMMARY = Kind(
    name="summary",
    word="summary",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.PRESENTER}),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    limit=5,
    called="next-steps-summary",
)
ACTION = Kind(
    name="action",
    word="action",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.PRESENTER}),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.DATED,
    dated=True,
    limit=20,
    called="next-steps-action",
)


PHASES = frozenset({Phase.OPEN, Phase.PAUSED, Phase.ENDED})


class NextSteps:
    """A session plugin: two kinds, and both on the card for the group to see."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "next-steps",
            Text("next-steps-sentence"),
            Scope.SESSION,
            kinds=(SUMMARY, ACTION),
            words=(Word(PLAN, phases=PHASES, label=Text("next-steps-calendar"), stages=frozenset({STAGE})),),
            texts=texts("next-steps"),
            always_on=True,
            keeps=(Text("next-steps-keeps"),),
        )

    @hookimpl
    def react(self, event: StageOpened | Given | Withdrawn | Ended, view: View) -> Effects:
        presenter = view.session.presenter
        match event:
            case StageOpened(stage="next_steps") if presenter is not None:
                write = button("next-steps-sum-up", "summary"), button("next-steps-plan", "action")
                lines = Text("next-steps-open"), *what_there_is(view.session, presenter)
                return (tell(presenter, *lines, buttons=write, call=True, stage=place(view.session)),)
            case Given(kind=ACTION.name, due=due) if due is not None:
                return (next_day(view),)
            case Withdrawn() if f"plugin:next-steps:{DUE}" in view.session.deadlines:
                return (next_day(view),)
            case Ended():
                return tuple(calendars(view))
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """`plan`: one's own dated actions as a file for a calendar."""
        dated = actions_of(view.session, call.by)
        if not dated:
            return (Refuse(Text("next-steps-no-dates")),)
        return (tell(call.by, Text("next-steps-file"), asked=True, document=calendar(view.session, dated)),)

    @hookimpl
    def wake(self, name: str, view: View) -> Effects:
        """The day of an action has come: its owner is reminded once, and nobody else."""
        found: list[Effect] = []
        for action in waiting(view):
            if action.due is not None and morning(view.session, action.due) <= view.now:
                said, last = Text("next-steps-due", {"day": action.due}), Text("next-steps-due-only-you")
                found += (tell(action.by, said, Quote(action.id, named=False), last), reminded(action))
        return (*found, next_day(view))

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        session = view.session
        here = session.stage is not None and session.stage.key == STAGE
        if session.phase is not Phase.ENDED and not (here and session.phase in (Phase.OPEN, Phase.PAUSED)):
            return None  # once it has ended they stay for as long as they are kept, so that all can read them
        lines = tuple(what_comes_next(session))
        return CardPart(lines=lines) if lines else None


def what_comes_next(session: Session) -> Iterator[Line]:
    """The summary, and each action with its date."""
    if given(session, SUMMARY.name):
        yield Text("next-steps-summed-up")
        yield Quotes(SUMMARY.name, session.round)
    actions = given(session, ACTION.name)
    if actions:
        yield Text("next-steps-planned")
    for action in actions:
        yield Quote(action.id, named=False)
        if action.due is not None:
            yield Text("next-steps-by", {"day": action.due})


def waiting(view: View) -> tuple[Contribution, ...]:
    """The dated actions of every round that nobody has been reminded of."""
    actions = (one for one in view.session.contributions.values() if one.kind == ACTION.name)
    return tuple(one for one in actions if one.due is not None and reminded(one).key not in view.memory)


def reminded(action: Contribution) -> Remember:
    return Remember(f"reminded-{action.id}", True)


def next_day(view: View) -> Wake:
    """The next morning that somebody is to be reminded on; one that is over already is left out."""
    mornings = [morning(view.session, one.due) for one in waiting(view) if one.due is not None]
    return Wake(DUE, min((at for at in mornings if at > view.now), default=None))


def morning(session: Session, due: datetime) -> datetime:
    """When its owner is reminded: the last working morning that is not after the day it is due."""
    mornings = (session.charter.calendar.next_morning(due - back * DAY) for back in range(1, LONGEST_BREAK))
    return next((at for at in mornings if at <= due), due)


def actions_of(session: Session, number: Number) -> tuple[Contribution, ...]:
    """Somebody's own actions that have a date."""
    return tuple(one for one in given(session, ACTION.name, number) if one.due is not None)


def calendar(session: Session, actions: tuple[Contribution, ...]) -> Document:
    """The actions' days, for a calendar; the same one again changes its entry and makes no second."""
    entries = tuple(Entry(one.id, one.due, Quote(one.id, named=False)) for one in actions if one.due is not None)
    return Document(f"plan-{session.reference.lower()}.ics", "text/calendar", Card(()), entries=entries)


def calendars(view: View) -> Iterator[Effect]:
    """At the end whoever has dated actions gets them for their calendar; some may outlive all else that is kept."""
    session = view.session
    for number in sorted({one.by for one in given(session, ACTION.name)}):
        dated = actions_of(session, number)
        if dated:
            erase = session.deadlines.get("erase")
            late = any(one.due is not None and erase is not None and one.due > erase for one in dated)
            lines = (Text("next-steps-file"), *((Text("next-steps-too-late"),) if late else ()))
            yield tell(number, *lines, document=calendar(session, dated))


def what_there_is(session: Session, presenter: Number) -> Iterator[Line]:
    """The presenter's own notes, and the group's ideas."""
    if given(session, "note", presenter):
        yield Text("next-steps-notes")
        yield Quotes("note", session.round, by=presenter)
    yield from ideas(session, "next-steps-ideas")


plugin = NextSteps()
