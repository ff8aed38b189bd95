"""Folding: the state after an event. Total, pure, without a clock; it computes no time and never refuses.

One small function an event, in a table that a test keeps complete.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from space_to_think.practice.model import Role
from space_to_think.session import events as e
from space_to_think.session.state import (
    Audience,
    Contribution,
    Keep,
    LastMove,
    Manner,
    Move,
    Number,
    OpenStage,
    Outcome,
    Participant,
    Phase,
    Question,
    QuestionKind,
    Reveal,
    Said,
    Session,
    Standing,
    Turns,
    Why,
)

V = TypeVar("V")
Fold = Callable[[Session, Any, datetime], Session]


def evolve(session: Session | None, record: e.Record) -> Session:
    """The session after this record. The first one of a history is always Requested."""
    event = record.event
    if isinstance(event, e.Requested):
        return requested(record, event)
    assert session is not None, "a history begins with Requested"
    session = FOLDS[type(event)](session, event, record.at)
    if not isinstance(event, e.BY_THE_CLOCK):
        kept = without(session.deadlines, "silence-erase")
        session = replace(session, last_step=record.at, deadlines=kept)
    return replace(session, version=record.version)


def fold(records: Iterable[e.Record]) -> Session:
    """The session that a whole history leads to."""
    session: Session | None = None
    for record in records:
        session = evolve(session, record)
    assert session is not None, "a history has at least one record"
    return session


# ---- small helpers over frozen mappings


def without(mapping: Mapping[str, V], *prefixes: str) -> Mapping[str, V]:
    """A copy without the names that are, or begin with `prefix:`, one of these."""
    heads = set(prefixes)
    if not any(name in heads or name.partition(":")[0] in heads for name in mapping):
        return mapping
    return {name: v for name, v in mapping.items() if name not in heads and name.partition(":")[0] not in heads}


def put(mapping: Mapping[Any, V], key: Any, value: V) -> Mapping[Any, V]:
    return {**mapping, key: value}


def person(session: Session, number: Number, **changes: Any) -> Session:
    """The session with one person changed; somebody new is added."""
    known = session.people.get(number) or Participant(number, Standing.INVITED)
    return replace(session, people=put(session.people, number, replace(known, **changes)))


def deadline(session: Session, name: str, at: datetime | None) -> Session:
    if at is None:
        return replace(session, deadlines={n: t for n, t in session.deadlines.items() if n != name})
    return replace(session, deadlines=put(session.deadlines, name, at))


def open_stage(session: Session) -> OpenStage:
    assert session.stage is not None, "decided only while a stage is open or paused"
    return session.stage


# ---- requesting and gathering


def requested(record: e.Record, event: e.Requested) -> Session:
    return Session(
        id=record.session,
        reference=event.reference,
        charter=event.charter,
        version=record.version,
        phase=Phase.GATHERING,
        round=1,
        reason=event.reason,
        pace=event.pace,
        plan=event.plan,
        requester=event.person,
        requested=record.at,
        last_step=record.at,
        people={event.person: Participant(event.person, Standing.AGREED, event.agency, invited_early=True)},
        title=event.title,
        readers=event.readers,
        deadlines={"start": event.start_by, "facilitate": event.facilitate_by},
    )


def place_ready(session: Session, event: e.PlaceReady, at: datetime) -> Session:
    readers = session.readers if event.readers is None else event.readers
    return replace(session, place_ready=True, readers=readers)


def place_gone(session: Session, event: e.PlaceGone, at: datetime) -> Session:
    return replace(session, place_ready=False)


def invited(session: Session, event: e.Invited, at: datetime) -> Session:
    early = session.phase is Phase.GATHERING
    session = person(session, event.person, standing=Standing.INVITED, invited_early=early)
    return deadline(session, "invitees", event.remind) if event.remind else session


def declined(session: Session, event: e.Declined, at: datetime) -> Session:
    return person(session, event.person, standing=Standing.DECLINED)


def asked_to_join(session: Session, event: e.AskedToJoin, at: datetime) -> Session:
    return person(session, event.person, standing=Standing.ASKING, agency=event.agency)


def joined(session: Session, event: e.Joined, at: datetime) -> Session:
    return person(session, event.person, standing=Standing.AGREED, agency=event.agency, said=None)


def agency_named(session: Session, event: e.AgencyNamed, at: datetime) -> Session:
    return person(session, event.person, agency=event.agency)


def invitees_reminded(session: Session, event: e.InviteesReminded, at: datetime) -> Session:
    return deadline(session, "invitees", None)


def facilitator_missing(session: Session, event: e.FacilitatorMissing, at: datetime) -> Session:
    return deadline(session, "facilitate", None)


def start_overdue(session: Session, event: e.StartOverdue, at: datetime) -> Session:
    return deadline(deadline(session, "start", None), "cancel", event.cancel_at)


def left(session: Session, event: e.PersonLeft, at: datetime) -> Session:
    return gone(session, event.person, Standing.LEFT)


def removed(session: Session, event: e.PersonRemoved, at: datetime) -> Session:
    return gone(session, event.person, Standing.REMOVED)


def gone(session: Session, number: Number, standing: Standing) -> Session:
    session = person(session, number, standing=standing, away=False, away_until=None)
    return deadline(session, f"back:{number}", None)


def away(session: Session, event: e.PersonAway, at: datetime) -> Session:
    session = person(session, event.person, away=True, away_until=event.until)
    return deadline(session, f"back:{event.person}", event.until)


def back(session: Session, event: e.PersonBack, at: datetime) -> Session:
    session = person(session, event.person, away=False, away_until=None)
    return deadline(session, f"back:{event.person}", None)


# ---- questions


def question_asked(session: Session, event: e.QuestionAsked, at: datetime) -> Session:
    voters = frozenset(event.voters)
    question = Question(event.question, event.kind, event.about, event.by, voters, event.needed, event.until, event.why)
    session = replace(session, questions=put(session.questions, event.question, question), asked=session.asked + 1)
    return deadline(session, f"question:{event.question}", event.until) if event.until else session


def voted(session: Session, event: e.Voted, at: datetime) -> Session:
    question = session.questions[event.question]
    yes, no = question.yes - {event.person}, question.no - {event.person}
    question = (
        replace(question, yes=yes | {event.person}, no=no)
        if event.yes
        else replace(question, yes=yes, no=no | {event.person})
    )
    return replace(session, questions=put(session.questions, event.question, question))


def question_closed(session: Session, event: e.QuestionClosed, at: datetime) -> Session:
    question = session.questions[event.question]
    rest = {name: q for name, q in session.questions.items() if name != event.question}
    session = deadline(replace(session, questions=rest), f"question:{event.question}", None)
    turned_away = question.kind is QuestionKind.LATE and event.outcome in (Outcome.REFUSED, Outcome.LAPSED)
    if turned_away and question.about is not None:
        return person(session, question.about, standing=Standing.DECLINED)
    return session


def role_taken(session: Session, event: e.RoleTaken, at: datetime) -> Session:
    session = replace(session, had=session.had | {(event.person, event.role)})
    if event.role is Role.FACILITATOR:
        cleared = without(session.deadlines, "facilitate", "successor")
        return replace(session, facilitator=event.person, leaving=False, deadlines=cleared)
    return replace(session, presenter=event.person)


def role_given_up(session: Session, event: e.RoleGivenUp, at: datetime) -> Session:
    if event.role is Role.FACILITATOR:
        return replace(session, facilitator=None, leaving=False)
    return replace(session, presenter=None)


def successor_wanted(session: Session, event: e.SuccessorWanted, at: datetime) -> Session:
    leaving = session.leaving or (event.why is Why.FACILITATOR and session.facilitator is not None)
    return deadline(replace(session, leaving=leaving), "successor", None)


# ---- the stages

MOVED: Final = ("stage", "remind", "successor", "nudge")


def stage_opened(session: Session, event: e.StageOpened, at: datetime) -> Session:
    begun_anew = event.move is Move.START and session.phase is not Phase.GATHERING  # with another presenter
    closed = session.last_move.stage if session.last_move and event.move is not Move.START else None
    last = None if begun_anew else LastMove(event.move, at, session.phase, closed)
    stage = OpenStage(event.stage, event.number, at, event.minimum, event.maximum, event.due)
    due = {**without(session.deadlines, *MOVED, "start", "cancel", "facilitate"), "stage": event.due}
    if event.nudge is not None:
        due["nudge"] = event.nudge
    session = fresh_turn(replace(session, phase=Phase.OPEN, stage=stage, deadlines=due, last_move=last))
    if event.number == 1 and event.move is Move.START:
        return replace(session, understood=None, confirmed=None, paused_why=None)
    return replace(session, paused_why=None)


def fresh_turn(session: Session) -> Session:
    """What people said of the stage before no longer counts."""
    people = {n: replace(p, said=None, answered=frozenset()) for n, p in session.people.items()}
    return replace(session, people=people)


def stage_closed(session: Session, event: e.StageClosed, at: datetime) -> Session:
    held = replace(open_stage(session), left=event.left)
    kept = {i: c for i, c in session.contributions.items() if c.keep is not Keep.STAGE or c.stage != event.stage}
    move = LastMove(Move.NEXT, at, session.phase, held)
    return replace(
        session,
        stage=replace(held, due=None),
        contributions=kept,
        last_move=move,
        deadlines=without(session.deadlines, *MOVED),
    )


def stage_due(session: Session, event: e.StageDue, at: datetime) -> Session:
    session = replace(session, stage=replace(open_stage(session), asked=True))
    return deadline(deadline(session, "stage", None), "remind", event.remind)


def reminded(session: Session, event: e.FacilitatorReminded, at: datetime) -> Session:
    session = replace(session, stage=replace(open_stage(session), reminded=True))
    return deadline(deadline(session, "remind", None), "successor", event.successor_at)


def nudged(session: Session, event: e.SpeakersNudged, at: datetime) -> Session:
    return deadline(session, "nudge", None)


def spoke(session: Session, event: e.Spoke, at: datetime) -> Session:
    who = session.people[event.person]
    turns = who.turns.get(event.stage, Turns())
    turns = replace(turns, **{event.manner.value: getattr(turns, event.manner.value) + 1})
    session = person(session, event.person, turns=put(who.turns, event.stage, turns), said=None)
    if event.manner is Manner.IN_TURN and not open_stage(session).spoken:
        return replace(session, stage=replace(open_stage(session), spoken=True))
    return session


def said_done(session: Session, event: e.SaidDone, at: datetime) -> Session:
    return person(session, event.person, said=Said.DONE)


def passed(session: Session, event: e.Passed, at: datetime) -> Session:
    return person(session, event.person, said=Said.PASS)


def everyone_done(session: Session, event: e.EveryoneDone, at: datetime) -> Session:
    return replace(session, stage=replace(open_stage(session), rest_told=True))


def extended(session: Session, event: e.Extended, at: datetime) -> Session:
    last = LastMove(Move.EXTEND, at, session.phase, replace(open_stage(session), left=event.left))
    stage = replace(open_stage(session), due=event.due, asked=False, reminded=False)
    due = {**without(session.deadlines, "remind", "successor"), "stage": event.due}
    return replace(session, stage=stage, deadlines=due, last_move=last)


def paused(session: Session, event: e.Paused, at: datetime) -> Session:
    held = replace(open_stage(session), due=None, left=event.left)
    # Only what the facilitator did is undone; a pause that came about by itself is left with `resume`.
    last = LastMove(Move.PAUSE, at, session.phase, held) if event.why is Why.ASKED else None
    due = without(session.deadlines, *MOVED)
    return replace(session, phase=Phase.PAUSED, stage=held, deadlines=due, last_move=last, paused_why=event.why)


def resumed(session: Session, event: e.Resumed, at: datetime) -> Session:
    last = LastMove(Move.RESUME, at, session.phase, session.stage)
    return running(replace(session, last_move=last), open_stage(session), event.due)


def running(session: Session, stage: OpenStage, due: datetime) -> Session:
    """The stage is open and has a time again."""
    stage = replace(stage, due=due, left=None, asked=False, reminded=False)
    deadlines = {**without(session.deadlines, *MOVED, "settle", "erase"), "stage": due}
    return replace(session, phase=Phase.OPEN, stage=stage, deadlines=deadlines, paused_why=None, ended=None)


def ended(session: Session, event: e.Ended, at: datetime) -> Session:
    held = replace(open_stage(session), due=None, left=event.left)
    last = LastMove(Move.END, at, session.phase, held)
    due = {n: t for n, t in without(session.deadlines, *MOVED).items() if n.startswith("plugin:")}
    due |= {"settle": event.settles, "erase": event.erase_at}
    return replace(session, phase=Phase.ENDED, stage=held, ended=at, deadlines=due, last_move=last)


def end_settled(session: Session, event: e.EndSettled, at: datetime) -> Session:
    kept = {i: c for i, c in session.contributions.items() if c.keep not in (Keep.END, Keep.STAGE)}
    people = {n: replace(p, turns={}) for n, p in session.people.items()}
    session = replace(session, contributions=kept, people=people, last_move=None, stage=None)
    return deadline(session, "settle", None)


def cancelled(session: Session, event: e.Cancelled, at: datetime) -> Session:
    return replace(session, phase=Phase.CANCELLED, questions={}, deadlines={}, last_move=None)


def move_undone(session: Session, event: e.MoveUndone, at: datetime) -> Session:
    last = session.last_move
    assert last is not None
    session = replace(session, last_move=None)
    if event.due is not None:
        assert last.stage is not None
        return running(session, last.stage, event.due)
    if event.left is not None:
        due = without(session.deadlines, *MOVED, "settle", "erase")
        why = session.paused_why or Why.ASKED
        held = replace(last.stage, due=None, left=event.left) if last.stage else None
        return replace(session, phase=Phase.PAUSED, stage=held, deadlines=due, paused_why=why, ended=None)
    assert event.start_by is not None
    back_to = {**without(session.deadlines, *MOVED), "start": event.start_by}
    return replace(session, phase=Phase.GATHERING, stage=None, deadlines=back_to)


def round_began(session: Session, event: e.RoundBegan, at: datetime) -> Session:
    return replace(
        session,
        phase=Phase.GATHERING,
        round=event.round,
        facilitator=None,
        presenter=None,
        described=False,
        stage=None,
        title=None,
        paused_why=None,
        understood=None,
        confirmed=None,
        questions={},
        unnamed={},
        further=False,
        ended=None,
        last_move=None,
        people={n: replace(p, turns={}) for n, p in fresh_turn(session).people.items()},
        deadlines={"start": event.start_by, "facilitate": event.facilitate_by},
    )


def round_described(session: Session, event: e.RoundDescribed, at: datetime) -> Session:
    return replace(session, reason=event.reason, pace=event.pace, plan=event.plan, title=event.title, described=True)


def further_wished(session: Session, event: e.FurtherWished, at: datetime) -> Session:
    return replace(session, further=True)


# ---- facts and contributions


def understood(session: Session, event: e.FactsUnderstood, at: datetime) -> Session:
    session = contributed(session, core(session, event.contribution, "understood", event.person))
    return replace(session, understood=event.contribution)


def corrected(session: Session, event: e.FactsCorrected, at: datetime) -> Session:
    session = contributed(session, core(session, event.contribution, "correction", event.person))
    return replace(session, understood=None)


def confirmed(session: Session, event: e.FactsConfirmed, at: datetime) -> Session:
    return replace(session, understood=None, confirmed=event.contribution)


def core(session: Session, id: str, kind: str, by: Number) -> Contribution:
    group, at_once, keep = Audience.GROUP, Reveal.AT_ONCE, Keep.RETENTION
    return Contribution(id, kind, by, session.round, open_stage(session).key, group, at_once, keep, revealed=True)


def contributed(session: Session, contribution: Contribution) -> Session:
    session = replace(session, contributions=put(session.contributions, contribution.id, contribution))
    speaks = session.charter.practice.stage(open_stage(session).key).speaks
    if session.role(contribution.by) in speaks and not open_stage(session).spoken:
        return replace(session, stage=replace(open_stage(session), spoken=True))
    return session


def given(session: Session, event: e.Given, at: datetime) -> Session:
    shown = event.reveal is Reveal.AT_ONCE
    session = contributed(
        session,
        Contribution(
            event.contribution, event.kind, event.person, session.round, event.stage, event.audience,
            event.reveal, event.keep, event.label, event.due, shown,
        ),
    )  # fmt: skip
    return answered(session, event.person, event.kind, done=event.reveal is Reveal.STAGE)


def given_unnamed(session: Session, event: e.GivenUnnamed, at: datetime) -> Session:
    count = session.unnamed.get(event.kind, 0) + 1
    shown = session.shown - {f"{session.round}.{event.kind}"}
    session = replace(session, unnamed=put(session.unnamed, event.kind, count), shown=shown)
    return answered(session, event.person, event.kind, done=True)


def answered(session: Session, number: Number, kind: str, *, done: bool) -> Session:
    """Giving what is shown together at the end of the stage is all that is asked of somebody there."""
    who = session.people[number]
    said = Said.DONE if done else who.said
    return person(session, number, answered=who.answered | {kind}, said=said)


def changed(session: Session, event: e.Changed, at: datetime) -> Session:
    return session


def withdrawn(session: Session, event: e.Withdrawn, at: datetime) -> Session:
    rest = {i: con for i, con in session.contributions.items() if i != event.contribution}
    return replace(session, contributions=rest)


def held_back(session: Session, event: e.HeldBack, at: datetime) -> Session:
    return replace(session, unnamed=put(session.unnamed, event.kind, session.unnamed[event.kind] - 1))


def revealed(session: Session, event: e.Revealed, at: datetime) -> Session:
    shown = {
        i: replace(con, revealed=True) if i in event.contributions else con for i, con in session.contributions.items()
    }
    named_only = event.count == len(event.contributions)
    together = session.shown if named_only else session.shown | {f"{session.round}.{event.kind}"}
    return replace(session, contributions=shown, shown=together)


# ---- plugins, and what leaves the state as it is


def remembered(session: Session, event: e.Remembered, at: datetime) -> Session:
    facts = put(session.memory.get(event.plugin, {}), event.key, event.fact)
    return replace(session, memory=put(session.memory, event.plugin, facts))


def wake_set(session: Session, event: e.WakeSet, at: datetime) -> Session:
    return deadline(session, f"plugin:{event.plugin}:{event.name}", event.at)


def woken(session: Session, event: e.Woken, at: datetime) -> Session:
    return deadline(session, f"plugin:{event.plugin}:{event.name}", None)


def tallied(session: Session, event: e.Tallied, at: datetime) -> Session:
    return replace(session, tallies=put(session.tallies, event.name, session.tallies.get(event.name, 0) + 1))


def erasure_warned(session: Session, event: e.ErasureWarned, at: datetime) -> Session:
    return deadline(session, "silence-erase", event.erase_at)


def erased(session: Session, event: e.Erased, at: datetime) -> Session:
    return replace(
        session, erased=True, contributions={}, unnamed={}, memory={}, questions={}, deadlines={}, last_move=None
    )


def unchanged(session: Session, event: e.Event, at: datetime) -> Session:
    return session


FOLDS: Final[Mapping[type, Fold]] = {
    e.PlaceReady: place_ready,
    e.PlaceGone: place_gone,
    e.Invited: invited,
    e.Declined: declined,
    e.AskedToJoin: asked_to_join,
    e.Joined: joined,
    e.AgencyNamed: agency_named,
    e.InviteesReminded: invitees_reminded,
    e.FacilitatorMissing: facilitator_missing,
    e.StartOverdue: start_overdue,
    e.PersonLeft: left,
    e.PersonRemoved: removed,
    e.PersonAway: away,
    e.PersonBack: back,
    e.QuestionAsked: question_asked,
    e.Voted: voted,
    e.QuestionClosed: question_closed,
    e.RoleTaken: role_taken,
    e.RoleGivenUp: role_given_up,
    e.SuccessorWanted: successor_wanted,
    e.StageOpened: stage_opened,
    e.StageClosed: stage_closed,
    e.StageDue: stage_due,
    e.FacilitatorReminded: reminded,
    e.SpeakersNudged: nudged,
    e.Spoke: spoke,
    e.SaidDone: said_done,
    e.Passed: passed,
    e.EveryoneDone: everyone_done,
    e.Extended: extended,
    e.Paused: paused,
    e.Resumed: resumed,
    e.Ended: ended,
    e.EndSettled: end_settled,
    e.Cancelled: cancelled,
    e.MoveUndone: move_undone,
    e.RoundBegan: round_began,
    e.RoundDescribed: round_described,
    e.FurtherWished: further_wished,
    e.FactsUnderstood: understood,
    e.FactsCorrected: corrected,
    e.FactsConfirmed: confirmed,
    e.Given: given,
    e.GivenUnnamed: given_unnamed,
    e.Changed: changed,
    e.Withdrawn: withdrawn,
    e.HeldBack: held_back,
    e.Revealed: revealed,
    e.ConcernFlagged: unchanged,
    e.PauseSuggested: unchanged,
    e.ProceduresShown: unchanged,
    e.Remembered: remembered,
    e.WakeSet: wake_set,
    e.Woken: woken,
    e.Tallied: tallied,
    e.ErasureWarned: erasure_warned,
    e.Erased: erased,
}
