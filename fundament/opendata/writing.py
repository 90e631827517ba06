"""Write what a release says of itself for data portals."""

import json
from pathlib import Path
from typing import Any

from fundament import database
from fundament.opendata.catalogue import Catalogue
from fundament.opendata.dcat import dcat
from fundament.opendata.package import CSV, data_package
from fundament.warehouse import Warehouse

NAMES = ("datapackage.json", "dcat-ap-nl.jsonld")


def describe(warehouse: Warehouse, release: Path, manifest: dict[str, Any]) -> None:
    """Write both descriptions into the folder of a release whose other files are there.

    Raises `OSError` where they can't be written.
    """
    catalogue = Catalogue.from_environment()
    with database.release_to_read(release) as connection:
        package = data_package(connection, release, release, manifest, _keys(warehouse), catalogue)
        described = dcat(connection, package, catalogue)
    for name, content in zip(NAMES, (package, described), strict=True):
        _write(release / name, content)


def describe_csv(warehouse: Warehouse, release: Path, manifest: dict[str, Any], folder: Path) -> Path:
    """Write the data package of all marts as CSV files that lie in a folder; see `describe`."""
    target = folder / NAMES[0]
    with database.release_to_read(release) as connection:
        catalogue = Catalogue.from_environment()
        _write(target, data_package(connection, release, folder, manifest, _keys(warehouse), catalogue, CSV))
    return target


def _keys(warehouse: Warehouse) -> dict[str, list[str]]:
    # They know what is published, and so this module.
    from fundament.transformation.dictionary import primary_key, published_tables
    from fundament.transformation.prepared import prepared

    nodes = published_tables(prepared(warehouse.home).manifest)
    return {node["name"]: primary_key(node) for node in nodes.values() if node["schema"] == "marts"}


def _write(target: Path, content: dict[str, Any]) -> None:
    # In one line: programs read it, and laid out it takes ten times as long.
    target.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")
