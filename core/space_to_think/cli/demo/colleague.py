"""One simulated colleague: sees what is delivered, and says what to do about it and when. Pure, no clock of its own.

A colleague knows the story's lines for the own seat and a few habits: to join when asked, to agree, and, whoever
facilitates, to begin and to move on. Everything else is the story's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from space_to_think.cli.demo.story import Actor, Line, Reaction, Story
from space_to_think.cli.demo.tempo import Tempo
from space_to_think.delivery import Post
from space_to_think.rendered import Gauge, RenderedButton


class How(StrEnum):
    SAY = "say"
    CALL = "call"
    PRESS = "press"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a colleague is going to do. `stage` is "round.number": it is dropped when another one opens."""

    id: str
    who: str
    at: datetime
    how: How
    text: str  # what is said, or the words
    label: str = ""  # of a button
    seen: str | None = None
    stage: str | None = None
    put_offs: int = 0

    def put_off(self, at: datetime) -> "Act":
        """The same, later."""
        return replace(self, at=at, put_offs=self.put_offs + 1)


@dataclass(frozen=True, slots=True)
class Habit:
    """What to do with a button: `after` seconds, and `apart` more for each seat further down the list."""

    after: float
    apart: float = 0
    facilitates: bool = False  # only whoever plays the facilitator
    invited: bool = False  # not the presenter: whoever asks for a session takes part in it
    alone: bool = False  # only where nobody else sees the button
    card: bool = True  # also on the cards that live above the talk


HABITS: Final[Mapping[str, Habit]] = {
    "join": Habit(8, 9, invited=True),
    "agree": Habit(10, 6, alone=True),
    # Once all have joined: their votes are enough, and nobody is stuck who reads on and does not answer.
    "facilitator": Habit(50, facilitates=True),
    "start": Habit(40, facilitates=True),
    "next": Habit(6, facilitates=True, alone=True, card=False),
    "end": Habit(15, facilitates=True, alone=True, card=False),
}


class Colleague:
    """Plays one seat. `place` is the seat's number, so that not everybody answers in the same second."""

    def __init__(self, actor: Actor, place: int, story: Story, tempo: Tempo) -> None:
        self.actor = actor
        self.done: set[str] = set()
        self.times: dict[str, int] = {}
        self.stage: str | None = None
        self._place = place
        self._story = story
        self._tempo = tempo

    def sees(self, post: Post, private: bool, now: datetime) -> list[Act]:
        """What to do about a message, or about a card that has changed."""
        acts: list[Act] = []
        pressable = post.card.pressable(shared=not private)
        seen = next((button.seen for button in pressable if button.seen), None)
        if post.slot == "card" and seen is not None and seen != self.stage:
            self.stage = seen
            acts += self._cues(seen, _span(post), now)
        for button in pressable:
            acts += self._habit(button, post, private, now)
        if private and post.replaces is None:
            acts += self._reactions(pressable, now)
        return [act for act in acts if self._first_time(act)]

    def _cues(self, stage: str, span: tuple[datetime, datetime] | None, now: datetime) -> Iterator[Act]:
        number = int(stage.partition(".")[2])
        if number > 0:
            opened, due = span or (now, self._tempo.due(number, now))
            for cue in self._story.stages.get(self._tempo.stages[number - 1], ()):
                if self._mine(cue.line):
                    at = max(now, self._tempo.share(opened, due, cue.at))
                    yield self._line(cue.line, f"{stage}/{cue.line.id}", at, stage)

    def _habit(self, button: RenderedButton, post: Post, private: bool, now: datetime) -> Iterator[Act]:
        word = button.words.split()[0]
        habit = HABITS.get(word)
        if habit is None or (habit.facilitates and self.actor.seat != "facilitator"):
            return
        if habit.invited and self.actor.seat == "presenter":
            return
        if (habit.alone and not private) or (not habit.card and post.slot is not None):
            return
        at = self._tempo.later(now, habit.after + habit.apart * self._place)
        # A button of a stage is pressed once in that stage, another one once.
        act_id = f"{button.seen or ''}/{button.words}"
        yield Act(act_id, self.actor.key, at, How.PRESS, button.words, button.label, button.seen, button.seen)

    def _reactions(self, pressable: tuple[RenderedButton, ...], now: datetime) -> Iterator[Act]:
        mine = [reaction for reaction in self._story.reactions if self._mine(reaction.line)]
        for words in dict.fromkeys(reaction.button for reaction in mine):
            button = next((b for b in pressable if f"{b.words} ".startswith(f"{words} ")), None)
            if button is not None:
                self.times[words] = self.times.get(words, 0) + 1
                fit = (r for r in mine if r.button == words and r.time == self.times[words])
                yield from (self._reaction(reaction, button, now) for reaction in fit)

    def _reaction(self, reaction: Reaction, button: RenderedButton, now: datetime) -> Act:
        act = self._line(reaction.line, reaction.line.id, self._tempo.later(now, reaction.after), self.stage)
        if reaction.line.text:
            return act
        return replace(act, how=How.PRESS, text=button.words, label=button.label, seen=button.seen)

    def _mine(self, line: Line) -> bool:
        return line.seat == self.actor.seat and line.live in (None, self._tempo.pace.live)

    def _line(self, line: Line, key: str, at: datetime, stage: str | None) -> Act:
        return Act(key, self.actor.key, at, How.CALL if line.call else How.SAY, line.text, stage=stage)

    def _first_time(self, act: Act) -> bool:
        if act.id in self.done:
            return False
        self.done.add(act.id)
        return True


def _span(post: Post) -> tuple[datetime, datetime] | None:
    for line in post.card.lines:
        if isinstance(line, Gauge) and line.opened is not None and line.due is not None:
            return line.opened, line.due
    return None
