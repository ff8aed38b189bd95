"""What can be configured: the tables of the file, with their defaults."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from space_to_think.agency.file import AgencyFile, Link, Slug
from space_to_think.agency.state import Agency

PREFIX: Final = "SPACE_TO_THINK_"
SQLITE: Final = "sqlite:///"


def _store_url(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith((SQLITE, "postgresql://")):
        raise ValueError('Write "sqlite:///space-to-think.db", or "postgresql://user:password@host/database".')
    return url


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Store(_Table):
    """Where everything is kept. The URL may hold a password."""

    url: Annotated[SecretStr, AfterValidator(_store_url)] = SecretStr(SQLITE + "space-to-think.db")
    key_file: Path = Path("space-to-think.key")  # made at the first start, mode 0600


class Web(_Table):
    """For health and metrics."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8737


class Matrix(_Table):
    """An account on Matrix."""

    homeserver: Link
    user_id: str
    device_id: str = "SPACE"
    access_token: SecretStr | None = None  # not needed after `space-to-think matrix login`
    data_dir: Path = Path("matrix")  # crypto store, cross-signing seeds: with the store one unit
    allowed_servers: list[str] = []  # whose invitations are accepted
    allow_unencrypted: bool = False
    allow_unsigned: bool | list[str] = False  # devices that nobody has confirmed: or only those of some servers


class Slack(_Table):
    """An app on Slack: by Socket Mode (`app_token`) or over HTTP (`signing_secret`)."""

    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    client_id: str | None = None  # with `client_secret`: installation into many workspaces
    client_secret: SecretStr | None = None
    api_url: Link = "https://slack.com/api/"
    host: str = "127.0.0.1"  # for signed HTTP
    port: Annotated[int, Field(ge=0, le=65535)] = 8738

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.bot_token is None and (self.client_id is None or self.client_secret is None):
            raise ValueError("Slack needs a bot_token, or a client_id with its client_secret.")
        if self.app_token is None and self.signing_secret is None:
            raise ValueError("Slack needs an app_token for Socket Mode, or a signing_secret for HTTP.")
        return self


class Adapters(BaseModel):
    """A table here switches the adapter on. Those that others have made are looked up by their entry points."""

    model_config = ConfigDict(extra="allow", frozen=True)

    matrix: Matrix | None = None
    slack: Slack | None = None

    @model_validator(mode="after")
    def _installed(self) -> Self:
        known = {*type(self).model_fields, *(each.name for each in entry_points(group="space_to_think.adapters"))}
        for name, table in (self.model_extra or {}).items():
            if name not in known:
                raise ValueError(f'There is no adapter "{name}". There are: {", ".join(sorted(known))}.')
            if not isinstance(table, dict):
                raise ValueError(f'What is set for the adapter "{name}" has to be a table of its own.')
        return self

    def on(self) -> dict[str, Matrix | Slack | dict[str, Any]]:
        """What is set for each adapter that is switched on, by its name."""
        ours = {"matrix": self.matrix, "slack": self.slack}
        return {name: table for name, table in {**ours, **(self.model_extra or {})}.items() if table is not None}


class Config(BaseSettings):
    """Everything that is configured."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=False
    )

    store: Store = Store()
    web: Web | None = None  # a table switches it on
    adapters: Adapters = Adapters()
    agencies: dict[Slug, AgencyFile] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, and below it what was read from the file."""
        return env_settings, init_settings

    def agency(self, slug: str) -> Agency:
        """An agency as the file says; KeyError when the file does not name it."""
        return self.agencies[slug].agency(slug)
