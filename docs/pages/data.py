"""What each plugin reads and keeps, for an impact assessment: from what the plugins declare."""

from docs.pages.markdown import code, page, table
from docs.pages.plugins import KEPT, SEES
from docs.pages.said import host, said
from space_to_think.hooks import Capability, Manifest, Scope


def text() -> str:
    """The page."""
    manifests = host().manifests
    return page(
        "Data by plugin",
        "What each plugin reads and keeps, by its manifest. All plugins also see the facts of a session: who has "
        "which role, which stage is open, who has given something; never what people wrote, unless it says so here.",
        table(
            ("Plugin", "Chosen by", "What it reads", "What it keeps", "Sees what people write"),
            (row(name, manifest) for name, manifest in manifests.items()),
        ),
        "## What people can give\n\nBy plugin, with who can read it and until when.",
        table(
            ("Word", "Plugin", "Who can read it", "Kept", "With a name"),
            (
                (
                    code(kind.word),
                    code(name),
                    SEES[kind.audience],
                    KEPT[kind.keep],
                    named(kind.anonymous_setting, kind.anonymous),
                )
                for name, manifest in manifests.items()
                for kind in manifest.kinds
            ),
        ),
    )


def row(name: str, manifest: Manifest) -> tuple[str, ...]:
    reads = " ".join(said(text) for text in manifest.reads) or "nothing but the facts"
    keeps = " ".join(said(text) for text in manifest.keeps) or "nothing but the facts"
    chosen = (
        "nobody: always on" if manifest.always_on else "the host" if manifest.scope is Scope.SESSION else "each agency"
    )
    content = "yes, before it is kept" if Capability.CONTENT_READ in manifest.capabilities else "no"
    return code(name), chosen, reads, keeps, content


def named(setting: str | None, always: bool) -> str:
    if always:
        return "never"
    return "as the agency chooses" if setting else "yes"
