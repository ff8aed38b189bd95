"""What Slack checks before it does anything: token, scope, how often, text, blocks. An error is Slack's own answer."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from tests.slack.strict import blocks, rules
from tests.slack.strict.state import State

Json = dict[str, Any]

POST_TEXT: Final = 40_000  # characters, cut off above: https://docs.slack.dev/reference/methods/chat.postMessage
UPDATE_TEXT: Final = 4_000  # https://docs.slack.dev/reference/methods/chat.update
EPHEMERAL_TEXT: Final = 4_000  # bytes: https://docs.slack.dev/reference/methods/chat.postEphemeral
ALL_BLOCKS: Final = 13_200  # characters; in no page, seen: https://github.com/slackapi/bolt-js/issues/2509
MINUTE: Final = 60.0
BURST: Final = 5  # "short bursts": https://docs.slack.dev/apis/web-api/rate-limits
POSTING: Final = ("chat.postMessage", "chat.postEphemeral")
SAYING: Final = (*POSTING, "chat.update")


def no(error: str, **more: Any) -> Json:
    return {"ok": False, "error": error, **more}


@dataclass(slots=True)
class Call:
    """One call of a method. `kind` is that of the conversation it is about: C, G, D, M, or none."""

    method: str
    token: str
    args: Json
    kind: str = ""
    team: str = ""


@dataclass
class Gate:
    """`limited`: how often is looked at too. What was asked for is noted in `used`, what was wrong in `wrong`."""

    state: State
    limited: bool = False
    clock: Callable[[], float] = time.monotonic
    used: set[tuple[str, str]] = field(default_factory=set)  # method, scope
    wrong: list[str] = field(default_factory=list)
    _saved: dict[str, tuple[float, float]] = field(default_factory=dict)
    _times: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, call: Call) -> Json | None:
        """Slack's answer when it would do nothing."""
        known = rules.METHODS.get(call.method)
        if known is None:
            self.wrong.append(f"{call.method}: not in the table of methods")
            return no("unknown_method")
        if call.method == "oauth.v2.access":
            return None
        for ask in (self._token, self._team, self._scope, self._text, self._blocks):
            error = ask(call, known)
            if error is not None:
                return error
        return None

    def wait(self, call: Call) -> int | None:
        """Seconds until it may be called again. https://docs.slack.dev/apis/web-api/rate-limits"""
        if not self.limited:
            return None
        now, times = self.clock(), self._times[call.method, call.team]
        while times and now - times[0] >= MINUTE:
            times.popleft()
        if len(times) >= rules.TIERS[rules.METHODS[call.method].tier]:
            return max(1, ceil(MINUTE - (now - times[0])))
        if call.method in POSTING and (wait := self._burst(str(call.args.get("channel")), now)) is not None:
            return wait
        times.append(now)
        return None

    def _burst(self, channel: str, now: float) -> int | None:
        """One message a second, and some more at once now and then."""
        at, saved = self._saved.get(channel, (now, float(BURST)))
        saved = min(saved + now - at, float(BURST))
        if saved < 1:
            return max(1, ceil(1 - saved))
        self._saved[channel] = now, saved - 1
        return None

    # ---- https://docs.slack.dev/authentication/tokens, and each method's errors

    def _token(self, call: Call, known: rules.Method) -> Json | None:
        if not call.token:
            return no("not_authed")
        token = self.state.tokens.get(call.token)
        if token is None:
            return no("invalid_auth")
        if token.fate is not None:
            return no(token.fate)
        if token.app != known.app:
            self.wrong.append(f"{call.method}: with the other kind of token")
            return no("not_allowed_token_type")
        call.team = token.team
        return None

    def _team(self, call: Call, _: rules.Method) -> Json | None:
        """https://docs.slack.dev/enterprise/developing-for-enterprise-orgs: which workspace of an organisation."""
        if call.team[:1] != "E" or call.method not in rules.OF_A_TEAM or str(call.args.get("team_id"))[:1] == "T":
            return None
        self.wrong.append(f"{call.method}: needs team_id")
        return no("missing_argument")

    def _scope(self, call: Call, known: rules.Method) -> Json | None:
        needed = known.scope if not isinstance(known.scope, dict) else known.scope.get(call.kind)
        if needed is None:
            return None
        self.used.add((call.method, needed))
        provided = self.state.tokens[call.token].scopes
        if needed in provided:
            return None
        self.wrong.append(f"{call.method}: needs {needed}")
        return no("missing_scope", needed=needed, provided=",".join(sorted(provided)))

    def _text(self, call: Call, _: rules.Method) -> Json | None:
        """Complete text beside every set of blocks: https://docs.slack.dev/reference/methods/chat.postMessage"""
        if call.method not in SAYING:
            return None
        text = call.args.get("text") or ""
        if not text:
            self.wrong.append(f"{call.method}: no text")
            return None if call.args.get("blocks") else no("no_text")
        too_long = {
            "chat.postMessage": len(text) > POST_TEXT,
            "chat.update": len(text) > UPDATE_TEXT,
            "chat.postEphemeral": len(text.encode()) > EPHEMERAL_TEXT,
        }
        if too_long[call.method]:
            self.wrong.append(f"{call.method}: a text of {len(text)}")
            return no("msg_too_long")
        return None

    def _blocks(self, call: Call, _: rules.Method) -> Json | None:
        wrong: list[str] = []
        if call.method in SAYING and call.args.get("blocks") is not None:
            found = call.args["blocks"]
            wrong = blocks.blocks(found) if found else []
            if sum(map(_length, found)) > ALL_BLOCKS:
                self.wrong.append(f"{call.method}: blocks too long in all")
                return no("msg_blocks_too_long")
        elif call.method.startswith("views."):
            wrong = blocks.view(call.args.get("view"))
            surface = "home" if call.method == "views.publish" else "modal"
            if not wrong and call.args["view"]["type"] != surface:
                wrong = [f"view: no {surface}"]
        if not wrong:
            return None
        self.wrong += [f"{call.method}: {line}" for line in wrong]
        error = "invalid_arguments" if call.method.startswith("views.") else "invalid_blocks"
        return no(error, response_metadata={"messages": wrong})


def _length(value: Any) -> int:
    """How many characters people see of it."""
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _length(v) for k, v in value.items())
    return sum(map(_length, value)) if isinstance(value, list) else 0
