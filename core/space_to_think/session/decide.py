"""The one door of a session: every command comes in here, and either events or a refusal come out.

`decide` is pure: what it may know is in its arguments. The table says who may do what in which state; the modules by
subject hold the conditions that go beyond it. Events are decided, never applied, here: `evolve` folds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from space_to_think.session import (
    answers,
    concerns,
    contributions,
    deadlines,
    facts,
    gathering,
    leaving,
    roles,
    rounds,
    stages,
    tables,
    timing,
    turns,
    undo,
)
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.context import Context, Decision, after
from space_to_think.session.state import Audience, Keep, Number, Session, Standing


def decide(session: Session | None, command: c.Command, context: Context) -> Decision:
    """What follows from a command: events, or a refusal as a value. Nothing else changes either way."""
    if isinstance(command, c.Request):
        assert session is None, "a session is requested once"
        return gathering.request(command, context)
    assert session is not None, "only a request comes before the session"
    by: Number | None = getattr(command, "by", None)
    if not tables.may(session, by, type(command)):
        return () if session.erased and by is None else tables.refusal(session, by, type(command))
    returned = back_first(session, command, by)
    decision = route(after(session, returned, context.now), command, context)
    return (*returned, *decision) if isinstance(decision, tuple) else decision


UNTRACED: Final = (c.Away, c.Flag, c.SuggestPause, c.ShowProcedures)


def back_first(session: Session, command: c.Command, by: Number | None) -> tuple[e.Event, ...]:
    """Whoever does something is no longer away. Nothing tells who had a concern, so that does not count."""
    person = session.people.get(by or 0)
    if person is None or not person.away or isinstance(command, UNTRACED):
        return ()
    return (e.PersonBack(person.number),) if person.standing is Standing.AGREED else ()


def route(session: Session, command: c.Command, context: Context) -> Decision:
    match command:
        case c.Speak():  # by far the most frequent
            return turns.speak(session, command, context)
        case c.Request():
            raise AssertionError("a session is requested once")
        case c.MarkPlaceReady():
            return gathering.place_ready(session, command)
        case c.MarkPlaceGone():
            return gathering.place_gone(session, context)
        case c.Invite():
            return gathering.invite(session, command, context)
        case c.Join():
            return roles.join(session, command, context)
        case c.Decline():
            return gathering.decline(session, command)
        case c.NameAgency():
            return gathering.name_agency(session, command)
        case c.Leave():
            return leaving.leave(session, command, context)
        case c.Away():
            return leaving.away(session, command, context)
        case c.Remove():
            return leaving.remove(session, command, context)
        case c.Propose():
            return roles.propose(session, command, context)
        case c.Answer():
            return answers.answer(session, command, context)
        case c.Start():
            return stages.start(session, command, context)
        case c.Next():
            return stages.move_on(session, command, context)
        case c.Back():
            return stages.back(session, command, context)
        case c.Undo():
            return undo.undo(session, command, context)
        case c.Extend():
            return timing.extend(session, command, context)
        case c.Pause():
            return timing.pause(session, command, context)
        case c.Resume():
            return timing.resume(session, command, context)
        case c.End():
            return stages.end(session, command, context)
        case c.Cancel():
            return stages.cancel(session, command, context)
        case c.Done():
            return turns.done(session, command, context)
        case c.Pass():
            return turns.pass_on(session, command, context)
        case c.Understood():
            return facts.understood(session, command, context)
        case c.Correct():
            return facts.correct(session, command, context)
        case c.Confirm():
            return facts.confirm(session, command, context)
        case c.Give():
            return contributions.give(session, command, context)
        case c.Change():
            return contributions.change(session, command)
        case c.Withdraw():
            return contributions.withdraw(session, command)
        case c.HoldBack():
            return contributions.hold_back(session, command)
        case c.Flag():
            return concerns.flag(session, command)
        case c.SuggestPause():
            return concerns.suggest_pause(session, command)
        case c.ShowProcedures():
            return concerns.show_procedures(session, command)
        case c.Again():
            return rounds.again(session, command, context)
        case c.Describe():
            return rounds.describe(session, command, context)
        case c.Further():
            return rounds.further(session, command)
        case c.Keep():
            return kept(command)
        case c.Erase():
            return (e.Erased(command.why),)
        case c.Tick():
            return deadlines.tick(session, context)
        case _:
            assert_never(command)


def kept(command: c.Keep) -> tuple[e.Event, ...]:
    """A plugin's effects as events of the core, so that replay runs no plugin."""
    facts_kept = tuple(e.Remembered(command.plugin, key, fact) for key, fact in command.facts)
    wakes = tuple(e.WakeSet(command.plugin, name, at) for name, at in command.wakes)
    return (*facts_kept, *wakes, *(e.Tallied(name) for name in command.tallies))


# ---- the words that people typed, for the store to seal beside the events


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody typed, to be sealed under `id`. `by` None: anonymous, kept without author, time or order."""

    id: str
    kind: str
    by: Number | None
    text: str
    round: int
    stage: str | None
    audience: Audience
    keep: Keep


# What people's words may come with: those that `content_of` has a case for, as a test holds.
WORDED: Final = frozenset({e.Requested, e.RoundDescribed, e.Paused, e.FactsUnderstood, e.FactsCorrected, e.Given,
                           e.GivenUnnamed, e.Changed})  # fmt: skip


def contents(session: Session, command: c.Command, events: Sequence[e.Event], context: Context) -> tuple[Content, ...]:
    """What is to be sealed for these events; `session` is as it is after them."""
    found = (content_of(session, command, event, context) for event in events if type(event) in WORDED)
    return tuple(content for content in found if content is not None)


def content_of(session: Session, command: c.Command, event: e.Event, context: Context) -> Content | None:
    group, kept_long = Audience.GROUP, Keep.RETENTION
    stage = session.stage.key if session.stage else None

    def core(id: str | None, kind: str, by: Number, text: str | None) -> Content | None:
        return Content(id, kind, by, text, session.round, stage, group, kept_long) if id and text else None

    match event, command:
        case e.Requested(), c.Request():
            return core(event.title, "title", command.by, command.title)
        case e.RoundDescribed(), c.Describe():
            return core(event.title, "title", command.by, command.title)
        case e.Paused(), c.Pause():
            return core(event.reason, "reason", command.by, command.text)
        case e.FactsUnderstood(), c.Understood():
            return core(event.contribution, "understood", command.by, command.text)
        case e.FactsCorrected(), c.Correct():
            return core(event.contribution, "correction", command.by, command.text)
        case e.Given(), c.Give() | c.Speak():
            return Content(
                event.contribution, event.kind, event.person, command.text, session.round, event.stage,
                event.audience, event.keep,
            )  # fmt: skip
        case e.GivenUnnamed(), c.Give():
            kind = context.kinds[event.kind]
            return Content(
                context.id, event.kind, None, command.text, session.round, event.stage, kind.audience, kind.keep
            )
        case e.Changed(), c.Change():
            mine = session.contributions[event.contribution]
            return Content(mine.id, mine.kind, mine.by, command.text, mine.round, mine.stage, mine.audience, mine.keep)
        case _:
            return None
