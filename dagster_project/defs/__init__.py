"""Dagster objects only, one subject a file, in the order of the data."""

from importlib.metadata import version

OWNERS = ["team:fundament"]
CODE_VERSION = version("fundament")
