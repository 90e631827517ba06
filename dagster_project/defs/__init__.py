"""Dagster objects only, one subject a file, in the order of the data."""

OWNERS = ["team:fundament"]
