"""What the strict peer remembers and local-slack does not: tokens, triggers, URLs, views, members, metadata."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import uuid4

Json: TypeAlias = dict[str, Any]

TRIGGER: Final = 3.0  # seconds: https://docs.slack.dev/interactivity/handling-user-interaction
URL_USES: Final = 5  # the same page
URL_LIFE: Final = 30 * 60.0  # the same page
STACK: Final = 3  # views: https://docs.slack.dev/surfaces/modals


@dataclass(slots=True)
class Token:
    """https://docs.slack.dev/authentication/tokens"""

    team: str
    scopes: frozenset[str]
    app: bool = False
    fate: str | None = None  # token_revoked, account_inactive, token_expired


@dataclass(slots=True)
class Trigger:
    """Good once and for three seconds. `theirs` is what local-slack takes for it, again and again."""

    user: str
    at: float
    theirs: str
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    theirs: str
    at: float
    channel: str
    user: str
    uses: int = 0


@dataclass(slots=True)
class View:
    """A view in front of somebody; `theirs` is the id that local-slack has for it now."""

    id: str
    theirs: str
    user: str
    body: Json
    hash: str


@dataclass
class State:
    """`clock` gives seconds; `trigger` is how many of them a trigger is good for."""

    clock: Callable[[], float] = time.monotonic
    trigger: float = TRIGGER
    tokens: dict[str, Token] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    urls: dict[str, ResponseUrl] = field(default_factory=dict)
    views: dict[str, list[View]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Json] = field(default_factory=dict)
    metadata: dict[tuple[str, str], Json] = field(default_factory=dict)
    ephemeral: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    joined: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    left: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    channels: dict[str, Json] = field(default_factory=lambda: defaultdict(dict))  # what is otherwise there
    users: dict[str, Json] = field(default_factory=lambda: defaultdict(dict))

    # ---- triggers: https://docs.slack.dev/interactivity/handling-user-interaction

    def give_trigger(self, user: str, theirs: str) -> str:
        id = f"{uuid4().int % 10**10}.{uuid4().int % 10**10}.{uuid4().hex}"
        self.triggers[id] = Trigger(user, self.clock(), theirs)
        return id

    def take_trigger(self, id: str) -> Trigger | str:
        """What it stands for; the error when it is too late, or was used before."""
        trigger = self.triggers.get(id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self.clock() - trigger.at > self.trigger:
            return "expired_trigger_id"
        trigger.used = True
        return trigger

    # ---- response URLs

    def give_url(self, base: str, theirs: str, channel: str, user: str) -> str:
        id = uuid4().hex
        self.urls[id] = ResponseUrl(theirs, self.clock(), channel, user)
        return f"{base}/response/{id}"

    def take_url(self, id: str) -> ResponseUrl | str:
        url = self.urls.get(id)
        if url is None or self.clock() - url.at > URL_LIFE:
            return "expired_url"
        url.uses += 1
        return "used_url" if url.uses > URL_USES else url

    # ---- views

    def view_of(self, id: str) -> View | None:
        return next((view for stack in self.views.values() for view in stack if id in (view.id, view.theirs)), None)

    def opened(self, user: str, body: Json, theirs: Json, push: bool = False) -> View:
        view = View(theirs["id"], theirs["id"], user, body, theirs["hash"])
        self.views[user] = [*self.views[user], view] if push else [view]
        return view

    # ---- members

    def members(self, channel: str, known: list[str]) -> list[str]:
        return [one for one in [*known, *sorted(self.joined[channel] - set(known))] if one not in self.left[channel]]

    def come(self, channel: str, user: str) -> None:
        self.joined[channel].add(user)
        self.left[channel].discard(user)

    def go(self, channel: str, user: str) -> None:
        self.left[channel].add(user)
        self.joined[channel].discard(user)
