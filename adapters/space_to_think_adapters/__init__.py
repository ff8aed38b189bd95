"""The adapters: each carries the engine into one chat platform."""
