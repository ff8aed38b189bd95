"""What plugins bring becomes rows of the same table: their kinds' words, and words of their own."""

from functools import partial
from typing import Final

from space_to_think.hooks import Access, Call
from space_to_think.hooks import Word as PluginWord
from space_to_think.messages import Text
from space_to_think.session import commands as c
from space_to_think.session.state import Audience, Kind, Reveal
from space_to_think.words import forms, split
from space_to_think.words.arguments import Arguments
from space_to_think.words.values import For, Parsed, Row, ToPlugin, ToSession

_WHO: Final = {Access.ANYONE: For.ANYONE, Access.FACILITATOR: For.FACILITATOR, Access.PRESENTER: For.PRESENTER}


def kind_row(kind: Kind, owner: str) -> Row:
    """A kind's word gives one. What not everybody sees at once is nobody's business in the group's place either."""
    private = kind.audience is not Audience.GROUP or kind.reveal is not Reveal.AT_ONCE
    what = {"what": forms.called(kind)}
    return Row(
        kind.word,
        partial(_give, kind),
        split.contribution(kind),
        Text("do-give", what),
        Text("does-give", what),
        Text("shape-give", {"labels": bool(kind.labels), "dated": kind.dated}),
        form=lambda given: forms.contribution(kind, given),
        would=lambda given: c.Give(given.by, kind.name, ""),
        private=private,
        discreet=private,
        command=c.Give,
        owner=owner,
        kind=kind,
    )


def _give(kind: Kind, given: Arguments) -> Parsed:
    return ToSession(c.Give(given.by, kind.name, given.text(), given.maybe("label"), given.date("due")))


def plugin_row(word: PluginWord, plugin: str) -> Row:
    def to_plugin(given: Arguments) -> Parsed:
        call = Call(word.name, given.by, given.fields.get("rest", ""), given.line.fields or {})
        return ToPlugin(plugin, call)

    return Row(
        word.name,
        to_plugin,
        split.whole("rest"),
        word.label or Text("do-plain", {"word": word.name}),
        word.label or Text("does-plugin", {"plugin": plugin}),
        word.argument,
        private=word.private,
        discreet=word.private,
        who=_WHO[word.access],
        anywhere=word.anywhere,
        owner=plugin,
        word=word,
    )
