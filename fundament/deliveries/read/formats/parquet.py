"""Parquet: DuckDB reads it; typed values keep their type. A row's line is its number in the file."""

from pathlib import Path

import duckdb

from fundament import database
from fundament.deliveries.read.formats.base import Relation, column_list, typed_text
from fundament.errors import BadInput, cut
from fundament.settings import settings

# A type in a type in a type: what makes sense of a file has no more.
DEEPEST = 50
# Rows that are alike take next to nothing in a file: a small one may have any number of them.
CELLS_OF_A_SHEET = 100


def columns_of(path: Path, shown: str) -> list[tuple[str, str]]:
    """Names and types of the columns; called in `apart`: types nested without end break the stack.

    Raises `BadInput` where it is no Parquet file, or one whose rows would fill the disk.
    """
    with database.in_memory() as connection:
        given = {"path": str(path)}
        try:
            found = connection.execute("describe select * from read_parquet($path)", given).fetchall()
            [(rows,)] = connection.execute("select count(*) from read_parquet($path)", given).fetchall()
        except duckdb.Error as error:
            raise BadInput(
                f"The file can't be read: {str(error).splitlines()[0]}",
                shown,
                "Have it sent again, or correct format.",
            ) from error
    columns = [(name, kind) for name, kind, *_ in found]
    for name, kind in columns:
        if kind.count("(") + kind.count("[") > DEEPEST:
            raise BadInput(f"The column {cut(name, 100)!r} is nested too deeply", shown, "Have it sent flatter.")
    if rows * len(columns) > (most := CELLS_OF_A_SHEET * settings().sheet_cells):
        raise BadInput(
            f"The file has {rows:,} rows of {len(columns)} columns: {most:,} cells are the most",
            shown,
            "Split it, or raise FUNDAMENT_SHEET_CELLS.",
        )
    return columns


class ParquetFile:
    """One Parquet file, with the columns that were found in it."""

    def __init__(self, path: Path, columns: list[tuple[str, str]]) -> None:
        self._path = path
        self.header = [name for name, _ in columns]
        self._types = [kind for _, kind in columns]

    def relation(self) -> Relation:
        """Fields as text, the typed ones marked; `source_line` is the number of the row in the file, from 1."""
        fields = ", ".join(
            f"{typed_text(f'c{position}', kind)} as c{position}" for position, kind in enumerate(self._types)
        )
        names = f"{column_list(len(self._types))}, file_row_number"
        sql = (
            f"select file_row_number + 1 as source_line, cast(null as varchar) as row_problem, {fields} "
            f"from read_parquet($path, file_row_number = true) as t({names})"
        )
        return Relation(sql, {"path": str(self._path)}, has_typed_values=True)
