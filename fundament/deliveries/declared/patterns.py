"""Patterns of a declaration, in DuckDB's own engine: its time grows with the text alone, whatever the pattern."""

from functools import cache

import duckdb

from fundament import database

LONGEST = 500


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return database.in_memory()


def first_group(pattern: str, text: str) -> str:
    """What the first group of a pattern matches in a text; empty where it matches nothing.

    Raises `ValueError` where it is no pattern with a group, or one that this engine does not have.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"a pattern has at most {LONGEST} characters")
    try:
        with _connection().cursor() as cursor:
            [(found,)] = cursor.execute(
                "select regexp_extract($text, $pattern, 1)", {"text": text, "pattern": pattern}
            ).fetchall()
    except duckdb.Error as error:
        raise ValueError(str(error).splitlines()[0]) from error
    return str(found)
