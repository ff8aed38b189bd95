"""The record: everybody's own short note for the child's record, in words a child can read, for nobody but them."""

from collections.abc import Iterator
from typing import Final

from space_to_think.hooks import Call, Effects, Manifest, Refuse, Scope, View, Word, hookimpl
from space_to_think.messages import Agency, Card, Document, Line, Quote, Text
from space_to_think.session.events import Ended
from space_to_think.session.state import Number, Phase, Session
from space_to_think_plugins._common import button, given, tell, texts

RECORD: Final = "record"
SHARING: Final = "sharing"  # what somebody decided about new information
PHASES: Final = frozenset({Phase.OPEN, Phase.PAUSED, Phase.ENDED})
LAST: Final = frozenset({"next_steps"})  # before it there is little to note
TEXT_FORM: Final = "text"


class Record:
    """A session plugin, always on. It keeps nothing: each note is made anew when it is asked for."""

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
    def react(self, event: Ended, view: View) -> Effects:
        """At the end everybody gets theirs."""
        return [tell(p.number, *note(view, p.number), document=page(view, p.number)) for p in view.people]

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """`record`: a page that prints well. `record text`: a plain text file. The note stands in the message too."""
        if view.session.erased:
            return (Refuse(Text("record-gone")),)
        plain = call.rest.strip().casefold() == TEXT_FORM
        other = () if plain else (button("record-as-text", f"{RECORD} {TEXT_FORM}", discreet=True),)
        lines = note(view, call.by)
        return (tell(call.by, *lines, buttons=other, asked=True, document=page(view, call.by, plain)),)


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
    yield Text("record-title")
    yield Text("record-day", {"day": session.ended or view.now, "reference": session.reference})
    yield Text("record-what")
    yield Text("record-part", {"role": session.role(number).value, "agency": Agency(number)})
    yield Text("record-decision", {"role": session.role(number).value})
    yield from shared(session, number)
    if number == session.presenter:
        yield from plan(session, number)
    yield Text("record-own")


def shared(session: Session, number: Number) -> Iterator[Line]:
    """What they themselves decided to share or not, why and with whom, in their own words."""
    decided = given(session, SHARING, number)
    if decided:
        yield Text("record-decided")
        yield from (Quote(one.id, named=False) for one in decided)
    else:
        yield Text("record-nothing-shared")


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
