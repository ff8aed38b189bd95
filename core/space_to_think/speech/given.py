"""What somebody gave or said of their turn: taken, and told to nobody but themselves."""

from collections.abc import Iterator

from space_to_think.messages import Button, Message, Text
from space_to_think.session import events as e
from space_to_think.session.state import Audience, Reveal
from space_to_think.session.turns import given_by
from space_to_think.speech.scene import Scene


def said_done(scene: Scene, event: e.SaidDone) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-done"))


def passed(scene: Scene, event: e.Passed) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-passed"))


def given(scene: Scene, event: e.Given) -> Iterator[Message]:
    """Kept, who will see it, and how to take it back. Of plain messages that count, only the first is answered."""
    if _one_of_many_messages(scene, event):
        return
    withdraw = Button(Text("do-withdraw"), f"withdraw {event.contribution}", discreet=True)
    yield scene.note(event.person, Text("told-given", {"seen": _seen(event)}), buttons=(withdraw,))


def _seen(event: e.Given) -> str:
    """Who will see it, and when."""
    if event.reveal is Reveal.REQUEST or event.audience is Audience.AUTHOR:
        return "author"
    return f"{event.audience.value}-later" if event.reveal is Reveal.STAGE else event.audience.value


def _one_of_many_messages(scene: Scene, event: e.Given) -> bool:
    """Whether everything they gave of this kind may have been said in the group's place, and it is not the first."""
    if scene.after.charter.practice.stage(event.stage).plain != event.kind:
        return False
    turns = scene.after.people[event.person].turns.get(event.stage)
    count = given_by(scene.after, event.person, event.kind)
    return turns is not None and 1 < count <= turns.in_turn


def given_unnamed(scene: Scene, event: e.GivenUnnamed) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-given-unnamed"))


def changed(scene: Scene, event: e.Changed) -> Iterator[Message]:
    mine = scene.after.contributions[event.contribution]
    yield scene.note(mine.by, Text("told-changed"))


def withdrawn(scene: Scene, event: e.Withdrawn) -> Iterator[Message]:
    mine = scene.before.contributions[event.contribution]
    yield scene.note(mine.by, Text("told-withdrawn"))


def held_back(scene: Scene, event: e.HeldBack) -> Iterator[Message]:
    if scene.by is not None:
        yield scene.note(scene.by, Text("told-held-back"))
