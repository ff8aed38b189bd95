"""The check of facts: the facilitator sums up, the presenter confirms or corrects, until it is right."""

from space_to_think.messages import Refusal
from space_to_think.practice.model import Closing
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, no
from space_to_think.session.events import FactsConfirmed, FactsCorrected, FactsUnderstood
from space_to_think.session.stages import of_practice
from space_to_think.session.state import Session


def unfit(session: Session) -> Refusal | None:
    if of_practice(session).closes is not Closing.CONFIRM:
        return no("facts-stage")
    if session.confirmed is not None:
        return no("facts-confirmed")
    return None


def understood(session: Session, command: c.Understood, context: Context) -> Decision:
    return unfit(session) or (FactsUnderstood(context.id, command.by),)


def correct(session: Session, command: c.Correct, context: Context) -> Decision:
    return unfit(session) or (FactsCorrected(context.id, command.by),)


def confirm(session: Session, command: c.Confirm, context: Context) -> Decision:
    refused = unfit(session)
    if refused is not None:
        return refused
    if session.understood is None:
        return no("nothing-to-confirm")
    return (FactsConfirmed(session.understood),)
