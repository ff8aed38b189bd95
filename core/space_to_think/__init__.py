"""The engine: walks a group through a practice, and knows no transport and no plugin."""
