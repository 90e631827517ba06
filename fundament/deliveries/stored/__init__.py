"""A row is stored: the tables of schema `raw`."""
