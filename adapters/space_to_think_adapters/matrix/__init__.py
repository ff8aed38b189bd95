"""Sessions in Matrix rooms, end-to-end encrypted."""
