"""Two whole sessions as they might happen, and how little the bot says in them.

What each person saw is written to build/transcripts, to be read.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.session import events as e
from space_to_think.session.events import Record
from space_to_think.session.evolve import fold
from space_to_think.session.state import Concern, Phase
from space_to_think.testing.case import Scenario, load, play
from space_to_think.testing.house import House
from space_to_think.testing.transcript import Entry, Transcript

HERE = Path(__file__).parent
READ_THEM = HERE.parents[1] / "build" / "transcripts"
MOST_POSTS = 12
MOST_UNASKED = 2
SAYING = (e.Spoke, e.Given, e.SaidDone, e.Passed)
HOURS = "Mon-Fri 09:00-17:00"


@dataclass(frozen=True)
class Played:
    """A case that has been played."""

    scenario: Scenario
    records: tuple[Record, ...]
    transcript: Transcript
    house: House

    def happened(self, kind: type[e.Event]) -> list[e.Event]:
        return [record.event for record in self.records if isinstance(record.event, kind)]

    def unasked(self, who: str) -> Mapping[date, list[Entry]]:
        return self.transcript.unasked(self.house.bench.person(who))

    def calendar(self, who: str) -> Calendar:
        agency = self.scenario.agencies.get(self.scenario.people[who], {})
        return Calendar(hours=agency.get("working_hours", HOURS))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Played]:
    return {name: asyncio.run(play_case(name, tmp_path_factory.mktemp(name))) for name in ("live", "days")}


@pytest.fixture(params=["live", "days"])
def played(request: pytest.FixtureRequest, both: Mapping[str, Played]) -> Played:
    return both[request.param]


@pytest.fixture
def days(both: Mapping[str, Played]) -> Played:
    return both["days"]


async def play_case(name: str, folder: Path) -> Played:
    scenario = load(HERE / f"{name}.toml")
    async with House(folder, scenario.people, scenario.start, agencies=scenario.agencies) as house:
        await play(scenario, house)
        found = Played(scenario, await house.records(), house.fake.transcript, house)
    write(name, found)
    return found


def write(name: str, found: Played) -> None:
    folder = READ_THEM / name
    folder.mkdir(parents=True, exist_ok=True)
    for who in found.scenario.people:
        text = found.transcript.text(found.house.bench.person(who))
        (folder / f"{who}.txt").write_text(text + "\n", encoding="utf-8")


def test_it_comes_to_its_end(played: Played) -> None:
    session = fold(played.records)
    assert session.phase is Phase.ENDED
    assert [stage.stage for stage in played.happened(e.StageOpened) if isinstance(stage, e.StageOpened)] == [
        stage.key for stage in session.charter.practice.stages
    ]
    assert session.confirmed is not None


def test_the_shared_place_stays_quiet(played: Played) -> None:
    posts = played.transcript.posts()
    assert len(posts) <= MOST_POSTS, [post.text.splitlines()[0] for post in posts]


def test_nothing_that_was_given_privately_is_seen_by_others(played: Played) -> None:
    for who in played.scenario.people:
        seen = "\n".join(entry.text for entry in played.transcript.seen_by(played.house.bench.person(who)))
        for note in private_words(played.scenario):
            assert (note.text in seen) == (who == note.who), note


@dataclass(frozen=True)
class Note:
    who: str
    text: str


def private_words(scenario: Scenario) -> Iterator[Note]:
    """What somebody parked, or noted for themselves."""
    for step in scenario.steps:
        who, _, rest = step.partition(" ")
        for word in ("/note ", "/park ", "{text=Ask whether"):
            if rest.startswith(word):
                yield Note(who, rest.removeprefix("{text=").removeprefix(word).rstrip("}"))


def test_from_new_to_offload_nobody_needs_more_than_two_presses(played: Played) -> None:
    """A form belongs to the press that opened it; `new` is where the counting begins."""
    steps = played.scenario.steps
    before = steps[: next(number for number, step in enumerate(steps) if re.search(r"\[start\]|/start", step))]
    acts = Counter(step.split(maxsplit=1)[0] for step in before if re.match(r"\w+ (\[|/)", step) and "/new" not in step)
    starter = steps[len(before)].split()[0]
    acts[starter] += 1
    assert len(acts) >= 4
    assert acts[starter] == max(acts.values()) == 2, acts


def test_at_one_sitting_it_takes_thirty_five_minutes_with_six_people(both: Mapping[str, Played]) -> None:
    live = both["live"]
    session = fold(live.records)
    assert len(session.taking_part()) == 6
    assert sum((planned.given for planned in session.plan), timedelta()) == timedelta(minutes=35)
    first = next(record.at for record in live.records if isinstance(record.event, e.StageOpened))
    last = next(record.at for record in live.records if isinstance(record.event, e.Ended))
    assert timedelta(minutes=30) <= last - first <= timedelta(minutes=35)


def test_over_days_they_are_of_four_agencies_over_bank_holidays_and_a_clock_change(days: Played) -> None:
    session = fold(days.records)
    assert len(session.taking_part()) == 5
    assert len({person.agency for person in session.taking_part()}) == 4
    began, over = days.records[0].at, days.records[-1].at
    zone = ZoneInfo(session.charter.calendar.time_zone)
    assert began.astimezone(zone).utcoffset() != over.astimezone(zone).utcoffset()
    between = (began.date() + timedelta(days=n) for n in range((over - began).days))
    closed = [day for day in between if day.weekday() < 5 and not works(session.charter.calendar, day)]
    assert closed == [date(2026, 4, 3), date(2026, 4, 6)]
    concerns = [event for event in days.happened(e.ConcernFlagged) if isinstance(event, e.ConcernFlagged)]
    assert [event.concern for event in concerns] == [Concern.DISAGREEMENT]


def works(calendar: Calendar, day: date) -> bool:
    """Whether people work on that day."""
    return calendar.is_working(datetime.combine(day, time(12), UTC))


def test_over_days_nobody_gets_more_than_two_messages_a_day_unasked(days: Played) -> None:
    for who in days.scenario.people:
        for day, entries in days.unasked(who).items():
            assert len(entries) <= MOST_UNASKED, (who, day, [entry.text for entry in entries])


def test_over_days_what_is_unasked_comes_in_working_hours(days: Played) -> None:
    for who in days.scenario.people:
        calendar = days.calendar(who)
        for entries in days.unasked(who).values():
            for entry in entries:
                assert calendar.is_working(entry.at) or first_of_all(days, entry), (who, entry)


def first_of_all(played: Played, entry: Entry) -> bool:
    """An invitation goes at once: whoever is asked has no agency yet that would know their hours."""
    return entry.at == played.records[0].at


def test_over_days_nobody_is_reminded_twice_in_a_stage(days: Played) -> None:
    nudges = Counter(
        (nudge.stage, person)
        for nudge in days.happened(e.SpeakersNudged)
        if isinstance(nudge, e.SpeakersNudged)
        for person in nudge.people
    )
    assert nudges
    assert set(nudges.values()) == {1}


def test_over_days_all_that_can_happen_has_happened(days: Played) -> None:
    session = fold(days.records)
    for kind in (
        e.PersonAway,
        e.PersonBack,
        e.ConcernFlagged,
        e.SuccessorWanted,
        e.PauseSuggested,
        e.Paused,
        e.Resumed,
    ):
        assert days.happened(kind), kind
    late = [event for event in days.happened(e.Joined) if isinstance(event, e.Joined) and event.late]
    assert len(late) == 1
    heard = {getattr(record.event, "person", None) for record in days.records if isinstance(record.event, SAYING)}
    assert [p.number for p in session.taking_part() if p.number not in heard] == [3]
    assert session.facilitator == 4


def test_over_days_it_takes_ten_working_days_of_the_host(days: Played) -> None:
    calendar = Calendar(hours=HOURS)
    first = next(record.at for record in days.records if isinstance(record.event, e.StageOpened))
    last = next(record.at for record in days.records if isinstance(record.event, e.Ended))
    span = calendar.between(first, last)
    assert 9 * calendar.day_length() < span <= 10 * calendar.day_length()
