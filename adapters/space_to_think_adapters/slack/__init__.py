"""Slack: private channels, threads and direct messages."""
