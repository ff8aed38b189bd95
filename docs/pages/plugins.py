"""The plugins of this repository: what each does, for whom, and what can be set."""

from collections.abc import Iterator
from typing import Any

from docs.pages.markdown import code, codes, page, table
from docs.pages.said import host, said
from docs.pages.settings import value
from docs.pages.source import about
from docs.pages.words import given_by
from space_to_think.agency.schema import shapes
from space_to_think.agency.state import USUAL_PLUGINS
from space_to_think.hooks import Manifest, Scope
from space_to_think.session.state import Audience, Keep, Kind, Reveal

SEES = {
    Audience.AUTHOR: "its author alone",
    Audience.PRESENTER: "the case presenter",
    Audience.FACILITATOR: "the facilitator",
    Audience.GROUP: "the group",
}
WHEN = {Reveal.AT_ONCE: "at once", Reveal.STAGE: "when the stage closes", Reveal.REQUEST: "on request"}
KEPT = {
    Keep.DELIVERED: "until it has been delivered",
    Keep.STAGE: "until the stage closes",
    Keep.END: "until the end",
    Keep.RETENTION: "as long as the session",
    Keep.DATED: "as long as the session; with a day, for its author until a week after it",
}


def text() -> str:
    """The page."""
    manifests = host().manifests
    return page(
        "The plugins",
        "What stands beside each name: *always on*, *usual* (on unless the agency chooses others), or *optional*. A "
        "session plugin is chosen by the agency that asked for the session, a person plugin by each agency for its own "
        "people.",
        table(
            ("Plugin", "What it does", "", "Chosen by"),
            (
                (code(name), said(manifest.sentence), _on(manifest), _scope(manifest))
                for name, manifest in manifests.items()
            ),
        ),
        *(part for name, manifest in manifests.items() for part in _section(name, manifest)),
    )


def _on(manifest: Manifest) -> str:
    if manifest.always_on:
        return "*always on*"
    return "*usual*" if manifest.name in USUAL_PLUGINS else "*optional*"


def _scope(manifest: Manifest) -> str:
    return "the hosting agency" if manifest.scope is Scope.SESSION else "each agency"


def _section(name: str, manifest: Manifest) -> Iterator[str]:
    yield f"## {name}"
    yield said(manifest.sentence)
    if manifest.reads:
        yield "What it reads: " + " ".join(said(text) for text in manifest.reads)
    if manifest.keeps:
        yield "What it keeps: " + " ".join(said(text) for text in manifest.keeps)
    if manifest.words:
        yield f"Its words: {codes(word.name for word in manifest.words)}."
    if manifest.kinds:
        head = ("What people can give", "By whom", "Sorts", "Stages", "Who sees it", "When", "Kept")
        yield table(head, (_kind(kind) for kind in manifest.kinds))
    if shapes(manifest.settings):
        yield about(manifest.settings)
        yield table(("Setting", "Takes", "Default", "What it is for"), _settings(manifest.settings))


def _kind(kind: Kind) -> tuple[str, ...]:
    stages = codes(sorted(kind.stages)) or "any"
    return (
        code(kind.word) + (", with a date" if kind.dated else ""),
        given_by(kind),
        codes(kind.labels),
        stages,
        SEES[kind.audience],
        "" if kind.audience is Audience.AUTHOR else WHEN[kind.reveal],
        KEPT[kind.keep],
    )


def _settings(model: Any) -> Iterator[tuple[str, ...]]:
    for key, shape in shapes(model).items():
        takes = f"{shape.takes}: {codes(shape.choices)}" if shape.choices else str(shape.takes)
        about = model.model_fields[key].description or model.model_fields[key].title or ""
        yield code(key), takes, value(model.model_fields[key].get_default(call_default_factory=True)), about
