"""The stages and the facilitator's moves: what the group must notice, in as few posts as can be."""

from collections.abc import Iterator

from space_to_think.cards.facilitator import moves
from space_to_think.cards.parts import (
    CHOICES,
    CONCERN,
    button,
    present,
    speaking,
    stage_buttons,
    stage_line,
)
from space_to_think.messages import Button, Line, Message, OfPractice, Quote, Text, Until
from space_to_think.practice.model import Role
from space_to_think.session import events as e
from space_to_think.session.stages import the_stage, token
from space_to_think.session.state import Move, OpenStage, Phase, Why
from space_to_think.speech.scene import Scene


def opened(scene: Scene, event: e.StageOpened) -> Iterator[Message]:
    """One short message that names those whose turn begins. It calls them over days, and always in a thread."""
    yield _opening(scene, call=True)


def _opening(scene: Scene, call: bool = False) -> Message:
    """It stands in a slot of its own, so that its time can be put right. Two stages may open within a second."""
    stage = the_stage(scene.after)
    lines = (
        stage_line(scene.after),
        OfPractice("purpose", stage.key),
        speaking(scene.after, call),
        *_until(stage),
    )
    slot = f"stage-{stage.number}-{stage.opened.isoformat()}"
    return scene.post(*lines, buttons=stage_buttons(scene.after), slot=slot, call=call, of_stage=True)


def _until(stage: OpenStage) -> tuple[Line, ...]:
    assert stage.due is not None, "an open stage has a time"
    return (Text("open-until", {"until": Until(stage.due)}),)


def extended(scene: Scene, event: e.Extended) -> Iterator[Message]:
    """The opening message and the card say the new time; nobody is called for it."""
    yield _opening(scene)
    yield from _to_facilitator(scene, Text("told-extended", {"until": Until(event.due)}))


def _to_facilitator(scene: Scene, text: Text) -> Iterator[Message]:
    facilitator = present(scene.after, Role.FACILITATOR)
    if facilitator is not None:
        yield scene.note(facilitator, text)


def everyone_done(scene: Scene, event: e.EveryoneDone) -> Iterator[Message]:
    facilitator = present(scene.after, Role.FACILITATOR)
    if facilitator is not None:
        last = the_stage(scene.after).number == len(scene.after.plan)
        onward = ("end" if last else "next", "extend")
        buttons = tuple(b for b in moves(scene.after, scene.at) if b.words in onward)
        text = Text("told-everyone-done", {"last": last})
        stage = token(scene.after)
        yield scene.tell(facilitator, text, buttons=(*buttons, CHOICES, CONCERN), call=True, stage=stage)


# ---- pause and resume


def paused(scene: Scene, event: e.Paused) -> Iterator[Message]:
    if event.why not in (Why.PLACE, Why.FACILITATOR):  # nobody could read it; the search for a successor says it
        lines: list[Line] = [Text("told-paused", {"why": event.why.value})]
        if event.reason is not None:
            lines.append(Quote(event.reason, named=False))
        yield scene.post(*lines)
    if event.why in (Why.PRESENTER, Why.FEW, Why.TIME):
        yield from _what_now(scene, event.why)


def _what_now(scene: Scene, why: Why) -> Iterator[Message]:
    """A pause that came about by itself: the facilitator chooses how to go on; out of time the presenter hears too."""
    facilitator, presenter = present(scene.after, Role.FACILITATOR), present(scene.after, Role.PRESENTER)
    if facilitator is not None:
        text = Text("told-paused-facilitator", {"why": why.value, "confirmed": scene.after.confirmed is not None})
        yield scene.tell(facilitator, text, buttons=_ways_on(scene, why), call=True)
    if why is Why.TIME and presenter is not None:
        yield scene.tell(presenter, Text("told-paused-presenter"), buttons=(CHOICES, CONCERN), call=True)


def _ways_on(scene: Scene, why: Why) -> tuple[Button, ...]:
    another = (button("presenter ?"),) if why is Why.PRESENTER and scene.after.confirmed is None else ()
    return *another, *moves(scene.after, scene.at), CHOICES, CONCERN


def resumed(scene: Scene, event: e.Resumed) -> Iterator[Message]:
    yield _opening(scene)
    yield _on_again(scene, Text("told-resumed"))


def _on_again(scene: Scene, first: Text) -> Message:
    """Where the group is now; whoever is to speak is called where it runs over days."""
    lines = (
        first,
        stage_line(scene.after),
        speaking(scene.after, call=not scene.after.live),
        *_until(the_stage(scene.after)),
    )
    return scene.post(*lines, buttons=stage_buttons(scene.after), of_stage=True)


# ---- undone, ended, once more


def undone(scene: Scene, event: e.MoveUndone) -> Iterator[Message]:
    text = Text("told-undone", {"move": event.move.value})
    if event.move is Move.EXTEND:
        yield _opening(scene)
        yield from _to_facilitator(scene, text)
    elif scene.after.phase is Phase.OPEN:
        yield _on_again(scene, text)
    else:
        yield scene.post(text)


def ended(scene: Scene, event: e.Ended) -> Iterator[Message]:
    kept = Text("card-kept", {"until": Until(event.erase_at)})
    yield scene.post(Text("told-ended"), kept, buttons=(button("again"), button("further"), CHOICES, CONCERN))


def round_began(scene: Scene, event: e.RoundBegan) -> Iterator[Message]:
    lines = [Text("told-round", {"round": event.round})]
    if event.rest_until is not None:
        lines.append(Text("told-break", {"until": Until(event.rest_until)}))
    lines.append(Text("told-round-roles"))
    yield scene.post(*lines)


def described(scene: Scene, event: e.RoundDescribed) -> Iterator[Message]:
    presenter = present(scene.after, Role.PRESENTER)
    if presenter is not None:
        yield scene.tell(presenter, Text("told-described"), buttons=(CHOICES, CONCERN))


def further(scene: Scene, event: e.FurtherWished) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-further"))
