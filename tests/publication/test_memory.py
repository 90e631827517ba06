"""Memory that is full is told with the setting that gives more, and a disk full of what was spilled as a disk."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from fundament import database
from fundament.notices.outcome import what_stopped
from fundament.resources import resource_error
from fundament.transformation import build as building
from fundament.transformation import prepared as preparing
from fundament.transformation.runner import TransformationFailed
from tests.conftest import AS_OF_DATE
from tests.warehouses import default_deliveries, loaded, warehouse_of

# A list is one value, of which nothing can be put aside.
TOO_MUCH = "select list(i) as all_of_them from range(100_000_000) as numbers (i)"
SORTED = "create table sorted as select md5(i::varchar) as t from range(20_000_000) as numbers (i) order by t"


def test_what_does_not_fit_into_memory_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_MEMORY_LIMIT", "50MB")
    with database.in_memory(memory_limit="50MB") as connection, pytest.raises(duckdb.Error) as full:
        connection.execute(TOO_MUCH)
    told = resource_error(full.value, tmp_path)
    assert told is not None and "the memory that it may have is full" in told.what
    assert told.what_to_do.startswith("Set FUNDAMENT_MEMORY_LIMIT to more than 50MB") and told.exit_code == 1
    assert "\n" not in told.what


def test_what_does_not_fit_beside_the_file_is_a_disk_that_is_full(tmp_path: Path) -> None:
    with database.in_memory(memory_limit="200MB", temp_directory=str(tmp_path / "spilled")) as connection:
        connection.execute("set max_temp_directory_size = '10MB'")
        with pytest.raises(duckdb.Error) as full:
            connection.execute(SORTED)
    told = resource_error(full.value, tmp_path)
    assert told is not None and "the disk is full" in told.what and "Free disk space" in told.what_to_do


def test_a_model_that_runs_out_of_memory_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = preparing.prepared(tmp_path)
    nodes = [
        replace(node, statements=[TOO_MUCH] if node.name == "measures" else node.statements) for node in good.nodes
    ]
    monkeypatch.setattr(building, "prepared", lambda home: replace(good, nodes=nodes))
    loaded(tmp_path, default_deliveries(), AS_OF_DATE)
    warehouse = warehouse_of(tmp_path)
    warehouse = replace(warehouse, settings=warehouse.settings.model_copy(update={"memory_limit": "200MB"}))
    with pytest.raises(TransformationFailed) as failed:
        list(building.build(warehouse))
    told = what_stopped(warehouse.home, failed.value)
    assert told is not None and "is full: measures: Out of Memory Error" in told.what
    assert "FUNDAMENT_MEMORY_LIMIT" in told.what_to_do
