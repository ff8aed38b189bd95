"""The people of a rig: groups that hold sessions as fast as they are let, the same ones for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import Called, Deleted, Edited, Inbound, Said

TENANT: Final = "rig"
OTHERS: Final = ("b", "c", "d")
MOVES: Final = ("next", "next", "next", "back", "extend", "pause", "resume")
WORDS: Final = ("done", "pass", "status", "flag child", "signposts", "away", "help", "nonsense")
GIFTS: Final = ("idea", "strength", "park", "summary", "action")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does. `sure`: taken once, it shows in the store by this text, exactly once."""

    inbound: Inbound
    sure: str | None = None


@dataclass(slots=True)
class Group:
    """Four people who hold one session: `a` presents, `b` facilitates, `c` and `d` are consultants.

    `made`: they ask for it in a direct chat, and a place is made for them. `undoes`: they take moves back, so that
    nothing they give is sure to be taken. `rounds` is how much they do in it.
    """

    name: str
    adapter: str = "rig"
    made: bool = False
    undoes: bool = False
    rounds: int = 25
    pace: str = "guided"
    seed: int = 0
    _count: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.name}/{self.seed}")

    # ---- what they do

    def steps(self) -> Iterator[Sequence[Act]]:
        """Step by step; what is in one step may happen at one moment. Each waits until the one before is taken."""
        everybody = tuple(self.person(who) for who in OTHERS)
        yield [
            Act(self.call("a", f"new stuck pace {self.pace} {' '.join(f'@{p.user}' for p in everybody)}", everybody))
        ]
        yield [Act(self.call(who, "join yes")) for who in OTHERS]
        yield [Act(self.call("b", "facilitator"))]
        yield [Act(self.call(who, "agree")) for who in ("c", "d")]
        yield [Act(self.call("b", "start"))]
        for _ in range(self.rounds):
            yield [self._any() for _ in range(self._random.randint(1, 3))]
        yield [Act(self.call("b", "end"))]
        yield [Act(self.call("b", "agree"))]

    def _any(self) -> Act:
        dice = self._random.random()
        who = self._random.choice("abcd")
        if dice < 0.25:
            return Act(self.call("b", "undo")) if self.undoes else self.sure()
        if dice < 0.5:
            return Act(self._chat(who))
        if dice < 0.7:
            return Act(self.call("b", self._random.choice(MOVES)))
        if dice < 0.85:
            return Act(self.call(who, f"{self._random.choice(GIFTS)} What {who} thought of."))
        return Act(self.call(who, self._random.choice(WORDS)))

    def sure(self) -> Act:
        """The presenter takes a note, as they may while the session is under way."""
        text = f"{self.name}n{self._count + 1}n"
        return Act(self.call("a", f"note {text}"), text)

    def _chat(self, who: str) -> Inbound:
        if self.made:
            return self.call(who, "status")
        ref = f"{self.name}-said-{self._random.randint(1, 9)}"
        match self._random.randint(1, 8):
            case 1:
                return Edited(self._key(), self.person(who), self.place(), ref, "Put in other words.")
            case 2:
                return Deleted(self._key(), self.person(who), self.place(), ref)
            case _:
                return self.say(who, "It began in May.")

    # ---- one act each

    def call(self, who: str, words: str, people: tuple[PersonId, ...] = ()) -> Called:
        """Words for the bot: in the group's place, or in the direct chat where there is none yet."""
        place = self.direct(who) if self.made else self.place()
        return Called(self._key(), self.person(who), place, words, people=people)

    def say(self, who: str, text: str) -> Said:
        """A plain message in the group's place."""
        return Said(self._key(), self.person(who), self.place(), text, f"{self.name}-said-{self._count}")

    def person(self, who: str) -> PersonId:
        return PersonId(self.adapter, TENANT, f"{self.name}{who}")

    def place(self) -> Place:
        return Place(PlaceId(self.adapter, TENANT, f"{self.name}-room"), PlaceKind.ROOM, readers=4)

    def direct(self, who: str) -> Place:
        return Place(PlaceId(self.adapter, TENANT, f"{self.name}{who}-direct"), PlaceKind.DIRECT, readers=1)

    def _key(self) -> str:
        self._count += 1
        return f"{self.name}:{self._count}"
