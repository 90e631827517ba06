"""What goes wrong around a publication: each case leaves the current release readable and says what happened.

The disk is really full, or really read-only: see `bad_disk`.
"""

import datetime as dt
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fundament.errors import FundamentError
from fundament.project import PROJECT_ROOT, default_deliveries
from fundament.publication import current, views
from fundament.publication import release as publication
from fundament.publication.release import STORAGE_VERSION
from fundament.warehouse import Warehouse
from tests.conftest import AS_OF, CEILING, FUNDAMENT, MEMO, Command, query
from tests.rights import NAMESPACE, needs_namespace, needs_permissions, unprivileged, without_rights
from tests.warehouses import keep_few_tables

FINDINGS = "select count(*) from marts.findings"


def on_bad_disk(home: Command, mode: str) -> list[dict[str, Any]]:
    """What each command said, and what a reader had after it; a traceback is never right."""
    views.write_views(Warehouse(home.home, default_deliveries()))
    command = (*NAMESPACE, sys.executable, "-m", "tests.bad_disk", str(home.home), mode)
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=CEILING)
    assert done.returncode == 0, done.stdout + done.stderr
    told: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    [(findings,)] = query(home.warehouse, FINDINGS)
    for one in told:
        assert "Traceback" not in one["out"] + one["error"], one
        assert one["findings"] == one["through_views"] == findings, one
        assert one["current"] in one["releases"]
        # Nothing half written is left.
        assert not [name for name in one["releases"] if name.startswith(".")]
    return told


@needs_namespace
def test_a_disk_that_is_full_in_the_middle_of_a_publication(published: Command) -> None:
    before = published.warehouse.resolve().parent.name
    *full, again = on_bad_disk(published, "full while publishing")
    assert len(full) == 4
    for one in full:
        assert one["exit_code"] == 1, one
        assert "the disk is full" in one["error"] and "No space left on device" in one["error"], one["error"]
        assert f"where: {published.published}" in one["error"]
        assert "to do: Free disk space, then run again. The current release stays readable." in one["error"]
        assert one["current"] == before and one["releases"] == [before]
    assert again["exit_code"] == 0 and again["current"] != before and len(again["releases"]) == 2


@needs_namespace
def test_a_disk_that_is_full_while_the_private_file_is_built(published: Command) -> None:
    before = published.warehouse.resolve().parent.name
    for one in on_bad_disk(published, "full while building"):
        assert one["exit_code"] == 1 and one["current"] == before, one
        assert "The run can't go on, the disk is full" in one["error"], one["error"]
        assert f"where: {published.home}" in one["error"] and "The current release stays readable." in one["error"]


@needs_namespace
def test_a_folder_that_is_read_only(published: Command) -> None:
    before = published.warehouse.resolve().parent.name
    told = {one["what"]: one for one in on_bad_disk(published, "read-only")}
    second = told.pop("publish")
    assert second["exit_code"] == 0 and second["current"] != before
    # With a single release there is nothing to put back, whatever the disk.
    assert "There is no release before" in told.pop("published: rollback")["error"]
    assert set(told) == {"published: run", "home: run", "home: rollback"}
    for one in told.values():
        assert one["exit_code"] == 2 and "Read-only file system" in one["error"], one
        assert f"where: {published.home}" in one["error"] and "to do: Make" in one["error"]
    assert told["published: run"]["current"] == before
    assert told["home: rollback"]["current"] == second["current"]
    # Said before hours are spent on models.
    assert "s  dbt" not in told["published: run"]["out"]


READ = (sys.executable, "-m", "tests.bad_disk", "read")


@needs_permissions
@pytest.mark.parametrize(
    ("unreadable", "command"),
    [
        ("contract_spend.csv", (FUNDAMENT, "run", "--as-of", AS_OF)),
        ("contract_spend.csv", READ),
        ("delivery.yml", READ),
        (".", READ),
    ],
    ids=["a file, by a run", "a file", "a declaration", "a folder"],
)
def test_a_delivery_that_may_not_be_read_is_not_told_as_a_folder_that_may_not_be_written(
    published: Command, deliveries: Path, unreadable: str, command: tuple
) -> None:
    before = (published.published / "manifest.json").read_bytes()
    path = deliveries / MEMO / unreadable
    mode = path.stat().st_mode
    path.chmod(0o000)
    try:
        done = without_rights(published, *command, FUNDAMENT_DELIVERIES=str(deliveries))
    finally:
        path.chmod(mode)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "can't be read: Permission denied" in done.stderr
    assert f"where: {path}" in done.stderr and "written" not in done.stderr
    assert "to do: Let the user that runs Fundament read it" in done.stderr
    assert (published.published / "manifest.json").read_bytes() == before


