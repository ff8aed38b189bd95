"""The record: everybody's own short note for the child's record, in words a child can read, for nobody but them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from space_to_think.hooks import Call, Effect, Effects, Manifest, Refuse, Remember, Scope, View, Word, hookimpl
from space_to_think.messages import Agency, Card, Document, Line, Quote, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended, PersonLeft, StageOpened
from space_to_think.session.state import Contribution, Move, Number, Participant, Phase, Session, Standing
from space_to_think_plugins._common import button, given, tell, texts

RECORD: Final = "record"
SHARING: Final = "sharing"  # what somebody decided about new information
UNDER_WAY: Final = frozenset({Phase.OPEN, Phase.PAUSED})
PHASES: Final = UNDER_WAY | {Phase.ENDED}
LAST: Final = frozenset({"next_steps"})  # before it there is little to note
TEXT_FORM: Final = "text"


class Record:
    """A session plugin, always on. Each note is made anew when it is asked for.

    It remembers when the session began, who has guided it, and which decisions about sharing somebody has been given in
    a note: those are erased as it arrives.
    """

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            RECORD,
            Text("record-sentence"),
            Scope.SESSION,
            words=(Word(RECORD, Text("record-argument"), phases=PHASES, label=Text("record-get"), stages=LAST),),
            texts=texts(RECORD),
            always_on=True,
            reads=(Text("record-reads"),),
        )

    @hookimpl
    def react(self, event: StageOpened | PersonLeft | Ended, view: View) -> Effects:
        """At the end everybody gets theirs; whoever leaves before it, then."""
        match event:
            case StageOpened(move=move):
                start = (Remember(began(view.session), view.now),) if move is Move.START else ()
                return (*start, *(Remember(led(view.session, person.number), True) for person in guides(view)))
            case PersonLeft(person=person) if view.session.phase in UNDER_WAY:
                return list(give(view, person, asked=True))
            case Ended():
                return [effect for person in view.people for effect in give(view, person.number)]
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """`record`: a page that prints well. `record text`: a plain text file. The note stands in the message too."""
        if view.session.erased:
            return (Refuse(Text("record-gone")),)
        return list(give(view, call.by, asked=True, plain=call.rest.strip().casefold() == TEXT_FORM))


def give(view: View, number: Number, *, asked: bool = False, plain: bool = False) -> Iterator[Effect]:
    """Somebody's note. The same as text is offered where nothing in it goes as it arrives."""
    decided = fresh(view, number)
    as_text = button("record-as-text", f"{RECORD} {TEXT_FORM}", discreet=True)
    buttons = (as_text,) if asked and not plain and not decided else ()
    yield tell(number, *note(view, number), buttons=buttons, asked=asked, document=page(view, number, plain))
    yield from (Remember(given_once(one), True) for one in decided)


def page(view: View, number: Number, plain: bool = False) -> Document:
    """The same note as a file, with how hard it is to read."""
    name = f"note-{view.session.reference.lower()}"
    card = Card(tuple(note(view, number)))
    return Document(f"{name}.txt", "text/plain", card, index=True) if plain else Document(
        f"{name}.html", "text/html", card, index=True
    )  # fmt: skip


def note(view: View, number: Number) -> Iterator[Line]:
    """Day, number, what it was, one's own part, how a decision came about, what one shared; the presenter's plan."""
    session = view.session
    role = session.role(number).value
    yield Text("record-title")
    yield when(view)
    yield Text("record-what")
    guided = role == Role.CONSULTANT and led(session, number) in view.memory
    yield Text("record-part", {"role": "led" if guided else role, "agency": Agency(number)})
    yield decision(session, number)
    yield from shared(view, number)
    if number == session.presenter:
        yield from plan(session, number)
    yield Text("record-own")


def decision(session: Session, number: Number) -> Text:
    """How it was decided what to do next, as far as somebody was there, and something was written down."""
    if session.people[number].standing is Standing.LEFT:
        return Text("record-left")
    planned = given(session, "summary") or given(session, "action")
    return Text("record-decision", {"role": session.role(number).value}) if planned else Text("record-no-decision")


def when(view: View) -> Text:
    """The day, or the first and the last, with the number by which others know the session."""
    session, first = view.session, view.memory.get(began(view.session))
    zone, last = ZoneInfo(session.charter.calendar.time_zone), session.ended or view.now
    if isinstance(first, datetime) and first.astimezone(zone).date() < last.astimezone(zone).date():
        return Text("record-days", {"from": first, "day": last, "reference": session.reference})
    return Text("record-day", {"day": last, "reference": session.reference})


def shared(view: View, number: Number) -> Iterator[Line]:
    """What they themselves decided to share or not, why and with whom, in their own words."""
    decided = fresh(view, number)
    if decided:
        yield Text("record-decided")
        yield from (Quote(one.id, named=False) for one in decided)
    elif given(view.session, SHARING, number):
        yield Text("record-decided-before")
    else:
        yield Text("record-nothing-shared")


def fresh(view: View, number: Number) -> tuple[Contribution, ...]:
    """The decisions that somebody has not been given in a note yet."""
    return tuple(one for one in given(view.session, SHARING, number) if given_once(one) not in view.memory)


def given_once(decision: Contribution) -> str:
    return f"given-{decision.id}"


def began(session: Session) -> str:
    return f"began-{session.round}"


def led(session: Session, number: Number) -> str:
    return f"led-{session.round}-{number}"


def guides(view: View) -> Iterator[Participant]:
    return (person for person in view.people if person.number == view.session.facilitator)


def plan(session: Session, number: Number) -> Iterator[Line]:
    """The action plan, with its dates."""
    summary, actions = given(session, "summary", number), given(session, "action", number)
    if summary:
        yield Text("record-takes-away")
        yield from (Quote(one.id, named=False) for one in summary)
    if actions:
        yield Text("record-plan")
    for action in actions:
        yield Quote(action.id, named=False)
        if action.due is not None:
            yield Text("record-by", {"day": action.due})


plugin = Record()
