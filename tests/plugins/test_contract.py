"""Every plugin of ours passes what is asked of anybody's."""

import pytest

from docs.pages.said import host
from space_to_think.testing.plugins import PluginContract


@pytest.mark.parametrize("name", host().manifests)
class TestOurs(PluginContract):
    @pytest.fixture(autouse=True)
    def _named(self, name: str) -> None:
        self.plugin = name  # type: ignore[misc]
