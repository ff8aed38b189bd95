"""How fast it is, beside what could be: `make bench`, and `make bench-peers` for other frameworks."""
