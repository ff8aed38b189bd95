"""How each person arrives: asked once, given in a word or two, and shown to the group."""

from datetime import timedelta
from importlib.resources import files

from pydantic import Field

from space_to_think.hooks import CardPart, Manifest, Refuse, Remember, Say, Scope, Settings, Wake, Word, hookimpl
from space_to_think.messages import Button, Card, Message, Person, Quotes, Setting, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Given, StageOpened
from space_to_think.session.state import Audience, Keep, Kind, Reveal

ARRIVING = Kind(
    name="arriving",
    word="arriving",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.END,
    limit=1,
    called="check-in-arriving",
)
TELL = Button(Text("check-in-tell"), "arriving")


class CheckInSettings(Settings):
    question: str = Field("", max_length=200, title="Your own question", description="In place of the built-in one.")
    minutes: int = Field(2, ge=1, le=30, title="Minutes", description="After how many people are reminded.")


@hookimpl
def declare():
    return Manifest(
        "check-in",
        Text("check-in-sentence"),
        Scope.SESSION,
        CheckInSettings,
        kinds=(ARRIVING,),
        words=(Word("check-in", label=Text("check-in-see")),),
        texts={"en-GB": (files(__name__) / "en-GB.ftl").read_text(encoding="utf-8")},
        keeps=(Text("check-in-keeps"),),
    )


def ask(number, settings):
    question = Setting("check-in", "question") if settings.question else Text("check-in-ask")
    return Say(Message(Person(number), Card((question,), (TELL,))))


@hookimpl
def react(event: StageOpened | Given, view, settings):
    match event:
        case StageOpened(number=1):
            soon = view.now + timedelta(minutes=settings.minutes)
            return [*(ask(person.number, settings) for person in view.people), Wake("remind", soon)]
        case Given(kind="arriving"):
            return [Remember("count", view.memory.get("count", 0) + 1)]
        case _:
            return []


@hookimpl
def wake(view, settings):
    given = {one.by for one in view.session.contributions.values() if one.kind == "arriving"}
    return [ask(person.number, settings) for person in view.people if person.number not in given]


@hookimpl
def handle(call, view):
    if not view.memory.get("count"):
        return [Refuse(Text("check-in-nobody"))]
    card = Card((Text("check-in-all"), Quotes("arriving", view.session.round)))
    return [Say(Message(Person(call.by), card, asked=True, answer=True))]


@hookimpl
def card(view):
    count = Text("check-in-count", {"count": view.memory.get("count", 0)})
    return CardPart(facilitator_lines=(count,))
