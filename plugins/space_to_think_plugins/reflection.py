"""Purposeful reflection: the group's ideas, for everybody to see, and the case presenter's own notes."""

from space_to_think.hooks import CardPart, Effects, Manifest, Scope, View, hookimpl
from space_to_think.messages import Text
from space_to_think.practice.model import Role
from space_to_think.session.events import StageOpened
from space_to_think.session.state import Audience, Keep, Kind, Move, Phase, Reveal
from space_to_think_plugins._common import button, ideas, place, tell, texts

STAGE = "reflection"
IDEA = Kind(
    name="idea",
    word="idea",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.FACILITATOR, Role.CONSULTANT}),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    labels=("priority", "next-step", "strategy", "learning"),
    called="reflection-idea",
)
# In any stage: whoever presents listens in more than one, and may want to keep a thought from each.
NOTE = Kind(
    name="note",
    word="note",
    stages=frozenset(),
    roles=frozenset({Role.PRESENTER}),
    audience=Audience.AUTHOR,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    called="reflection-note",
)


class Reflection:
    """A session plugin: two kinds, and the ideas on the card while they are spoken of."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "reflection",
            Text("reflection-sentence"),
            Scope.SESSION,
            kinds=(IDEA, NOTE),
            texts=texts("reflection"),
            always_on=True,
            keeps=(Text("reflection-keeps"),),
        )

    @hookimpl
    def react(self, event: StageOpened, view: View) -> Effects:
        """The case presenter listens now, and hears that they can keep what they hear."""
        presenter = view.session.presenter
        match event:
            case StageOpened(stage="reflection", move=Move.NEXT) if presenter is not None:
                note = (button("reflection-take-note", "note", discreet=True),)
                return (tell(presenter, Text("reflection-listen"), buttons=note, stage=place(view.session)),)
            case _:
                return ()

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        stage = view.session.stage
        if stage is None or stage.key != STAGE:
            return None
        how = (Text("reflection-how"),) if view.session.phase is Phase.OPEN else ()
        return CardPart(lines=(*how, *ideas(view.session, "reflection-ideas")))


plugin = Reflection()
