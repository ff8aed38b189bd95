"""The terminal: a chat room on one screen, for the demo, for trying things out, and as the smallest adapter to read."""

from space_to_think_adapters.terminal.adapter import TerminalAdapter

__all__ = ["TerminalAdapter"]
