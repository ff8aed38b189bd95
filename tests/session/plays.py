"""Twelve sessions that are different from each other, from the first word to the last.

    PYTHONHASHSEED=0 python -m tests.session.plays

writes their histories, and the state that each leads to, into `histories`. What is there already stays: a history is
what an earlier version of the program has written, and today's has to read it. Take a file away to have it made anew.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from space_to_think.practice.model import Role
from space_to_think.practice.pace import parse_pace
from space_to_think.session import commands as c
from space_to_think.session.codec import dump_event, dump_snapshot, load_event
from space_to_think.session.events import Record
from space_to_think.session.state import Concern, Reason, Session
from space_to_think.testing.sessions import CONSULTANT, FACILITATOR, OTHER, PRESENTER, UNNAMED, Walk

HISTORIES = Path(__file__).parent / "histories"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def talk(walk: Walk, *people: int) -> None:
    """Some say something, and say that they are done."""
    for number in people:
        walk.wait(MINUTE / 6)
        walk.do(c.Speak(number, "What somebody says."))
    for number in people:
        walk.do(c.Done(number))


def through(walk: Walk) -> Walk:
    """All six stages, each with something in it, and the end."""
    walk.to("offload")
    talk(walk, PRESENTER)
    walk.to("facts")
    walk.do(c.Understood(FACILITATOR, "Not quite."))
    walk.do(c.Correct(PRESENTER, "It is more like this."))
    walk.to("exploration")
    talk(walk, PRESENTER, CONSULTANT, OTHER)
    walk.do(c.Give(CONSULTANT, "parked", "A thought for later."))
    walk.to("strengths")
    for number in (CONSULTANT, OTHER):
        walk.do(c.Give(number, "strength", "You were patient."))
    walk.to("reflection")
    walk.do(c.Speak(CONSULTANT, "An idea."))
    walk.do(c.Give(OTHER, "idea", "A strategy.", "strategy"))
    walk.do(c.Give(PRESENTER, "note", "To remember."))
    walk.to("next_steps")
    walk.do(c.Give(PRESENTER, "summary", "What I take away."))
    walk.do(c.Give(PRESENTER, "action", "To call them.", due=walk.now + 7 * DAY))
    return walk.to("ended")


def guided() -> Walk:
    walk = through(Walk("guided"))
    walk.do(c.Further(CONSULTANT))
    walk.wait(HOUR)
    return walk


def full() -> Walk:
    walk = Walk("full", people=6, moves_on=True).to("offload")
    walk.do(c.Flag(CONSULTANT, Concern.DISAGREEMENT))
    walk.do(c.SuggestPause(CONSULTANT, True, Concern.DISAGREEMENT))
    walk.do(c.ShowProcedures(CONSULTANT, Concern.DISAGREEMENT))
    walk.do(c.Keep("questions", (("asked", 3), ("at", walk.now)), (("remind", walk.now + MINUTE),), ("asked",)))
    walk.wait(14 * MINUTE)  # without a word it does not move out of Offload by itself
    walk.do(c.Resume(FACILITATOR))
    walk.do(c.Speak(PRESENTER, "Sorry, here it is."))
    walk.do(c.Extend(FACILITATOR, minutes=1))
    walk.wait(5 * MINUTE)
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Answer(FACILITATOR, True))
    walk.wait(2 * HOUR)  # and not out of Next steps
    return walk


def minutes() -> Walk:
    walk = Walk("45m", people=3).to("exploration")
    walk.do(c.Pause(FACILITATOR, "A short break."))
    walk.wait(HOUR)
    walk.do(c.Resume(FACILITATOR))
    walk.do(c.Leave(CONSULTANT))  # fewer than three
    walk.do(c.Invite(FACILITATOR, (9, 10)))
    walk.do(c.Join(9, "south"))
    walk.do(c.Decline(10))
    walk.do(c.Resume(FACILITATOR))
    walk.do(c.Join(CONSULTANT, "south"))
    walk.wait(12 * HOUR)
    return walk.to("ended")


def over_days() -> Walk:
    walk = Walk("async", people=6, start=datetime(2026, 3, 24, 10, 0, tzinfo=UTC)).to("offload")
    talk(walk, PRESENTER)
    walk.do(c.Away(6, walk.now + 3 * DAY))
    walk.wait(DAY)
    walk.to("exploration")
    talk(walk, CONSULTANT)
    walk.do(c.Join(9, None))
    walk.do(c.Answer(FACILITATOR, True))
    walk.wait(4 * DAY)
    walk.do(c.Extend(FACILITATOR, days=1))
    walk.wait(4 * DAY)
    walk.do(c.Away(FACILITATOR, None))  # falls ill
    walk.agree(c.Propose(OTHER, Role.FACILITATOR, OTHER))
    for _ in range(2):
        walk.do(c.Next(OTHER))
        for question in list(walk.session.questions):
            walk.do(c.Answer(OTHER, True, question))
    walk.wait(8 * DAY)
    walk.do(c.End(OTHER))
    walk.do(c.Answer(OTHER, True))
    walk.wait(HOUR)
    return walk


def five_days() -> Walk:
    walk = Walk("5d", people=5).to("gathering")
    walk.do(c.Invite(PRESENTER, (9,)))
    walk.wait(2 * DAY)
    walk.do(c.NameAgency(CONSULTANT, None))
    walk.to("facts")
    walk.wait(5 * DAY)  # asked, reminded, and a successor looked for
    walk.do(c.Leave(FACILITATOR))
    walk.agree(c.Propose(CONSULTANT, Role.FACILITATOR, CONSULTANT))
    walk.do(c.Remove(CONSULTANT, OTHER))
    walk.do(c.Answer(CONSULTANT, True))
    walk.wait(40 * DAY)  # nobody does anything any more
    return walk


def another_round() -> Walk:
    walk = through(Walk("guided", people=5))
    walk.wait(MINUTE)
    walk.agree(c.Again(CONSULTANT))
    for question in list(walk.session.questions.values()):
        for number in sorted(question.voters):
            if question.id in walk.session.questions:
                walk.do(c.Answer(number, True, question.id))
    pace = parse_pace("full")
    assert pace is not None
    walk.do(c.Describe(FACILITATOR, Reason.NETWORK, pace, "Another question"))
    walk.do(c.Start(PRESENTER))  # roles have changed
    walk.do(c.Next(PRESENTER))
    walk.do(c.End(PRESENTER))
    walk.do(c.Answer(PRESENTER, True))
    walk.agree(c.Again(CONSULTANT))
    walk.do(c.Cancel(PRESENTER))
    return walk


def another_presenter() -> Walk:
    walk = Walk("guided", people=5).to("facts")
    walk.do(c.Understood(FACILITATOR, "What I have understood."))
    walk.do(c.Leave(PRESENTER))
    walk.do(c.Propose(CONSULTANT, Role.PRESENTER, OTHER))
    for number in (FACILITATOR, 5, OTHER):
        walk.do(c.Answer(number, True))
    walk.do(c.Speak(OTHER, "What I bring instead."))
    walk.do(c.Next(FACILITATOR))
    walk.do(c.MarkPlaceGone())
    walk.do(c.MarkPlaceReady(6))
    walk.do(c.Resume(FACILITATOR))
    return walk


def without_names() -> Walk:
    walk = Walk("guided", people=6, kinds=UNNAMED).to("strengths")
    for number in (FACILITATOR, CONSULTANT, OTHER):
        walk.do(c.Give(number, "strength", "You were patient."))
    walk.do(c.Speak(5, "And kind."))
    walk.do(c.HoldBack(FACILITATOR, walk.contents[-2].id, "strength"))
    walk.do(c.Pass(6))
    walk.move_on()
    mine = walk.contents[-1].id
    walk.do(c.Change(5, mine, "And very kind."))
    walk.do(c.Withdraw(5, mine))
    return walk.to("ended")


def every_move_undone() -> Walk:
    walk = Walk("guided").to("gathering")

    def undo() -> None:
        walk.wait(MINUTE)
        walk.do(c.Undo(FACILITATOR))

    walk.do(c.Start(FACILITATOR))
    undo()
    walk.to("exploration")
    for move in (c.Next, c.Back, c.Extend, c.Pause):
        walk.do(move(FACILITATOR))
        undo()
    walk.do(c.Pause(FACILITATOR))
    walk.do(c.Resume(FACILITATOR))
    undo()
    walk.agree(c.End(FACILITATOR))
    undo()
    walk.do(c.Resume(FACILITATOR))
    walk.agree(c.End(FACILITATOR))
    undo()
    return walk


def cancelled() -> Walk:
    walk = Walk("guided")
    walk.do(c.Request(PRESENTER, "STT-1", Reason.DEBRIEF, walk.pace, walk.charter, None, "A title", 7))
    walk.do(c.Join(2, None))
    walk.agree(c.Propose(PRESENTER, Role.FACILITATOR, PRESENTER))
    walk.do(c.Leave(PRESENTER))
    walk.do(c.Leave(2))  # nobody is left
    return walk


def never_started() -> Walk:
    walk = Walk("async", people=2).to("requested")
    walk.do(c.Join(2, "south"))
    walk.wait(10 * DAY)
    return walk


def facilitator_lost() -> Walk:
    walk = Walk("guided", people=6).to("offload")
    walk.do(c.Join(9, "south"))
    walk.do(c.Leave(FACILITATOR))
    walk.do(c.Leave(FACILITATOR))
    walk.do(c.Leave(PRESENTER))
    walk.agree(c.Propose(CONSULTANT, Role.PRESENTER, CONSULTANT))
    walk.agree(c.Propose(OTHER, Role.FACILITATOR, OTHER))
    walk.do(c.Answer(OTHER, False))  # not let in
    walk.do(c.Resume(OTHER))  # it starts anew
    walk.do(c.Join(FACILITATOR, "south"))
    return walk


PLAYS: Mapping[str, Callable[[], Walk]] = {
    "guided": guided,
    "full": full,
    "45m": minutes,
    "async": over_days,
    "5d": five_days,
    "another-round": another_round,
    "another-presenter": another_presenter,
    "without-names": without_names,
    "undone": every_move_undone,
    "cancelled": cancelled,
    "never-started": never_started,
    "facilitator-lost": facilitator_lost,
}


# ---- as files


def write(records: Iterable[Record]) -> str:
    """One record a line."""
    return "".join(json.dumps(line(record), ensure_ascii=False) + "\n" for record in records)


def line(record: Record) -> dict[str, Any]:
    name, shape, data = dump_event(record.event)
    at = record.at.isoformat()
    return {"session": record.session, "version": record.version, "at": at, "type": name, "shape": shape, "data": data}


def read(path: Path) -> list[Record]:
    """The records of a history; old shapes are lifted."""
    lines = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    return [
        Record(
            known["session"],
            known["version"],
            datetime.fromisoformat(known["at"]),
            load_event(known["type"], known["shape"], known["data"]),
        )
        for known in lines
    ]


def state(session: Session) -> str:
    return json.dumps(json.loads(dump_snapshot(session)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    for name, play in PLAYS.items():
        path = HISTORIES / f"{name}.jsonl"
        if not path.exists():
            walk = play()
            path.write_text(write(walk.records), encoding="utf-8")
            path.with_suffix(".state.json").write_text(state(walk.session), encoding="utf-8")


if __name__ == "__main__":
    main()
