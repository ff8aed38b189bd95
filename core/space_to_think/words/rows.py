"""The core's own words: one row each."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypedDict, Unpack

from space_to_think.messages import Form, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.words import becomes, forms, split
from space_to_think.words.arguments import Arguments
from space_to_think.words.values import For, Parsed, Row, Show, Split, ToSession

Move: TypeAlias = type[c.Start] | type[c.Next] | type[c.Back] | type[c.End] | type[c.Done]

SOMEBODY: Final = 0  # nobody's number: whoever it will be


class Rest(TypedDict, total=False):
    """What a row may say besides."""

    form: Callable[[Arguments], Form]
    would: Callable[[Arguments], c.Command]
    would_form: bool
    private: bool
    discreet: bool
    who: For
    command: type
    anywhere: bool
    own: bool


# ---- rows


def _row(name: str, make: Callable[[Arguments], Parsed], how: Split = split.nothing, /, **more: Unpack[Rest]) -> Row:
    """Its texts are named after it: what a button says, what it does, what follows it."""
    shape = None if how is split.nothing else Text(f"shape-{name}")
    return Row(name, make, how, Text(f"do-{name}"), Text(f"does-{name}"), shape, **more)


def _act(
    name: str,
    command: type,
    build: Callable[[Arguments], c.Command],
    how: Split = split.nothing,
    /,
    **more: Unpack[Rest],
) -> Row:
    """A word that becomes a command of the session."""
    more["command"] = command
    return _row(name, lambda given: ToSession(build(given)), how, **more)


def _plain(name: str, command: type[Any], /, **more: Unpack[Rest]) -> Row:
    """A word alone."""
    more["would"] = lambda given: command(given.by)
    return _act(name, command, lambda given: command(given.by), **more)


def _move(name: str, command: Move, who: For = For.FACILITATOR) -> Row:
    """What an old button must not do."""
    return _act(
        name,
        command,
        lambda given: command(given.by, given.seen),
        would=lambda given: command(given.by),
        who=who,
    )


def _answer(name: str, *, yes: bool) -> Row:
    return _act(
        name,
        c.Answer,
        lambda given: c.Answer(given.by, yes, given.maybe("question")),
        split.pattern("question", r"q\d+"),
        own=False,
    )


def _words(name: str, command: type[c.Understood] | type[c.Correct], who: For) -> Row:
    """A word and a text."""
    return _act(
        name,
        command,
        lambda given: command(given.by, given.text()),
        split.whole("text"),
        form=lambda given: forms.text(name),
        would=lambda given: command(given.by, ""),
        who=who,
    )


def _role(name: str, role: Role) -> Row:
    """Alone: take the role oneself; with somebody: propose them."""
    return _act(
        name,
        c.Propose,
        lambda given: c.Propose(given.by, role, given.person() or given.by),
        split.whole("people"),
        form=lambda given: forms.people(name),
        would=lambda given: c.Propose(given.by, role, given.by),
        would_form=False,
    )


def _show(name: str, how: Split = split.nothing, **more: Unpack[Rest]) -> Row:
    more |= {"anywhere": True, "own": False}
    return _row(name, lambda given: Show(name, given.maybe("word")), how, **more)


CORE_ROWS: Final[tuple[Row, ...]] = (
    # Coming together
    _row("new", becomes.request, split.request, form=forms.request, anywhere=True, own=False),
    _act(
        "invite",
        c.Invite,
        lambda given: c.Invite(given.by, given.people()),
        split.whole("people"),
        form=lambda given: forms.people("invite"),
        would=lambda given: c.Invite(given.by, (SOMEBODY,)),
    ),
    _act(
        "join",
        c.Join,
        becomes.join,
        split.join,
        form=forms.join,
        would=lambda given: c.Join(given.by, None),
        who=For.NEWCOMER,
    ),
    _plain("decline", c.Decline, who=For.NEWCOMER),
    _act("agency", c.NameAgency, becomes.agency, split.whole("agency"), form=forms.agency, own=False),
    _role("facilitator", Role.FACILITATOR),
    _role("presenter", Role.PRESENTER),
    _answer("agree", yes=True),
    _answer("disagree", yes=False),
    _act(
        "describe",
        c.Describe,
        becomes.describe,
        split.request,
        form=forms.describe,
        would=lambda given: c.Describe(given.by, given.session.reason, given.session.pace),
        who=For.PRESENTER,
    ),
    # One's turn
    _move("done", c.Done, For.TURN),
    _plain("pass", c.Pass, private=True, discreet=True, who=For.TURN),
    _row("add", lambda given: ToSession(becomes.add(given)), form=becomes.add_form, command=c.Give, own=False),
    _act(
        "withdraw",
        c.Withdraw,
        lambda given: c.Withdraw(given.by, given.maybe("id")),
        split.pattern("id", r"\S+"),
        would=lambda given: c.Withdraw(given.by),
        private=True,
        discreet=True,
    ),
    _act(
        "change",
        c.Change,
        lambda given: c.Change(given.by, given.maybe("id"), given.text()),
        split.changed,
        form=forms.change,
        would=lambda given: c.Change(given.by, given.maybe("id"), ""),
        own=False,
    ),
    # The check of facts
    _words("understood", c.Understood, For.FACILITATOR),
    _plain("confirm", c.Confirm, who=For.PRESENTER),
    _words("correct", c.Correct, For.PRESENTER),
    # The facilitator's moves
    _move("start", c.Start),
    _move("next", c.Next),
    _move("back", c.Back),
    _plain("undo", c.Undo, who=For.FACILITATOR),
    _act(
        "extend",
        c.Extend,
        becomes.extend,
        split.whole("time", "by", "for"),
        form=lambda given: forms.line("extend", "time"),
        would=lambda given: c.Extend(given.by),
        who=For.FACILITATOR,
    ),
    _act(
        "pause",
        c.Pause,
        lambda given: c.Pause(given.by, given.maybe("text")),
        split.whole("text"),
        form=lambda given: forms.text("pause", required=False),
        would=lambda given: c.Pause(given.by),
        who=For.FACILITATOR,
    ),
    _plain("resume", c.Resume, who=For.FACILITATOR),
    _move("end", c.End),
    _plain("cancel", c.Cancel, who=For.REQUESTER),
    _act(
        "remove",
        c.Remove,
        becomes.remove,
        split.whole("people"),
        form=lambda given: forms.people("remove"),
        who=For.FACILITATOR,
    ),
    _act("hold", c.HoldBack, becomes.hold, split.hold, private=True, discreet=True, own=False, who=For.FACILITATOR),
    # Coming and going
    _act(
        "away",
        c.Away,
        lambda given: c.Away(given.by, given.date("until")),
        split.whole("until", "until", "till"),
        form=lambda given: forms.line("away", "until"),
        would=lambda given: c.Away(given.by, None),
        private=True,
        discreet=True,
    ),
    _plain("leave", c.Leave, discreet=True),
    # After the end
    _plain("again", c.Again),
    _plain("further", c.Further),
    # Whenever
    _row("flag", becomes.flag, split.flag, form=forms.flag, private=True, discreet=True, anywhere=True, command=c.Flag),
    _show("choices"),
    _show("status"),
    _show("privacy", private=True),
    _show("help", split.whole("word")),
    # Outside sessions
    _row(
        "admin",
        becomes.admin,
        split.whole("words"),
        private=True,
        discreet=True,
        anywhere=True,
        own=False,
        who=For.ADMIN,
    ),
)
