"""Questions and roles: who is asked, what they said, what came of it.

A question stands in a slot of its own in each voter's direct chat, so that it is answered, and then put away, in place.
"""

from collections.abc import Iterator

from space_to_think.cards.parts import (
    CHOICES,
    CONCERN,
    PROPOSALS,
    answer_buttons,
    button,
    present,
    question_text,
    under_way,
)
from space_to_think.messages import Line, Message, OfPractice, Text, Until, Who
from space_to_think.practice.model import Role
from space_to_think.session import events as e
from space_to_think.session.roles import sought
from space_to_think.session.state import Number, Outcome, Phase, Question, QuestionKind, Session, Why
from space_to_think.speech.scene import Scene


def slot(question: str) -> str:
    return f"question-{question}"


def asked(scene: Scene, event: e.QuestionAsked) -> Iterator[Message]:
    """Each voter privately. Whoever proposed it to others has said yes already."""
    question = scene.after.questions[event.question]
    for number in event.voters:
        if number != event.by or len(event.voters) == 1:
            yield _ask(scene, question, number)
    if event.about == event.by and event.about is not None and event.kind is not QuestionKind.LATE:
        until = () if question.until is None else (Text("told-proposed-until", {"until": Until(question.until)}),)
        yield scene.tell(event.about, Text("told-proposed-self"), *until)


def _ask(scene: Scene, question: Question, number: Number) -> Message:
    until = _by_when(question) if question.kind in PROPOSALS else ()
    lines = (question_text(question, number), *until)
    return scene.tell(number, *lines, buttons=(*answer_buttons(question), CONCERN), slot=slot(question.id), call=True)


def _by_when(question: Question) -> tuple[Line, ...]:
    return () if question.until is None else (Text("ask-until", {"until": Until(question.until)}),)


def voted(scene: Scene, event: e.Voted) -> Iterator[Message]:
    """A question to one person alone is closed by their answer, which says enough."""
    question = scene.after.questions[event.question]
    if len(question.voters) > 1:
        said = Text("told-voted", {"yes": event.yes})
        other = button(f"{'disagree' if event.yes else 'agree'} {question.id}", discreet=True)
        lines = (question_text(question, event.person), said, *_by_when(question))
        yield scene.tell(event.person, *lines, buttons=(other, CONCERN), slot=slot(question.id))


def closed(scene: Scene, event: e.QuestionClosed) -> Iterator[Message]:
    question = scene.before.questions[event.question]
    outcome = _outcome(question, event.outcome)
    for number in sorted(question.voters):
        if scene.here(number):
            yield scene.tell(number, question_text(question, number), outcome, buttons=(), slot=slot(question.id))
    if event.outcome in (Outcome.REFUSED, Outcome.LAPSED):
        yield from _not_agreed(scene, question, event.outcome)


def _outcome(question: Question, outcome: Outcome) -> Text:
    """Whoever was asked alone hears what they said; others, what the group came to."""
    if len(question.voters) == 1 and outcome in (Outcome.AGREED, Outcome.REFUSED):
        return Text("told-voted", {"yes": outcome is Outcome.AGREED})
    return Text("told-outcome", {"outcome": outcome.value})


def _not_agreed(scene: Scene, question: Question, outcome: Outcome) -> Iterator[Message]:
    """Kindly, to whoever waited for it and did not say so themselves."""
    if question.kind is QuestionKind.LATE and question.about is not None:
        yield scene.tell(question.about, Text("told-late-refused", {"outcome": outcome.value}))
    elif question.kind in PROPOSALS:
        text = Text("told-not-agreed", {"kind": question.kind.value, "outcome": outcome.value})
        for number in dict.fromkeys((question.asked_by, question.about)):
            waited = number == question.asked_by or number in question.yes
            if number is not None and waited and scene.here(number):
                yield scene.tell(number, text, buttons=(CHOICES, CONCERN))


# ---- roles


def role_taken(scene: Scene, event: e.RoleTaken) -> Iterator[Message]:
    if scene.before.had:  # the first one is taken as the session is requested, and its own message says so
        yield _new_role(scene, event)
    if event.role is not Role.FACILITATOR:
        return
    old = present(scene.before, Role.FACILITATOR)
    if old is not None and old != event.person and not scene.before.leaving:
        yield scene.tell(old, Text("told-role-passed", {"who": Who(event.person)}))
    if under_way(scene.after):
        text = Text("told-new-facilitator", {"who": Who(event.person)})
        yield scene.post(text, slot=_successor_slot(scene.before))


def _new_role(scene: Scene, event: e.RoleTaken) -> Message:
    lines: list[Line] = [Text(f"told-role-{event.role.value}"), OfPractice("role", event.role.value)]
    if event.role is Role.PRESENTER and not scene.after.described:
        return scene.tell(
            event.person, *lines, Text("told-describe"), buttons=(button("describe"), CHOICES, CONCERN), call=True
        )
    return scene.tell(event.person, *lines, buttons=(CHOICES, CONCERN), call=True)


def successor_wanted(scene: Scene, event: e.SuccessorWanted) -> Iterator[Message]:
    """The group is asked in one post, which later says who it is."""
    leaver = present(scene.after, Role.FACILITATOR)
    if event.why is Why.FACILITATOR and leaver is not None:
        yield scene.tell(leaver, Text("told-leaving"))
    text = Text("told-successor", {"why": event.why.value, "paused": scene.after.phase is Phase.PAUSED})
    yield scene.post(text, buttons=(button("facilitator"), CHOICES, CONCERN), slot=_successor_slot(scene.before))


def facilitator_back(scene: Scene) -> Iterator[Message]:
    """The post that asked who could take over says so when the facilitator goes on themselves."""
    who = scene.after.facilitator
    if who is None or who != scene.before.facilitator or not under_way(scene.after):
        return
    if sought(scene.before) and not sought(scene.after):
        yield scene.post(Text("told-facilitator-back", {"who": Who(who)}), slot=_successor_slot(scene.before))


def _successor_slot(before: Session) -> str:
    """One slot for each time that somebody is looked for."""
    return f"successor-{before.round}.{sum(role is Role.FACILITATOR for _, role in before.had)}"
