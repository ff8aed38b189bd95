"""Six agencies side by side, each with a canary of its own in every setting, text and signpost; and who may see which.

A canary says whose it is and what it stands in: `canary-set-b` is a session plugin's setting of agency b.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from space_to_think.agency.schema import Takes, shapes
from space_to_think.hooks import Scope
from space_to_think.host import Host
from space_to_think.messages import SIGNPOSTS
from space_to_think.wording.bundles import own_entry
from space_to_think.wording.render import Wording

SLUGS: Final = ("ash", "birch", "cedar", "elm", "fir", "oak")
ANOTHER: Final = "another"  # a partner agency without the bot
CANARY: Final = re.compile(r"canary-([a-z]+)-([a-z]+)")


def canary(sort: str, slug: str) -> str:
    return f"canary-{sort}-{slug}"


def people() -> dict[str, str]:
    """Two of each agency, the first of whom is its admin; two of another; and where each comes from."""
    return {f"{slug}{number}": slug for slug in (*SLUGS, ANOTHER) for number in (1, 2)}


def agencies(host: Host, wording: Wording) -> dict[str, dict[str, Any]]:
    """The agencies as a file has them."""
    texts = dict(_texts(wording))
    return {slug: _agency(slug, host, texts) for slug in SLUGS}


def _agency(slug: str, host: Host, texts: Mapping[str, str]) -> dict[str, Any]:
    optional = [name for name, manifest in host.manifests.items() if not manifest.always_on]
    return {
        "name": slug.title(),
        "tenants": [f"fake:{slug}", f"fake:{canary('tenant', slug)}"],
        "admins": [f"fake:{slug}:{slug}1", f"fake:x:{canary('admin', slug)}"],
        "people": [f"fake:x:{canary('people', slug)}"],
        "elsewhere": [f"fake:x:{canary('elsewhere', slug)}"],
        "plugins": optional,
        "turns": "gate" if slug == SLUGS[0] else "guide",
        "signposts": {kind: _signpost(canary("sign", slug)) for kind in SIGNPOSTS},
        "settings": {name: found for name in host.manifests if (found := _settings(name, host, slug))},
        "wording": {id: f"{canary('word', slug)} {text}" for id, text in texts.items()},
        "practices": {canary("practice", slug): _practice(canary("practice", slug))},
    }


def _signpost(mark: str) -> dict[str, Any]:
    return {
        "title": f"{mark} title",
        "links": [f"https://{mark}.example"],
        "phones": [f"1 {mark}"],
        "out_of_hours_phone": f"2 {mark}",
        "owner": f"{mark} owner",
        "review_by": "2020-01-01",
    }


def _settings(name: str, host: Host, slug: str) -> dict[str, Any]:
    """Every setting that takes words of one's own."""
    manifest = host.manifests[name]
    mark = canary("set" if manifest.scope is Scope.SESSION else "own", slug)
    found: dict[str, Any] = {}
    for key, shape in shapes(manifest.settings).items():
        if shape.choices or shape.takes not in (Takes.TEXT, Takes.LIST):
            continue
        value = [f"{mark} {key}?"] if shape.takes is Takes.LIST else f"{mark} {key}"
        if not host.wrong_settings(name, {key: value}):
            found[key] = value
    return found


def _texts(wording: Wording) -> Iterator[tuple[str, str]]:
    """Every text there is, as it is built in."""
    for id in sorted(wording.bundles.ids()):
        text = None if id.startswith("-") else wording.bundles.written(id, "en-GB")
        if text is not None and "-pattern" not in id and own_entry(id, f"canary {text}") is not None:
            yield id, text


def _practice(mark: str) -> str:
    shipped = files("space_to_think.practice").joinpath("space-to-think.toml").read_text(encoding="utf-8")
    marked = re.sub(r'^(title|purpose|prompt) = "', rf'\g<1> = "{mark} ', shipped, flags=re.MULTILINE)
    return re.sub(r'^name = ".*"', f'name = "{mark}"', marked, count=1, flags=re.MULTILINE)


# ---- who may see which

# What the host's agency says to everybody in its sessions: its session plugins' settings and its practice.
OF_THE_HOST: Final = frozenset({"set", "practice"})
# What only its admins see.
OF_THE_ADMINS: Final = frozenset({"tenant", "admin", "people", "elsewhere"})


@dataclass(slots=True)
class Rights:
    """Who works where, and which agencies have hosted a session that somebody was in."""

    works: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hosts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    admins: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def private(self, who: str, sort: str, slug: str) -> bool:
        """Whether somebody alone may be shown this."""
        if slug in self.admins[who]:
            return True
        if sort in OF_THE_ADMINS:
            return False
        return slug in self.works[who] or (sort in OF_THE_HOST and slug in self.hosts[who])


def shared(host: str, sort: str, slug: str) -> bool:
    """Whether this may stand in the place of a session of that host."""
    return slug == host and sort in OF_THE_HOST | {"word"}


def canaries(shown: object) -> set[tuple[str, str]]:
    """The canaries in whatever is shown, files included."""
    return set(CANARY.findall(shown.decode("utf-8", "replace") if isinstance(shown, bytes) else repr(shown)))


@dataclass(frozen=True, slots=True)
class Leak:
    """A canary that somebody saw and may not."""

    to: str
    sort: str
    slug: str
    how: str


def leaks(rights: Rights, to: str, how: str, shown: Iterable[object]) -> Iterator[Leak]:
    for part in shown:
        for sort, slug in canaries(part):
            if not rights.private(to, sort, slug):
                yield Leak(to, sort, slug, how)
