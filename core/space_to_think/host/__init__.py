"""The plugin host: finds plugins, checks them, calls them, and lets none of them harm a session."""

from space_to_think.host.facade import Host
from space_to_think.host.manifests import PluginError
from space_to_think.host.reactions import Reactions
from space_to_think.host.watch import Fault, FaultKind, Watch

__all__ = ["Fault", "FaultKind", "Host", "PluginError", "Reactions", "Watch"]
