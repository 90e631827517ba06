"""Amounts in the currency of their publication."""

import re

import duckdb


def currencies(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The currency of each publication of a release, as ISO 4217 has it."""
    return dict(connection.execute("select publication_id, currency from marts.dim_publication").fetchall())


def in_currency(words: str, currency: str) -> str:
    """Words of ours, which say EUR, with another currency where that is the publication's."""
    return re.sub(r"\bEUR\b", currency, words)
