"""What every plugin has to pass, ours and other people's. Inherit it in a test, and name the plugin:

    class TestHello(PluginContract):
        plugin = "hello"

It plays whole sessions with the plugin among all that are installed, says its words at every stage, takes the plugin
away in the middle of one, and looks at what went wrong.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from space_to_think.host.facade import Host
from space_to_think.host.loading import HOOKS, discover
from space_to_think.host.watch import FaultKind
from space_to_think.messages import Text
from space_to_think.session.state import Phase
from space_to_think.testing.house import House
from space_to_think.wording import readability
from space_to_think.wording.bundles import plugin_sources

STAGES = ("offload", "facts", "exploration", "strengths", "reflection", "next_steps")


class PluginContract:
    """`plugin` is the name, `settings` what to try besides the defaults. `installed` may be overridden."""

    plugin: ClassVar[str]
    settings: ClassVar[Mapping[str, object]] = {}

    def installed(self) -> dict[str, object]:
        """Every plugin there is, by name."""
        return discover()

    # ---- by itself

    def test_it_loads_among_the_others(self) -> None:
        assert self.plugin in Host(self.installed()).manifests

    def test_its_words_are_plain(self) -> None:
        """Short sentences and short words, as `space_to_think.wording.readability` measures them."""
        manifest = Host(self.installed()).manifests[self.plugin]
        texts = readability.texts(plugin_sources({self.plugin: manifest}))
        assert readability.faults(texts) == []

    def test_it_says_what_it_does_reads_and_keeps(self) -> None:
        """An admin reads this before switching it on."""
        manifest = Host(self.installed()).manifests[self.plugin]
        assert all(isinstance(text, Text) for text in (manifest.sentence, *manifest.reads, *manifest.keeps))

    # ---- in sessions

    @pytest.mark.asyncio
    async def test_a_whole_session_goes_well_with_it(self, tmp_path: Path) -> None:
        """Every call is made twice: a hook that keeps something, or asks the time, gives two answers."""
        plugins = self.installed()
        host = Host({**plugins, self.plugin: twice(plugins[self.plugin])})
        async with House(tmp_path, agencies=self.agencies(), host=host, strict=True) as house:
            await self.play(house)
            assert (await house.session()).phase is Phase.ENDED
            assert self.faults(host) == []
            assert await house.failures() == []

    @pytest.mark.asyncio
    async def test_a_session_outlives_it(self, tmp_path: Path) -> None:
        """It is uninstalled in the middle, and the session goes on to its end."""
        async with House(tmp_path, agencies=self.agencies()) as house:
            await house.begin("strengths")
            await self.say_words(house)
        without = {name: plugin for name, plugin in self.installed().items() if name != self.plugin}
        async with House(tmp_path, host=Host(without)) as house:
            await self.say_words(house)
            await house.move_to("next_steps")
            await house.finish()
            assert (await house.session()).phase is Phase.ENDED
            assert await house.failures() == []

    @pytest.mark.asyncio
    async def test_where_it_is_off_it_is_not_called(self, tmp_path: Path) -> None:
        plugins, calls = self.installed(), list[str]()
        host = Host(plugins, trace=calls.append)
        if host.manifests[self.plugin].always_on:
            return
        none: list[str] = []
        off = {slug: {**agency, "plugins": none} for slug, agency in self.agencies().items()}
        async with House(tmp_path, agencies=off, host=host) as house:
            await house.begin()
            await self.say_words(house)
        assert [call for call in calls if f" {self.plugin} for home" in call] == []

    # ---- how it is done

    def agencies(self) -> Mapping[str, Mapping[str, Any]]:
        """An agency with everything on; who comes from elsewhere works for another."""
        return {
            "home": {
                "name": "Home",
                "tenants": ["fake:northshire", "fake:riverside", "fake:oakfield"],
                "plugins": sorted(self.installed()),
                "settings": {self.plugin: dict(self.settings)},
            }
        }

    async def play(self, house: House) -> None:
        """A whole session, with the plugin's words said by everybody at every stage."""
        await house.begin()
        *_, one, other = house.people
        for stage in STAGES:
            await house.move_to(stage)
            await self.say_words(house)
            await house.call(one, "flag disagreement")
            await house.say(other, "We could meet on Tuesday.")
        await house.finish()
        await self.say_words(house)

    async def say_words(self, house: House) -> None:
        """Everybody says each of its words, with and without something after it."""
        manifest = Host(self.installed()).manifests[self.plugin]
        words = [word.name for word in manifest.words] + [kind.word for kind in manifest.kinds]
        for who in house.people:
            for word in words:
                await house.call(who, word)
                await house.call(who, f"{word} a few words")

    def faults(self, host: Host) -> list[tuple[str, str]]:
        """What went wrong in its hooks: which hook, and how. Slow calls are not faults."""
        counts = host.watch.counts
        found = [(hook, error) for plugin, hook, kind, error in counts if plugin == self.plugin and kind in FAULTS]
        return sorted(found)


FAULTS = (FaultKind.RAISED, FaultKind.RUBBISH)


def twice(plugin: object) -> object:
    """The same plugin, each of whose hooks is called twice and has to give the same."""
    hooks = {name: getattr(plugin, name) for name in HOOKS if hasattr(plugin, name)}
    return SimpleNamespace(**{name: _twice(hook) for name, hook in hooks.items()})


def _twice(hook: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(hook)
    def call(*arguments: Any) -> Any:
        first, again = hook(*arguments), hook(*arguments)
        assert first == again, "the same call gave something else"
        return first

    return call
