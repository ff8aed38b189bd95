"""Summary and next steps: the case presenter gets back what there is, and says what they take away."""

from collections.abc import Iterator

from space_to_think.hooks import CardPart, Effects, Manifest, Scope, View, hookimpl
from space_to_think.messages import Line, Quote, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Event, StageOpened
from space_to_think.session.state import Audience, Keep, Kind, Number, Phase, Reveal, Session
from space_to_think_plugins._common import button, given, ideas, place, tell, texts

STAGE = "next_steps"
SUMMARY = Kind(
    name="summary",
    word="summary",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.PRESENTER}),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    limit=5,
    called="next-steps-summary",
)
ACTION = Kind(
    name="action",
    word="action",
    stages=frozenset({STAGE}),
    roles=frozenset({Role.PRESENTER}),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    dated=True,
    limit=20,
    called="next-steps-action",
)


class NextSteps:
    """A session plugin: two kinds, and both on the card for the group to see."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "next-steps",
            Text("next-steps-sentence"),
            Scope.SESSION,
            kinds=(SUMMARY, ACTION),
            texts=texts("next-steps"),
            always_on=True,
            keeps=(Text("next-steps-keeps"),),
        )

    @hookimpl
    def react(self, event: Event, view: View) -> Effects:
        presenter = view.session.presenter
        match event:
            case StageOpened(stage="next_steps") if presenter is not None:
                write = button("next-steps-sum-up", "summary"), button("next-steps-plan", "action")
                lines = Text("next-steps-open"), *what_there_is(view.session, presenter)
                return (tell(presenter, *lines, buttons=write, call=True, stage=place(view.session)),)
            case _:
                return ()

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        session = view.session
        here = session.stage is not None and session.stage.key == STAGE
        if not (here and session.phase in (Phase.OPEN, Phase.PAUSED, Phase.ENDED)):
            return None
        lines = tuple(what_comes_next(session))
        return CardPart(lines=lines) if lines else None


def what_comes_next(session: Session) -> Iterator[Line]:
    """The summary, and each action with its date."""
    if given(session, SUMMARY.name):
        yield Text("next-steps-summed-up")
        yield Quotes(SUMMARY.name, session.round)
    actions = given(session, ACTION.name)
    if actions:
        yield Text("next-steps-planned")
    for action in actions:
        yield Quote(action.id, named=False)
        if action.due is not None:
            yield Text("next-steps-by", {"day": action.due})


def what_there_is(session: Session, presenter: Number) -> Iterator[Line]:
    """The presenter's own notes, and the group's ideas."""
    if given(session, "note", presenter):
        yield Text("next-steps-notes")
        yield Quotes("note", session.round, by=presenter)
    yield from ideas(session, "next-steps-ideas")


plugin = NextSteps()
