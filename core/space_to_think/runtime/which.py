"""Who acts, and which session is meant: by the place; in a direct chat by the sessions that somebody is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from space_to_think.identity import PersonId, Place, PlaceKind
from space_to_think.inbound import Called
from space_to_think.messages import Button, Card, Refusal, Text
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.work import Work
from space_to_think.session.state import Number, Phase, Session, Standing

OVER: Final = (Phase.ENDED, Phase.CANCELLED)
GONE: Final = (Standing.DECLINED, Standing.LEFT, Standing.REMOVED)
WITHOUT: Final = ("new", "admin", "help", "privacy")  # words that need no session
OUTSIDE: Final = ("new", "admin")  # words that are for none
URGENT: Final = ("flag", "signposts")  # words that must not be held up by a question
JOIN: Final = "join"  # for whoever is not in it, be it that they have left


@dataclass(frozen=True, slots=True)
class Meant:
    """The session that is meant, if any, and the words for it. `several`: the person is in others too."""

    held: Held | None
    words: str
    several: bool = False


def meant(work: Work, called: Called) -> Meant | Card | Refusal:
    """Which session words are for; a card that asks where that cannot be told."""
    reference, words = split(called.words)
    if called.place.kind is not PlaceKind.DIRECT:
        return Meant(of_place(work, called.place), words)
    head = words.split(maxsplit=1)[0].casefold() if words else ""
    mine = of_person(work, called.by)
    if head == JOIN:
        mine = to_join(work, called.by) or mine
    if reference:
        named = [held for held in mine if held.session.reference == reference]
        return Meant(named[0], words, len(mine) > 1) if named else Refusal(Text("refuse-unknown-reference"))
    if head in WITHOUT:
        return Meant(mine[0] if len(mine) == 1 and head not in OUTSIDE else None, words)
    if len(mine) > 1 and head not in URGENT:
        return _ask(mine, words)
    return Meant(mine[0] if mine else None, words, len(mine) > 1)


def split(words: str) -> tuple[str | None, str]:
    """Words that may begin with `in REFERENCE`."""
    parts = words.split(maxsplit=2)
    if len(parts) >= 2 and parts[0].casefold() == "in" and parts[1].upper().startswith("STT-"):
        return parts[1].upper(), parts[2] if len(parts) > 2 else ""
    return None, words


def _ask(mine: Sequence[Held], words: str) -> Card:
    buttons = tuple(
        Button(Text("which-session-choice", {"reference": session.reference}), f"in {session.reference} {words}")
        for session in (held.session for held in mine)
    )
    return Card((Text("which-session"),), buttons)


def of_place(work: Work, place: Place) -> Held | None:
    """The session that meets there: the one under way, or else the last."""
    return _under_way_or_last(work.in_place(place.id))


def of_person(work: Work, person: PersonId) -> list[Held]:
    """The sessions that somebody can mean, the one with the latest step first: those under way, or else the last."""
    there = [held for held in work.of_person(person) if _in(held, person)]
    there = sorted(there, key=lambda held: held.session.last_step, reverse=True)
    under_way = [held for held in there if held.session.phase not in OVER]
    return under_way or [held for held in there if held.session.phase is Phase.ENDED][:1]


def to_join(work: Work, person: PersonId) -> list[Held]:
    """The sessions under way that somebody is asked into or has left, the one with the latest step first."""
    there = (held for held in work.of_person(person) if held.session.phase not in OVER)
    out = [held for held in there if not takes_part(held.session, held.number(person))]
    return sorted(out, key=lambda held: held.session.last_step, reverse=True)


def _in(held: Held, person: PersonId) -> bool:
    known = held.session.people.get(held.number(person) or 0)
    return known is not None and known.standing not in GONE


def _under_way_or_last(there: Sequence[Held]) -> Held | None:
    if len(there) == 1:
        return there[0]
    under_way = [held for held in there if held.session.phase not in OVER]
    return max(under_way or there, key=lambda held: held.session.last_step, default=None)


def takes_part(session: Session, number: Number | None) -> bool:
    """Whether somebody has agreed to take part."""
    known = session.people.get(number or 0)
    return known is not None and known.standing is Standing.AGREED


def numbers(held: Held | None, people: Sequence[PersonId]) -> Mapping[PersonId, Number]:
    """Everybody's number; whom the session does not know yet gets the next free ones, in order."""
    known = {} if held is None else {person: number for number, person in held.people.items()}
    for person in people:
        known.setdefault(person, max(known.values(), default=0) + 1)
    return known
