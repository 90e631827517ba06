"""The draft that is written while the checks run: the same release, and nothing of it where they do not pass."""

import datetime as dt
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fundament import database
from fundament.checks.suites import forget_results
from fundament.errors import FundamentError, Refused
from fundament.project import default_deliveries
from fundament.publication import drafting
from fundament.publication import release as publication
from fundament.publication.beside import beside
from fundament.publication.release import publish
from fundament.released import current_release, read_manifest
from fundament.warehouse import Warehouse
from tests.conftest import Command, query


@pytest.fixture
def warehouse(published: Command) -> Iterator[Warehouse]:
    yield Warehouse(published.home, default_deliveries())
    drafting.drop()


def folders(warehouse: Warehouse) -> set[str]:
    return {path.name for path in (warehouse.published / "releases").iterdir()}


def test_a_draft_becomes_the_release_that_would_be_written_without_it(warehouse: Warehouse) -> None:
    plain = publish(warehouse, dt.datetime.now(dt.UTC), beside(warehouse))
    drafting.begin(warehouse, beside(warehouse))
    drafting.wait_for_private_file()
    # As the step of the checks does: in another mode than the draft has the file.
    with database.to_write(warehouse.build_file) as connection:
        connection.execute("update quality.check_results set description = 'written after the draft'")
    drafted = publish(warehouse, dt.datetime.now(dt.UTC), drafted=drafting.begun())
    one, other = read_manifest(plain), read_manifest(drafted)
    assert one["tables"].keys() == other["tables"].keys() and len(one["tables"]) > 40
    different = {name for name in one["tables"] if one["tables"][name] != other["tables"][name]}
    assert different == {"quality.check_results"}
    assert one["checks"] == other["checks"] and one["inputs"] == other["inputs"]
    assert one["files"].keys() == other["files"].keys() and "index.html" in one["files"]
    paths = [{path.relative_to(release) for path in release.rglob("*")} for release in (plain, drafted)]
    assert paths[0] == paths[1] and current_release(warehouse) == drafted
    said = "select distinct description from quality.check_results"
    assert query(drafted / "fundament.duckdb", said) == [("written after the draft",)]
    # It is the release now: to forget the draft takes nothing away.
    drafting.drop()
    assert (drafted / "manifest.json").is_file()


def test_what_reads_the_release_at_once_shares_the_memory_of_a_run(
    published: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parquet beside page and note: half of 1,000,000,000 bytes each, which is 476.8 MiB."""
    monkeypatch.setenv("FUNDAMENT_MEMORY_LIMIT", "1GB")
    release_to_read, in_memory = database.release_to_read, database.in_memory
    readers, writers = set(), []

    @contextmanager
    def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        with release_to_read(folder) as connection:
            yield connection
            readers.update(connection.execute("select current_setting('memory_limit')").fetchone() or ())

    def made(**how: str) -> duckdb.DuckDBPyConnection:
        writers.append(how.get("memory_limit"))
        return in_memory(**how)

    monkeypatch.setattr(database, "release_to_read", opened)
    monkeypatch.setattr(database, "in_memory", made)
    warehouse = Warehouse(published.home, default_deliveries())
    drafting.begin(warehouse, beside(warehouse))
    drafting.drop()
    assert readers == {"476.8 MiB"}
    # The file itself is written before, with all of it.
    assert writers.count("1GB") == 1 and writers.count("500000000B") == 1


def test_what_has_not_passed_is_refused_and_leaves_nothing(warehouse: Warehouse) -> None:
    before = folders(warehouse)
    drafting.begin(warehouse, None)
    drafting.wait_for_private_file()
    forget_results(warehouse.build_file)
    with pytest.raises(Refused, match="has not passed its checks"):
        publish(warehouse, dt.datetime.now(dt.UTC), drafted=drafting.begun())
    drafting.drop()
    assert folders(warehouse) == before and drafting.begun() is None


def test_a_disk_that_is_full_under_the_draft_is_told_by_the_publication(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    before = folders(warehouse)
    monkeypatch.setattr(publication, "_write_parquet", no_room)
    drafting.begin(warehouse, None)
    drafting.wait_for_private_file()
    with pytest.raises(FundamentError, match="the disk is full: No space left on device"):
        publish(warehouse, dt.datetime.now(dt.UTC), drafted=drafting.begun())
    assert folders(warehouse) == before


def test_a_large_private_file_is_written_after_its_checks(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "AT_MOST", Path(warehouse.build_file).stat().st_size - 1)
    drafting.begin(warehouse, None)
    assert drafting.begun() is None
