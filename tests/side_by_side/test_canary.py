"""Nothing of one agency is ever shown to another: ten thousand requests, and every delivery and Answer is searched.

The search is tried on leaks that are put in on purpose: it has to find them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection

from space_to_think.admin import ADMIN
from space_to_think.agency.file import AgencyFile
from space_to_think.agency.who import person_of
from space_to_think.config import export
from space_to_think.host import Host
from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, FieldErrors, Nothing, Notice, OpenForm
from space_to_think.runtime import operating
from space_to_think.runtime.offices import Files
from space_to_think.runtime.store import sessions
from space_to_think.runtime.store.agencies import load as load_agencies
from space_to_think.testing.house import House
from space_to_think.wording.reader import Reader
from space_to_think.wording.render import Wording
from tests.side_by_side.county import ANOTHER, SLUGS, Leak, Rights, agencies, canaries, leaks, people, shared
from tests.side_by_side.recorder import Recorder
from tests.side_by_side.requests import DISTURBS, FILES, Requests, form_of

AT_ONCE = 50
FEW = 1000
STAGES = 6
ASH = SLUGS[0]


class County:
    """The agencies in one house, their people, and what everybody may see."""

    def __init__(self, house: House, recorder: Recorder, file: Mapping[str, Any], seed: int) -> None:
        self.house, self.recorder, self.file = house, recorder, file
        self.random = Random(seed)
        self.rights = Rights()
        self.leaks: list[Leak] = []
        self.seen: set[tuple[str, str]] = set()
        self.answers: set[type] = set()
        self.files: set[str] = set()
        self.made, self.sweep = 0, False
        self.places: dict[str, str] = {}
        runtime = house.service.house
        self.requests = Requests(self.random, recorder, runtime.table, runtime.host.manifests, runtime.wording)

    async def live(self, requests: int) -> None:
        """Session after session, with so many requests among them; in the first one everything at every stage."""
        self.sweep, episode = requests > FEW, 0
        while self.made < requests:
            await self._episode(SLUGS[episode % len(SLUGS)])
            episode += 1
            self.sweep = False

    async def _episode(self, slug: str) -> None:
        await self._as_the_file_says()
        cast = self._cast(slug)
        practice = f"practice canary-practice-{slug}" if self.random.random() < 0.5 else ""
        await self.house.call(
            cast[0], f"new disagreement pace guided {practice} {' '.join(f'@{who}' for who in cast[1:])}"
        )
        await self._ask(list(self.requests.everything(cast)) if self.sweep else [])
        for who in cast[1:]:
            await self.house.call(who, "join yes")
        await self.house.call(cast[1], "facilitator")
        for who in (cast[0], *cast[2:]):
            await self.house.call(who, "agree")
        await self.house.call(cast[1], "start")
        for _ in range(STAGES + 1):
            await (self._ask(list(self.requests.everything(cast))) if self.sweep else self._some())
            for word in ("resume", "next", "agree"):
                await self.house.call(cast[1], word)
        if not self.sweep:
            await self._some()
        for word in ("end", "agree"):
            await self.house.call(cast[1], word)
        await self._ask([partial(self.recorder.call, who, word) for who in cast for word in FILES])
        if self.sweep:
            await self._again(cast)

    async def _again(self, cast: Sequence[str]) -> None:
        """One more round, which whoever presents in it can describe."""
        for by, word in ((cast[1], "again"), (cast[0], "presenter")):
            await self.house.call(by, word)
            questions = (await self.house.session()).questions
            await self._ask([partial(self.recorder.call, who, f"agree {q}") for q in questions for who in cast])
        await self._ask([partial(self.recorder.call, who, "describe ?") for who in cast])

    def _cast(self, slug: str) -> list[str]:
        """One of the host's, and one of each of four others, another agency among them."""
        others = [*self.random.sample([each for each in SLUGS if each != slug], 3), ANOTHER]
        self.random.shuffle(others)
        return [f"{each}{self.random.choice((1, 2))}" for each in (slug, *others)]

    async def _as_the_file_says(self) -> None:
        """What admins have changed is as before again, so that every canary is there."""
        service = self.house.service
        files = {slug: AgencyFile.model_validate(file) for slug, file in self.file.items()}
        deeds = operating.take_over({slug: file.agency(slug) for slug, file in files.items()})

        def work(connection: Connection) -> None:
            operating.operate(connection, service.house, service.offices, deeds)

        await service.store.run(work)
        service.house.agencies = await service.store.read(load_agencies)

    async def _some(self) -> None:
        await self._ask([self.requests.one() for _ in range(AT_ONCE)])

    async def _ask(self, requests: Sequence[Callable[[], Awaitable[Answer]]]) -> None:
        """So many at a time, and then everything that came of it is searched."""
        for first in range(0, len(requests), AT_ONCE):
            answers = await asyncio.gather(*(request() for request in requests[first : first + AT_ONCE]))
            self.answers |= {type(answer) for answer in answers}
            self.made += len(answers)
            await self.house.settle()
            await self._look()

    # ---- the search

    async def _look(self) -> None:
        await self.house.service.store.read(self._know)
        shown, self.recorder.shown = self.recorder.shown, []
        for to, what in shown:
            self.seen |= canaries(what)
            file = getattr(what, "file", None)
            self.files |= set() if file is None else {file.name}
            if isinstance(to, PersonId):
                self.leaks += leaks(self.rights, to.user, type(what).__name__, [what, getattr(what, "file", None)])
            else:
                found = canaries(what)
                # One that was called off before we looked is known no more; it spoke for one agency alone all the same.
                host = self.places.get(to.room, min((slug for _, slug in found), default=""))
                self.leaks += [Leak(to.room, *each, "in the group") for each in found if not shared(host, *each)]

    def _know(self, connection: Connection) -> None:
        """Who works where, who was in whose session, and who looks after what: all of it only ever grows."""
        house = self.house.service.house
        for who, slug in self.recorder.people.items():
            self.rights.works[who].add(slug)
        for slug, agency in house.agencies.items():
            for admin in agency.admins:
                self.rights.admins[person_of(admin).user].add(slug)
        rows = sessions.listed(connection)
        for held in sessions.load(connection, house.keys, [row.id for row in rows]).values():
            host = held.session.charter.agency
            for person in held.people.values():
                self.rights.hosts[person.user].add(host)
            for place in held.places.values():
                self.places[place.id.room] = host


