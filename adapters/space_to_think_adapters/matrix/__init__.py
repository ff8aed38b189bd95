"""Sessions in Matrix rooms, end-to-end encrypted."""

from space_to_think_adapters.matrix.adapter import MatrixAdapter

__all__ = ["MatrixAdapter"]
