"""What to say now, for somebody who has never facilitated: on the facilitator's own card, one stage ahead."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from space_to_think.hooks import CardPart, Manifest, Scope, Settings, View, hookimpl
from space_to_think.messages import Line, OfPractice, Setting, Text
from space_to_think.session.state import Phase, Session
from space_to_think_plugins._common import texts

NAME: Final = "facilitator-script"
EXPLORATION: Final = "exploration"
STEPS: Final = ("listen", "emphasise", "sum-up", "share-back")
# An agency's own practice may have others; for those the practice's own words are shown.
STAGES: Final = frozenset({"offload", "facts", "exploration", "strengths", "reflection", "next_steps"})


class ScriptSettings(Settings):
    """How the four steps of exploration are said."""

    empathise: bool = Field(
        False, title="Feel with them", description="Say “try to feel with them” in place of “say what stands out”."
    )
    steps: tuple[str, ...] = Field(
        (), max_length=6, title="Your own steps", description="For exploration, in place of the four."
    )


class FacilitatorScript:
    """A session plugin. It posts nothing: its words stand on the card that the facilitator has anyway."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(NAME, Text("facilitator-script-sentence"), Scope.SESSION, ScriptSettings, texts=texts(NAME))

    @hookimpl
    def card(self, view: View, settings: ScriptSettings) -> CardPart | None:
        session = view.session
        if session.facilitator is None:
            return None
        lines: tuple[Line, ...]
        match session.phase:
            case Phase.GATHERING:
                lines = (Text("facilitator-script-gathering"), Text("facilitator-script-welcome", reason(session)))
            case Phase.OPEN:
                lines = tuple(script(session, settings))
            case Phase.PAUSED:
                lines = (Text("facilitator-script-paused"),)
            case _:
                return None
        return CardPart(facilitator_lines=lines)


def script(session: Session, settings: ScriptSettings) -> Iterator[Line]:
    """What to say now, the steps of exploration, and what will be said after that."""
    assert session.stage is not None
    key = session.stage.key
    yield Text("facilitator-script-say")
    yield from now(session, key)
    if key == EXPLORATION:
        yield from steps(settings)
    yield from ahead(session)


def now(session: Session, key: str) -> Iterator[Line]:
    """The practice's own words to open the stage; ours for what this session is for."""
    yield Text("facilitator-script-prompt", {"prompt": OfPractice("prompt", key)})
    if key in STAGES:
        yield Text(f"facilitator-script-{key.replace('_', '-')}", reason(session))


def steps(settings: ScriptSettings) -> Iterator[Line]:
    """Listen, emphasise, sum up, share back; or what the agency says instead."""
    if settings.steps:
        yield from (Setting(NAME, "steps", at) for at in range(len(settings.steps)))
        return
    for step in STEPS:
        yield Text("facilitator-script-empathise" if step == "emphasise" and settings.empathise else f"{NAME}-{step}")


def ahead(session: Session) -> Iterator[Line]:
    """The next stage and how it opens; at the last one, how to close."""
    assert session.stage is not None
    stages = session.charter.practice.stages
    if session.stage.number < len(session.plan):
        key = stages[session.stage.number].key
        yield Text("facilitator-script-ahead", {"title": OfPractice("title", key), "prompt": OfPractice("prompt", key)})
    else:
        yield Text("facilitator-script-close")


def reason(session: Session) -> dict[str, str]:
    return {"reason": session.reason.value}


plugin = FacilitatorScript()
