"""What a service is made of, before it starts: chosen in one place, by the configuration or by a test."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from space_to_think.agency.changes import seed
from space_to_think.agency.decide import installed
from space_to_think.agency.events import Event
from space_to_think.config import Config, ConfigError, agency_faults
from space_to_think.delivery import Adapter
from space_to_think.host.facade import Host
from space_to_think.runtime.clock import Clock, RealClock
from space_to_think.wording.render import Wording

GROUP = "space_to_think.adapters"


@dataclass(frozen=True, slots=True)
class Parts:
    """`agencies` are the first events of those that the store may not know yet."""

    url: str
    key_file: Path
    host: Host
    wording: Wording
    clock: Clock = field(default_factory=RealClock)
    adapters: tuple[Adapter, ...] = ()
    agencies: Mapping[str, Iterable[Event]] = field(default_factory=dict[str, Iterable[Event]])
    web: tuple[str, int] | None = None  # where to listen, for whoever watches


def parts(config: Config, clock: Clock | None = None, adapters: bool = True, file: Path | None = None) -> Parts:
    """What the configuration asks for; without adapters for a command that only looks at the store.

    `file` is where it was read from. Raises PluginError or WordingError for a plugin that is not in order, ConfigError
    for what the file names and is not there.
    """
    host = Host.load()
    wording = Wording.load(host.manifests)
    if wrong := agency_faults(config, installed(host.manifests, wording.bundles), file):
        raise ConfigError(wrong)
    return Parts(
        url=config.store.url.get_secret_value(),
        key_file=config.store.key_file,
        host=host,
        wording=wording,
        clock=clock or RealClock(),
        adapters=tuple(adapter(name, table) for name, table in config.adapters.on().items()) if adapters else (),
        agencies={slug: seed(slug, file) for slug, file in config.agencies.items()},
        web=None if config.web is None else (config.web.host, config.web.port),
    )


def adapter(name: str, settings: BaseModel | Mapping[str, Any]) -> Adapter:
    """An adapter by its name, made with what is set for it. LookupError: it is not installed."""
    for point in entry_points(group=GROUP, name=name):
        made: Adapter = point.load()(**dict(settings))
        return made
    raise LookupError(name)
