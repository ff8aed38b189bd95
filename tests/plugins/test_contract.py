"""Every plugin of this repository passes what any plugin has to pass."""

from collections.abc import Mapping
from typing import Any

import pytest

from space_to_think.host.facade import Host
from space_to_think.testing.plugins import PluginContract

# What to try besides the defaults.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "debrief": {"contacts": ["Wellbeing team, 01632 960010"]},
    "facilitator-script": {"steps": ["Breathe.", "Look."], "empathise": True},
    "no-names": {"only": ["phone", "email"]},
    "questions": {"own": ["What would the child say?"], "replace": True},
    "strengths": {"anonymous": True},
}


def contracts() -> Mapping[str, type[PluginContract]]:
    """One class a plugin, with its settings."""
    found: dict[str, type[PluginContract]] = {}
    for name in Host.load().manifests:
        title = "Test" + "".join(part.title() for part in name.split("-"))
        members = {"plugin": name, "settings": SETTINGS.get(name, {}), "__module__": __name__}
        found[title] = type(title, (PluginContract,), members)
    return found


globals().update(contracts())


def test_each_has_one() -> None:
    assert len(contracts()) == len(Host.load().manifests)


@pytest.mark.parametrize("plugin", SETTINGS)
def test_what_is_tried_fits(plugin: str) -> None:
    assert Host.load().wrong_settings(plugin, SETTINGS[plugin]) == ()
