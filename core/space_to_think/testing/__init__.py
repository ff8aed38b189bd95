"""Public doubles and fixtures for authors of plugins and adapters."""
