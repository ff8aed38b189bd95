"""Keeps turns kindly: a private note when somebody speaks early, a place for the thought, an ear for the quiet ones."""

from collections.abc import Iterator

from space_to_think.hooks import (
    Access,
    Call,
    CardPart,
    Effect,
    Effects,
    Manifest,
    Refuse,
    Remember,
    Scope,
    View,
    Word,
    hookimpl,
)
from space_to_think.messages import OfPractice, Quote, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended, Spoke, StageOpened
from space_to_think.session.state import (
    Audience,
    Contribution,
    Keep,
    Kind,
    Manner,
    Number,
    Phase,
    Reveal,
    Session,
    Turns,
)
from space_to_think_plugins._common import button, given, place, taken, tell, texts

PARKED = Kind(
    name="parked",
    word="park",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.AUTHOR,
    reveal=Reveal.AT_ONCE,
    keep=Keep.DELIVERED,  # given back once; from then on it stands in its author's own chat, and nowhere else
    limit=20,
    called="turn-keeper-thought",
)
HEAR = "hear"
BALANCE = "balance"
OPEN = frozenset({Phase.OPEN})
TALKS = frozenset({"exploration", "strengths", "reflection"})  # where several speak
PARK = button("turn-keeper-park", "park", discreet=True)


class TurnKeeper:
    """A session plugin. The bot keeps nothing of a message that came early; only what somebody parks is kept."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "turn-keeper",
            Text("turn-keeper-sentence"),
            Scope.SESSION,
            kinds=(PARKED,),
            words=(
                Word(HEAR, access=Access.FACILITATOR, phases=OPEN, label=Text("turn-keeper-hear"), stages=TALKS),
                Word(BALANCE, access=Access.FACILITATOR, phases=OPEN, label=Text("turn-keeper-balance"), stages=TALKS),
            ),
            texts=texts("turn-keeper"),
            always_on=True,
            keeps=(Text("turn-keeper-keeps"),),
        )

    @hookimpl
    def react(self, event: Spoke | StageOpened | Ended, view: View) -> Effects:
        match event:
            case Spoke(person=person, stage=stage, manner=Manner.OUT_OF_TURN):
                return early(person, stage, view)
            case StageOpened(speakers=speakers):
                fresh = (p.number for p in view.people if view.session.role(p.number) in speakers)
                return [effect for number in fresh for effect in returned(number, view)]
            case Ended():
                return [effect for number in sorted(authors(view.session)) for effect in returned(number, view, "end")]
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """The facilitator's two words: `hear` asks the quiet ones, each in private; `balance` counts."""
        if call.word == BALANCE:
            return (tell(call.by, Text("turn-keeper-balance-head"), *counts(view.session), asked=True, answer=True),)
        quiet = [number for number in unheard(view.session) if invited(number, view).key not in view.memory]
        if not quiet:
            return (Refuse(Text("turn-keeper-all-heard")),)
        return (taken(call.by, Text("turn-keeper-invited")), *(one for n in quiet for one in invite(n, view)))

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        """Who has not been heard, for the facilitator only, once the talk has begun."""
        quiet = unheard(view.session) if view.session.phase is Phase.OPEN else ()
        if not quiet or not any(view.session.heard(person.number) for person in view.session.speakers()):
            return None
        line = Text("turn-keeper-quiet", {"people": tuple(Who(number) for number in quiet)})
        return CardPart(facilitator_lines=(line,), facilitator_buttons=(button("turn-keeper-hear", HEAR),))


def unheard(session: Session) -> tuple[Number, ...]:
    """Whose turn it is and who has not been heard in the open stage. Nobody waits for the facilitator, or for one."""
    others = [p for p in session.speakers() if p.number != session.facilitator]
    return tuple(p.number for p in others if not session.heard(p.number) and not p.away) if len(others) > 1 else ()


def counts(session: Session) -> Iterator[Text]:
    """How often each has written in the open stage. Counts, never judgements."""
    assert session.stage is not None
    for person in session.speakers():
        turns = person.turns.get(session.stage.key, Turns())
        count = turns.in_turn + turns.guiding
        yield Text("turn-keeper-count", {"who": Who(person.number), "count": count})


def invite(number: Number, view: View) -> Iterator[Effect]:
    """One kind question in private, once a person and stage."""
    here = place(view.session)
    assert view.session.stage is not None
    asked = Text("turn-keeper-invite", {"stage": OfPractice("title", view.session.stage.key)})
    ways = button("turn-keeper-add", "add", discreet=True), button("turn-keeper-pass", "pass", discreet=True)
    yield tell(number, asked, buttons=ways, call=True, stage=here, unheard=True)
    yield invited(number, view)


def invited(number: Number, view: View) -> Remember:
    return Remember(f"invited-{place(view.session)}-{number}", True)


def early(person: Number, stage: str, view: View) -> Effects:
    """The note, once a person and stage."""
    noted = Remember(f"noted-{place(view.session)}-{person}", True)
    if noted.key in view.memory:
        return ()
    who = Text("turn-keeper-early", {"stage": OfPractice("title", stage)})
    return tell(person, who, Text("turn-keeper-offer"), buttons=(PARK,), asked=True, stage=place(view.session)), noted


def returned(number: Number, view: View, why: str = "back") -> Iterator[Effect]:
    """Somebody's turn has opened, or all is over: they get back what they parked and have not had back yet."""
    waiting = [one for one in given(view.session, PARKED.name, number) if back(one).key not in view.memory]
    if waiting:
        quotes = (Quote(one.id, named=False) for one in waiting)
        yield tell(number, Text(f"turn-keeper-{why}"), *quotes, Text("turn-keeper-only-here"))
        yield from (back(one) for one in waiting)


def authors(session: Session) -> set[Number]:
    return {one.by for one in given(session, PARKED.name)}


def back(parked: Contribution) -> Remember:
    return Remember(f"back-{parked.id}", True)


plugin = TurnKeeper()
