"""Situations in which somebody types a word."""

from collections.abc import Mapping
from dataclasses import replace

from space_to_think.hooks import Access, Word
from space_to_think.identity import PersonId
from space_to_think.messages import Text
from space_to_think.practice.calendar import Calendar
from space_to_think.session.state import Kind, Phase, Session
from space_to_think.words import Line, Parsed, Situation, Table
from tests.speech.play import ACTION, IDEA, KINDS, MONDAY, PARKED, STRENGTH, Play
from tests.wording.readers import AGENCIES, person

TABLE = Table(
    {"strengths": (STRENGTH,), "reflection": (IDEA,), "turn-keeper": (PARKED,), "next-steps": (ACTION,)},
    {
        "questions": (Word("question", Text("shape-flag")),),
        "safeguarding": (Word("signposts", anywhere=True, private=False, label=Text("do-flag")),),
        "record": (Word("record", access=Access.PRESENTER),),
        "feedback": (Word("looked-back", phases=frozenset(Phase), stages=frozenset({"next_steps"})),),
    },
)
NAMED = {person(number): number for number in range(1, 8)}


def situation(session: Session | None, number: int = 2, kinds: Mapping[str, Kind] | None = KINDS) -> Situation:
    return Situation(
        session, number, MONDAY, Calendar(), people=NAMED, agencies=AGENCIES, agency="northshire", kinds=kinds
    )


OPEN = Play().start().session
NOBODY = PersonId("test", "north", "nobody")


def typed(words: str, *mentioned: int, by: int = 2, session: Session | None = OPEN, seen: str | None = None) -> Parsed:
    """Words in an open session, by its facilitator unless somebody else is named."""
    people = tuple(person(number) for number in mentioned)
    return TABLE.parse(Line(words, None, people, seen), situation(session, by))


def sent(words: str, session: Session | None = OPEN, people: tuple[PersonId, ...] = (), **fields: str) -> Parsed:
    """A form that was filled in."""
    return TABLE.parse(Line(words, fields, people), situation(session))


def at(stage: str, pace: Play | None = None) -> Session:
    """An open session at that stage."""
    return (pace or Play()).start().go_to(stage).session


def without_agencies(session: Session | None) -> Situation:
    return replace(situation(session), agencies={}, agency=None)
