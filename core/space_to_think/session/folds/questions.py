"""Folds of questions, and of the roles that are agreed by them."""

from datetime import datetime

from space_to_think.practice.model import Role
from space_to_think.session import events as e
from space_to_think.session.folds.common import deadline, person, put, without
from space_to_think.session.state import Outcome, Phase, Question, QuestionKind, Session, Standing, Why
from space_to_think.session.values import replace


def question_asked(session: Session, event: e.QuestionAsked, at: datetime) -> Session:
    voters = frozenset(event.voters)
    question = Question(event.question, event.kind, event.about, event.by, voters, event.needed, event.until, event.why)
    session = replace(session, questions=put(session.questions, event.question, question), asked=session.asked + 1)
    return deadline(session, f"question:{event.question}", event.until)


def voted(session: Session, event: e.Voted, at: datetime) -> Session:
    question = session.questions[event.question]
    yes, no = question.yes - {event.person}, question.no - {event.person}
    if event.yes:
        yes |= {event.person}
    else:
        no |= {event.person}
    return replace(session, questions=put(session.questions, event.question, replace(question, yes=yes, no=no)))


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
        # Whoever takes over has not been silent.
        stage = session.stage and replace(session.stage, reminded=False, silent=False)
        return replace(session, facilitator=event.person, leaving=False, stage=stage, deadlines=cleared)
    session = replace(session, presenter=event.person)
    if session.phase is Phase.PAUSED:  # the stage that was open belongs to the presenter before
        return replace(session, anew=True, last_move=None)
    return replace(session, described=session.round == 1)


def role_given_up(session: Session, event: e.RoleGivenUp, at: datetime) -> Session:
    if event.role is Role.FACILITATOR:
        return replace(session, facilitator=None, leaving=False)
    return replace(session, presenter=None)


def successor_wanted(session: Session, event: e.SuccessorWanted, at: datetime) -> Session:
    leaving = session.leaving or (event.why is Why.FACILITATOR and session.facilitator is not None)
    stage = session.stage and replace(session.stage, silent=session.stage.silent or event.why is Why.SILENT)
    return deadline(replace(session, leaving=leaving, stage=stage), "successor", None)
