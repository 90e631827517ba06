"""The marts of a release as a data package of Frictionless: what dbt's contracts say, as the file carries it.

For catalogues: `dcat.py`. What only the organisation can say: `catalogue.py`. Units: `fundament.units`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from fundament.opendata.catalogue import Catalogue
from fundament.units import NUMBER_TYPES, unit_of

# Where a column of a mart leads, and by which of its columns; docs/bi.md has the same for readers.
DIMENSIONS = {
    "dim_publication": ("publication_id", "forecast_publication_id", "outturn_publication_id"),
    "dim_contract": ("contract_id", "target_contract_id", "parent_contract_id"),
    "dim_scenario": ("scenario_id", "counted_scenario_id", "rate_scenario_id"),
    "dim_service": ("service_id", "platform_id", "from_platform_id", "to_platform_id"),
    "dim_supplier": ("supplier_key",),
}
KEYS = {
    "dim_publication": ["publication_id"],
    "dim_contract": ["publication_id", "contract_id"],
    "dim_scenario": ["publication_id", "scenario_id"],
    "dim_service": ["publication_id", "service_id"],
    "dim_supplier": ["publication_id", "supplier_key"],
}


@dataclass(frozen=True)
class Kind:
    """How the files are called, and what a resource says of them."""

    path: str
    said: dict[str, str]


PARQUET = Kind("parquet/{name}.parquet", {"format": "parquet", "mediatype": "application/vnd.apache.parquet"})
# As `spreadsheet.files` writes them.
CSV = Kind("{name}.csv", {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig"})
TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime", "DOUBLE": "number"}
COLUMNS = """
    select columns.table_name, columns.column_name, columns.data_type, columns.is_nullable, columns.comment
    from duckdb_columns() as columns
    where columns.schema_name = 'marts' and columns.database_name = current_database()
    order by columns.table_name, columns.column_index
"""
TABLES = """
    select table_name, comment from duckdb_tables()
    where schema_name = 'marts' and database_name = current_database()
    union all
    select view_name, comment from duckdb_views()
    where schema_name = 'marts' and database_name = current_database()
    order by all
"""

# Columns of which a row leaves the value out.
GAPS = """
    select file_name, path_in_schema from parquet_metadata(?)
    group by all having sum(coalesce(stats_null_count, 1)) > 0
"""


def data_package(
    connection: duckdb.DuckDBPyConnection,
    release: Path,
    folder: Path,
    manifest: dict[str, Any],
    keys: dict[str, list[str]],
    catalogue: Catalogue,
    kind: Kind = PARQUET,
) -> dict[str, Any]:
    """The description of the files of all marts of a release in a folder; `keys` are those of the marts."""
    columns: dict[str, list[tuple[str, str, bool, str | None]]] = {}
    for table, *column in connection.execute(COLUMNS).fetchall():
        columns.setdefault(table, []).append((column[0], column[1], column[2], column[3]))
    gaps: dict[str, set[str]] = {}
    for file, column in connection.execute(GAPS, [str(release / "parquet" / "*.parquet")]).fetchall():
        gaps.setdefault(Path(file).stem, set()).add(column)
    licences = [{"path": catalogue.licence}] if catalogue.licence else []
    package: dict[str, Any] = {
        "name": "fundament",
        "id": manifest["release_id"],
        "title": "Fundament: delay, cost and lawfulness of an infrastructure renewal",
        "description": "The marts of one release. Empty is unknown, never zero.",
        "version": manifest["release_id"],
        "created": manifest["published_at"],
        "resources": [
            {
                "name": name,
                "path": kind.path.format(name=name),
                **kind.said,
                "description": comment or name,
                "bytes": (folder / kind.path.format(name=name)).stat().st_size,
                "rows": manifest["tables"][f"marts.{name}"]["rows"],
                "schema": _schema(name, columns[name], keys.get(name, []), gaps.get(name, set())),
            }
            for name, comment in connection.execute(TABLES).fetchall()
        ],
    }
    if licences:
        package["licenses"] = licences
    if catalogue.publisher:
        package["contributors"] = [{"title": catalogue.publisher, "role": "publisher"}]
    return package


def _schema(
    name: str, columns: list[tuple[str, str, bool, str | None]], key: list[str], gaps: set[str]
) -> dict[str, Any]:
    leading = _leading(name, [column for column, *_ in columns])
    schema: dict[str, Any] = {
        "fields": [_field(*column, column[0] in key, leading.get(column[0], "")) for column in columns]
    }
    if key:
        schema["primaryKey"] = key
    # A row may state only part of a key; Frictionless takes that for one that leads nowhere.
    schema["foreignKeys"] = [
        {"fields": fields, "reference": {"resource": dimension, "fields": KEYS[dimension]}}
        for column, dimension in leading.items()
        for fields in [_with_publication(column, dimension, leading)]
        if not gaps & set(fields)
    ]
    return schema


def _field(
    name: str, data_type: str, is_nullable: bool, comment: str | None, is_key: bool, leads_to: str
) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _type(data_type), "description": comment or name}
    if unit := unit_of(name, data_type, comment or ""):
        field["unit"] = unit
    if leads_to:
        field["leadsTo"] = leads_to
    if is_key or not is_nullable:
        field["constraints"] = {"required": True}
    return field


def _type(data_type: str) -> str:
    if data_type in NUMBER_TYPES:
        return "integer"
    return "number" if data_type.startswith("DECIMAL") else TYPES.get(data_type, "any")


def _leading(name: str, columns: list[str]) -> dict[str, str]:
    """The columns of a mart that lead to a dimension, with it."""
    return {
        column: dimension
        for dimension, names in DIMENSIONS.items()
        for column in names
        if column in columns and (name, column) != (dimension, KEYS[dimension][-1])
    }


def _with_publication(column: str, dimension: str, leading: dict[str, str]) -> list[str]:
    if len(KEYS[dimension]) == 1:
        return [column]
    # What a back-test forecasts is of the publication that forecast it.
    return ["publication_id" if "publication_id" in leading else "forecast_publication_id", column]
