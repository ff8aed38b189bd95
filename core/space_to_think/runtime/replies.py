"""What is said at once to whoever acted: neutral while the batch is decided, in words when it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, FieldErrors, Nothing, Notice, OpenForm
from space_to_think.messages import Card, Form, Text
from space_to_think.rendered import Quoted, RenderedButton, RenderedCard
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.store.sessions import Held
from space_to_think.session.state import Number

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tell:
    """A card for one person. `sent`: the same goes through the outbox. `prefix`: what one types before a word there."""

    held: Held | None
    person: PersonId
    number: Number | None
    card: Card
    sent: bool = False
    reference: str | None = None  # the session that buttons are for, where the person is in several
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A form for one person."""

    held: Held | None
    person: PersonId
    number: Number | None
    form: Form
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Mend:
    """What is wrong with a form that somebody sent."""

    held: Held | None
    person: PersonId
    number: Number | None
    errors: Mapping[str, Text]


Reply: TypeAlias = Nothing | Tell | Fill | Mend
NOTHING = Nothing()


def answer_of(house: House, connection: Connection, reply: Reply) -> Answer:
    """A reply in words. One that cannot be said is nothing: what was done stays done."""
    if isinstance(reply, Nothing):
        return reply
    try:
        return _said(house, Opened(connection, reply.held), reply)
    except DBAPIError:
        raise  # SQLite may have rolled back by itself what was done
    except Exception as error:
        log.error("answer failed", error=type(error).__name__)
        return NOTHING


def _said(house: House, known: Opened, reply: Tell | Fill | Mend) -> Answer:
    reader = house.private(reply.held, reply.number, reply.person, reply.prefix if isinstance(reply, Tell) else "")
    match reply:
        case Tell():
            card = house.wording.card(reply.card, reader, known)
            return Notice(within(card, reply.reference), reply.sent)
        case Fill():
            form = house.wording.form(reply.form, reader, known)
            return OpenForm(replace(form, words=_in(reply.reference, form.words)))
        case Mend():
            return FieldErrors({name: house.wording.text(text, reader, known) for name, text in reply.errors.items()})
        case _:
            assert_never(reply)


def within(card: RenderedCard, reference: str | None) -> RenderedCard:
    """The card with buttons that say which session they are for."""
    if reference is None:
        return card
    lines = tuple(
        replace(line, button=_button(line.button, reference)) if isinstance(line, Quoted) and line.button else line
        for line in card.lines
    )
    return replace(card, lines=lines, buttons=tuple(_button(button, reference) for button in card.buttons))


def _button(button: RenderedButton, reference: str) -> RenderedButton:
    return replace(button, words=_in(reference, button.words))


def _in(reference: str | None, words: str) -> str:
    return words if reference is None or words.startswith("in STT-") else f"in {reference} {words}"
