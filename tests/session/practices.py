"""Practices that the tests of the session are played with besides the shipped one."""

from pathlib import Path

PEER_LEARNING = Path(__file__).parents[1] / "practice" / "peer-learning.toml"