@needs_permissions
def test_a_home_that_may_not_be_written_is_told_as_that(published: Command) -> None:
    """The other half: the same errno, of the same process."""
    releases = published.published / "releases"
    mode = releases.stat().st_mode
    published.published.chmod(0o500)
    try:
        done = unprivileged(published, "run")
    finally:
        published.published.chmod(mode)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "the folder can't be written to: Permission denied" in done.stderr and "read:" not in done.stderr
    assert query(published.warehouse, FINDINGS)


@needs_permissions
def test_a_delivery_to_look_at_that_may_not_be_read(published: Command, deliveries: Path) -> None:
    path = deliveries / MEMO / "contract_spend.csv"
    path.chmod(0o000)
    done = unprivileged(published, "deliveries", "check", path.with_name("delivery.yml"))
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "can't be read: Permission denied" in done.stderr and f"where: {path}" in done.stderr


def test_a_file_in_the_place_of_the_folder_of_releases(published: Command) -> None:
    """Not writable whoever runs it, and without a namespace."""
    aside = published.published.rename(published.home / "aside")
    published.published.write_text("")
    with pytest.raises(
        FundamentError, match="The release can't be written, the folder can't be written to"
    ) as said:
        publication.publish(Warehouse(published.home, default_deliveries()), dt.datetime.now(dt.UTC))
    assert said.value.exit_code == 2
    assert query(aside / "current" / "fundament.duckdb", FINDINGS)


# Each step in turn says that the disk is full, the first or the second time that it is called.
BEFORE_THE_SWAP = ["_write_file", "_write_parquet", "_manifest", "_write_release_row", "to_disk", "make_current"]
AFTER_THE_SWAP = ["write_views", "_remove_old"]


def no_room(*arguments: Any, **named: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


@pytest.mark.parametrize("step", BEFORE_THE_SWAP)
def test_each_step_before_the_swap_leaves_the_old_release(
    published: Command, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_few_tables(published.build_file)
    warehouse = Warehouse(published.home, default_deliveries())
    before = publication.current_release(warehouse)
    monkeypatch.setattr(publication, step, no_room)
    with pytest.raises(FundamentError, match="the disk is full: No space left on device") as raised:
        publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert raised.value.exit_code == 1 and raised.value.where == "somewhere"
    assert publication.current_release(warehouse) == before
    assert [path.name for path in (published.published / "releases").iterdir()] == [before.name]
    assert query(published.warehouse, FINDINGS)


@pytest.mark.parametrize("step", AFTER_THE_SWAP)
def test_each_step_after_the_swap_is_a_warning(
    published: Command, step: str, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_few_tables(published.build_file)
    warehouse = Warehouse(published.home, default_deliveries())
    monkeypatch.setattr(publication, step, no_room)
    made = publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert publication.current_release(warehouse) == made
    assert [line for stage, line in told if stage == "warning" and "published, but" in line and "No space" in line]


def test_the_sync_after_the_swap_is_a_warning_too(
    published: Command, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then the release is out: to say that the old one stays would be wrong."""
    keep_few_tables(published.build_file)
    warehouse = Warehouse(published.home, default_deliveries())
    monkeypatch.setattr(current, "to_disk", no_room)
    made = publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert publication.current_release(warehouse) == made
    assert [line for _, line in told if "current is swapped, but can't be forced to disk" in line]


def test_published_files_have_the_pinned_storage_version(memo: Command) -> None:
    """64 is DuckDB 1.0, 65 is 1.2, 68 is 1.5. `make clients` asks old clients."""
    assert STORAGE_VERSION == "v1.2.0"
    for name in ("fundament.duckdb", "fundament-views.duckdb"):
        with (memo.published / name).open("rb") as stream:
            header = stream.read(20)
        assert header[8:12] == b"DUCK"
        assert int.from_bytes(header[12:20], "little") == 65, name
    # A release of a few hundred rows is no tens of megabytes.
    assert query(memo.warehouse, "select block_size from pragma_database_size()") == [(65536,)]
    assert memo.warehouse.stat().st_size < 15_000_000
