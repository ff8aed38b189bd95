"""Finding plugins and checking, before anything runs, that each is what it says it is.

Built-in plugins and other people's come the same way: an entry point of the group `space_to_think.plugins`, whose
name is the plugin's. Whatever is wrong with one is a PluginError that names it and says what would be right.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from operator import itemgetter
from typing import Any, Final, TypeAlias, get_args, get_type_hints

import pluggy

from space_to_think.hooks import PROJECT, HookSpecs, Manifest
from space_to_think.host.manifests import PluginError, check_manifest, texts_of
from space_to_think.session.events import Event

GROUP: Final = "space_to_think.plugins"
HOOKS: Final = ("declare", "react", "handle", "form", "wake", "card", "check", "inspect")

EVENTS: Final = frozenset[type](get_args(Event))

Implementation: TypeAlias = Callable[..., object]
Picker: TypeAlias = Callable[[Mapping[str, object]], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Hook:
    """A plugin's implementation of a hook. `pick` takes its arguments, in order, out of all that it may be given;
    `events`: it is called for these."""

    call: Implementation
    pick: Picker
    events: frozenset[type] = EVENTS


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that has been found in order. `texts` are the ids of its texts."""

    name: str
    manifest: Manifest
    hooks: Mapping[str, Hook]
    texts: frozenset[str]


def discover() -> dict[str, object]:
    """Import every installed plugin. Raises PluginError for one that cannot be, or a name that is taken twice."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise PluginError(
                f"Two plugins are called {point.name!r}: {_from(other)} and {_from(point)}. One has to be renamed."
            )
    return {name: _import(point) for name, point in sorted(found.items())}


def _import(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:
        raise PluginError(
            f"The plugin {point.name!r} of {_from(point)} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _from(point: EntryPoint) -> str:
    return f"{point.dist.name} ({point.value})" if point.dist is not None else point.value


def load(plugins: Mapping[str, object]) -> tuple[Loaded, ...]:
    """Check all plugins and bring them into order of name. Raises PluginError."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HookSpecs)
    for name, plugin in sorted(plugins.items()):
        check_implementations(manager, name, plugin)
        if (twin := manager.get_name(plugin)) is not None:
            raise PluginError(f"The plugins {twin!r} and {name!r} are one and the same object.")
        manager.register(plugin, name=name)
    loaded = tuple(_loaded(name, hooks) for name, hooks in sorted(_walk(manager).items()))
    check_together([one.manifest for one in loaded], {one.name: one.texts for one in loaded})
    return loaded


def _walk(manager: pluggy.PluginManager) -> dict[str, dict[str, Hook]]:
    """The implementations, by plugin. The only place that looks at pluggy's hooks: the host calls them itself."""
    found: dict[str, dict[str, Hook]] = {}
    for hook in HOOKS:
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            pick, events = picker(implementation.argnames), heard_by(implementation.function)
            found.setdefault(implementation.plugin_name, {})[hook] = Hook(implementation.function, pick, events)
    return found


def picker(names: Sequence[str]) -> Picker:
    """Takes the values of these names out of a mapping."""
    if len(names) > 1:  # with one name alone an itemgetter gives no tuple
        return itemgetter(*names)
    return lambda given: tuple(given[name] for name in names)


def heard_by(implementation: Implementation) -> frozenset[type]:
    """The events that the argument `event` is annotated with; all of them where that says nothing of events."""
    try:
        said = get_type_hints(implementation).get("event")
    except NameError:  # a name that only type checkers know
        return EVENTS
    kinds: frozenset[Any] = frozenset(get_args(said) or (said,))
    return kinds if kinds <= EVENTS else EVENTS


def _loaded(name: str, hooks: Mapping[str, Hook]) -> Loaded:
    try:
        manifest = hooks["declare"].call()
    except Exception as error:
        raise PluginError(f"The plugin {name!r}: declare() raised {type(error).__name__}: {error}") from error
    if not isinstance(manifest, Manifest):
        raise PluginError(f"The plugin {name!r}: declare() has to return a Manifest, not {type(manifest).__name__}.")
    check_manifest(name, manifest, frozenset(hooks))
    return Loaded(name, manifest, dict(hooks), texts_of(manifest))


# ---- implementations


def check_implementations(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    """Check the names and arguments of everything that is marked as a hook. Raises PluginError."""
    marked = _marked(manager, plugin)
    for hook, (implementation, options) in marked.items():
        if hook not in HOOKS:
            near = get_close_matches(hook, HOOKS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else f" The hooks are: {', '.join(HOOKS)}."
            raise PluginError(f"The plugin {name!r} implements {hook!r}, which is no hook.{hint}")
        if options.get("wrapper") or options.get("hookwrapper"):
            raise PluginError(f"The plugin {name!r}: {hook} is a wrapper; hooks are plain functions here.")
        _check_signature(name, hook, implementation)
    for hook in HOOKS:
        if hook not in marked and inspect.isroutine(getattr(plugin, hook, None)):
            raise PluginError(f"The plugin {name!r}: {hook} lacks the decorator @hookimpl of space_to_think.hooks.")
    if "declare" not in marked:
        raise PluginError(f"The plugin {name!r} has no declare(), the one hook that every plugin needs.")


def _marked(manager: pluggy.PluginManager, plugin: object) -> dict[str, tuple[Implementation, Mapping[str, Any]]]:
    """Everything that is marked as an implementation, by the hook it is for."""
    found: dict[str, tuple[Implementation, Mapping[str, Any]]] = {}
    for attribute in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, attribute)
        if options is not None:
            found[options.get("specname") or attribute] = (getattr(plugin, attribute), {**options})
    return found


def _check_signature(name: str, hook: str, implementation: Implementation) -> None:
    right = list(inspect.signature(getattr(HookSpecs, hook)).parameters)[1:]
    parameters = inspect.signature(implementation).parameters.values()
    plain = all(p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty for p in parameters)
    shape = f"{hook}({', '.join(right)})"
    if not plain or not {p.name for p in parameters} <= set(right):
        given = ", ".join(str(p.replace(annotation=p.empty)) for p in parameters)
        raise PluginError(
            f"The plugin {name!r}: {hook}({given}) does not fit. It has to be {shape}; arguments that you do not "
            "need may be left out."
        )
    if inspect.iscoroutinefunction(implementation) or inspect.isgeneratorfunction(implementation):
        raise PluginError(f"The plugin {name!r}: {shape} has to be a plain function that returns its result.")


# ---- plugins side by side


def check_together(manifests: Sequence[Manifest], texts: Mapping[str, frozenset[str]]) -> None:
    """Check that no two plugins claim the same word, kind or text. Raises PluginError with both names."""
    _distinct("word", ((m.name, word) for m in manifests for word in _words(m)))
    _distinct("kind", ((m.name, kind.name) for m in manifests for kind in m.kinds))
    _distinct("text", ((name, id) for name, ids in sorted(texts.items()) for id in sorted(ids)))


def _words(manifest: Manifest) -> list[str]:
    return [*(word.name for word in manifest.words), *(kind.word for kind in manifest.kinds)]


def _distinct(what: str, claims: Iterable[tuple[str, str]]) -> None:
    owners: dict[str, str] = {}
    for owner, name in claims:
        other = owners.setdefault(name, owner)
        if other != owner:
            raise PluginError(f"The plugins {other!r} and {owner!r} both have the {what} {name!r}.")
