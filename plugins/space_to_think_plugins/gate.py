"""Where an agency keeps turns by `gate`: people say it to the bot, and the bot posts it with their name, in turn."""

from typing import cast

from space_to_think.hooks import CardPart, Effects, Manifest, Remember, Say, Scope, View, hookimpl
from space_to_think.messages import GROUP, Agency, Button, Card, Message, Quote, Text, Who
from space_to_think.practice.model import Role
from space_to_think.session.events import Changed, Spoke, Withdrawn
from space_to_think.session.state import Audience, Keep, Kind, Manner, Number, Phase, Reveal, Session
from space_to_think_plugins._common import button, place, tell, texts

SAID = Kind(
    name="said",
    word="say",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    limit=500,
    called="gate-words",
    spoken=True,
)
SAY = button("gate-say", "say")
HOW = {"gate": CardPart((Text("gate-how"),), (SAY,)), "enforce": CardPart((Text("gate-muted"),))}


class Gate:
    """A session plugin, silent where turns are kept by a private note. Who may speak when is the core's affair."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "gate",
            Text("gate-sentence"),
            Scope.SESSION,
            kinds=(SAID,),
            texts=texts("gate"),
            always_on=True,
            keeps=(Text("gate-keeps"),),
        )

    @hookimpl
    def react(self, event: Spoke | Changed | Withdrawn, view: View) -> Effects:
        match event:
            case Spoke(person=person, contribution=str() as said):
                return post(said, person), Remember(slot(said), person)
            case Spoke(person=person, manner=Manner.IN_TURN | Manner.GUIDING) if gated(view.session):
                return past_the_gate(person, view)
            case Changed(said) if slot(said) in view.memory:
                return (post(said, author(said, view)),)
            case Withdrawn(said) if slot(said) in view.memory:
                return (Say(Message(GROUP, Card((Text("gate-gone", {"who": Who(author(said, view))}),)), slot(said))),)
            case _:
                return ()

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        """How to speak, for everybody; and what to do for whoever cannot write in the place."""
        return HOW.get(view.session.charter.turns) if view.session.phase is Phase.OPEN else None


def gated(session: Session) -> bool:
    return session.charter.turns == "gate"


def slot(said: str) -> str:
    """Where what somebody said stands in the group; and by the same name it is remembered whose it is."""
    return f"said-{said}"


def author(said: str, view: View) -> Number:
    return cast(Number, view.memory[slot(said)])


def post(said: str, person: Number) -> Say:
    """Somebody's words in the group, with their name and agency in front, for them to change or take back."""
    head = Text("gate-says", {"who": Who(person), "agency": Agency(person)})
    ways = Button(Text("gate-change"), f"change {said}"), Button(Text("gate-take-back"), f"withdraw {said}")
    return Say(Message(GROUP, Card((head, Quote(said, named=False)), ways), slot(said)))


def past_the_gate(person: Number, view: View) -> Effects:
    """How to speak here, once a person and stage, for somebody whose turn it is."""
    here = place(view.session)
    noted = Remember(f"noted-{here}-{person}", True)
    if noted.key in view.memory:
        return ()
    return tell(person, Text("gate-note"), buttons=(SAY,), asked=True, stage=here), noted


plugin = Gate()
