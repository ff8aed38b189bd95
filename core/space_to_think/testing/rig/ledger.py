"""What the rig's platform remembers: what it has been asked to show, and what it has handed to the service."""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from space_to_think.testing.rig.wire import Line


@dataclass(slots=True)
class Entry:
    """One push of something that came in. The same inbound may be pushed several times, each with a number of its own.

    `again` marks it as a repeat, as platforms do, also where the service has never had it.
    """

    number: int
    inbound: Line
    again: bool = False
    taken: bool = False
    pushed: int = 0  # how often


@dataclass(slots=True)
class Ledger:
    """`idempotent`: a key that was accepted before changes nothing. Otherwise each delivery shows once more.

    `pushes_once`: what the service could not take is given up and is no message of anybody's then, as when people are
    told to try again; it is pushed without waiting for what was pushed before.
    `by_cursor`: what the service has read is known by its cursor and not by acknowledgements; `shuffled`: what has not
    been acknowledged comes in any order.
    """

    idempotent: bool = True
    by_cursor: bool = False
    pushes_once: bool = False
    shuffled: bool = False
    seed: int = 1
    accepted: list[Line] = field(default_factory=list[Line])
    entries: list[Entry] = field(default_factory=list[Entry])
    waiting: deque[Entry] = field(default_factory=deque[Entry])
    _receipts: dict[str, Line] = field(default_factory=dict[str, Line])
    _made: dict[str, str] = field(default_factory=dict[str, str])  # the place that was made for a person
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    # ---- what comes in

    def push(self, inbound: Line, again: bool = False) -> None:
        """Something has happened that the service is to be told."""
        entry = Entry(len(self.entries) + 1, inbound, again)
        self.entries.append(entry)
        self.waiting.append(entry)

    def connected(self, cursor: str | None) -> list[Entry]:
        """The service is there, for the first time or again: whatever it may not have taken is pushed.

        Returns what its cursor says it has taken.
        """
        read = int(cursor or 0) if self.by_cursor else 0
        taken = [entry for entry in self.entries[:read] if not entry.taken]
        for entry in taken:
            entry.taken = True
        left = [entry for entry in self.entries[read:] if self.by_cursor or not entry.taken]
        if self.shuffled:
            self._random.shuffle(left)
        self.waiting = deque(left)
        return taken

    def refused(self, number: int) -> None:
        """The service could not take it now."""
        entry = self.entries[number - 1]
        entry.again = True
        if not self.pushes_once:
            self.waiting.append(entry)

    # ---- what goes out

    def deliver(self, told: Line) -> Line:
        """Accept a delivery; the receipt."""
        key = told["key"]
        if self.idempotent and key in self._receipts:
            return self._receipts[key]
        number = len(self.accepted) + 1
        self.accepted.append(told)
        receipt = {"ref": told.get("replaces") or f"m{number}"}
        self._receipts[key] = receipt
        if told["kind"] == "OpenPlace":
            self._open(told, number)
        return receipt

    def _open(self, told: Line, number: int) -> None:
        room = f"made{number}"
        self._made.update(dict.fromkeys(told["invite"], room))
        place = {"id": {"adapter": "rig", "tenant": "rig", "room": room}, "kind": "room", "readers": 4}
        self.push({"$": "PlaceOpened", "key": f"opened{number}", "place": place, "order": told["key"]})

    def place_of(self, user: str) -> str | None:
        """The place that was made for somebody."""
        return self._made.get(user)

    # ---- accounts

    def left(self) -> int:
        """How many pushes have not been acknowledged."""
        return sum(not entry.taken for entry in self.entries)

    def taken(self) -> Iterator[str]:
        """The keys of all that the service has acknowledged."""
        return (entry.inbound["key"] for entry in self.entries if entry.taken)

    def account(self) -> dict[str, Any]:
        """All of it, for whoever checks."""
        return {
            "accepted": self.accepted,
            "taken": sorted(set(self.taken())),
            "pushed": len(self.entries),
            "repeated": sum(entry.pushed > 1 for entry in self.entries),
            "left": self.left(),
        }
