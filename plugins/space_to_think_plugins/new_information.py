"""New information: a brake. Where it belongs, who needs it, and what somebody decides, for their own note alone."""

from collections.abc import Iterator

from space_to_think.hooks import Effects, Manifest, Scope, View, hookimpl
from space_to_think.messages import Button, Field, FieldKind, Form, Line, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import ConcernFlagged, Given
from space_to_think.session.state import Audience, Concern, Keep, Kind, Phase, Reveal
from space_to_think_plugins._common import button, tell, texts

# Erased once the record that shows it has reached its author.
SHARING = Kind(
    name="sharing",
    word="sharing",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.AUTHOR,
    reveal=Reveal.AT_ONCE,
    keep=Keep.DELIVERED,
    limit=10,
    called="new-information-decision",
)
UNDER_WAY = (Phase.OPEN, Phase.PAUSED)


class NewInformation:
    """A person plugin. The news itself is not asked for; only what is decided about it."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "new-information",
            Text("new-information-sentence"),
            Scope.PERSON,
            kinds=(SHARING,),
            texts=texts("new-information"),
            keeps=(Text("new-information-keeps"),),
        )

    @hookimpl
    def react(self, event: ConcernFlagged | Given, by: int | None, view: View) -> Effects:
        if by is None or by not in view.mine:
            return ()
        match event:
            case ConcernFlagged(concern=Concern.NEW_INFORMATION):
                write = tuple(note(view, by))
                return (tell(by, *brake(bool(write)), buttons=write, asked=True, answer=True, safety=True),)
            case Given(kind=SHARING.name):
                return (tell(by, Text("new-information-go-on"), asked=True),)
            case _:
                return ()

    @hookimpl
    def form(self, word: str, view: View) -> Form | None:
        """One text, and what should stand in it."""
        text = Field("text", Text("new-information-field"), FieldKind.TEXT, hint=Text("new-information-hint"))
        return Form(SHARING.word, Text("new-information-title"), (text,), (Text("new-information-without"),))


def brake(can_note: bool) -> Iterator[Line]:
    """Where it belongs, who needs it, and the decision. The first line says nothing of what it is about."""
    yield Text("new-information-stop")
    yield Text("new-information-belongs")
    yield Text("new-information-who-needs")
    yield Text("new-information-danger")
    if can_note:
        yield Text("new-information-decide")


def note(view: View, by: int) -> Iterator[Button]:
    """A note can be kept only by somebody who takes part in a session under way."""
    if view.session.phase in UNDER_WAY and by in {person.number for person in view.people}:
        yield button("new-information-write", SHARING.word, discreet=True)


plugin = NewInformation()
