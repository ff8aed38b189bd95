"""What is typed after a word, taken apart into the fields that its form would have."""

import re
from collections.abc import Mapping

from space_to_think.session.state import Kind
from space_to_think.words.arguments import Unreadable
from space_to_think.words.dates import parse_date
from space_to_think.words.situation import Situation
from space_to_think.words.values import Split

MANAGER = {answer: answer for answer in ("yes", "not-yet", "none-needed")}
FACILITATE = {"facilitator": "yes"}
FLAG_STEPS = ("tell", "tell-name", "show")

_PAIRS = ("pace", "practice")
_LAST_BY = re.compile(r"\s+by\s+(?!.*\sby\s)", re.IGNORECASE | re.DOTALL)


def nothing(rest: str, situation: Situation) -> Mapping[str, str]:
    """No argument. More words than one may be prose that only begins like ours, so nothing is done by surprise."""
    if rest:
        raise Unreadable(None, "wrong-extra")
    return {}


def whole(name: str, *leading: str) -> Split:
    """Everything is one argument; one of the `leading` words may stand before it."""

    def split(rest: str, situation: Situation) -> Mapping[str, str]:
        first, _, more = rest.partition(" ")
        return {name: more if first.casefold() in leading else rest}

    return split


def pattern(name: str, shape: str) -> Split:
    """One argument of a fixed shape, or none; anything else may be prose."""

    def split(rest: str, situation: Situation) -> Mapping[str, str]:
        if rest and not re.fullmatch(shape, rest):
            raise Unreadable(name, "wrong-extra")
        return {name: rest}

    return split


def changed(rest: str, situation: Situation) -> Mapping[str, str]:
    """[ID] TEXT."""
    first, _, more = rest.partition(" ")
    return {"id": first, "text": more} if re.fullmatch(r"[0-9a-f]{32}", first) else {"text": rest}


def request(rest: str, situation: Situation) -> Mapping[str, str]:
    """[REASON] [pace P] [practice NAME] [title …] in any order but the title, which goes to the end."""
    fields: dict[str, str] = {}
    typed, title = _title(rest)
    tokens = iter(token for token in typed.split() if not token.startswith("@"))
    for token in tokens:
        if token.casefold() in _PAIRS:
            fields[token.casefold()] = next(tokens, "")
        elif "reason" not in fields:
            fields["reason"] = token
        else:
            raise Unreadable("reason", "wrong-request")
    return fields | title


def _title(rest: str) -> tuple[str, dict[str, str]]:
    found = re.search(r"(?:^|\s)title\s+(.+)", rest, re.IGNORECASE | re.DOTALL)
    return (rest[: found.start()], {"title": found[1]}) if found else (rest, {})


def join(rest: str, situation: Situation) -> Mapping[str, str]:
    """[AGENCY] [yes|not-yet|none-needed] [facilitator]."""
    fields = {"agency": rest}
    for name, values in (("facilitate", FACILITATE), ("manager", MANAGER)):
        before, _, last = fields["agency"].rpartition(" ")
        if last.casefold() in values:
            fields |= {"agency": before, name: values[last.casefold()]}
    return fields


def flag(rest: str, situation: Situation) -> Mapping[str, str]:
    """KIND, or tell, tell-name KIND, show KIND."""
    first, _, more = rest.partition(" ")
    if first.casefold() in FLAG_STEPS:
        return {"step": first.casefold(), "concern": _slug(more)}
    return {"concern": _slug(rest)}


def hold(rest: str, situation: Situation) -> Mapping[str, str]:
    """[KIND] ID."""
    kind, _, last = rest.rpartition(" ")
    return {"kind": kind.strip(), "id": last}


def contribution(kind: Kind) -> Split:
    """[LABEL:] TEXT [by DATE]; the label and the date only where the kind has them."""

    def split(rest: str, situation: Situation) -> Mapping[str, str]:
        fields = {"text": rest}
        head, colon, more = rest.partition(":")
        label = _slug(head)
        if label in kind.labels and (colon or not more):
            fields = {"label": label, "text": more.strip()}
        if kind.dated and (found := _LAST_BY.search(fields["text"])):
            text = fields["text"]
            if parse_date(text[found.end() :], situation.now, situation.calendar) is not None:
                fields |= {"text": text[: found.start()], "due": text[found.end() :]}
        return fields

    return split


def _slug(typed: str) -> str:
    return "-".join(typed.casefold().split())
