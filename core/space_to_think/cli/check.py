"""`space-to-think check`: is everything in order? Each fault with its cure."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from space_to_think.config import Config, ConfigError, load_config, plugin_faults
from space_to_think.host.facade import Host
from space_to_think.host.manifests import PluginError

CHECKS: Final = "space_to_think.checks"  # entry points: a function of the adapter's table and the whole configuration


def check(path: Path | None) -> Iterator[str]:
    """A sentence for each thing that is wrong with the configuration; nothing when all is well."""
    try:
        config = load_config(path)
    except ConfigError as error:
        yield from (str(fault) for fault in error.faults)
        return
    yield from _plugins(config, path)
    yield from _adapters(config)


def _adapters(config: Config) -> Iterator[str]:
    """What each adapter that is switched on says of itself; it may ask its platform."""
    for name, table in config.adapters.on().items():
        for point in entry_points(group=CHECKS, name=name):
            yield from point.load()(table, config)


def _plugins(config: Config, path: Path | None) -> Iterator[str]:
    try:
        host = Host.load()
    except PluginError as error:
        yield str(error)
        return
    models = {name: manifest.settings for name, manifest in host.manifests.items()}
    yield from (str(fault) for fault in plugin_faults(config, models, path))
