"""Administration, with the store: whose office it is, what is looked up for it, and what a change brings about.

Agencies are read in the same transaction in which they are changed, so what another process has changed meanwhile is
known, and two changes never get the same number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, assert_never
from zoneinfo import ZoneInfo

import structlog

from space_to_think.admin import Changed, Confirm, Given, Health, Office, Outcome, take
from space_to_think.admin.forms import as_card
from space_to_think.agency import events as e
from space_to_think.agency.decide import installed, no
from space_to_think.agency.evolve import evolve
from space_to_think.agency.state import Agency
from space_to_think.agency.who import person_of, reference
from space_to_think.config import export
from space_to_think.identity import PersonId
from space_to_think.messages import AsSet, Button, Card, Form, Text
from space_to_think.runtime import advice
from space_to_think.runtime.house import House
from space_to_think.runtime.replies import Fill, Mend, Reply, Tell
from space_to_think.runtime.step import Step
from space_to_think.runtime.store import agencies, sessions
from space_to_think.runtime.work import Cache, Work
from space_to_think.session.commands import NameAgency
from space_to_think.words.values import ToAgency, Wrong

log = structlog.get_logger()

FOUND: Final = 8  # texts that are shown to whoever looks for one
FEWEST: Final = 5  # counts below it could tell of single people


@dataclass(frozen=True, slots=True)
class Files:
    """What can be looked up of one agency."""

    house: House
    work: Work
    agency: Agency

    def history(self, last: int) -> Sequence[e.Record]:
        return agencies.history(self.work.connection, self.agency.slug, last)

    def health(self) -> Health:
        today = self.work.now.astimezone(ZoneInfo(self.agency.time_zone)).date()
        counts = (count(self.work.connection, self.agency.slug) for count in (agencies.waiting, agencies.uncertain))
        return Health(self.house.host.inspect(self.agency, today), *(n if n >= FEWEST else 0 for n in counts))

    def written(self, text: str) -> str | None:
        return self.house.wording.bundles.written(text, self.agency.language)

    def holding(self, words: str) -> Sequence[tuple[str, str]]:
        return tuple(islice(self.house.wording.bundles.holding(words, self.agency.language), FOUND))

    def export(self) -> str:
        return export([self.agency])


class Offices:
    """One for the whole service; only the store's thread calls it."""

    def __init__(self, house: House, cache: Cache) -> None:
        self._house = house
        self._cache = cache
        self.context = installed(house.host.manifests, house.wording.bundles)

    # ---- in chat

    def answer(self, work: Work, person: PersonId, said: ToAgency, prefix: str) -> Reply:
        """What an admin's words in chat come to. It is an answer, for nobody else."""
        by = reference(person)
        known = self.agencies(work)
        mine = {slug: agency for slug, agency in known.items() if slug and by in agency.admins}
        given = Given(said.words, said.fields, tuple(map(reference, said.people)))
        slug, given = _which(given)
        if slug is None and len(mine) > 1:
            return Tell(None, person, None, _ask(mine, said.words), prefix=prefix)
        agency = mine.get(slug) if slug is not None else next(iter(mine.values()), None)
        at = f"at {agency.slug}" if agency is not None and len(mine) > 1 else ""
        outcome = Wrong(no("right")) if agency is None else self.take(work, agency, by, given, at)
        return self._reply(person, outcome, said.fields, prefix)

    def _reply(self, person: PersonId, outcome: Outcome, fields: Mapping[str, str] | None, prefix: str) -> Reply:
        match outcome:
            case Form():
                features = self._house.features.get(person.adapter)
                if features is None or features.forms:
                    return Fill(None, person, None, outcome)
                card = as_card(outcome)
            case Wrong(refusal, field):
                if field in (fields or {}) and field is not None:
                    return Mend(None, person, None, {field: refusal.text})
                card = Card((refusal.text,), refusal.buttons)
            case Changed(card=card) | Confirm(card=card):
                pass
            case Card():
                card = outcome
            case _:
                assert_never(outcome)
        return Tell(None, person, None, card, prefix=prefix)

    # ---- for chat and for the command line

    def agencies(self, work: Work) -> Mapping[str, Agency]:
        """Every agency as it is now, with what this batch has changed."""
        return agencies.load(work.connection, {**self._house.agencies, **work.agencies})

    def take(self, work: Work, agency: Agency, by: str, given: Given, at: str = "") -> Outcome:
        """What words about an agency come to; changes are written."""
        files = Files(self._house, work, agency)
        office = Office(agency, by, work.now, self._house.host.manifests, self.context, files, at)
        outcome = take(office, given)
        if isinstance(outcome, Changed):
            self.append(work, agency, outcome.events)
        return outcome

    def append(self, work: Work, agency: Agency, events: Sequence[e.Event]) -> None:
        """Write changes, and let them take effect in sessions under way."""
        agencies.append(work.connection, agency.slug, agency.version, events, work.now)
        for event in events:
            agency = evolve(agency, e.Record(agency.slug, agency.version + 1, work.now, event))
            if isinstance(event, e.PersonMoved) and event.here is not None:
                self._move(work, agency.slug, event.person, event.here)
        if events:
            work.agencies[agency.slug] = agency

    def _move(self, work: Work, slug: str, who: str, here: bool) -> None:
        """An admin corrects where somebody works, also in sessions that they are in."""
        person = person_of(who)
        ref = sessions.person_ref(self._house.keys, person)
        for id in sorted({one.session for one in sessions.of_people(work.connection, [ref])}):
            held = work.fetch(self._cache, id)
            number = None if held is None or held.key is None else held.number(person)
            known = None if held is None else held.session.people.get(number or 0)
            if held is None or number is None or known is None or (known.agency == slug) == here:
                continue
            step = Step(self._house, held, work.now, number)
            if step.course.do(NameAgency(number, slug if here else None)) is None:
                step.finish(held)
                work.take(step)

    # ---- plugins that fail

    def watch(self, work: Work) -> None:
        """Switch off what has failed too often, for that agency alone, and tell its admins once."""
        for fault in self._house.host.watch.settle(work.now):
            agency = self.agencies(work).get(fault.agency)
            if agency is None or fault.plugin in agency.failing:
                continue
            off = not self.context.plugins[fault.plugin].always_on
            self.append(work, agency, (e.PluginFailed(e.SERVICE, fault.plugin, fault.hook, fault.error),))
            log.error("plugin in trouble", plugin=fault.plugin, agency=fault.agency, hook=fault.hook, off=off)
            text = Text("admin-failed", {"plugin": fault.plugin, "agency": AsSet(agency.name), "off": off})
            for row in advice.rows(self._house, agency, Card((text, Text("admin-failed-tell"))), work.now):
                work.writes.add("outbox", row)


def _which(given: Given) -> tuple[str | None, Given]:
    """Words may begin with `at AGENCY`."""
    word, rest = given.head()
    if word.casefold() != "at":
        return None, given
    return rest.head()


def _ask(mine: Mapping[str, Agency], words: str) -> Card:
    buttons = tuple(
        Button(Text("admin-which-choice", {"agency": AsSet(agency.name)}), f"admin at {slug} {words}".strip())
        for slug, agency in sorted(mine.items())
    )
    return Card((Text("admin-which"),), buttons)
