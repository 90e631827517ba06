"""Parquet: DuckDB reads it; typed values keep their type. A row's line is its number in the file."""

from pathlib import Path

import duckdb

from fundament.deliveries.formats.base import Relation, column_list, typed_text
from fundament.errors import BadInput


class ParquetFile:
    """One Parquet file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, shown: str) -> None:
        self._path = path
        try:
            described = connection.execute(
                "describe select * from read_parquet($path)", {"path": str(path)}
            ).fetchall()
        except duckdb.Error as error:
            raise BadInput(
                f"The file can't be read: {str(error).splitlines()[0]}",
                shown,
                "Have it sent again, or mend format.",
            ) from error
        self.header = [row[0] for row in described]
        self._types = [row[1] for row in described]

    def relation(self) -> Relation:
        """Fields as text, the typed ones marked."""
        fields = ", ".join(
            f"{typed_text(f'c{position}', kind)} as c{position}" for position, kind in enumerate(self._types)
        )
        names = f"{column_list(len(self._types))}, file_row_number"
        sql = (
            f"select file_row_number + 1 as source_line, cast(null as varchar) as row_problem, {fields} "
            f"from read_parquet($path, file_row_number = true) as t({names})"
        )
        return Relation(sql, {"path": str(self._path)}, has_typed_values=True)
