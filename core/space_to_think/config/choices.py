"""Whether what agencies choose in the file is there: plugins and what they are set to, texts, a language."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from space_to_think.agency.decide import Context
from space_to_think.agency.file import AgencyFile
from space_to_think.config.faults import Fault, Source
from space_to_think.config.load import DEFAULT, text_of
from space_to_think.config.shape import Config
from space_to_think.practice.toml import Lines, sentence
from space_to_think.wording.bundles import own_entry


def agency_faults(config: Config, there: Context, path: Path | None = None) -> tuple[Fault, ...]:
    """What is wrong with the agencies' choices; `path` is the file that the configuration was read from."""
    source = Source(str(path or DEFAULT), Lines(text_of(path)))
    return tuple(fault for slug, agency in config.agencies.items() for fault in _faults(slug, agency, there, source))


def _faults(slug: str, agency: AgencyFile, there: Context, source: Source) -> Iterator[Fault]:
    table = ("agencies", slug)
    if agency.language not in there.languages:
        spoken = f"There are no texts in this language. There are: {', '.join(sorted(there.languages))}."
        yield source.fault((*table, "language"), spoken)
    missing = f"There is no such plugin here. There are: {', '.join(sorted(there.plugins))}."
    for name in agency.plugins or ():
        if name not in there.plugins:
            yield source.fault((*table, "plugins"), missing, (*table, "plugins", name))
    for name, values in agency.settings.items():
        path = (*table, "settings", name)
        if name not in there.plugins:
            yield source.fault(path, missing)
            continue
        try:
            there.plugins[name].settings.model_validate(values)
        except ValidationError as error:
            for detail in error.errors(include_input=False, include_url=False):
                yield source.fault((*path, *detail["loc"]), sentence(there.plugins[name].settings, detail))
    yield from _wording(slug, agency, there, source)


def _wording(slug: str, agency: AgencyFile, there: Context, source: Source) -> Iterator[Fault]:
    for id, text in agency.wording.items():
        path = ("agencies", slug, "wording", id)
        if id not in there.texts:
            near = get_close_matches(id, sorted(there.texts), 1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            yield source.fault(path, f"There is no text with that id.{hint}")
        elif not text.strip() or own_entry(id, text) is None:
            yield source.fault(path, "This text cannot be read. Each curly bracket needs its partner.")
