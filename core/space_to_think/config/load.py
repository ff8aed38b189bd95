"""The configuration read: a TOML file, and environment variables over it (`SPACE_TO_THINK_STORE__URL`).

Relative paths are relative to the file, or to the current folder when there is none.
"""

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tomli_w
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from space_to_think.agency.file import AgencyFile, exported
from space_to_think.agency.state import Agency
from space_to_think.config.faults import ConfigError, Fault, Source, faults, named, stray_variables
from space_to_think.config.shape import PREFIX, SQLITE, Config, Store
from space_to_think.practice.load import PracticeError, load_practice
from space_to_think.practice.toml import Lines, syntax_error

DEFAULT: Final = "space-to-think.toml"


def load_config(path: Path | None = None) -> Config:
    """Read the file, or `space-to-think.toml` here if there is one, and the environment. Raises ConfigError."""
    text = text_of(path)
    file = str(path or DEFAULT)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, what = syntax_error(error, text)
        raise ConfigError([Fault(file, line, "", what)]) from None
    if stray := tuple(stray_variables(os.environ)):
        raise ConfigError(stray)
    lines = Lines(text)
    try:
        config = Config(**data)
    except ValidationError as error:
        raise ConfigError(faults(error, data, file, lines)) from None
    except SettingsError as error:
        # Its own text is kept out: it may quote the value.
        named_field = re.search(r'field "(\w+)"', str(error))
        key = PREFIX + (named_field[1].upper() if named_field else "…")
        raise ConfigError([Fault("environment", None, key, "This has to be JSON, such as {} or [].")]) from None
    folder = (path or Path(DEFAULT)).resolve().parent
    agencies = {slug: _with_practices(config, slug, folder, Source(file, lines)) for slug in config.agencies}
    return _placed(config, folder).model_copy(update={"agencies": agencies})


def export(agencies: Iterable[Agency]) -> str:
    """Agencies as the configuration file has them. Importing it changes nothing."""
    tables = {agency.slug: exported(agency) for agency in agencies}
    return tomli_w.dumps({"agencies": tables}, multiline_strings=True)


def text_of(path: Path | None) -> str:
    """What stands in the file; nothing where none is named and none lies here. Raises ConfigError."""
    if path is None and not Path(DEFAULT).exists():
        return ""
    try:
        return (path or Path(DEFAULT)).read_text(encoding="utf-8")
    except FileNotFoundError:
        what = "There is no such file."
    except UnicodeDecodeError:
        what = "This is not a text file in UTF-8."
    except OSError:
        what = "This cannot be read. Look whether it is a file, and who may read it."
    raise ConfigError([Fault(str(path or DEFAULT), None, "", what)])


def _placed(config: Config, folder: Path) -> Config:
    """The same with paths made absolute."""
    url = config.store.url.get_secret_value()
    if url.startswith(SQLITE) and not url.startswith((SQLITE + "/", SQLITE + ":memory:")):
        url = f"{SQLITE}{folder / url.removeprefix(SQLITE)}"
    store = Store(url=SecretStr(url), key_file=folder / config.store.key_file)
    adapters = config.adapters
    if matrix := adapters.matrix:
        data_dir = folder / matrix.data_dir
        adapters = adapters.model_copy(update={"matrix": matrix.model_copy(update={"data_dir": data_dir})})
    return config.model_copy(update={"store": store, "adapters": adapters})


def _with_practices(config: Config, slug: str, folder: Path, source: Source) -> AgencyFile:
    agency = config.agencies[slug]
    texts: dict[str, str] = {}
    for name, given in agency.practices.items():
        path = ("agencies", slug, "practices", name)
        inline = "\n" in given
        file = f"{name}.toml" if inline else given
        text = given if inline else text_of(folder / given)
        try:
            practice = load_practice(text, file)
        except PracticeError as error:
            raise ConfigError([Fault(file, error.line, error.key, error.sentence)]) from None
        if practice.name != name:
            what = f'The file calls this practice "{practice.name}". Use that name here.'
            raise ConfigError([Fault(source.file, source.lines[path], named(path), what)])
        texts[name] = text
    return agency.model_copy(update={"practices": texts})
