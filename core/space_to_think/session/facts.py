"""The check of facts: the facilitator sums up, the presenter confirms or corrects, until it is right."""

from space_to_think.messages import Refusal
from space_to_think.practice.model import Closing
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, no
from space_to_think.session.events import FactsConfirmed, FactsCorrected, FactsUnderstood
from space_to_think.session.stages import of_practice
from space_to_think.session.state import Session


def elsewhere(session: Session) -> Refusal | None:
    return None if of_practice(session).closes is Closing.CONFIRM else no("facts-stage")


def understood(session: Session, command: c.Understood, context: Context) -> Decision:
    """Sum up, again too once it has been confirmed: what was confirmed stands until the new one is."""
    return elsewhere(session) or (FactsUnderstood(context.id, command.by),)


def correct(session: Session, command: c.Correct, context: Context) -> Decision:
    """Put it right. Before anything was summed up, this says what the facilitator has to know for it."""
    return elsewhere(session) or settled(session) or (FactsCorrected(context.id, command.by),)


def settled(session: Session) -> Refusal | None:
    """What was confirmed stays as it is, unless something new waits for an answer."""
    done = session.confirmed is not None and session.understood is None
    return no("facts-confirmed") if done else None


def confirm(session: Session, command: c.Confirm, context: Context) -> Decision:
    refused = elsewhere(session) or settled(session)
    if refused is not None:
        return refused
    if session.understood is None:
        return no("nothing-to-confirm")
    return (FactsConfirmed(session.understood),)
