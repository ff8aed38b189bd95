"""The plugins that come with Space to Think."""
