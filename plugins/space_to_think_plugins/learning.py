"""Learning: one's own sheet to take to supervision, apart from the record, for the person who asks and nobody else."""

from collections.abc import Iterator, Sequence
from typing import Final

from space_to_think.hooks import Call, Effects, Manifest, Refuse, Scope, View, Word, hookimpl
from space_to_think.messages import Card, Document, Line, Quote, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended
from space_to_think.session.state import Audience, Contribution, Keep, Kind, Number, Phase, Reveal, Session
from space_to_think_plugins._common import button, given, tell, texts

LEARNING: Final = "learning"
PHASES: Final = frozenset({Phase.OPEN, Phase.PAUSED, Phase.ENDED})
LAST: Final = frozenset({"next_steps"})
PROMPTS: Final = ("surprised", "feeling", "values", "differently", "child", "ask")
LESSON: Final = Kind(
    name="lesson",
    word="lesson",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.AUTHOR,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    limit=30,
    called="learning-lesson",
)
# Their own words only: what others said is for others to take with them.
THEME: Final = "learning"  # the sort of an idea
OWN: Final = ((LESSON.name, "learning-lessons"), ("note", "learning-notes"))


class Learning:
    """A person plugin: whether there is a sheet is for each agency to say. Managers are sent nothing."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            LEARNING,
            Text("learning-sentence"),
            Scope.PERSON,
            kinds=(LESSON,),
            words=(Word(LEARNING, phases=PHASES, label=Text("learning-get"), stages=LAST),),
            texts=texts(LEARNING),
            reads=(Text("learning-reads"),),
            keeps=(Text("learning-keeps"),),
        )

    @hookimpl
    def react(self, event: Ended, view: View) -> Effects:
        """Whoever noted a lesson is told once that their sheet is there. Others find it among what they can do."""
        mine = sorted(n for n in view.mine if given(view.session, LESSON.name, n))
        return [tell(n, Text("learning-ready"), buttons=(button("learning-get", LEARNING),)) for n in mine]

    @hookimpl
    def handle(self, call: Call, view: View) -> Effects:
        if view.session.erased:
            return (Refuse(Text("learning-gone")),)
        name = f"learning-{view.session.reference.lower()}.html"
        lines = tuple(sheet(view.session, call.by))
        page = Document(name, "text/html", Card(lines))
        return (tell(call.by, Text("learning-here"), *lines[1:], asked=True, document=page),)


def sheet(session: Session, number: Number) -> Iterator[Line]:
    """Prompts, their own notes, what to leave out. The whole names nobody of itself."""
    yield Text("learning-title")
    yield Text("learning-for")
    yield Text("learning-leave-out")
    for kind, heading in OWN:
        yield from under(heading, given(session, kind, number))
    ideas = given(session, "idea", number)
    yield from under("learning-themes", [one for one in ideas if one.label == THEME])
    yield from under("learning-ideas", [one for one in ideas if one.label != THEME])
    yield Text("learning-think")
    yield from (Text(f"learning-{prompt}") for prompt in PROMPTS)


def under(heading: str, mine: Sequence[Contribution]) -> Iterator[Line]:
    """What somebody gave, under a heading, if there is anything."""
    if mine:
        yield Text(heading)
        yield from (Quote(one.id, named=False) for one in mine)


plugin = Learning()
