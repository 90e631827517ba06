"""Keys that differ only by signs that show nothing: nobody who looks at them sees that they are two."""

from collections.abc import Iterator

import duckdb

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.read.white_space import HIDDEN, as_it_looks

SHOWN = 20
# Beyond so many rows only texts that are not of ASCII alone are looked at.
MANY_ROWS = 1_000_000


def look_alikes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence about each such key, with the place of one of its rows."""
    places: dict[str, list[str]] = {}
    for source in canonical_sources().values():
        there = connection.table(f"received.{source.name}").columns
        for column in source.columns:
            is_key = column.name.endswith("_id") or column.name in source.key
            if is_key and column.data_type == "varchar" and column.name in there:
                places.setdefault(column.name, []).append(source.name)
    return [said for column, sources in places.items() for said in _of_column(connection, column, sources)][:SHOWN]


def _of_column(connection: duckdb.DuckDBPyConnection, column: str, sources: list[str]) -> Iterator[str]:
    hidden: dict[str, str] = {}
    for name in sources:
        [(rows,)] = connection.execute(f"select count(*) from received.{name}").fetchall()
        plain = f"strlen({column}) <> length({column}) and " if rows > MANY_ROWS else ""
        for value, place in connection.execute(
            f"select {column}, min(source_file || ', line ' || source_line) from raw.{name} "
            f"where {plain}regexp_matches({column}, $hidden) group by {column}",
            {"hidden": HIDDEN},
        ).fetchall():
            hidden.setdefault(value, place)
    if not hidden:
        return
    looks = {value: as_it_looks(value) for value in hidden}
    wanted = [*looks.values(), *hidden]
    several = " union ".join(
        f"select {column} as value from raw.{name} where list_contains($wanted, {column})" for name in sources
    )
    found = {value for (value,) in connection.execute(several, {"wanted": wanted}).fetchall()}
    for value, place in sorted(hidden.items()):
        others = [other for other in found if other != value and looks.get(other, other) == looks[value]]
        if others:
            yield f"{column} {value!a} ({place}) looks like {min(others)!a}, and is another key"
