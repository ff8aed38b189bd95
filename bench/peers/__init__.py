"""Other frameworks, each in an environment of its own: a null transport, and one handler that replies."""
