"""One small function an event: the state as it is afterwards. `evolve` holds the table of them all."""
