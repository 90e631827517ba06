"""A release to who reads it: which there are, its manifest, its tables. Who makes one is `publication`."""

import json
from pathlib import Path
from typing import Any

from fundament.errors import Misconfigured
from fundament.warehouse import Warehouse

# `narrow` has what marts that are views are put together from.
PUBLISHED_SCHEMAS = ("marts", "narrow", "quality", "reference")
# Of each table and view: catalog, schema, name and comment. A mart can be either.
TABLES_AND_VIEWS = (
    "select database_name, schema_name, table_name, comment from duckdb_tables() "
    "union all select database_name, schema_name, view_name, comment from duckdb_views() where not internal"
)


def list_releases(warehouse: Warehouse) -> list[Path]:
    """Folders of the releases that are kept, the oldest first."""
    folder = warehouse.published / "releases"
    return sorted(path.parent for path in folder.glob("[!.]*/manifest.json"))


def find_release(warehouse: Warehouse, release_id: str) -> Path:
    """Folder of a release that is kept. Raises `Misconfigured` where there is none of that name."""
    for path in list_releases(warehouse):
        if path.name == release_id:
            return path
    raise Misconfigured(
        f"There is no release {release_id}",
        str(warehouse.published / "releases"),
        "List the releases with: fundament releases",
    )


def release_before(warehouse: Warehouse, release: Path) -> Path | None:
    """The release that came out before this one, of those that are kept."""
    return max((path for path in list_releases(warehouse) if path.name < release.name), default=None)


def current_release(warehouse: Warehouse) -> Path:
    """Folder of the current release. Raises `Misconfigured` where nothing has been published."""
    current = warehouse.published / "current"
    if not current.exists():
        raise Misconfigured("Nothing has been published yet", str(warehouse.published), "Run: fundament run")
    return current.resolve()


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release."""
    manifest: dict[str, Any] = json.loads((release / "manifest.json").read_text("utf-8"))
    return manifest
