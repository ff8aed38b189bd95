"""`space-to-think demo`: a session in this terminal, with simulated colleagues and a made-up case."""

from space_to_think.cli.demo.command import demo

__all__ = ["demo"]
