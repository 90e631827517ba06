"""Addresses of cells: `mart/key/key/…`, the keys in the order of the primary key, and a column if you like.

A `/` inside a key is written `%2F`. Names of marts and columns come from the release's own catalogue, and values
are bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

import duckdb

from fundament.errors import Misconfigured, one_line
from fundament.explanation.impact import LINES_OF_IMPACT
from fundament.explanation.origin import Line, Lines, key_of_row, sources_of, spend_lines, together
from fundament.terminal import noun

NEAR = 5
# By how a column begins: the parts of lines that it adds up. A row as a whole has them all.
PARTS_OF_COLUMN = {
    "unlawful_": "part.is_counted and part.outcome = 'unlawful'",
    "stated_": "part.is_counted and part.stated_outcome = 'unlawful'",
    "uncertain_": "part.is_counted and part.outcome = 'uncertain'",
    "lawful_": "part.is_counted and part.outcome = 'lawful'",
    "spend_": "part.is_counted",
    "not_counted_": "not part.is_counted",
}


@dataclass(frozen=True)
class Cell:
    """One row of a mart, or one column of it where `column` is given."""

    mart: str
    key: dict[str, str]
    column: str | None
    row: dict[str, Any]
    comments: dict[str, str]

    @property
    def address(self) -> str:
        """The address that leads back here."""
        return address_of(self.mart, [*self.key.values(), *([self.column] if self.column else [])])


def address_of(mart: str, parts: Iterable[object]) -> str:
    """The address of a cell from its mart and its keys."""
    return "/".join([mart, *(str(part).replace("%", "%25").replace("/", "%2F") for part in parts)])


def marts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The marts that have a primary key, with its columns."""
    rows = connection.execute(
        "select table_name, constraint_column_names from duckdb_constraints() "
        "where schema_name = 'marts' and constraint_type = 'PRIMARY KEY' order by all"
    ).fetchall()
    return dict(rows)


def find_cell(connection: duckdb.DuckDBPyConnection, address: str) -> Cell:
    """The cell at an address. Raises `Misconfigured`, with the nearest addresses, where there is none."""
    mart, *parts = (unquote(part) for part in address.split("/"))
    keys = marts(connection)
    if mart not in keys:
        near = get_close_matches(mart, keys, NEAR) or sorted(keys)
        raise unknown(f"There is no mart {mart}", [f"{name}/{'/'.join(keys[name])}" for name in near])
    names = keys[mart]
    form = f"{mart}/{'/'.join(names)}"
    if not len(names) <= len(parts) <= len(names) + 1:
        needed = f"{len(names)} {noun(len(names), 'key')}"
        raise unknown(f"The address needs {needed}: {form}", nearest(connection, mart, names, address))
    key = dict(zip(names, parts, strict=False))
    condition = " and ".join(f'cast("{name}" as varchar) = ?' for name in names)
    cursor = connection.execute(f'from marts."{mart}" where {condition}', list(key.values()))
    columns = [column[0] for column in cursor.description]
    found = cursor.fetchone()
    if found is None:
        raise unknown(f"There is no row {address}", nearest(connection, mart, names, address))
    column = parts[-1] if len(parts) > len(names) else None
    if column and column not in columns:
        near = get_close_matches(column, columns, NEAR, 0.4)
        rows_address = address.rpartition("/")[0]
        raise unknown(f"{mart} has no column {column}", [f"{rows_address}/{name}" for name in near])
    comments = connection.execute(
        "select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = ?", [mart]
    ).fetchall()
    return Cell(mart, key, column, dict(zip(columns, found, strict=True)), dict(comments))


def nearest(connection: duckdb.DuckDBPyConnection, mart: str, names: list[str], address: str) -> list[str]:
    """The addresses in a mart that look most like one that is not there."""
    key = key_of_row(f'"{name}"' for name in names)
    rows = connection.execute(
        f"""select ? || '/' || {key} as address from marts."{mart}" """
        f"order by jaro_winkler_similarity(address, ?) desc, address limit {NEAR}",
        [mart, address],
    ).fetchall()
    return [row[0] for row in rows]


def unknown(what: str, near: list[str]) -> Misconfigured:
    """The refusal of a name, with the names that are near to it."""
    meant = ["\n  One of these may be meant:", *map(one_line, near)] if near else []
    return Misconfigured(what + "\n    ".join(meant))


def lines_of_cell(connection: duckdb.DuckDBPyConnection, cell: Cell) -> Lines:
    """The delivered lines that the row, or the column of it, is made of."""
    row, key = cell.row, cell.key
    if cell.mart == "noncompliance_by_scenario" and row["amount_basis"] != "lines":
        return lines_of_scenario(connection, row["publication_id"], row["scenario_id"])
    if cell.mart in ("noncompliance_by_contract_year", "noncompliance_by_scenario"):
        # A fact counts in each scenario.
        in_scenario = "= ?" if cell.mart == "noncompliance_by_contract_year" else "in (?, 'none')"
        return spend_lines(
            connection,
            f"part.publication_id = ? and part.scenario_id {in_scenario} "
            "and coalesce(part.contract_id, 'none') = ? and part.year = ? and part.measure_type = ? "
            f"and {_parts_of(cell.column, 'true')}",
            [row[name] for name in ("publication_id", "scenario_id", "contract_id", "year", "measure_type")],
        )
    if cell.mart == "noncompliance_scenarios":
        return lines_of_scenario(connection, key["publication_id"], key["scenario_id"], cell.column)
    if cell.mart == "noncompliance_backtest":
        forecast = spend_lines(
            connection,
            "part.publication_id = ? and part.scenario_id = ? and part.year = ? "
            f"and part.measure_type = 'forecast' and {PARTS_OF_COLUMN['unlawful_']}",
            [key["forecast_publication_id"], key["scenario_id"], row["year"]],
        )
        outturn = connection.execute(
            "select source_file, source_line, error_amount, citation, 'outturn' from marts.lawfulness_tolerance "
            "where publication_id = ? and year = ? "
            "and entity = (select issuer from marts.dim_publication where publication_id = ?)",
            [key["outturn_publication_id"], row["year"], key["forecast_publication_id"]],
        ).fetchall()
        return forecast.and_also(together(Line(*line) for line in outturn))
    if cell.mart in LINES_OF_IMPACT:
        return LINES_OF_IMPACT[cell.mart](connection, row, cell.column)
    if row.get("source_file"):
        amount = row.get("amount_gross")
        return together([Line(row["source_file"], row["source_line"], amount, row.get("citation"))])
    return together(sources_of(connection, cell.mart, [address_of("", key.values())[1:]]))


def lines_of_scenario(
    connection: duckdb.DuckDBPyConnection, publication_id: str, scenario_id: str, column: str | None = None
) -> Lines:
    """The lines of spend that a total of a scenario is made of, facts included, or the one that states it."""
    about = [publication_id, scenario_id]
    stated = connection.execute(
        "select source_file, source_line, total_gross, citation from marts.dim_scenario "
        "inner join marts.noncompliance_scenarios using (publication_id, scenario_id) "
        "where publication_id = ? and scenario_id = ? and total_basis != 'from_spend'",
        about,
    ).fetchall()
    if stated:
        return together(Line(*row) for row in stated)
    parts = _parts_of(column, PARTS_OF_COLUMN["unlawful_"])
    return spend_lines(
        connection, f"part.publication_id = ? and part.scenario_id in (?, 'none') and {parts}", about
    )


def _parts_of(column: str | None, otherwise: str) -> str:
    found = (parts for begin, parts in PARTS_OF_COLUMN.items() if column and column.startswith(begin))
    return next(found, otherwise)
