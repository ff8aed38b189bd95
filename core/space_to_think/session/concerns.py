"""Concerns: the event keeps kind and stage, and no person, unless they choose that the facilitator is told."""

from space_to_think.session import commands as c
from space_to_think.session.context import Decision, no
from space_to_think.session.events import ConcernFlagged, PauseSuggested, ProceduresShown
from space_to_think.session.state import Concern, Session


def flag(session: Session, command: c.Flag) -> Decision:
    return (ConcernFlagged(command.concern, session.stage.key if session.stage else None),)


def suggest_pause(session: Session, command: c.SuggestPause) -> Decision:
    """Tell the facilitator that somebody asks for a pause. Never offered for an allegation."""
    if command.concern is Concern.ALLEGATION:
        return no("suggest-allegation")
    if session.facilitator is None:
        return no("suggest-no-facilitator")
    if command.by == session.facilitator:
        return no("suggest-self")
    if command.named:
        return (PauseSuggested(command.by, command.concern),)
    return (PauseSuggested(None, None),)


def show_procedures(session: Session, command: c.ShowProcedures) -> Decision:
    if command.concern is not Concern.DISAGREEMENT:
        return no("show-only-disagreement")
    return (ProceduresShown(command.concern),)
