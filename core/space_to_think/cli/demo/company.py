"""Who plays in a demo: the people of the story on the terminal, the colleagues among them, and their agencies."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.metadata import entry_points
from typing import Final

from space_to_think.agency.changes import seed
from space_to_think.agency.events import Event
from space_to_think.agency.file import AgencyFile
from space_to_think.cli.demo.colleague import Colleague
from space_to_think.cli.demo.memory import Known, Memory
from space_to_think.cli.demo.story import Actor, story
from space_to_think.cli.demo.tempo import Tempo
from space_to_think.cli.demo.terminal import Terminal
from space_to_think.cli.demo.texts import text
from space_to_think.identity import PersonId
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import parse_pace

ADAPTER: Final = "terminal"
ZONE: Final = "Europe/London"


class Company:
    """Everybody of one demo. `plays`: whether somebody sits in the memory's seat, and is shown as such."""

    def __init__(self, memory: Memory, now: Callable[[], datetime], plays: bool) -> None:
        self.people = {
            actor.key: PersonId(ADAPTER, actor.agency, f"{actor.key}-{memory.run}") for actor in story().actors
        }
        self.you = self.people[memory.seat]
        self._plays = plays
        names = {self.people[actor.key]: self._name(actor, memory.seat) for actor in story().actors}
        self.terminal = _terminal(names, now)
        tempo = _tempo(memory.pace)
        self.cast: dict[PersonId, Colleague] = {}
        for place, actor in enumerate(story().actors):
            colleague = Colleague(actor, place, story(), tempo)
            known = memory.colleagues.get(actor.key, Known())
            colleague.stage, colleague.done, colleague.times = known.stage, set(known.done), dict(known.times)
            self.cast[self.people[actor.key]] = colleague

    def _name(self, actor: Actor, seat: str) -> str:
        return text("you", name=actor.name) if self._plays and actor.key == seat else actor.name

    def known(self) -> dict[str, Known]:
        """What each colleague keeps in mind."""
        return {c.actor.key: Known(c.stage, set(c.done), dict(c.times)) for c in self.cast.values()}

    def others(self) -> str:
        """Who is with you, and where they work."""
        rest = [c.actor for person, c in self.cast.items() if person != self.you]
        return ", ".join(text("who", name=actor.name, works=actor.works) for actor in rest)


def _terminal(names: Mapping[PersonId, str], now: Callable[[], datetime]) -> Terminal:
    """The terminal adapter. Core knows no adapter, so it comes by its entry point."""
    (point,) = entry_points(group="space_to_think.adapters", name=ADAPTER)
    made: Terminal = point.load()(names, now)
    return made


def _tempo(word: str) -> Tempo:
    pace = parse_pace(word)
    assert pace is not None, "the command line has looked at it"
    return Tempo.of(shipped(), pace, Calendar())


def agencies() -> dict[str, tuple[Event, ...]]:
    """The agencies of the story; each has a tenant of its own, so the right one is suggested to everybody."""
    files = {
        slug: AgencyFile.model_validate({"name": name, "tenants": [f"{ADAPTER}:{slug}"]})
        for slug, name in story().agencies.items()
    }
    return {slug: seed(slug, file) for slug, file in files.items()}