async def run(folder: Path, requests: int, seed: int = 6) -> County:
    host = Host.load()
    file = agencies(host, Wording.load(host.manifests))
    recorder: Any = Recorder(people())  # no whole bench: it does what these requests need
    async with House(folder, people=people(), bench=lambda *_: recorder, agencies=file, host=host) as house:
        county = County(house, recorder, file, seed)
        await county.live(requests)
        return county


@pytest.mark.timeout(600)
async def test_nothing_of_one_agency_is_shown_to_another(tmp_path: Path) -> None:
    county = await run(tmp_path, 10_000)
    assert county.leaks == []
    # Each agency's words of every sort were there to be seen by whoever may.
    sorts = {"sign", "set", "own", "word", "practice", "tenant", "admin", "people", "elsewhere"}
    assert county.seen >= {(sort, slug) for sort in sorts for slug in SLUGS}
    # And everything was asked for.
    made, rows = county.requests, county.requests.table.rows
    assert county.made >= 10_000
    assert made.words >= {row.name for row in rows} | {f"admin {word}" for word in ADMIN}
    forms = made.with_forms() | {f"admin {word}" for word in ADMIN_FORMS}
    assert {form_of(words) for words in county.recorder.opened} >= forms
    assert made.forms >= forms - DISTURBS
    assert county.answers == {Nothing, Notice, OpenForm, FieldErrors}
    assert {name.rpartition(".")[2] for name in county.files} == {"txt", "html", "ics"}
    assert {name.partition("-")[0] for name in county.files} == {"learning", "note", "plan", "strengths.txt"}


ADMIN_FORMS = ("set", "signposts", "people", "settings", "wording", "practices")


# ---- the search is tried on leaks that are put in on purpose


def in_the_hosts_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "voice", property(lambda self: self.host))


def all_in_one_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Files, "export", lambda self: export(self.house.agencies.values()))


def whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think.runtime.offices.reference", lambda person: f"fake:{ASH}:{ASH}1")


@pytest.mark.parametrize("leak", [in_the_hosts_words, all_in_one_export, whoever_asks])
async def test_a_leak_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leak: Callable[[pytest.MonkeyPatch], None]
) -> None:
    leak(monkeypatch)
    county = await run(tmp_path, 400)
    assert county.leaks != []
