"""The canonical sources, as `dbt/models/sources.yml` declares them.

What a delivery says of its own files is in `declaration`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from fundament import own_yaml
from fundament.project import DBT_DIR

LINEAGE = ("publication_id", "delivery_id", "source_file", "source_line", "citation")


@dataclass(frozen=True)
class Column:
    """A canonical column: its SQL type, and what a value must satisfy."""

    name: str
    data_type: str
    required: bool
    values: tuple[str, ...]
    pattern: str = ""


CITATION = Column("citation", "varchar", required=False, values=())


@dataclass(frozen=True)
class Source:
    """A canonical source: its columns, its key within a publication, sets of which one is required, and pairs of
    days of which the second comes after the first."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...]
    ordered: tuple[tuple[str, str], ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order of the raw table, without the lineage."""
        return tuple(column.name for column in self.columns)


@cache
def declared_tables() -> list[dict[str, Any]]:
    """The raw tables as dbt's `sources.yml` declares them."""
    tables: list[dict[str, Any]] = own_yaml.read(DBT_DIR / "models" / "sources.yml")["sources"][0]["tables"]
    return tables


@cache
def canonical_sources() -> dict[str, Source]:
    """Every canonical source by name."""
    sources = {}
    for table in declared_tables():
        meta = table.get("config", {}).get("meta", {})
        if meta.get("canonical"):
            columns = tuple(_column(entry) for entry in table["columns"])
            one_of = tuple(tuple(names) for names in meta.get("one_of", ()))
            ordered = tuple((first, last) for first, last in meta.get("ordered", ()))
            sources[table["name"]] = Source(table["name"], tuple(meta["key"]), columns, one_of, ordered)
    return sources


def _column(entry: dict) -> Column:
    meta = entry.get("config", {}).get("meta", {})
    return Column(
        entry["name"],
        entry["data_type"],
        bool(meta.get("required")),
        tuple(meta.get("values", ())),
        meta.get("pattern", ""),
    )
