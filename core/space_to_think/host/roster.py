"""Which plugins there are, what each declares, and for whom it is on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from pydantic import ValidationError

from space_to_think.agency.state import Agency
from space_to_think.hooks import Capability, Manifest, Scope, Word
from space_to_think.host.loading import Loaded, load
from space_to_think.host.recent import Recent
from space_to_think.host.seats import begun, switched_on
from space_to_think.host.watch import Watch
from space_to_think.session.state import Charter, Kind, Session

Known: TypeAlias = tuple[Charter, Mapping[str, Agency], Mapping[str, Kind]]


class Roster:
    """All plugins, checked and in order of name. Raises PluginError for one that is not in order."""

    def __init__(self, plugins: Mapping[str, object], watch: Watch | None = None) -> None:
        self._loaded: dict[str, Loaded] = {loaded.name: loaded for loaded in load(plugins)}
        self.watch = watch or Watch()
        self._kinds: Recent[Known] = Recent()

    @property
    def manifests(self) -> Mapping[str, Manifest]:
        """What each plugin says of itself."""
        return {name: loaded.manifest for name, loaded in self._loaded.items()}

    @property
    def words(self) -> Mapping[str, tuple[Word, ...]]:
        """The words of each plugin, those of its kinds left out."""
        return {name: loaded.manifest.words for name, loaded in self._loaded.items()}

    @property
    def declared(self) -> Mapping[str, Kind]:
        """Every kind of every plugin, by its name."""
        return {kind.name: kind for loaded in self._loaded.values() for kind in loaded.manifest.kinds}

    def on(self, plugin: str, agency: Agency) -> bool:
        """Whether an agency has a plugin on."""
        return switched_on(self._loaded[plugin], agency)

    def here(self, session: Session, mine: Agency, agencies: Mapping[str, Agency]) -> frozenset[str]:
        """The plugins that work in a session for somebody whose agency is `mine`."""
        return frozenset(
            name
            for name, loaded in self._loaded.items()
            if (
                begun(loaded, session.charter, agencies)
                if loaded.manifest.scope is Scope.SESSION
                else switched_on(loaded, mine)
            )
        )

    def told_the_past(self, session: Session, agencies: Mapping[str, Agency]) -> tuple[str, ...]:
        """The session plugins at work that are told who guided and presented in this group before."""
        return tuple(
            name
            for name, loaded in self._loaded.items()
            if Capability.GROUP_PAST in loaded.manifest.capabilities
            and loaded.manifest.scope is Scope.SESSION
            and begun(loaded, session.charter, agencies)
        )

    def wrong_settings(self, plugin: str, settings: Mapping[str, object]) -> tuple[str, ...]:
        """The keys of a plugin's settings that are unknown or do not fit its model."""
        try:
            self._loaded[plugin].manifest.settings.model_validate(settings)
        except ValidationError as error:
            return tuple(sorted({str(fault["loc"][0]) if fault["loc"] else plugin for fault in error.errors()}))
        return ()

    def charter_settings(self, agency: Agency) -> Mapping[str, Mapping[str, object]]:
        """The session plugins that are on for a hosting agency, with their settings as JSON values.

        Settings that do not fit are left out of the charter, and the defaults hold; `inspect` tells the admins.
        """
        found: dict[str, Mapping[str, object]] = {}
        for name, loaded in self._loaded.items():
            if loaded.manifest.scope is Scope.SESSION and switched_on(loaded, agency):
                given = agency.settings.get(name, {})
                model = loaded.manifest.settings
                settings = model() if self.wrong_settings(name, given) else model.model_validate(given)
                found[name] = settings.model_dump(mode="json")
        return found

    def kinds(self, charter: Charter, agencies: Mapping[str, Agency]) -> Mapping[str, Kind]:
        """The kinds of contributions that a session knows, by name, anonymity worked out."""
        # A session's charter is one and the same for as long as the session is held.
        known = self._kinds.get(id(charter))
        if known is None or known[0] is not charter or known[1] is not agencies:
            known = self._kinds.put(id(charter), (charter, agencies, dict(self._found(charter, agencies))))
        return known[2]

    def _found(self, charter: Charter, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, Kind]]:
        for name, loaded in self._loaded.items():
            settings = charter.settings.get(name, {})
            if loaded.manifest.scope is Scope.SESSION:
                on = begun(loaded, charter, agencies)
            else:
                on = any(switched_on(loaded, agency) for agency in agencies.values())
            for kind in loaded.manifest.kinds if on else ():
                if kind.spoken and charter.turns != "gate":
                    continue
                yield (
                    kind.name,
                    replace(kind, anonymous=kind.anonymous or settings.get(kind.anonymous_setting or "") is True),
                )
