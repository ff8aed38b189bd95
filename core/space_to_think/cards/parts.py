"""What cards and spoken messages share: buttons, people, where a session stands."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from space_to_think.messages import Bar, Button, Line, Message, OfPractice, Person, Text, Until, Who
from space_to_think.practice.model import Role
from space_to_think.session.stages import token
from space_to_think.session.state import Number, Participant, Phase, Question, QuestionKind, Session, Standing

# For these somebody else is asked, so the group may know of it.
PROPOSALS = (QuestionKind.FACILITATOR, QuestionKind.PRESENTER, QuestionKind.AGAIN)


def button(words: str, discreet: bool = False, seen: str | None = None) -> Button:
    """A button of the core's; what it says is a text named after its words' first."""
    word, _, more = words.partition(" ")
    return Button(Text(f"do-{word}-form" if more == "?" else f"do-{word}"), words, discreet, seen)


CONCERN = button("flag", discreet=True)
CHOICES = button("choices")


def stage_buttons(session: Session) -> tuple[Button, ...]:
    """The same four for everybody, on the card and below each stage's opening message."""
    seen = token(session)
    return button("done", seen=seen), button("add", seen=seen), CHOICES, CONCERN


def answer_buttons(question: Question) -> tuple[Button, ...]:
    """Yes and no, seen by nobody else."""
    return tuple(button(f"{word} {question.id}", discreet=True) for word in ("agree", "disagree"))


def unlike(buttons: Iterable[Button]) -> tuple[Button, ...]:
    """Each call once, as it came first."""
    kept: dict[str, Button] = {}
    for button in buttons:
        kept.setdefault(button.words, button)
    return tuple(kept.values())


def with_concern(message: Message, session: Session) -> Message:
    """A plugin's message with “I have a concern”, wherever it asks for something to be done.

    Not where somebody has just told of one, nor for those who do not take part yet: they have one thing to decide.
    """
    asks = message.card.buttons or message.call
    outside = isinstance(message.to, Person) and message.to.number not in {p.number for p in session.taking_part()}
    if not asks or outside or message.hint or message.safety:
        return message
    return replace(message, card=replace(message.card, buttons=unlike((*message.card.buttons, CONCERN))))


# ---- people


def whos(people: Iterable[Participant | Number], call: bool = False) -> tuple[Who, ...]:
    return tuple(Who(p if isinstance(p, int) else p.number, call) for p in people)


def standing(session: Session, *standings: Standing) -> tuple[Participant, ...]:
    """Everybody of these standings, in order of their numbers."""
    return tuple(p for _, p in sorted(session.people.items()) if p.standing in standings)


def listeners(session: Session) -> tuple[Participant, ...]:
    """Everybody who takes part and whose turn it is not."""
    turn = {p.number for p in session.speakers()}
    return tuple(p for p in session.taking_part() if p.number not in turn)


def present(session: Session, role: Role) -> Number | None:
    """Whoever holds the role and still takes part."""
    number = session.facilitator if role is Role.FACILITATOR else session.presenter
    person = session.people.get(number or 0)
    return number if person is not None and person.standing is Standing.AGREED else None


def speaking(session: Session, call: bool = False) -> Text:
    """Who speaks, and who listens. `call` notifies those whose turn it is."""
    turn, rest = session.speakers(), listeners(session)
    if not rest and not call:
        return Text("turn-everybody")
    return Text("turn-speak-listen" if rest else "turn-speak", {"speakers": whos(turn, call), "count": len(turn)})


# ---- where it stands


def stage_line(session: Session) -> Text:
    """Stage n of N, and its title."""
    assert session.stage is not None
    stage = session.stage
    return Text("stage-of", {"number": stage.number, "of": len(session.plan), "title": title(session)})


def title(session: Session) -> OfPractice:
    assert session.stage is not None
    return OfPractice("title", session.stage.key)


def time_line(session: Session, now: datetime) -> Iterator[Line]:
    """Until when the stage is open: live as a bar, else in words."""
    stage = session.stage
    if stage is None or stage.due is None:
        return
    if session.live and stage.opened < stage.due:
        yield Bar(stage.opened, stage.due)
    elif stage.due <= now:
        yield Text("bar-over")
    else:
        yield Text("open-until", {"until": Until(stage.due)})


def whole_time(session: Session) -> timedelta:
    """How long the plan gives to the whole session; working time when asynchronous."""
    return sum((planned.given for planned in session.plan), timedelta())


def reason(session: Session) -> Text:
    return Text("choice-reason", {"reason": session.reason.value})


def pace(session: Session) -> Text:
    return Text("session-pace", {"live": session.live, "time": whole_time(session)})


def over_budget(session: Session) -> Iterator[Text]:
    """A plan that is longer than the practice means a session to be is said, not refused."""
    budget = session.charter.practice.budget
    if session.live and budget is not None and whole_time(session) > timedelta(minutes=budget.maximum):
        yield Text("session-long", {"most": timedelta(minutes=budget.maximum)})


def under_way(session: Session) -> bool:
    return session.phase in (Phase.OPEN, Phase.PAUSED)


def question_text(question: Question, number: Number | None = None) -> Text:
    """What is asked. `number`: the one person who is asked, if it is about themselves."""
    facts: dict[str, int | str | Who] = {"why": question.why or "none"}
    if question.about is not None:
        facts["who"] = Who(question.about)
    mine = number is not None and number == question.about
    return Text(f"question-{question.kind.value}" + ("-you" if mine else ""), facts)
