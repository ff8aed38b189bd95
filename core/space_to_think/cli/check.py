"""`space-to-think check`: is everything in order? Each fault with its cure."""

import asyncio
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from space_to_think.agency.decide import installed
from space_to_think.config import Config, ConfigError, agency_faults, load_config
from space_to_think.host.facade import Host
from space_to_think.host.manifests import PluginError
from space_to_think.runtime.clock import RealClock
from space_to_think.runtime.errors import OperatorFault
from space_to_think.runtime.watching.findings import Finding, findings
from space_to_think.wording.render import Wording, WordingError

CHECKS: Final = "space_to_think.checks"  # entry points: a function of the adapter's table and the whole configuration


def check(path: Path | None) -> Iterator[Finding]:
    """A sentence for each thing that is wrong, with its cure; nothing when all is well."""
    try:
        config = load_config(path)
    except ConfigError as error:
        yield from (Finding(str(fault)) for fault in error.faults)
        return
    yield from map(Finding, _choices(config, path))
    yield from _adapters(config)
    yield from _store(config)


def _store(config: Config) -> Iterator[Finding]:
    """How the store stands; a service may be running on it."""
    try:
        store = config.store
        yield from asyncio.run(findings(store.url.get_secret_value(), store.key_file, RealClock().now()))
    except OperatorFault as fault:
        yield Finding(fault.sentence, fault.cure)


def _adapters(config: Config) -> Iterator[Finding]:
    """What each adapter that is switched on says of itself; it may ask its platform."""
    for name, table in config.adapters.on().items():
        for point in entry_points(group=CHECKS, name=name):
            yield from map(_found, point.load()(table, config))


def _found(said: Finding | str) -> Finding:
    """A fault may be told as a sentence alone."""
    return said if isinstance(said, Finding) else Finding(said)


def _choices(config: Config, path: Path | None) -> Iterator[str]:
    try:
        manifests = Host.load().manifests
        bundles = Wording.load(manifests).bundles
    except (PluginError, WordingError) as error:
        yield str(error)
        return
    yield from (str(fault) for fault in agency_faults(config, installed(manifests, bundles), path))
