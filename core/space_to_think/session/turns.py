"""Whose turn it is: plain messages told apart and counted, `done` and `pass`, and when everyone is done.

The facilitator may always guide. Nothing that people write is kept here, only how often they wrote.
"""

from space_to_think.practice.model import Closing, Role
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import Event, EveryoneDone, Given, Passed, SaidDone, Spoke
from space_to_think.session.stages import of_practice, stale, the_stage
from space_to_think.session.state import Keep, Manner, Phase, Reveal, Said, Session


def manner(session: Session, role: Role) -> Manner:
    """How a message by somebody in this role stands to the turn of the open stage."""
    if role in of_practice(session).speaks:
        return Manner.IN_TURN
    return Manner.GUIDING if role is Role.FACILITATOR else Manner.OUT_OF_TURN


def speak(session: Session, command: c.Speak, context: Context) -> Decision:
    """Count a plain message. In some stages one in turn is a contribution, which its author can take out."""
    if session.phase is not Phase.OPEN:
        return ()
    role, stage = session.role(command.by), of_practice(session)
    spoke = spoken(session, command.by)
    kind = context.kinds.get(stage.plain or "")
    if not command.kept or spoke.manner is not Manner.IN_TURN or kind is None or role not in kind.roles:
        return (spoke,)
    if given_by(session, command.by, kind.name) >= kind.limit:
        return (spoke,)
    # Everybody has seen it already, so there is nothing left to reveal or to keep anonymous.
    label = kind.labels[0] if kind.labels else None
    at_once = Reveal.AT_ONCE
    given = Given(context.id, kind.name, command.by, stage.key, kind.audience, at_once, Keep.RETENTION, label)
    return spoke, given


def spoken(session: Session, number: int, contribution: str | None = None) -> Spoke:
    """Somebody is heard: by a plain message, or by what the bot posts for them."""
    return Spoke(number, of_practice(session).key, manner(session, session.role(number)), contribution)


def given_by(session: Session, number: int, kind: str) -> int:
    """How many of a kind somebody has given in this round."""
    mine = (con for con in session.contributions.values() if con.by == number and con.kind == kind)
    return sum(con.round == session.round for con in mine)


def done(session: Session, command: c.Done, context: Context) -> Decision:
    if stale(session, command.seen):
        return no("stale")
    return said(session, SaidDone(command.by), Said.DONE, context)


def pass_on(session: Session, command: c.Pass, context: Context) -> Decision:
    return said(session, Passed(command.by), Said.PASS, context)


def said(session: Session, event: SaidDone | Passed, what: Said, context: Context) -> Decision:
    if session.role(event.person) not in of_practice(session).speaks:
        return no("not-your-turn")
    if session.people[event.person].said is what:
        return no("said-already")
    return (event, *everyone_done(after(session, (event,), context.now)))


def everyone_done(session: Session) -> tuple[Event, ...]:
    """Tell the facilitator, once a stage. Their own word is not awaited; facts wait for `confirm`."""
    if session.phase is not Phase.OPEN or the_stage(session).rest_told:
        return ()
    if of_practice(session).closes is Closing.CONFIRM:
        return ()
    awaited = [p for p in session.speakers() if p.number != session.facilitator]
    if not awaited or any(p.said is None and not p.away for p in awaited):
        return ()
    return (EveryoneDone(the_stage(session).key),)
