"""Keeps turns kindly: a private note the first time somebody speaks early, and a place for the thought until then."""

from collections.abc import Iterator

from space_to_think.hooks import Effect, Effects, Manifest, Remember, Scope, View, hookimpl
from space_to_think.messages import OfPractice, Quote, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended, Event, Spoke, StageOpened
from space_to_think.session.state import Audience, Contribution, Keep, Kind, Manner, Number, Reveal, Session
from space_to_think_plugins._common import button, given, place, tell, texts

PARKED = Kind(
    name="parked",
    word="park",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.AUTHOR,
    reveal=Reveal.AT_ONCE,
    keep=Keep.END,
    limit=20,
    called="turn-keeper-thought",
)
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
            texts=texts("turn-keeper"),
            always_on=True,
            keeps=(Text("turn-keeper-keeps"),),
        )

    @hookimpl
    def react(self, event: Event, view: View) -> Effects:
        match event:
            case Spoke(person=person, stage=stage, manner=Manner.OUT_OF_TURN):
                return early(person, stage, view)
            case StageOpened(speakers=speakers):
                fresh = (p.number for p in view.people if view.session.role(p.number) in speakers)
                return [effect for number in fresh for effect in returned(number, view)]
            case Ended():
                return [effect for number in sorted(authors(view.session)) for effect in at_the_end(number, view)]
            case _:
                return ()


def early(person: Number, stage: str, view: View) -> Effects:
    """The note, once a person and stage."""
    noted = Remember(f"noted-{place(view.session)}-{person}", True)
    if noted.key in view.memory:
        return ()
    who = Text("turn-keeper-early", {"stage": OfPractice("title", stage)})
    return tell(person, who, Text("turn-keeper-offer"), buttons=(PARK,), asked=True, stage=place(view.session)), noted


def returned(number: Number, view: View) -> Iterator[Effect]:
    """Somebody's turn has opened: they get back what they parked and have not had back yet."""
    waiting = [one for one in given(view.session, PARKED.name, number) if back(one).key not in view.memory]
    if waiting:
        quotes = (Quote(one.id, named=False) for one in waiting)
        yield tell(number, Text("turn-keeper-back"), *quotes, stage=place(view.session))
        yield from (back(one) for one in waiting)


def at_the_end(number: Number, view: View) -> Iterator[Effect]:
    """Everything that somebody parked goes back to them once more: soon it is kept nowhere else."""
    quotes = (Quote(one.id, named=False) for one in given(view.session, PARKED.name, number))
    yield tell(number, Text("turn-keeper-end"), *quotes)


def authors(session: Session) -> set[Number]:
    return {one.by for one in given(session, PARKED.name)}


def back(parked: Contribution) -> Remember:
    return Remember(f"back-{parked.id}", True)


plugin = TurnKeeper()
