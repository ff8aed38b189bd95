"""What the operator does to agencies from the command line: by the same words, with the same rules and sentences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection

from space_to_think.admin import Changed, Confirm, Given, Outcome
from space_to_think.admin import said as changes
from space_to_think.admin.forms import as_card
from space_to_think.agency import commands as c
from space_to_think.agency.decide import decide, no
from space_to_think.agency.events import OPERATOR
from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.messages import AsSet, Card, Form, Refusal, Text
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.offices import Offices
from space_to_think.runtime.work import Work
from space_to_think.wording.plain import card_text
from space_to_think.wording.reader import Reader
from space_to_think.words.values import Wrong


@dataclass(frozen=True, slots=True)
class Said:
    """What came of it, as plain text. `yes` are the words for a yes that is asked for."""

    text: str
    refused: bool = False
    yes: str | None = None


Deed: TypeAlias = Callable[[Work, Offices], Outcome]


def operate(connection: Connection, house: House, offices: Offices, deeds: Iterable[Deed]) -> list[Said]:
    """Do these one after the other, each in words; the last one is the first that is refused."""
    done: list[Said] = []
    for deed in deeds:
        work = Work(house, connection, house.clock.now())
        outcome = deed(work, offices)
        work.writes.flush(connection)
        done.append(_said(house, outcome))
        if done[-1].refused:
            break
    return done


# ---- what can be done


def words(agency: str, typed: str) -> Deed:
    """Say words of administration about an agency."""

    def deed(work: Work, offices: Offices) -> Outcome:
        looks = bool(agency) or typed.startswith("plugins")  # the built-in agency is only looked at
        known = offices.agencies(work).get(agency) if looks else None
        return Wrong(no("unknown")) if known is None else offices.take(work, known, OPERATOR, Given(typed))

    return deed


def add(slug: str, name: str) -> Deed:
    """Add an agency."""
    return partial(_command, slug, c.AddAgency(OPERATOR, slug, name))


def take_over(wanted: Mapping[str, Agency]) -> Iterable[Deed]:
    """Make agencies what a file says."""
    return [partial(_command, slug, c.TakeOver(OPERATOR, agency)) for slug, agency in wanted.items()]


def _command(slug: str, command: c.AddAgency | c.TakeOver, work: Work, offices: Offices) -> Outcome:
    agency = offices.agencies(work).get(slug)
    events = decide(agency, command, offices.context)
    if isinstance(events, Refusal):
        return Wrong(events)
    offices.append(work, agency or Agency(slug, ""), events)
    head = Text("admin-changed-at" if events else "admin-same-at", {"agency": AsSet(slug)})
    return Changed(events, Card((head, *changes.lines(events))))


# ---- in words


def _said(house: House, outcome: Outcome) -> Said:
    match outcome:
        case Wrong(refusal, field):
            card = Card((refusal.text,))
            return Said(f"{field}: {_text(house, card)}" if field else _text(house, card), refused=True)
        case Confirm(card, yes):
            return Said(_text(house, card), yes=yes)
        case Changed(card=card):
            return Said(_text(house, card))
        case _:
            return Said(_text(house, as_card(outcome) if isinstance(outcome, Form) else outcome))


def _text(house: House, card: Card) -> str:
    zone, now = BUILT_IN.time_zone, house.clock.now()
    reader = Reader("en-GB", BUILT_IN, BUILT_IN, zone, None, None, shared=False, now=now)
    return card_text(
        house.wording.card(replace(card, buttons=()), reader, Opened(None, None)), lambda person: person.user
    )
