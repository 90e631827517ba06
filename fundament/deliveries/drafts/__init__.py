"""A first description of a file that nobody has described."""
