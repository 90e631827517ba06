"""A right that the system refuses is told as what it is: reading, passing through, writing, or no file at all."""

import errno
import os
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from fundament.errors import Misconfigured
from fundament.resources import resource_error
from tests.conftest import FUNDAMENT, Command
from tests.rights import NAMESPACE, needs_namespace, needs_permissions, unprivileged


@needs_permissions
@pytest.mark.parametrize("arguments", [["status"], ["releases"], ["sql", "select 1"], ["export", "findings"]])
def test_a_reader_without_rights_is_not_told_to_make_a_folder_writable(
    published: Command, arguments: list[str]
) -> None:
    """As for somebody who is not in the group: the folder of readers can't be entered."""
    published.published.chmod(0o600)
    try:
        done = unprivileged(published, *arguments)
    finally:
        published.published.chmod(0o755)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "a folder can't be entered: Permission denied" in done.stderr and "written" not in done.stderr
    assert f"where: {published.published}\n" in done.stderr
    assert "to do: Let the user that runs Fundament enter it" in done.stderr


@needs_permissions
def test_a_release_that_may_not_be_read(published: Command) -> None:
    """DuckDB says so itself, in its own words."""
    file = published.warehouse.resolve()
    mode = file.stat().st_mode
    file.chmod(0o000)
    try:
        done = unprivileged(published, "explain", "total_2021")
    finally:
        file.chmod(mode)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "a file or folder can't be read" in done.stderr and f"where: {file}" in done.stderr


@needs_permissions
def test_a_delivery_behind_a_folder_in_the_home_that_can_not_be_entered(published: Command) -> None:
    folder = published.home / "exports"
    (folder / "ledger").mkdir(parents=True)
    declaration = folder / "ledger" / "delivery.yml"
    declaration.write_text("delivery_id: x\n")
    folder.chmod(0o600)
    try:
        done = unprivileged(published, "deliveries", "check", declaration)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert f"where: {folder}\n" in done.stderr and "written" not in done.stderr


@needs_namespace
def test_an_export_to_a_disk_that_can_not_be_written(memo: Command, tmp_path: Path) -> None:
    """Not even the unfinished file can be removed there; found with an image whose root is read-only."""
    script = f'mount -t tmpfs -o ro tmpfs "{tmp_path}" && cd "{tmp_path}" && exec "$0" "$@"'
    for kind in ("xlsx", "csv"):
        done = subprocess.run(
            (*NAMESPACE, "sh", "-c", script, str(FUNDAMENT), "export", "findings", "--format", kind),
            env={**os.environ, "FUNDAMENT_HOME": str(memo.home), "COLUMNS": "200"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert "The file can't be written: Read-only file system" in done.stderr
        assert f"where: findings.{kind}" in done.stderr and "to do: Name another --output." in done.stderr


def test_a_refusal_that_is_no_file_s_is_not_the_disk_s(tmp_path: Path) -> None:
    # Loopback's broadcast address, by a socket that has not asked for broadcasts: nothing is sent.
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(PermissionError) as refused:
        one.connect(("127.255.255.255", 9))
    assert refused.value.errno == errno.EACCES and resource_error(refused.value, tmp_path) is None
    # Dagster keeps the name and the text of an error alone.
    kept = type("PermissionError", (RuntimeError,), {})
    assert resource_error(kept("[Errno 13] Permission denied"), tmp_path) is None
    told = resource_error(kept(f"[Errno 13] Permission denied: '{tmp_path}/published'"), tmp_path)
    assert isinstance(told, Misconfigured) and told.where == f"{tmp_path}/published"


def test_what_duckdb_may_not_write_names_the_file(tmp_path: Path) -> None:
    error = duckdb.IOException(f'IO Error: Cannot open file "{tmp_path}/x.duckdb": Permission denied')
    told = resource_error(error, tmp_path)
    assert isinstance(told, Misconfigured) and "can't be written" in told.what
    assert told.where == f"{tmp_path}/x.duckdb"


def test_an_error_with_a_number_is_told_by_it_whatever_its_words(tmp_path: Path) -> None:
    named = OSError(errno.ENAMETOOLONG, "File name too long", f"{tmp_path}/No space left on device.csv")
    assert resource_error(named, tmp_path) is None
    # Words of no language that anybody looked for.
    full = resource_error(OSError(errno.EDQUOT, "Schijfruimte overschreden", f"{tmp_path}/x"), tmp_path)
    assert full is not None and full.what == "The run can't go on, the disk is full: Schijfruimte overschreden"
    assert full.where == f"{tmp_path}/x"


def test_what_sqlite_says_by_number(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "run.db")) as connection:
        connection.execute("pragma page_size = 512")
        connection.execute("create table kept (text)")
        connection.execute("pragma max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as full:
            connection.execute("insert into kept values (?)", ["x" * 5000])
    assert full.value.sqlite_errorcode == sqlite3.SQLITE_FULL
    told = resource_error(full.value, tmp_path)
    assert told is not None and "the disk is full" in told.what
    with pytest.raises(sqlite3.OperationalError) as absent:
        sqlite3.connect(tmp_path / "absent" / "run.db")
    told = resource_error(absent.value, tmp_path)
    assert isinstance(told, Misconfigured) and "can't be written to" in told.what
    # Not of the disk, and its words are those of one.
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(sqlite3.OperationalError) as other:
        connection.execute('select * from "the disk is full"')
    assert resource_error(other.value, tmp_path) is None
