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
    spoken = _spoken(scene, event)
    if spoken > 1:
        return
    seen = "spoken" if spoken else _seen(event)
    withdraw = Button(Text("do-withdraw"), f"withdraw {event.contribution}", discreet=True)
    yield scene.note(event.person, Text("told-given", {"seen": seen}), buttons=(withdraw,))


def _seen(event: e.Given) -> str:
    """Who will see it, and when."""
    if event.reveal is Reveal.REQUEST or event.audience is Audience.AUTHOR:
        return "author"
    return f"{event.audience.value}-later" if event.reveal is Reveal.STAGE else event.audience.value


def _spoken(scene: Scene, event: e.Given) -> int:
    """How many they have given of this kind, if all may have been plain messages in the group's place; otherwise 0."""
    if scene.after.charter.practice.stage(event.stage).plain != event.kind:
        return 0
    turns = scene.after.people[event.person].turns.get(event.stage)
    count = given_by(scene.after, event.person, event.kind)
    return count if turns is not None and count <= turns.in_turn else 0


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
