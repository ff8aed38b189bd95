"""What the core's words become: a command, a request, something to show."""

from collections.abc import Callable, Mapping
from typing import Final

from space_to_think.messages import Form
from space_to_think.session import commands as c
from space_to_think.session.contributions import unnamed
from space_to_think.session.state import Concern, Reason
from space_to_think.words import forms
from space_to_think.words.arguments import Arguments, Missing, Unreadable
from space_to_think.words.values import Parsed, Show, ToAgency, ToRequest, ToSession


def request(given: Arguments) -> Parsed:
    return ToRequest(
        given.choice("reason", Reason),
        given.pace(),
        given.maybe("title"),
        given.practice(),
        given.agency(),
        given.mentioned(),
    )


def describe(given: Arguments) -> c.Command:
    reason = given.choice("reason", Reason)
    return c.Describe(given.by, reason, given.pace() or given.session.pace, given.maybe("title"))


def join(given: Arguments) -> c.Command:
    # The answer about one's manager is for oneself: it is read, and goes nowhere.
    if given.line.fields is None and not any(given.maybe(name) for name in ("agency", "manager", "facilitate")):
        raise Missing("agency")
    return c.Join(given.by, given.agency(), given.maybe("facilitate") == "yes")


def agency(given: Arguments) -> c.Command:
    given.text("agency")
    return c.NameAgency(given.by, given.agency())


def remove(given: Arguments) -> c.Command:
    person = given.person()
    if person is None:
        raise Missing("people")
    return c.Remove(given.by, person)


def extend(given: Arguments) -> c.Command:
    minutes, days = given.span("time")
    return c.Extend(given.by, minutes, days, given.seen)


def flag(given: Arguments) -> Parsed:
    step = given.maybe("step")
    if step == "tell":
        return ToSession(c.SuggestPause(given.by, named=False, concern=None))
    concern = _concern(given)
    if given.situation.session is None:
        return Show("signposts", concern.value)
    return ToSession(FLAG[step](given.by, concern))


FLAG: Final[Mapping[str | None, Callable[[int, Concern], c.Command]]] = {
    None: c.Flag,
    "tell-name": lambda by, concern: c.SuggestPause(by, named=True, concern=concern),
    "show": c.ShowProcedures,
}


def _concern(given: Arguments) -> Concern:
    """A concern that was typed in other words is asked for, never refused."""
    try:
        return given.choice("concern", Concern)
    except Unreadable:
        if given.line.fields is None:
            raise Missing("concern") from None
        raise


def admin(given: Arguments) -> Parsed:
    """A form's fields may have any names, so what was typed is taken from the line."""
    _, *rest = given.line.words.split(maxsplit=1)
    return ToAgency("".join(rest).strip(), given.line.fields, given.line.people)


def hold(given: Arguments) -> c.Command:
    """Without a kind: the one that is given without names now, of which there is hardly ever more than one."""
    named, kinds = given.maybe("kind"), tuple((given.situation.kinds or {}).values())
    for kind in kinds:
        if unnamed(given.session, kind.name) and named in (None, kind.name, kind.word):
            return c.HoldBack(given.by, given.text("id"), kind.name)
    raise Unreadable(None, "wrong-hold")


def add(given: Arguments) -> c.Command:
    name, _, label = given.text("kind").partition(" ")
    kind = (given.situation.kinds or {}).get(name)
    due = given.date("due") if kind and kind.dated else None
    return c.Give(given.by, name, given.text(), label or None, due)


def add_form(given: Arguments) -> Form:
    kinds = tuple((given.situation.kinds or {}).values())
    fit = forms.givable(given.session, given.by, kinds)
    if not fit:
        raise Unreadable(None, "wrong-nothing-to-add")
    return forms.add(given, fit)
