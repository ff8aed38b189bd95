"""A box of thanks: a plugin that is a module, and knows nothing of Space to Think but its public names."""

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files

from pydantic import Field

from space_to_think.hooks import (
    Call,
    Effect,
    Manifest,
    Remember,
    Say,
    Scope,
    Settings,
    Tally,
    View,
    Wake,
    Word,
    hookimpl,
)
from space_to_think.messages import GROUP, Button, Card, Message, Person, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session.events import Ended, Event, Given, StageOpened
from space_to_think.session.state import Audience, Keep, Kind, Reveal

THANKS = Kind(
    "thanks",
    "thank",
    stages=frozenset(),
    roles=frozenset(Role),
    audience=Audience.GROUP,
    reveal=Reveal.AT_ONCE,
    keep=Keep.RETENTION,
    limit=3,
    called="thanks-word",
)


class ThanksSettings(Settings):
    minutes: int = Field(1, ge=0, le=60, description="How long into the last stage people are reminded, in minutes.")


@hookimpl
def declare() -> Manifest:
    text = (files(__name__) / "en-GB.ftl").read_text(encoding="utf-8")
    return Manifest(
        "thanks",
        Text("thanks-sentence"),
        Scope.SESSION,
        ThanksSettings,
        kinds=(THANKS,),
        words=(Word("thanks"),),
        texts={"en-GB": text},
        keeps=(Text("thanks-keeps"),),
    )


@hookimpl
def react(event: Event, view: View, settings: ThanksSettings) -> Sequence[Effect]:
    match event:
        case Given(kind="thanks"):
            return [Remember("count", int(view.memory.get("count", 0)) + 1), Tally("given")]  # type: ignore[arg-type]
        case StageOpened(number=number) if number == len(view.session.plan):
            return [Wake("soon", view.now + timedelta(minutes=settings.minutes))]
        case Ended() if view.memory.get("count"):
            shown = Card((Text("thanks-shown"), Quotes("thanks", view.session.round)))
            return [Say(Message(GROUP, shown))]
        case _:
            return ()


@hookimpl
def wake(view: View) -> Sequence[Effect]:
    card = Card((Text("thanks-soon"),), (Button(Text("thanks-word"), "thank"),))
    return [Say(Message(Person(person.number), card)) for person in view.people]


@hookimpl
def handle(call: Call, view: View) -> Sequence[Effect]:
    count = view.memory.get("count", 0)
    return [Say(Message(Person(call.by), Card((Text("thanks-how-many", {"count": count}),)), asked=True, answer=True))]
