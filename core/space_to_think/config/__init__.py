"""The configuration: its shape, how it is read, and what can be wrong with it."""

from space_to_think.config.choices import agency_faults
from space_to_think.config.faults import ConfigError, Fault
from space_to_think.config.load import DEFAULT, export, load_config
from space_to_think.config.shape import PREFIX, Adapters, Config, Matrix, Slack, Store, Web

__all__ = [
    "DEFAULT",
    "PREFIX",
    "Adapters",
    "Config",
    "ConfigError",
    "Fault",
    "Matrix",
    "Slack",
    "Store",
    "Web",
    "agency_faults",
    "export",
    "load_config",
]
