"""Feedback: was it safe, was it useful, in own words. Nobody's by construction, and shown only from three answers up.

That somebody has answered is known; what they answered lies apart from it, without author, time or order.
"""

from collections.abc import Iterator
from typing import Final

from space_to_think.hooks import Call, CardPart, Effects, Manifest, Refuse, Scope, View, Word, hookimpl
from space_to_think.messages import Button, Line, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session.state import Audience, Keep, Kind, Phase, Reveal, Session
from space_to_think_plugins._common import button, tell, texts

FEEDBACK: Final = "feedback"
STAGE: Final = "next_steps"
FEWEST: Final = 3
UNDER_WAY: Final = frozenset({Phase.OPEN, Phase.PAUSED})
ANSWERS: Final = ("yes", "partly", "no")


def question(name: str, word: str) -> Kind:
    """One question of the round: an answer from each, for the group, all at once at the end, and never with a name."""
    return Kind(
        name=name,
        word=word,
        stages=frozenset({STAGE}),
        roles=frozenset(Role),
        audience=Audience.GROUP,
        reveal=Reveal.STAGE,
        keep=Keep.RETENTION,
        limit=1,
        anonymous=True,
        anonymous_from=FEWEST,
        shown_from=FEWEST,
        called=name,
    )


SAFE: Final = question("feedback-safe", "safe")
USEFUL: Final = question("feedback-useful", "useful")
COMMENT: Final = question("feedback-comment", "comment")
QUESTIONS: Final = (SAFE, USEFUL, COMMENT)


class Feedback:
    """A session plugin. It posts nothing: it asks on the card, and shows the answers there."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            FEEDBACK,
            Text("feedback-sentence"),
            Scope.SESSION,
            kinds=QUESTIONS,
            words=(Word(FEEDBACK, phases=UNDER_WAY, label=Text("feedback-ask"), stages=frozenset({STAGE})),),
            texts=texts(FEEDBACK),
            keeps=(Text("feedback-keeps"),),
        )

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        """The three questions, each a press away, for whoever asks."""
        stage = view.session.stage
        if stage is None or stage.key != STAGE:
            return (Refuse(Text("feedback-later")),)
        if SAFE.name not in stage.unnamed:
            return (Refuse(Text("feedback-few")),)
        lines = Text("feedback-here"), Text("feedback-nobody"), Text("feedback-from", {"count": FEWEST})
        return (tell(call.by, *lines, buttons=tuple(answers()), asked=True, answer=True),)

    @hookimpl
    def card(self, view: View) -> CardPart | None:
        session = view.session
        if session.erased:
            return None
        if session.phase in UNDER_WAY and session.stage is not None and session.stage.key == STAGE:
            return CardPart(buttons=(button("feedback-ask", FEEDBACK),)) if SAFE.name in session.stage.unnamed else None
        lines = tuple(shown(session)) if session.phase is Phase.ENDED else ()
        return CardPart(lines=lines) if lines else None


def answers() -> Iterator[Button]:
    for kind in (SAFE, USEFUL):
        for answer in ANSWERS:
            label = Text("feedback-answer", {"question": kind.word, "answer": answer})
            yield Button(label, f"{kind.word} {answer}", discreet=True)
    yield button("feedback-own-words", COMMENT.word, discreet=True)


def shown(session: Session) -> Iterator[Line]:
    """What three or more have answered; of the rest only that it has not been shown."""
    given = [kind for kind in QUESTIONS if session.unnamed.get(kind.name)]
    open_to_all = [kind for kind in given if f"{session.round}.{kind.name}" in session.shown]
    for kind in open_to_all:
        yield Text(f"{kind.name}-shown")
        yield Quotes(kind.name, session.round)
    if len(open_to_all) < len(given):
        yield Text("feedback-too-few", {"some": bool(open_to_all)})


plugin = Feedback()
