"""Fixtures for pytest, loaded by its entry point `pytest11` as soon as Space to Think is installed."""
