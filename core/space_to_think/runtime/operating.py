"""What the operator does to agencies from the command line: by the same words, with the same rules and sentences."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy import Connection

from space_to_think.admin import Changed, Confirm, Given, Outcome
from space_to_think.admin import said as changes
from space_to_think.admin.forms import as_card
from space_to_think.agency import commands as c
from space_to_think.agency.decide import decide, no
from space_to_think.agency.events import OPERATOR
from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.agency.who import reference
from space_to_think.identity import PersonId
from space_to_think.messages import AsSet, Card, Form, Refusal, Text
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.offices import Offices
from space_to_think.runtime.store import agencies as stored
from space_to_think.runtime.work import Work
from space_to_think.wording.plain import card_text
from space_to_think.wording.reader import Reader
from space_to_think.words.values import Wrong

SHORT: Final = 40  # letters of the short name that an agency gets from its name


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


def found(connection: Connection, house: House, offices: Offices, name: str, admin: PersonId) -> bool:
    """Add an agency for a tenant that has none yet, with its first admin; whether it was added."""
    tenant, known = f"{admin.adapter}:{admin.tenant}", stored.load(connection)
    if any(tenant in agency.tenants for agency in known.values()):
        return False
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:SHORT]
    if not slug[:1].isalpha() or slug in known:
        slug = admin.tenant.casefold()
    given = (
        c.AddAgency(OPERATOR, slug, name or admin.tenant),
        c.AddTenant(OPERATOR, tenant),
        c.AddAdmin(OPERATOR, reference(admin)),
    )
    deeds = [partial(_command, slug, command) for command in given]
    return not operate(connection, house, offices, deeds)[-1].refused


def take_over(wanted: Mapping[str, Agency]) -> Iterable[Deed]:
    """Make agencies what a file says."""
    return [partial(_command, slug, c.TakeOver(OPERATOR, agency)) for slug, agency in wanted.items()]


def _command(slug: str, command: c.Command, work: Work, offices: Offices) -> Outcome:
    agency = offices.agencies(work).get(slug)
    events = decide(agency, command, offices.context)
    if isinstance(events, Refusal):
        return Wrong(events)
    offices.append(work, agency or Agency(slug, ""), events)
    head = Text("admin-changed-at" if events else "admin-same-at", {"agency": AsSet(slug)})
    return Changed(events, Card((head, *changes.lines(events, OPERATOR))))


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
