"""Small things that all files of a release need."""

import os
from pathlib import Path

# Readable by DuckDB 1.2 clients and later.
STORAGE_VERSION = "v1.2.0"

# Of each table and view: catalog, schema, name and comment. A mart can be either.
TABLES_AND_VIEWS = (
    "select database_name, schema_name, table_name, comment from duckdb_tables() "
    "union all select database_name, schema_name, view_name, comment from duckdb_views() where not internal"
)


def to_disk(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
