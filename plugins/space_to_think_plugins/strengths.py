"""Sharing of strengths: each is asked once and reminded once, and all are shown together as one card."""

from collections.abc import Iterator

from pydantic import Field

from space_to_think.hooks import (
    Call,
    CardPart,
    Effect,
    Effects,
    Manifest,
    Refuse,
    Remember,
    Say,
    Scope,
    Settings,
    View,
    Wake,
    Word,
    hookimpl,
)
from space_to_think.messages import GROUP, Card, Document, Line, Message, Quotes, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.events import QuestionAsked, Resumed, Revealed, StageOpened
from space_to_think.session.state import Audience, Keep, Kind, Number, Participant, Phase, Reveal, Session
from space_to_think_plugins._common import button, given, place, tell, texts

STAGE = "strengths"
STRENGTH = Kind(
    name="strength",
    word="strength",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.FACILITATOR, Role.CONSULTANT}),
    audience=Audience.GROUP,
    reveal=Reveal.STAGE,
    keep=Keep.RETENTION,
    limit=10,
    anonymous_setting="anonymous",
    called="strengths-strength",
)
GIVE = button("strengths-give", "strength", discreet=True)
PASS = button("strengths-pass", "pass", discreet=True)
READ = button("strengths-read", "strengths")
HOLD = button("strengths-hold", f"hold {STRENGTH.name}")
REMIND = "remind"
SEEN = frozenset(Phase) - {Phase.GATHERING}
AFTER = frozenset({"reflection", "next_steps"})


class StrengthSettings(Settings):
    """How strengths are given."""

    anonymous: bool = Field(
        False,
        title="Without names",
        description="Nobody learns who gave which, where four or more can give one. The facilitator reads them first.",
    )


class Strengths:
    """A session plugin. The kind does the work: the core keeps strengths hidden until the stage closes."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "strengths",
            Text("strengths-sentence"),
            Scope.SESSION,
            StrengthSettings,
            kinds=(STRENGTH,),
            words=(Word("strengths", label=Text("strengths-see"), phases=SEEN, stages=AFTER),),
            texts=texts("strengths"),
            keeps=(Text("strengths-keeps"),),
        )

    @hookimpl
    def react(self, event: StageOpened | Resumed | QuestionAsked | Revealed, by: Number | None, view: View) -> Effects:
        match event:
            case StageOpened(stage="strengths") | Resumed() if in_stage(view.session):
                return (*invitations(view), *reminder(view))
            case QuestionAsked(why="read-first") if by is not None and in_stage(view.session):
                return (tell(by, *to_read(view.session), asked=True),)
            case Revealed(kind="strength"):
                return list(together(view.session))
            case _:
                return ()

    @hookimpl
    def wake(self, view: View) -> Effects:
        """Live: half of the time is over. Asynchronously the core's own nudge does it, once a person and stage."""
        session = view.session
        if session.phase is not Phase.OPEN or not in_stage(session) or reminded(session).key in view.memory:
            return ()
        text = Text("strengths-reminder", {"presenter": presenter(session)})
        silent = [p.number for p in givers(session) if p.said is None and not p.away and not p.answered]
        here = place(session)
        asked = (tell(n, text, buttons=(GIVE, PASS), call=True, stage=here, unheard=True) for n in silent)
        return [reminded(session), *asked]

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """`strengths`: see them again; before they are shown, only the facilitator reads those without names."""
        session = view.session
        if shown(session):
            lines = Text("strengths-revealed", {"presenter": presenter(session)}), all_of_them(session)
            return (tell(call.by, *lines, asked=True, answer=True),)
        if call.by == session.facilitator and unnamed(session):
            return (tell(call.by, *to_read(session), asked=True, answer=True),)
        return (Refuse(Text("strengths-not-yet")),)

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        """The group sees how to give one; the facilitator how many there are, and never who gave what."""
        session = view.session
        if session.phase is not Phase.OPEN or not in_stage(session):
            return None
        count = len(given(session, STRENGTH.name)) + unnamed(session)
        read = (READ,) if unnamed(session) else ()
        how, counted = Text("strengths-how"), Text("strengths-count", {"count": count})
        return CardPart(lines=(how,), facilitator_lines=(counted,), facilitator_buttons=read)


# ---- asking for them


def invitations(view: View) -> Iterator[Effect]:
    """Asynchronously each is asked privately, once. Live, the stage's own message has the button."""
    session = view.session
    if session.live or session.phase is not Phase.OPEN:
        return
    hidden = session.stage is not None and STRENGTH.name in session.stage.unnamed
    lines = (
        Text("strengths-invite", {"presenter": presenter(session)}),
        Text("strengths-without-names" if hidden else "strengths-with-names"),
    )
    for person in givers(session):
        invited = Remember(f"invited-{place(session)}-{person.number}", True)
        if not person.away and invited.key not in view.memory:
            yield tell(person.number, *lines, buttons=(GIVE, PASS), call=True, stage=place(session), unheard=True)
            yield invited


def reminder(view: View) -> Iterator[Effect]:
    """Live: once, when half of the time that is left is over."""
    stage = view.session.stage
    if view.session.live and stage is not None and stage.due is not None:
        yield Wake(REMIND, view.now + (stage.due - view.now) / 2)


def reminded(session: Session) -> Remember:
    return Remember(f"reminded-{place(session)}", True)


def givers(session: Session) -> tuple[Participant, ...]:
    return tuple(p for p in session.taking_part() if session.role(p.number) in STRENGTH.roles)


def in_stage(session: Session) -> bool:
    return session.stage is not None and session.stage.key == STAGE


# ---- showing them


def to_read(session: Session) -> Iterator[Line]:
    """Those without names, for the facilitator, each with a button that holds it back."""
    yield Text("strengths-read-first")
    yield Quotes(STRENGTH.name, session.round, each=HOLD)


def together(session: Session) -> Iterator[Effect]:
    """One card for the group, and the same as a file for the case presenter to keep."""
    heading = Text("strengths-revealed", {"presenter": presenter(session)})
    yield Say(Message(GROUP, Card((heading, all_of_them(session)))))
    if session.presenter is not None:
        sheet = Card((Text("strengths-sheet"), all_of_them(session)))
        keep = Document("strengths.txt", "text/plain", sheet)
        yield tell(session.presenter, Text("strengths-keep"), document=keep)


def all_of_them(session: Session) -> Quotes:
    return Quotes(STRENGTH.name, session.round)


def presenter(session: Session) -> Who | Text:
    return Text("strengths-somebody") if session.presenter is None else Who(session.presenter)


def unnamed(session: Session) -> int:
    return session.unnamed.get(STRENGTH.name, 0)


def shown(session: Session) -> bool:
    named = any(one.revealed for one in given(session, STRENGTH.name))
    return named or f"{session.round}.{STRENGTH.name}" in session.shown


plugin = Strengths()
