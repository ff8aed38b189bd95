"""What people give to the bot: one way for every kind, whoever declared it."""

from dataclasses import replace
from typing import Final

from space_to_think.messages import Button, Refusal, Text
from space_to_think.session import commands as c
from space_to_think.session.context import Context, Decision, after, no
from space_to_think.session.events import Changed, Event, Given, GivenUnnamed, HeldBack, Withdrawn
from space_to_think.session.stages import hidden, the_stage
from space_to_think.session.state import Contribution, Kind, Manner, Number, Phase, Session
from space_to_think.session.turns import everyone_done, given_by, manner, spoken

# Kinds of the core itself: the check of facts, titles and reasons. They have their own words.
CORE_KINDS: Final = frozenset({"title", "reason", "understood", "correction"})
PARK: Final = Button(Text("do-park"), "park", discreet=True)


def give(session: Session, command: c.Give, context: Context) -> Decision:
    """Keep what somebody gave. Refused: another stage's kind, another role's, too many, an unknown sort."""
    kind = context.kinds.get(command.kind)
    if kind is None:
        return no("kind-unknown")
    refused = unfit(session, kind, command)
    if refused is not None:
        return refused
    event = given(session, kind, command, context)
    spoke = (spoken(session, command.by, context.id),) if kind.spoken else ()
    return (event, *spoke, *everyone_done(after(session, (event, *spoke), context.now)))


def unfit(session: Session, kind: Kind, command: c.Give) -> Refusal | None:
    role = session.role(command.by)
    if role not in kind.roles:
        return no("kind-role", kind=kind.name, role=role.value)
    if kind.stages and (session.stage is None or session.stage.key not in kind.stages):
        return no("kind-stage", kind=kind.name)
    if (kind.stages or kind.spoken) and session.phase is not Phase.OPEN:
        return no("not-now", word=kind.word, phase=session.phase.value)
    if kind.spoken and manner(session, role) is Manner.OUT_OF_TURN:
        return replace(no("say-early"), buttons=(PARK,))
    if kind.shown_from and not unnamed(session, kind.name):
        return no("kind-few")
    if had(session, command.by, kind) >= kind.limit:
        return no("kind-limit", kind=kind.name, most=kind.limit)
    if command.label is not None and command.label not in kind.labels:
        return no("kind-label", kind=kind.name)
    if command.due is not None and not kind.dated:
        return no("kind-undated", kind=kind.name)
    return None


def had(session: Session, number: Number, kind: Kind) -> int:
    """How many somebody has given in this round. Of those without a name it is not known which kind they were."""
    if kind.shown_from:  # one from each, known by the stage's answers
        return kind.limit if kind.name in session.people[number].answered else 0
    without_name = session.people[number].unnamed if unnamed(session, kind.name) else 0
    return given_by(session, number, kind.name) + without_name


def unnamed(session: Session, kind: str) -> bool:
    """Whether a kind is given without a name now."""
    return session.stage is not None and kind in session.stage.unnamed


def given(session: Session, kind: Kind, command: c.Give, context: Context) -> Event:
    stage = the_stage(session).key
    if unnamed(session, kind.name):
        return GivenUnnamed(kind.name, command.by, stage, apart=kind.shown_from > 0)
    return Given(
        context.id,
        kind.name,
        command.by,
        stage,
        kind.audience,
        kind.reveal,
        kind.keep,
        sort(kind, command),
        command.due,
    )


def sort(kind: Kind, command: c.Give) -> str | None:
    """Of which sort it is; where none is said, the first."""
    return command.label or (kind.labels[0] if kind.labels else None)


def change(session: Session, command: c.Change) -> Decision:
    """Put other words in place of one's own, of the last one unless it says which. What was confirmed stays."""
    if command.contribution is None:
        mine = own(session, command.by)
        return (Changed(mine[-1].id),) if mine else no("nothing-to-change")
    named = session.contributions.get(command.contribution)
    if named is None or named.by != command.by:
        return no("not-yours")
    if named.id in (session.understood, session.confirmed):
        return no("change-understood")
    return (Changed(named.id),)


def withdraw(session: Session, command: c.Withdraw) -> Decision:
    """Take back one's own; the words are erased. Another's and one that is not there are refused alike."""
    if command.contribution is None:
        mine = own(session, command.by)
        return (Withdrawn(mine[-1].id),) if mine else no("nothing-to-withdraw")
    named = session.contributions.get(command.contribution)  # of an earlier round too: its message was deleted
    if named is None or named.by != command.by:
        return no("not-yours")
    return no("change-understood") if named.kind in CORE_KINDS else (Withdrawn(named.id),)


def own(session: Session, number: int) -> list[Contribution]:
    """What somebody gave in this round, the last one at the end."""
    mine = (con for con in session.contributions.values() if con.by == number and con.round == session.round)
    return [con for con in mine if con.kind not in CORE_KINDS]


def hold_back(session: Session, command: c.HoldBack) -> Decision:
    """Keep one anonymous contribution from being shown; only before it is."""
    if not unnamed(session, command.kind) or not hidden(session, command.kind):
        return no("nothing-to-hold-back")
    return (HeldBack(command.kind),)
