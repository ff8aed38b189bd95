"""Requests made up at random: every word, form, button and admin word, with arguments of all sorts."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from space_to_think.admin import ADMIN
from space_to_think.admin.said import typed
from space_to_think.hooks import Manifest
from space_to_think.inbound import Answer, OpenForm
from space_to_think.messages import SIGNPOSTS
from space_to_think.session.state import Concern, Reason
from space_to_think.wording.render import Wording
from space_to_think.words import Table
from tests.side_by_side.county import ANOTHER, SLUGS, canary
from tests.side_by_side.recorder import Recorder

# Whoever says where they work is shown that agency's; so nobody says anything here but the truth.
WHERE = ("join", "agency")

GIVES = (
    "strength You listen.",
    "idea Ring home.",
    "note Ring.",
    "lesson Ask.",
    "summary We ring.",
    "action Ring by Friday",
)
FILES = ("record", "learning", "plan", "strengths")
# What sends people away, stops the session or moves roles.
DISTURBS = frozenset(
    {
        "agency", "away", "describe", "extend", "facilitator", "invite", "join", "leave", "new", "pause", "presenter",
        "remove",
    }
)  # fmt: skip


def form_of(words: str) -> str:
    """The word that a form belongs to, without the session or agency that stands before it."""
    first, *rest = re.sub(r"^in \S+ |(?<=^admin )at \S+ ", "", words).split()
    return f"{first} {rest[0]}" if first == "admin" else first


@dataclass(slots=True)
class Requests:
    """Makes requests for people of the county."""

    random: Random
    recorder: Recorder
    table: Table
    manifests: Mapping[str, Manifest]
    wording: Wording
    words: set[str] = field(default_factory=set[str])  # that were said, those of administration with `admin`
    forms: set[str] = field(default_factory=set[str])  # that were filled in

    def one(self) -> Callable[[], Awaitable[Answer]]:
        """One request of somebody, to be made."""
        who = self.random.choice(list(self.recorder.people))
        makers = (self._word, self._word, self._word, self._admin, self._admin, self._form, self._press, self._say)
        return self.random.choice(makers)(who)

    def everything(self, cast: Sequence[str]) -> Iterator[Callable[[], Awaitable[Answer]]]:
        """Everybody asks for every form and file and gives one of each; each admin sends all of their forms."""
        for who in cast:
            words = [*(f"{name} ?" for name in self.with_forms()), *GIVES, *FILES]
            yield from (partial(self._filled, who, each) for each in words)
        for slug in SLUGS:
            some = [f"set {name}" for name, manifest in self.manifests.items() if manifest.settings.model_fields]
            some += ["people ?", "settings ?", "wording help-head", "practices mine"]
            some += [f"signposts {kind}" for kind in SIGNPOSTS]
            yield from (partial(self._filled, f"{slug}1", f"admin {words}") for words in some)

    async def _filled(self, who: str, words: str) -> Answer:
        """Say something, and send the form that opens, unless that would end what is to be looked at."""
        answer = await self.recorder.call(who, words)
        if isinstance(answer, OpenForm) and form_of(answer.form.words) not in DISTURBS:
            self.recorder.forms[who] = answer.form
            return await self._form(who)()
        return answer

    def with_forms(self) -> set[str]:
        """The words that have a form."""
        return {row.name for row in self.table.rows if row.form is not None}

    def _word(self, who: str) -> Callable[[], Awaitable[Answer]]:
        row = self.random.choice(self.table.rows)
        self.words.add(row.name)
        rest = self._argument(who) if row.name not in WHERE else self.random.choice(("", "?", "yes"))
        if row.name == "new":  # only here, because what people type is shown to others
            rest = f"stuck practice {canary('practice', self.random.choice(SLUGS))} @{who} {rest}"
        private = self.random.random() < 0.8
        return lambda: self.recorder.call(who, f"{row.name} {rest}".strip(), private)

    def _argument(self, who: str) -> str:
        some = self.random.choice
        return some(
            (
                "", "", "?", "a few words that say something", f"@{some(list(self.recorder.people))}",
                some([concern.value for concern in Concern]), some([reason.value for reason in Reason]),
some(SLUGS), some(list(self.manifests)), "tell", "show disagreement", "30m", "Friday",
                some([row.name for row in self.table.rows]), f"in {some(SLUGS)}", f"{who} 1",
            )
        )  # fmt: skip

    def _admin(self, who: str) -> Callable[[], Awaitable[Answer]]:
        slug = self.recorder.people[who]
        if self.random.random() < 0.5 and slug != ANOTHER:
            who = f"{slug}1"
        words = ["admin"]
        if self.random.random() < 0.2:
            words += ["at", self.random.choice((*SLUGS, "nowhere"))]
        word = self.random.choice([*ADMIN, "nonsense"])
        self.words.add(f"admin {word}")
        words += [word, *self._admin_argument(slug)]
        return lambda: self.recorder.call(who, " ".join(words))

    def _admin_argument(self, slug: str) -> list[str]:
        some, mark = self.random.choice, canary("word", slug)
        name = some(list(self.manifests))
        key = some([*self.manifests[name].settings.model_fields, "nothing"])
        text = some(sorted(self.wording.bundles.ids()))
        return some(
            (
                [], [], ["?"], [name], [name, key], [name, key, canary("set", slug)], [some(SIGNPOSTS)],
                [some(SIGNPOSTS), "title", canary("sign", slug)], [text], [text, f"{mark} text"], ["turns", "gate"],
                ["retention_days", "9"], ["nation", "nowhere"], [f"@{slug}2", some(("here", "as-said", "elsewhere"))],
                [canary("practice", slug)], ["3"], [some(SLUGS)], [f"fake:{some(SLUGS)}:x", "here"],
            )
        )  # fmt: skip

    def _form(self, who: str) -> Callable[[], Awaitable[Answer]]:
        form = self.recorder.forms.pop(who, None)
        if form is None:
            return self._word(who)
        some = self.random.choice
        self.forms.add(form_of(form.words))
        fields = {
            field.name: some(
                [choice.value for choice in field.choices] or [typed(field.value) or "", "some words", "x"]
            )
            for field in form.fields
            if field.name not in ("agency", "people")
        }
        return lambda: self.recorder.call(who, form.words, fields=fields)

    def _press(self, who: str) -> Callable[[], Awaitable[Answer]]:
        words = [button.words for button in self.recorder.buttons(who) if not set(WHERE) & set(button.words.split())]
        return (lambda: self.recorder.call(who, self.random.choice(words))) if words else self._word(who)

    def _say(self, who: str) -> Callable[[], Awaitable[Answer]]:
        return lambda: self.recorder.say(who, "We could meet on Tuesday.")
